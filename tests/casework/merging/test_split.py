"""Another matter after all: a department's part, or a message, becomes a case of its own."""

from datetime import timedelta

import pytest

from casework import cases, handoffs, lists, steering, talk
from casework.cases import NewCase, Origin, Said
from casework.merging.merge import merge
from casework.merging.split import split
from casework.talk import Reply
from models.case import CaseStatus, Severity
from models.case_notices import ThreadBackfilled
from models.entry import Entry
from models.handoff import Handoff
from models.merge_notices import SplitOff
from models.promise import Promise, PromiseKind
from models.refusal import Refusal
from models.thread import Message
from tests.casework.merging.steps import say, two_cases
from tests.casework.room import BEN, DANA, JONAS, MEI, Room

LINK = "https://tidewater.slack.com/archives/C0BILLING01/p1700000000000100"


def a_case_with_two_parts(room: Room) -> None:
    room.open_case(department="billing", severity=Severity.HIGH)
    room.do(steering.add_department, 1, department="legal", why="A clause.", expected="Read clause 7.")
    room.post_everything()
    room.do(handoffs.accept, 2, by=JONAS)
    say(room, 1, "The heron clause.", by=JONAS, handoff=2)


def test_the_part_goes_on_as_a_case_of_its_own_by_the_same_clock(room: Room) -> None:
    a_case_with_two_parts(room)
    before = next(one for one in room.rows(Promise) if one.handoff_id == 2 and one.is_live)
    room.pass_time(minutes=30)
    assert room.do(split, 2, title="Clause 7", story="They ask for a change.") == 2
    new, part = room.case(2), room.handoff(2)
    assert (new.title, new.customer_id, new.csm, new.severity) == ("Clause 7", 1, DANA, Severity.HIGH)
    assert (part.case_number, part.owner, room.thread_of(2).case_number) == (2, JONAS, 2)
    now = next(one for one in room.rows(Promise) if one.handoff_id == 2 and one.is_live)
    assert (now.id, now.case_number, now.due_at) == (before.id, 2, before.due_at)


def test_its_history_and_its_words_come_along(room: Room) -> None:
    a_case_with_two_parts(room)
    room.do(split, 2, title="Clause 7", story="They ask for a change.")
    assert [what for what, *_ in room.history(2)] == [
        *("offered", "accepted", "said"),
        *("opened", "split_off"),
    ]
    assert [what for what, *_ in room.history(1)] == ["opened", "offered", "split"]
    (message,) = room.rows(Message)
    assert (message.case_number, message.home) == (2, None)
    assert [line.number for line in room.do(lists.page, "find heron", 1).lines] == [2]


def test_what_is_said_in_its_thread_goes_to_the_new_desk_thread(room: Room) -> None:
    a_case_with_two_parts(room)
    room.do(split, 2, title="Clause 7", story="They ask for a change.")
    room.post_everything()
    say(room, 2, "It can be changed.", by=JONAS, handoff=2)
    assert room.rows(Message)[-1].case_number == 2
    assert room.rows(Entry)[-1].case_number == 2


def test_both_desks_and_the_owner_hear_of_it(room: Room) -> None:
    a_case_with_two_parts(room)
    room.do(split, 2, title="Clause 7", story="They ask for a change.")
    told = [(one.case, one.other, one.what, one.owner_id) for one in room.told(SplitOff)]
    assert told == [(1, 2, "Legal", None), (2, 1, "Legal", None), (2, 1, "Legal", JONAS)]


def test_the_case_that_lost_its_last_part_is_the_csm_s_to_decide(room: Room) -> None:
    room.open_case(department="billing")
    room.post_everything()
    room.do(split, 1, title="A credit note", story="They want one.")
    owed = [(one.case_number, one.kind) for one in room.rows(Promise) if one.is_live]
    assert owed == [(2, PromiseKind.ACCEPT), (1, PromiseKind.DECIDE)]


def test_the_case_that_lost_its_last_part_is_answered_if_something_was_found(room: Room) -> None:
    a_case_with_two_parts(room)
    room.do(handoffs.finish, 1, found="Refunded.", to_tell="It is paid.", root_cause=None, by=MEI)
    room.do(split, 2, title="Clause 7", story="They ask for a change.")
    assert room.case(1).status is CaseStatus.ANSWERED


def test_a_split_is_taken_back_by_a_merge(room: Room) -> None:
    a_case_with_two_parts(room)
    room.do(split, 2, title="Clause 7", story="They ask for a change.")
    room.do(merge, 2, into=1)
    assert [(one.case_number, one.department) for one in room.rows(Handoff)] == [(1, "billing"), (1, "legal")]


def test_only_its_csm_or_a_manager_splits_and_only_what_goes_on(room: Room) -> None:
    a_case_with_two_parts(room)
    with pytest.raises(Refusal):
        room.do(split, 2, title="Clause 7", story="It.", by=BEN)
    room.do(handoffs.finish, 2, found="It.", to_tell="Yes.", root_cause=None, by=JONAS)
    with pytest.raises(Refusal, match="finished Legal's part of C-1 already"):
        room.do(split, 2, title="Clause 7", story="It.")


def test_what_it_was_handed_on_from_comes_along(room: Room) -> None:
    a_case_with_two_parts(room)
    room.do(handoffs.hand_on, 2, department="logistics", why="A parcel.", expected="Find it.", by=JONAS)
    room.post_everything()
    room.do(split, 3, title="The parcel", story="It is lost.")
    assert [(one.department, one.case_number) for one in room.rows(Handoff)] == [
        ("billing", 1),
        ("legal", 2),
        ("logistics", 2),
    ]
    assert [what for what, *_ in room.history(2)] == [
        *("offered", "accepted", "said", "handed_on", "offered"),
        *("opened", "split_off"),
    ]


# -- a message


def test_a_message_of_a_case_becomes_a_case_and_stands_in_one_only(room: Room) -> None:
    two_cases(room, "billing", "legal")
    say(room, 1, "And where is our heron?", by=MEI, handoff=1)
    (message,) = room.rows(Message)
    said = Said(message.channel, message.ts, MEI, message.text, message.said_at)
    origin = Origin(LINK, (said,), ts=message.ts)
    new = NewCase("1", "Where is the heron?", message.text, Severity.NORMAL, "Find it.", "logistics", origin)
    assert room.do(cases.open_case, new) == 3
    (message,) = room.rows(Message)
    assert (message.case_number, message.home) == (3, None)
    assert [what for what, *_ in room.history(3)] == ["said", "opened", "split_off", "offered"]
    assert ("split", DANA, "C-3") in room.history(1)
    assert [line.number for line in room.do(lists.page, "find heron", 1).lines] == [3]
    assert [(one.messages, one.problem) for one in room.told(ThreadBackfilled)] == [(1, "")]


def test_an_edit_follows_the_message_to_its_new_case(room: Room) -> None:
    test_a_message_of_a_case_becomes_a_case_and_stands_in_one_only(room)
    room.pass_time(minutes=1)
    (message,) = room.rows(Message)
    thread = room.thread_of(1)
    assert thread.ts is not None
    reply = Reply(
        message.channel,
        thread.ts,
        message.ts,
        MEI,
        "And our bittern?",
        message.said_at,
        edit_ts="1900000000.1",
    )
    room.do(talk.said, reply, by=MEI)
    (message,) = room.rows(Message)
    assert (message.text, message.case_number) == ("And our bittern?", 3)
    assert room.rows(Entry)[-1].case_number == 3
    assert timedelta(minutes=1) == room.clock() - message.said_at
