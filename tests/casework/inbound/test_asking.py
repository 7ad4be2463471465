"""The CSM is asked about a customer's words; one click decides, and time does where nobody clicks."""

from datetime import timedelta
from typing import Any

import pytest

from casework import cases, handoffs
from casework.additions import Addition
from casework.cases import NewCase, Origin, Said
from casework.inbound import asking, deciding, hearing, intake, marked
from casework.inbound.words import Words
from casework.voice import silence
from casework.work import Work
from config.handbook import Absence
from models.case import CaseStatus, Severity
from models.customer_notices import CustomerStatus
from models.customer_talk import CustomerThread, Heard, HeardState
from models.inbound_notices import CustomerWrote
from models.outgoing import Audience, Outgoing
from models.refusal import Refusal
from models.thread import Message
from tests.casework.inbound.conftest import Channel, served_by, takes_in
from tests.casework.room import BEN, CARLA, DANA, MEI, Room, count
from tests.casework.voice.conftest import BRIGHTWATER
from tests.casework.voice.test_closing import answer

WRONG = "Our last invoice is wrong."


@pytest.fixture
def asking_first(room: Room, channel: Channel) -> Channel:
    takes_in(room, "ask")
    return channel


def questions(room: Room) -> list[Any]:
    return room.told(CustomerWrote)


def states(room: Room) -> list[HeardState]:
    return [one.state for one in room.rows(Heard)]


def test_the_csm_is_asked_and_the_customer_hears_nothing_yet(room: Room, asking_first: Channel) -> None:
    earlier = room.open_case("The scale is stuck")
    words = asking_first.said(WRONG)
    (row,) = [row for row in room.rows(Outgoing) if row.notice["kind"] == "CustomerWrote"]
    assert row.recipient == DANA
    (asked,) = questions(room)
    assert (asked.author, asked.text, asked.link) == ("Carla Voss", WRONG, words.link)
    assert asked.choices == ((earlier, "The scale is stuck"),)
    assert asked.until == room.rows(Heard)[0].heard_at + timedelta(minutes=30)
    assert [row for row in room.rows(Outgoing) if row.audience is Audience.CUSTOMER] == []


def test_what_follows_at_once_joins_the_question(room: Room, asking_first: Channel) -> None:
    asking_first.said(WRONG)
    asking_first.said("It names the old address.")
    (asked,) = questions(room)
    assert asked.text == f"{WRONG}\nIt names the old address."


def test_opened_it_is_one_case_of_all_that_was_said(room: Room, asking_first: Channel) -> None:
    asking_first.said("Hello!")
    asking_first.said(WRONG)
    asking_first.said("It names the old address.")
    number = room.do(deciding.open_case, questions(room)[0].heard, by=BEN)
    assert room.case(number).csm == DANA, "their CSM's, whoever decides"
    assert states(room) == [HeardState.FILED] * 3
    assert [one.case_number for one in room.rows(Message)] == [number] * 3
    assert len(room.told(CustomerStatus)) == 1
    (asked,) = questions(room)
    assert (asked.decided, asked.decided_by, asked.number) == ("opened", "Ben Lindqvist", number)


def test_added_to_a_case_it_stands_there_and_replies_follow(room: Room, asking_first: Channel) -> None:
    number = room.open_case("The scale is stuck")
    words = asking_first.said(WRONG)
    room.do(asking.add, questions(room)[0].heard, number)
    assert [one.text for one in room.rows(Message)] == [WRONG]
    asking_first.said("And hall 3.", under=words)
    assert [one.case_number for one in room.rows(Message)] == [number, number]
    assert questions(room)[0].decided == "added"


def test_added_to_a_case_that_was_told_it_is_open_again(room: Room, asking_first: Channel) -> None:
    number = room.open_case("The scale is stuck")
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.finish, 1, found="Dust.", to_tell="It is clean.", root_cause=None, by=MEI)
    answer(room, number)
    asking_first.said("It is still stuck.")
    room.do(asking.add, questions(room)[0].heard, number)
    assert room.case(number).status is CaseStatus.OPEN
    room.pass_time(days=8)
    assert room.own(silence.due) == [], "who wrote is not taken for silent"


def test_another_customers_case_takes_nothing(room: Room, asking_first: Channel) -> None:
    other = room.open_case("Of somebody else", customer="2")
    asking_first.said(WRONG)
    with pytest.raises(Refusal, match="another customer's"):
        room.do(asking.add, questions(room)[0].heard, other)
    assert states(room) == [HeardState.WAITING]


