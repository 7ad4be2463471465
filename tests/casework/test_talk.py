"""The threads talk: what is said in one is told in the others, edits and deletions follow."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import cases, errands, handoffs, outbox, search, steering, talk
from casework.access import NotStaff
from casework.cases import NewCase, Origin, Said
from casework.desk import NothingToDo
from casework.talk import NotYet, Reply
from models.case import CaseStatus, Severity
from models.case_notices import Mirrored
from models.outgoing import Outgoing
from models.thread import Message
from tests.casework.carrier import Carrier
from tests.casework.room import (
    BILLING,
    DANA,
    DESK,
    ENGINEERING,
    GIL,
    INES,
    LEGAL,
    MEI,
    NOON,
    PRIYA,
    Room,
)

LINK = "https://tidewater.slack.com/files/F1/4711.pdf"


def in_billing(room: Room, text: str = "It is refunded.", **changed: Any) -> Reply:
    """Mei's reply under the card of C-1 in Billing's channel."""
    thread = room.thread_of(1)
    reply = Reply(thread.channel, thread.ts or "", "1700000900.000100", MEI, text, NOON, is_to_us=True)
    return replace(reply, **changed)


def in_the_desk(room: Room, text: str = "They need it by Friday.", **changed: Any) -> Reply:
    thread = room.desk_thread()
    reply = Reply(thread.channel, thread.ts or "", "1700000901.000100", DANA, text, NOON, is_to_us=True)
    return replace(reply, **changed)


@pytest.fixture
def quick(quick_room: Room) -> Room:
    """C-1 is with Billing, everything posted."""
    return started(quick_room)


@pytest.fixture
def going(room: Room) -> Room:
    return started(room)


def started(room: Room) -> Room:
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    room.post_everything()
    room.pass_time(minutes=1)
    return room


def found(room: Room, words: str) -> list[int]:
    return room.own(lambda work: search.find(work.session, words))


# -- where it is told


def test_a_departments_reply_appears_in_the_desk(going: Room) -> None:
    going.do(talk.said, in_billing(going), by=MEI)
    assert going.told(Mirrored, DESK) == [
        Mirrored(1, "Mei Tanaka", "Billing", "It is refunded.", (BILLING, "1700000900.000100"))
    ]
    assert going.told(Mirrored, BILLING) == []
    assert going.history()[-1] == ("said", MEI, "")
    assert (going.case().moved_at, going.handoff().moved_at) == (going.clock(), going.clock())


def test_the_desks_reply_appears_wherever_the_case_is_still_open(going: Room) -> None:
    for department in ("engineering", "legal"):
        going.do(steering.add_department, 1, department=department, why="x", expected="y")
    going.do(handoffs.decline, 3, reason="No contract.", by="U0JONASWEBE")
    going.do(talk.said, in_the_desk(going))
    assert [len(going.told(Mirrored, channel)) for channel in (BILLING, ENGINEERING, LEGAL)] == [1, 1, 0]
    told = going.told(Mirrored, ENGINEERING)[0]
    assert (told.author, told.place, told.text) == ("Dana Okafor", "desk", "They need it by Friday.")


def test_one_department_does_not_read_the_others_thread(going: Room) -> None:
    going.do(steering.add_department, 1, department="engineering", why="x", expected="y")
    going.do(talk.said, in_billing(going), by=MEI)
    assert going.told(Mirrored, ENGINEERING) == []


def test_files_are_mirrored_by_name_and_link(going: Room) -> None:
    going.do(talk.said, in_billing(going, "", files=(("4711.pdf", LINK), ("a file", ""))), by=MEI)
    assert going.told(Mirrored, DESK)[0].files == (("4711.pdf", LINK), ("a file", ""))
    edited = in_billing(going, "Better.", files=(("4712.pdf", LINK),), edit_ts="1700000950.000100")
    going.do(talk.said, edited, by=MEI)
    assert going.told(Mirrored, DESK)[0].files == (("4712.pdf", LINK),)


def test_what_is_said_can_be_found_changed_and_taken_back(going: Room) -> None:
    going.do(talk.said, in_billing(going, "The turbine hums."), by=MEI)
    assert found(going, "turbine") == [1]
    going.do(talk.said, in_billing(going, "The pump hums.", edit_ts="1700000950.000100"), by=MEI)
    assert (found(going, "turbine"), found(going, "pump")) == ([], [1])
    going.do(talk.deleted, in_billing(going), by=MEI)
    assert found(going, "pump") == []


def test_a_reply_ends_a_pause_and_has_the_cards_drawn_again(going: Room) -> None:
    going.do(handoffs.pause, 1, reason="x", until=going.clock() + timedelta(days=1), by=MEI)
    Carrier(going).carry_everything()
    going.do(talk.said, in_billing(going), by=MEI)
    assert going.handoff().paused_until is None
    due = {row.key for row in going.rows(Outgoing) if row.revision > row.drawn and row.ts}
    assert due == {"card:case:1", "card:handoff:1"}


def test_a_reply_in_a_thread_that_has_ended_is_still_told_and_changes_no_status(going: Room) -> None:
    going.do(handoffs.finish, 1, found="x", to_tell="y", root_cause=None, by=MEI)
    moved_at = going.handoff().moved_at
    going.pass_time(minutes=1)
    going.do(talk.said, in_billing(going, "One thing more."), by=MEI)
    assert len(going.told(Mirrored, DESK)) == 1
    assert going.handoff().moved_at == moved_at
    assert going.case().status is CaseStatus.ANSWERED


def test_a_closed_case_still_listens(going: Room) -> None:
    going.do(cases.close, 1, told="")
    going.do(talk.said, in_billing(going, "They called again."), by=MEI)
    assert [one.text for one in going.told(Mirrored, DESK)] == ["They called again."]
    going.do(talk.said, in_the_desk(going, "So I heard."))
    assert going.told(Mirrored, BILLING) == [], "nobody there is at work on it"
    assert [one.text for one in going.rows(Message)] == ["They called again.", "So I heard."]
    assert going.case().status is CaseStatus.CLOSED


# -- what is none of its business


def test_what_is_said_elsewhere_is_nothing_to_do(quick: Room) -> None:
    before = quick.fingerprint()
    elsewhere = in_billing(quick, thread_ts="1699999999.000100")
    for reply in (elsewhere, replace(elsewhere, is_to_us=False)):
        with pytest.raises(NothingToDo):
            quick.do(talk.said, reply, by=MEI)
        with pytest.raises(NothingToDo):
            quick.do(talk.deleted, reply, by=MEI)
    assert quick.fingerprint() == before


@pytest.mark.parametrize("by", [GIL, "U0DEPLOYBOT"], ids=["a guest", "another bot"])
def test_outsiders_in_the_channel_are_not_mirrored(quick: Room, by: str) -> None:
    before = quick.fingerprint()
    with pytest.raises(NotStaff):
        quick.do(talk.said, in_billing(quick, author=by), by=by)
    assert quick.fingerprint() == before


@pytest.mark.parametrize("by", [INES, PRIYA], ids=["other staff", "another department"])
def test_any_colleague_may_join_in(quick: Room, by: str) -> None:
    quick.do(talk.said, in_billing(quick, author=by), by=by)
    assert len(quick.told(Mirrored, DESK)) == 1


# -- before the card's timestamp is known


def test_a_reply_to_a_card_whose_place_is_not_known_yet_shall_come_again(going: Room) -> None:
    going.do(steering.add_department, 1, department="engineering", why="x", expected="y")
    carrier = Carrier(going)
    early = Reply(ENGINEERING, "1700000003.000100", "1700000902.000100", PRIYA, "On it.", NOON, is_to_us=True)
    (card,) = [one for one in carrier.claim() if one.channel == ENGINEERING]
    before = going.rows(Message)
    with pytest.raises(NotYet):
        going.do(talk.said, early, by=PRIYA)
    assert going.rows(Message) == before
    with pytest.raises(NothingToDo):
        going.do(talk.said, replace(early, is_to_us=False), by=PRIYA)
    with pytest.raises(NothingToDo):
        going.do(talk.said, replace(early, channel=LEGAL), by=PRIYA)
    going.own(outbox.sent, card.id, channel=ENGINEERING, ts=early.thread_ts, revision=card.revision)
    going.do(talk.said, early, by=PRIYA)
    assert [one.text for one in going.told(Mirrored, DESK)] == ["On it."]


def test_it_is_worth_waiting_while_the_cards_outcome_is_unclear(quick: Room) -> None:
    quick.do(steering.add_department, 1, department="engineering", why="x", expected="y")
    (card,) = [one for one in Carrier(quick).claim() if one.channel == ENGINEERING]
    quick.own(outbox.unclear, card.id, card.fence, error="reset", look_at=quick.clock())
    early = Reply(ENGINEERING, "1700000003.000100", "1700000902.000100", PRIYA, "On it.", NOON, is_to_us=True)
    with pytest.raises(NotYet):
        quick.do(talk.said, early, by=PRIYA)


def test_a_card_that_is_drawn_again_is_no_reason_to_wait(quick: Room) -> None:
    """A reply under something else of ours is none of a case's business, however busy the cards are."""
    quick.do(handoffs.release, 1, by=MEI)
    assert {one.verb for one in Carrier(quick).claim() if one.channel == BILLING} == {"update"}
    with pytest.raises(NothingToDo):
        quick.do(talk.said, in_billing(quick, thread_ts="1699999999.000100"), by=MEI)


