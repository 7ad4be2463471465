"""The customer's words: which case they are about, or a new one, and who hears of them."""

from dataclasses import replace

import pytest
from sqlmodel import Session

from casework import cases, handoffs, search
from casework.desk import NothingToDo
from casework.inbound import hearing
from casework.merging.merge import merge
from models.case_notices import CaseReopened, Mirrored
from models.customer import Customer
from models.customer_notices import CustomerStatus
from models.customer_talk import CustomerThread, Heard, HeardState
from models.customer_view import CustomerView
from models.handoff import Handoff
from models.notices import NotAcknowledged
from models.outgoing import Audience, Outgoing
from models.promise import Promise, PromiseKind
from models.thread import Message
from tests.casework.inbound.conftest import Channel
from tests.casework.room import BILLING, CARLA, DANA, DESK, GIL, LEGAL, MEI, Room

WRONG = "Our last invoice is wrong. It names the old address."


def told_them(room: Room) -> list[Outgoing]:
    return [row for row in room.rows(Outgoing) if row.audience is Audience.CUSTOMER]


def test_their_words_open_a_case_and_are_acknowledged(room: Room, channel: Channel) -> None:
    words = channel.said(WRONG)
    case = room.case()
    assert (case.title, case.csm, case.source) == ("Our last invoice is wrong.", DANA, words.link)
    (thread,) = room.rows(CustomerThread)
    assert (thread.case_number, thread.ts) == (1, words.ts)
    (row,) = told_them(room)
    assert row.notice["kind"] == CustomerStatus.__name__
    assert row.customer_thread_id == thread.id
    assert [one.department for one in room.rows(Handoff)] == ["billing"]
    (promise,) = [one for one in room.rows(Promise) if one.kind is PromiseKind.UPDATE]
    assert promise.due_at == room.clock() + room.handbook.voice.next_news["normal"]
    assert room.rows(CustomerView)[0].title == "Our last invoice is wrong."
    assert room.rows(Customer)[0].heard_at == words.said_at


def test_where_nobody_agreed_to_an_acknowledgement_the_csm_hears_that(room: Room, channel: Channel) -> None:
    with Session(room.engine) as session:
        session.get_one(Customer, 1).binding += 1
        session.commit()
    first = channel.said(WRONG)
    channel.said("Please!", under=first)
    assert told_them(room) == []
    (told,) = room.told(NotAcknowledged, DESK)
    assert (told.case, told.customer, told.csm_id) == (1, "Brightwater Foods", DANA)


def test_what_was_heard_twice_has_one_effect(room: Room, channel: Channel) -> None:
    words = channel.said(WRONG)
    before = room.fingerprint()
    channel.hears(words)
    assert room.fingerprint() == before
    assert len(room.rows(Heard)) == len(room.rows(Message)) == 1


def test_their_words_are_kept_told_and_found(room: Room, channel: Channel) -> None:
    channel.said(WRONG)
    more = channel.said("It names Quay 7.")
    message = room.rows(Message)[-1]
    assert (message.ts, message.audience, message.author_name) == (more.ts, Audience.CUSTOMER, "Carla Voss")
    for place in (DESK, BILLING):
        told = room.told(Mirrored, place)[-1]
        assert (told.author, told.place, told.text) == ("Carla Voss", "the customer", "It names Quay 7.")
    assert len(room.told(Mirrored, BILLING)) == 1, "the card says the rest"
    assert room.own(lambda work: search.find(work.session, "old address")) == [1]
    assert ("said", CARLA, "") in room.history()


def test_quick_words_of_one_person_are_one_matter(room: Room, channel: Channel) -> None:
    channel.said(WRONG)
    second = channel.said("It should name Harbour Road 4.")
    assert [one.case_number for one in room.rows(Heard)] == [1, 1]
    assert second.ts in {one.ts for one in room.rows(CustomerThread)}
    assert len(told_them(room)) == 1


def test_what_comes_later_is_another_matter(room: Room, channel: Channel) -> None:
    channel.said(WRONG)
    room.pass_time(minutes=5)
    channel.said("The scale in hall 2 does not start.")
    assert [one.case_number for one in room.rows(Heard)] == [1, 2]


def test_another_person_speaks_of_another_matter(room: Room, channel: Channel) -> None:
    channel.said(WRONG)
    channel.said("The scale in hall 2 does not start.", by=GIL)
    assert [one.case_number for one in room.rows(Heard)] == [1, 2]