def test_it_is_decided_once(room: Room, asking_first: Channel) -> None:
    asking_first.said(WRONG)
    heard = questions(room)[0].heard
    room.do(asking.leave, heard)
    assert states(room) == [HeardState.LEFT]
    with pytest.raises(Refusal, match="decided already"):
        room.do(deciding.open_case, heard)
    assert room.rows(Message) == []


def test_what_nobody_decides_on_becomes_a_case_by_itself(room: Room, asking_first: Channel) -> None:
    asking_first.said(WRONG)
    room.pass_time(minutes=29)
    assert room.own(intake.overdue) == []
    room.pass_time(minutes=2)
    for heard in room.own(intake.overdue) * 2:
        room.own(intake.open_overdue, heard)
    assert [(case.csm, case.title) for case in [room.case()]] == [(DANA, WRONG)]
    assert questions(room)[0].decided == "by_itself"
    assert room.own(intake.overdue) == []
    assert ("opened", "liaison", WRONG) in room.history()


def test_taken_back_it_is_asked_about_no_more(room: Room, asking_first: Channel) -> None:
    words = asking_first.said(WRONG)
    room.do(hearing.taken_back, words, by=CARLA)
    assert questions(room)[0].decided == "taken_back"
    room.pass_time(hours=1)
    assert room.own(intake.overdue) == []


def test_the_deputy_is_asked_while_the_csm_is_away(room: Room, asking_first: Channel) -> None:
    today = room.clock().date()
    away = [Absence(person=DANA, first=today, last=today)]
    room.handbook = room.handbook.model_copy(update={"away": away})
    served_by(room, DANA, BEN)
    asking_first.said(WRONG)
    (row,) = [row for row in room.rows(Outgoing) if row.notice["kind"] == "CustomerWrote"]
    assert row.recipient == BEN


def test_without_a_csm_it_is_whoever_of_the_desk_has_fewest_cases(room: Room, channel: Channel) -> None:
    served_by(room, None)
    room.open_case("One of Dana's", by=DANA)
    channel.said(WRONG)
    assert room.case(2).csm == BEN


def test_marked_words_wait_for_a_ticket_and_are_acknowledged_then(room: Room, channel: Channel) -> None:
    takes_in(room, "marked")
    words = channel.said(WRONG)
    assert states(room) == [HeardState.LEFT]
    assert room.told() == []
    said = Said(BRIGHTWATER, words.ts, CARLA, WRONG, words.said_at)
    origin = Origin("https://x.example", (said,), ts=words.ts)
    new = NewCase("1", "The invoice", WRONG, Severity.NORMAL, "Correct it.", "billing", origin)
    number = room.do(marked.open_case, new)
    assert [(one.ts, one.case_number) for one in room.rows(CustomerThread)] == [(words.ts, number)]
    assert len(room.told(CustomerStatus)) == 1
    assert count(room, Message, audience=Audience.CUSTOMER) == 1
    channel.said("It names the old address.", under=words)
    assert [one.case_number for one in room.rows(Message)] == [number, number]


def origin(words: Words) -> Origin:
    """As the form brings it that was opened from the message."""
    brought = Said(words.channel, words.ts, words.author, words.text, words.said_at)
    return Origin(words.link, (brought,), ts=words.ts)


def test_a_ticket_on_the_first_of_two_quick_messages_is_for_both(room: Room, asking_first: Channel) -> None:
    first = asking_first.said(WRONG)
    asking_first.said("It names the old address.")
    new = NewCase("1", "The invoice", WRONG, Severity.NORMAL, "Correct it.", "billing", origin(first))
    number = room.do(marked.open_case, new)
    assert states(room) == [HeardState.FILED] * 2
    assert [one.case_number for one in room.rows(Message)] == [number] * 2
    room.pass_time(hours=1)
    assert room.own(intake.overdue) == []


def test_marked_as_more_about_a_case_it_gets_no_number_of_its_own(room: Room, asking_first: Channel) -> None:
    number = room.open_case("The scale is stuck")
    words = asking_first.said("It is still stuck.")
    more = Addition("1", "Stuck", words.text, origin(words))
    room.do(marked.add, number, more)
    assert states(room) == [HeardState.FILED]
    assert (questions(room)[0].decided, questions(room)[0].number) == ("added", number)
    asking_first.said("And hall 3.", under=words)
    assert [(one.case_number, one.audience) for one in room.rows(Message)] == [
        (number, Audience.CUSTOMER)
    ] * 2


def test_a_case_from_elsewhere_tells_the_customer_nothing(room: Room, channel: Channel) -> None:
    def plain(work: Work) -> int:
        new = NewCase("1", "After a call", WRONG, Severity.NORMAL, "Correct it.", "billing")
        return marked.open_case(work, new)

    room.do(plain)
    assert room.rows(CustomerThread) == []
    room.do(cases.close, 1, told="Done.")