# -- edits and deletions, in any order


EVENTS = {
    "said": ("said", "first", ""),
    "edited": ("said", "second", "1700000950.000100"),
    "edited again": ("said", "third", "1700000960.000100"),
    "deleted": ("deleted", "", ""),
}


def happen(room: Room, number: int, name: str) -> None:
    verb, text, edit_ts = EVENTS[name]
    thread = room.thread_of(number)
    ts = f"17000{number:05}.000900"
    reply = Reply(thread.channel, thread.ts or "", ts, MEI, text, NOON, edit_ts=edit_ts, is_to_us=True)
    room.do(talk.said if verb == "said" else talk.deleted, reply, by=MEI)


@st.composite
def deliveries(draw: st.DrawFn) -> list[str]:
    """Every event at least once, in any order, some of them again; the courier comes by in between."""
    names = draw(st.permutations(list(EVENTS) if draw(st.booleans()) else list(EVENTS)[:3]))
    again = draw(st.lists(st.sampled_from(names), max_size=3))
    rounds = draw(st.lists(st.sampled_from(["claim", "report", "round"]), max_size=5))
    return draw(st.permutations([*names, *again, *rounds]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries())
def test_whatever_the_order_the_newest_wording_stands_or_nothing_does(
    quick_room: Room, order: list[str]
) -> None:
    number = quick_room.open_case(f"Case for {order}")
    carrier = Carrier(quick_room)
    carrier.carry_everything()
    on_the_way: list[errands.Errand] = []
    for name in order:
        match name:
            case "claim":
                on_the_way += carrier.claim()
            case "report":
                for errand in on_the_way:
                    carrier.carry(errand)
                on_the_way = []
            case "round":
                carrier.round()
            case _:
                happen(quick_room, number, name)
        quick_room.pass_time(seconds=1)
    for errand in on_the_way:
        carrier.carry(errand)
    carrier.carry_everything()
    mirrored = [
        one.text for one in carrier.shown.values() if isinstance(one, Mirrored) and one.case == number
    ]
    found = quick_room.own(
        lambda work: {w: search.find(work.session, w) for w in ("first", "second", "third")}
    )
    (message,) = [one for one in quick_room.rows(Message) if one.case_number == number]
    if "deleted" in order:
        assert mirrored == []
        assert message.is_deleted
        assert not any(number in numbers for numbers in found.values())
    else:
        assert mirrored == ["third"]
        assert message.text == "third"
        assert [number in found[word] for word in ("first", "second", "third")] == [False, False, True]
    assert len(carrier.posted) == len(set(carrier.posted)), "nothing is said twice"


def test_an_edit_marks_the_mirror_and_an_older_one_changes_nothing(going: Room) -> None:
    for name in ("said", "edited again", "edited", "said"):
        happen(going, 1, name)
    (told,) = going.told(Mirrored, DESK)
    assert (told.text, told.is_edited) == ("third", True)
    assert [what for what, _, _ in going.history()][-2:] == ["said", "edited"]


def test_a_message_taken_back_before_it_was_heard_of_is_never_told(going: Room) -> None:
    happen(going, 1, "deleted")
    happen(going, 1, "said")
    assert going.told(Mirrored) == []
    assert [(one.text, one.is_deleted) for one in going.rows(Message)] == [("", True)]


def test_what_was_said_before_the_case_can_be_taken_back_too(going: Room) -> None:
    said = Said(BILLING, "1699990000.000100", MEI, "The turbine hums.", NOON)
    new = NewCase("1", "Hums", "It hums.", Severity.LOW, "Look.", "billing", Origin(LINK, (said,)))
    number = going.do(cases.open_case, new)
    deleted = Reply(BILLING, said.ts, said.ts, MEI, "", NOON)
    going.do(talk.deleted, deleted, by=MEI)
    assert [one.is_deleted for one in going.rows(Message)] == [True]
    assert found(going, "turbine") == []
    assert going.history(number)[-1][0] == "deleted"


def test_the_same_words_in_two_threads_are_two_messages(going: Room) -> None:
    going.do(talk.said, in_billing(going, "Same."), by=MEI)
    going.do(talk.said, in_the_desk(going, "Same.", ts="1700000900.000100"))
    assert len(going.rows(Message)) == 2


def test_a_lost_message_that_another_case_was_opened_from_can_be_changed(quick: Room) -> None:
    """Slack lost the reply's event; a second case was opened from it; then its author changes it."""
    reply = in_billing(quick, "The pump hums.", edit_ts="1700000950.000100")
    said = Said(BILLING, reply.ts, MEI, "The turbine hums.", NOON)
    new = NewCase("1", "Hums", "It hums.", Severity.LOW, "Look.", "legal", Origin(LINK, (said,)))
    number = quick.do(cases.open_case, new)
    quick.do(talk.said, reply, by=MEI)
    assert [(one.case_number, one.text) for one in quick.rows(Message)] == [(number, "The pump hums.")]
    assert found(quick, "pump") == [number]
    assert quick.history(number)[-1][0] == "edited"