def test_a_reply_belongs_to_its_threads_case(room: Room, channel: Channel) -> None:
    first = channel.said(WRONG)
    room.pass_time(hours=3)
    channel.said("Invoice 4711, to be exact.", under=first, by=GIL)
    assert [one.case_number for one in room.rows(Message)] == [1, 1]
    assert len(room.rows(CustomerThread)) == 1


def test_a_number_of_theirs_leads_to_the_case_and_anothers_does_not(room: Room, channel: Channel) -> None:
    channel.said(WRONG)
    other = room.open_case("Of somebody else", customer="2")
    room.pass_time(hours=3)
    channel.said("About c-1: when do we hear?")
    assert room.rows(Heard)[-1].case_number == 1
    room.pass_time(hours=3)
    channel.said(f"About C-{other}: when do we hear?")
    assert room.rows(Heard)[-1].case_number == 3


def test_a_merged_cases_thread_goes_on_in_the_survivor(room: Room, channel: Channel) -> None:
    first = channel.said(WRONG)
    survivor = room.open_case("The same")
    room.do(merge, 1, into=survivor)
    channel.said("One more thing about the address.", under=first)
    message = room.rows(Message)[-1]
    assert (message.case_number, message.home) == (survivor, 1)


@pytest.mark.parametrize(
    "text", ["Thank you, Dana!", "Thanks for your help!", "Guten Morgen", "🎉🎉", ":tada:", "Merci beaucoup"]
)
def test_small_talk_opens_nothing(room: Room, channel: Channel, text: str) -> None:
    channel.said(text)
    assert room.rows(Heard)[0].state is HeardState.SMALL_TALK
    assert room.told() == []


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, but it is still broken",
        "Hello?",
        "Good morning, the invoice",
        "Thanks 4711",
        "Hello Dana, help!",
    ],
)
def test_what_says_more_than_thanks_is_a_case(room: Room, channel: Channel, text: str) -> None:
    channel.said(text)
    assert room.rows(Heard)[0].state is HeardState.FILED


def test_a_greeting_comes_along_with_what_follows(room: Room, channel: Channel) -> None:
    hello = channel.said("Hello Dana")
    channel.said(WRONG)
    assert [one.ts for one in room.rows(Message)] == [hello.ts, room.rows(Heard)[1].ts]
    assert room.case().title == "Our last invoice is wrong."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello! Our invoice is wrong. Can you help?", "Our invoice is wrong."),
        ("Hi Dana,\n\nour invoice is wrong.", "our invoice is wrong."),
        ("Good morning everybody,\nour invoice is wrong.", "our invoice is wrong."),
        ("Hi Dana, our last invoice is wrong.", "Hi Dana, our last invoice is wrong."),
        ("Hey invoice 4711!\nIt is wrong.", "Hey invoice 4711!"),
        ("Hello?\nDana?", "Hello?"),
    ],
)
def test_a_title_is_about_something(room: Room, channel: Channel, text: str, title: str) -> None:
    channel.said(text)
    assert room.case().title == title


def test_a_word_more_reopens_a_closed_case_and_thanks_do_not(room: Room, channel: Channel) -> None:
    first = channel.said(WRONG)
    room.do(cases.close, 1, told="It was corrected.")
    channel.said("Thanks!", under=first)
    assert room.case().is_closed
    channel.said("It still names the old address.", under=first)
    assert not room.case().is_closed
    (told,) = room.told(CaseReopened)
    assert (told.by, told.reason) == ("Carla Voss", "It still names the old address.")


def test_thanks_that_become_more_by_an_edit_reopen_a_closed_case(room: Room, channel: Channel) -> None:
    first = channel.said(WRONG)
    room.do(cases.close, 1, told="It was corrected.")
    thanks = channel.said("Thanks!", under=first)
    channel.hears(replace(thanks, text="Thanks, but it is wrong again.", edit_ts="1900000000.000001"))
    assert not room.case().is_closed
    (told,) = room.told(CaseReopened)
    assert told.reason == "Thanks, but it is wrong again."


def test_what_they_took_back_stands_neither_in_title_nor_story(room: Room, channel: Channel) -> None:
    first = channel.said("The invoice for hunter2 is wrong.")
    channel.said("It does not let us in.")
    room.do(handoffs.accept, 1, by=MEI)
    room.do(hearing.taken_back, first, by=CARLA)
    case = room.case()
    assert (case.title, case.story) == ("A message that was deleted.", "A message that was deleted.")
    assert room.rows(CustomerView)[0].title == case.title


