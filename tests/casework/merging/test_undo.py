"""A merge is undone: both cases are what they were, to the second; what came since stays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel

from casework import cases, handoffs, keeping, lists, nudges, steering
from casework.matching import verdicts
from casework.merging.merge import merge
from casework.merging.undo import undo
from models.case import Case, CaseStatus, Severity
from models.case_notices import LoopToClose
from models.entry import Entry
from models.handoff import Handoff, HandoffStatus
from models.likeness import LikenessVerdict, Verdict
from models.merge import Merge
from models.merge_notices import CasesParted
from models.promise import Promise, PromiseKind, Reminder
from models.refusal import Refusal
from models.thread import Message, Thread
from models.wait import Wait
from tests.casework.merging.steps import say, two_cases
from tests.casework.room import BEN, DANA, GIL, JONAS, MEI, SAM, Room

IN_PASSING = {"moved_at", "next_at"}
"""What says only that something happened, and when to look again."""


def state(room: Room) -> dict[str, list[dict[str, Any]]]:
    """Cases, hand-offs, threads, promises, who has the ball, what was said."""
    tables: tuple[type[SQLModel], ...] = (Case, Handoff, Thread, Promise, Wait, Message)
    return {
        table.__name__: [row.model_dump(exclude=IN_PASSING) for row in room.rows(table)] for table in tables
    }


def plain(room: Room) -> None:
    two_cases(room, "billing", "legal")


def taken_by_both(room: Room) -> None:
    two_cases(room, "billing", "billing", apart=timedelta(minutes=20))
    room.do(handoffs.accept, 2, by=MEI)
    room.pass_time(minutes=5)
    room.do(handoffs.accept, 1, by=SAM)
    say(room, 1, "Looking.", by=SAM, handoff=1)


def offered_twice(room: Room) -> None:
    two_cases(room, "billing", "billing", apart=timedelta(minutes=20))


def one_is_taken(room: Room) -> None:
    two_cases(room, "billing", "billing", severities=(Severity.HIGH, Severity.LOW))
    room.do(handoffs.accept, 2, by=MEI)


def one_is_stuck(room: Room) -> None:
    two_cases(room, "billing", "billing")
    for handoff, person in ((1, MEI), (2, SAM)):
        room.do(handoffs.accept, handoff, by=person)
    room.do(handoffs.pause, 1, reason="The bank.", until=room.clock() + timedelta(days=1), by=MEI)


def graver(room: Room) -> None:
    two_cases(room, "billing", "legal", severities=(Severity.LOW, Severity.CRITICAL))


def milder(room: Room) -> None:
    two_cases(room, "billing", "legal", severities=(Severity.HIGH, Severity.LOW))


def nobody_has_either(room: Room) -> None:
    two_cases(room, "billing", "billing")
    for handoff in (1, 2):
        room.do(handoffs.decline, handoff, reason="Not ours.", by=MEI)
        room.pass_time(minutes=7)


def both_are_answered(room: Room) -> None:
    two_cases(room, "billing", "billing")
    for handoff in (1, 2):
        room.do(handoffs.finish, handoff, found="It.", to_tell="Paid.", root_cause=None, by=MEI)
        room.pass_time(minutes=7)


def one_is_answered(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(handoffs.finish, 1, found="It.", to_tell="Paid.", root_cause=None, by=MEI)


def one_is_answered_the_other_idle(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(handoffs.finish, 1, found="It.", to_tell="Paid.", root_cause=None, by=MEI)
    room.do(handoffs.decline, 2, reason="Not ours.", by=JONAS)


def news_of_both(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(keeping.promise_update, 1, until=room.clock() + timedelta(hours=5))
    room.do(keeping.promise_update, 2, until=room.clock() + timedelta(hours=3))


def news_of_one(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(keeping.promise_update, 2, until=room.clock() + timedelta(hours=3))


def asked_a_question(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(handoffs.accept, 2, by=JONAS)
    room.do(handoffs.ask, 2, question="Which contract?", by=JONAS)


SCENES = (
    plain,
    taken_by_both,
    offered_twice,
    one_is_taken,
    one_is_stuck,
    graver,
    milder,
    nobody_has_either,
    both_are_answered,
    one_is_answered,
    one_is_answered_the_other_idle,
    news_of_both,
    news_of_one,
    asked_a_question,
)


@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=50)])
@pytest.mark.parametrize(("gone", "into"), [(1, 2), (2, 1)])
@pytest.mark.parametrize("scene", SCENES)
def test_undo_is_the_inverse(
    room: Room, scene: Callable[[Room], None], gone: int, into: int, later: timedelta
) -> None:
    scene(room)
    room.pass_time(minutes=13)
    before = state(room)
    room.do(merge, gone, into=into)
    assert state(room) != before
    room.pass_time(seconds=later.total_seconds())
    room.do(undo, gone)
    after = state(room)
    after["Wait"] = [row for row in after["Wait"] if not _began_since(row, room.clock() - later)]
    assert by_case(after["Wait"]) == by_case(before["Wait"]) or later, "nobody lost the ball"
    for table in ("Case", "Handoff", "Thread", "Promise", "Message"):
        assert after[table] == before[table], table


def _began_since(row: dict[str, Any], merged_at: datetime) -> bool:
    return row["since"] >= merged_at


def by_case(waits: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    return {(one["case_number"], one["holder"], one["department"], one["since"]) for one in waits}


# -- what came since


def test_what_was_done_since_stays_done(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    room.pass_time(minutes=20)
    room.do(handoffs.accept, 2, by=JONAS)
    room.do(handoffs.finish, 2, found="A clause.", to_tell="Allowed.", root_cause=None, by=JONAS)
    room.do(undo, 2)
    legal = room.handoff(2)
    assert (legal.case_number, legal.home, legal.status) == (2, None, HandoffStatus.DONE)
    assert room.case(1).status is CaseStatus.OPEN


def test_what_was_written_since_stays_where_it_was_written(room: Room) -> None:
    two_cases(room, "billing", "billing")
    room.do(merge, 2, into=1)
    say(room, 1, "In the thread of the first.", by=BEN)
    say(room, 2, "In the thread of the second.", by=BEN)
    say(room, 2, "In Billing's second thread.", by=MEI, handoff=2)
    room.do(undo, 2)
    found = {one.text: (one.case_number, one.home) for one in room.rows(Message)}
    assert found == {
        "In the thread of the first.": (1, None),
        "In the thread of the second.": (2, None),
        "In Billing's second thread.": (2, None),
    }
    lines = {one.message_id: one.case_number for one in room.rows(Entry) if one.what == "said"}
    assert sorted(lines.values()) == [1, 2, 2]
    assert [line.number for line in room.do(lists.page, "find second", 1).lines] == [2]


def test_a_part_that_was_handed_on_since_goes_home_with_its_successor(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    room.do(handoffs.hand_on, 2, department="engineering", why="A bug.", expected="Fix it.", by=JONAS)
    room.do(steering.reassign_to_department, 3, department="logistics", reason="A parcel.")
    room.do(undo, 2)
    assert [(one.department, one.case_number) for one in room.rows(Handoff)] == [
        ("billing", 1),
        ("legal", 2),
        ("engineering", 2),
        ("logistics", 2),
    ]


def test_who_was_asked_since_on_the_one_that_lives_on_stays_there(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    room.do(steering.add_department, 1, department="logistics", why="A parcel.", expected="Find it.")
    room.do(undo, 2)
    assert room.handoff(3).case_number == 1


def test_a_department_that_was_asked_anew_since_is_not_asked_twice(room: Room) -> None:
    two_cases(room, "billing", "billing")
    room.do(steering.add_department, 2, department="legal", why="A clause.", expected="Read.")
    room.do(merge, 2, into=1)
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.finish, 1, found="It.", to_tell="Paid.", root_cause=None, by=MEI)
    room.do(handoffs.hand_on, 3, department="billing", why="A credit.", expected="Book it.", by=JONAS)
    room.do(undo, 2)
    ours = [(one.id, one.status) for one in room.rows(Handoff) if one.case_number == 2]
    assert ours == [
        (2, HandoffStatus.WITHDRAWN),
        (3, HandoffStatus.HANDED_ON),
        (4, HandoffStatus.OFFERED),
    ]


def test_the_severity_that_was_chosen_since_stays(room: Room) -> None:
    graver(room)
    room.do(merge, 2, into=1)
    room.do(keeping.change_severity, 1, severity=Severity.HIGH, reason="They wait.")
    room.do(undo, 2)
    assert [case.severity for case in room.rows(Case)] == [Severity.HIGH, Severity.CRITICAL]


def test_a_clock_that_began_anew_since_is_not_turned_back(room: Room) -> None:
    taken_by_both(room)
    room.do(merge, 1, into=2)
    room.pass_time(minutes=10)
    say(room, 2, "I see it.", by=MEI, handoff=2)
    moved = next(one for one in room.rows(Promise) if one.handoff_id == 2 and one.is_live)
    room.do(undo, 1)
    now = next(one for one in room.rows(Promise) if one.handoff_id == 2 and one.is_live)
    assert (now.id, now.due_at) == (moved.id, moved.due_at)


def test_after_it_was_closed_the_other_case_stands_alone_with_its_csm_to_decide(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    room.do(cases.close, 1, told="Done.")
    assert room.case(1).is_closed
    room.do(undo, 2)
    assert (room.case(2).status, room.case(1).status) == (CaseStatus.OPEN, CaseStatus.CLOSED)
    owed = [one.kind for one in room.rows(Promise) if one.is_live]
    assert owed == [PromiseKind.DECIDE]


def test_the_answer_can_be_told_again_after_an_undo(room: Room) -> None:
    both_are_answered(room)
    room.do(merge, 2, into=1)
    room.do(undo, 2)
    last = room.told(LoopToClose)[-1]
    assert (last.case, last.wording, last.settled) == (2, "Paid.", None)


def test_everybody_who_holds_a_piece_hears_once_that_they_are_two_again(room: Room) -> None:
    two_cases(room, "billing", "legal", csms=(DANA, BEN))
    room.do(handoffs.accept, 2, by=JONAS)
    room.do(merge, 2, into=1)
    room.do(undo, 2)
    assert [(one.case, one.owner_id) for one in room.told(CasesParted)] == [(2, JONAS), (2, BEN), (1, None)]


def test_the_pair_can_be_suggested_again(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    room.do(undo, 2)
    assert room.rows(LikenessVerdict) == []


# -- chains


def test_chains_are_undone_from_the_end(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.open_case("A third", department="engineering")
    room.post_everything()
    before = state(room)
    room.do(merge, 3, into=2)
    room.do(merge, 2, into=1)
    with pytest.raises(Refusal, match="C-2 was merged into C-1 since; undo that first"):
        room.do(undo, 3)
    room.do(undo, 2)
    assert {(one.id, one.case_number, one.home) for one in room.rows(Handoff)} == {
        (1, 1, None),
        (2, 2, None),
        (3, 2, 3),
    }
    room.do(undo, 3)
    after = state(room)
    for table in ("Case", "Handoff", "Thread", "Promise", "Message"):
        assert after[table] == before[table], table


def test_what_was_undone_can_be_merged_again_the_other_way(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    room.do(undo, 2)
    room.do(merge, 1, into=2)
    assert [(one.gone, one.stays, one.undone_at is None) for one in room.rows(Merge)] == [
        (2, 1, False),
        (1, 2, True),
    ]


# -- refused


def test_a_merge_is_final_after_the_handbook_s_days(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    room.pass_time(days=14, seconds=1)
    with pytest.raises(Refusal, match="more than 14 days ago"):
        room.do(undo, 2)


def test_what_is_not_merged_is_not_undone_and_nothing_twice(room: Room) -> None:
    two_cases(room, "billing", "legal")
    for _ in range(2):
        with pytest.raises(Refusal, match="not merged with another case"):
            room.do(undo, 2)
        if not room.rows(Merge):
            room.do(merge, 2, into=1)
            room.do(undo, 2)


def test_only_a_csm_of_one_of_them_or_a_manager_undoes(room: Room) -> None:
    two_cases(room, "billing", "legal", csms=(DANA, BEN))
    room.do(merge, 2, into=1)
    for stranger in (MEI, GIL, SAM):
        with pytest.raises(Refusal):
            room.do(undo, 2, by=stranger)
    room.do(undo, 2, by=BEN)


# -- by what stands then


def test_what_was_found_while_it_was_merged_can_be_told(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    room.do(handoffs.accept, 2, by=JONAS)
    room.do(handoffs.finish, 2, found="A clause.", to_tell="Allowed.", root_cause=None, by=JONAS)
    room.do(undo, 2)
    assert room.case(2).status is CaseStatus.ANSWERED
    last = room.told(LoopToClose)[-1]
    assert (last.case, last.wording, last.settled) == (2, "Allowed.", None)


def test_no_case_is_answered_while_a_department_is_at_work_again(room: Room) -> None:
    two_cases(room, "billing", "billing")
    room.do(handoffs.accept, 2, by=MEI)
    room.do(merge, 2, into=1)
    room.do(handoffs.finish, 2, found="It.", to_tell="Paid.", root_cause=None, by=MEI)
    assert room.case(1).status is CaseStatus.ANSWERED
    room.do(undo, 2)
    assert (room.case(1).status, room.case(2).status) == (CaseStatus.OPEN, CaseStatus.ANSWERED)


def test_merges_are_undone_the_last_one_first(room: Room) -> None:
    two_cases(room, "billing", "billing")
    room.open_case("A third", department="billing")
    room.do(merge, 2, into=3)
    room.do(merge, 1, into=3)
    with pytest.raises(Refusal, match="C-1 was merged into C-3 since; undo that first"):
        room.do(undo, 2)
    room.do(undo, 1)
    room.do(undo, 2)
    assert [one.status for one in room.rows(Handoff)] == [HandoffStatus.OFFERED] * 3


def test_what_was_said_of_the_pair_before_counts_again(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(lambda work: verdicts.deny(work.session, 1, 2, now=work.now))
    room.do(merge, 2, into=1)
    room.do(undo, 2)
    assert [one.verdict for one in room.rows(LikenessVerdict)] == [Verdict.DIFFERENT]


def test_what_began_anew_while_merged_has_its_own_case_s_times_again(room: Room) -> None:
    two_cases(room, "billing", "legal", severities=(Severity.CRITICAL, Severity.LOW))
    room.do(merge, 2, into=1)
    room.do(handoffs.accept, 2, by=JONAS)
    merged = next(one for one in room.rows(Promise) if one.handoff_id == 2 and one.is_live)
    room.do(undo, 2)
    now = next(one for one in room.rows(Promise) if one.handoff_id == 2 and one.is_live)
    assert now.allowed_seconds > merged.allowed_seconds


def test_a_reminder_that_waits_is_told_after_all(room: Room) -> None:
    """It was of a turn that the merge ended; nobody had seen it."""
    two_cases(room, "billing", "billing")
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.accept, 2, by=SAM)
    room.pass_time(days=7)
    for promise in room.rows(Promise):
        if promise.is_live:
            room.own(nudges.climb, promise.id)
    before = [(one.person, one.dropped_at) for one in room.rows(Reminder)]
    assert before
    room.do(merge, 2, into=1)
    room.do(undo, 2)
    assert [(one.person, one.dropped_at) for one in room.rows(Reminder)] == before