def test_a_second_matter_is_another_handoff_of_the_same_case(room: Room, channel: Channel) -> None:
    channel.said(WRONG)
    channel.said("And our contract needs a new clause about liability.")
    assert [(one.case_number, one.department) for one in room.rows(Handoff)] == [(1, "billing"), (1, "legal")]
    channel.said("The contract, please, by Friday.")
    assert len(room.rows(Handoff)) == 2
    assert room.thread_of(2).channel == LEGAL


def test_our_own_words_there_are_part_of_the_case(room: Room, channel: Channel) -> None:
    first = channel.said(WRONG)
    words = channel.said("I look into it.", by=DANA, under=first)
    message = room.rows(Message)[-1]
    assert (message.author_name, message.audience) == ("Dana Okafor", Audience.CUSTOMER)
    assert room.told(Mirrored, DESK)[-1].place == "to the customer"
    assert room.rows(Customer)[0].spoken_at == words.said_at
    assert room.told(Mirrored, BILLING) == [], "the departments hear the customer's words only"


def test_our_own_words_elsewhere_only_count_as_spoken(room: Room, channel: Channel) -> None:
    words = channel.said("Good to have you here!", by=DANA)
    assert room.rows(Customer)[0].spoken_at == words.said_at
    assert not room.rows(Heard)
    assert not room.rows(Message)


def test_an_edit_and_a_deletion_follow(room: Room, channel: Channel) -> None:
    words = channel.said(WRONG)
    channel.hears(replace(words, text="It names no address.", edit_ts="1800000000.1"))
    assert room.rows(Message)[0].text == room.rows(Heard)[0].text == "It names no address."
    assert [one.text for one in room.told(Mirrored)] == ["It names no address."]
    channel.hears(replace(words, text="Older", edit_ts="1700000000.1"))
    assert room.rows(Message)[0].text == "It names no address."
    room.do(hearing.taken_back, words, by=CARLA)
    assert room.rows(Message)[0].is_deleted
    assert room.rows(Heard)[0].text == ""
    assert room.told(Mirrored) == []


def test_a_case_that_nobody_has_taken_is_put_right_by_an_edit(room: Room, channel: Channel) -> None:
    words = channel.said("Our last invoice is wrong. It names the old address.")
    newer = "Our first invoice is wrong. It names no address."
    channel.hears(replace(words, text=newer, edit_ts="1800000000.1"))
    (view,) = room.rows(CustomerView)
    assert room.case().title == view.title == "Our first invoice is wrong."
    assert room.case().story == newer
    with Session(room.engine) as session:
        assert search.find(session, "first invoice") == [1]
        assert search.find(session, "old address") == []
    assert len(room.told(Mirrored)) == 1


def test_what_is_changed_after_somebody_took_it_is_said_again(room: Room, channel: Channel) -> None:
    words = channel.said("Our last invoice is wrong.")
    room.do(handoffs.accept, 1, by=MEI)
    channel.hears(replace(words, text="Our first invoice is wrong.", edit_ts="1800000000.1"))
    assert room.case().title == "Our last invoice is wrong."
    (told,) = room.told(Mirrored, BILLING)
    assert (told.text, told.is_edited) == ("Our first invoice is wrong.", True)
    assert [one.text for one in room.told(Mirrored, DESK)] == ["Our first invoice is wrong."] * 2
    channel.hears(replace(words, text="Our invoices are wrong.", edit_ts="1800000001.1"))
    assert {one.text for one in room.told(Mirrored)} == {"Our invoices are wrong."}
    assert len(room.told(Mirrored, BILLING)) == 1


def test_thanks_that_become_more_by_an_edit_are_a_case(room: Room, channel: Channel) -> None:
    words = channel.said("Thanks!")
    channel.hears(replace(words, text="Thanks, but it is broken again.", edit_ts="1800000000.1"))
    assert [one.text for one in room.rows(Message)] == ["Thanks, but it is broken again."]
    channel.hears(replace(words, text="Thanks!!", edit_ts="1800000001.1"))
    assert [one.text for one in room.rows(Message)] == ["Thanks!!"]
    assert room.case().number == 1


def test_what_was_taken_back_before_it_was_heard_is_never_told(room: Room, channel: Channel) -> None:
    words = channel.words(WRONG)
    room.do(hearing.taken_back, words, by=CARLA)
    channel.hears(words)
    assert room.told() == []
    assert [one.text for one in room.rows(Heard)] == [""]


def test_a_channel_of_nobodys_is_none_of_our_business(room: Room, channel: Channel) -> None:
    with pytest.raises(NothingToDo):
        channel.said(WRONG, channel="C0SOMEWHERE")
