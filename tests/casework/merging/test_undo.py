"""A merge is undone: both cases are what they were, to the second; what came since stays where it was said."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, col, update

from casework import cases, forms, handoffs, lists, steering
from casework.merging.merge import merge
from casework.merging.undo import undo
from models.case import Case, CaseStatus, Severity
from models.entry import Entry
from models.handoff import Handoff, HandoffStatus
from models.likeness import LikenessVerdict
from models.merge import Merge
from models.notices import CasesParted, LoopToClose
from models.promise import Promise, PromiseKind
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
    from casework import keeping

    two_cases(room, "billing", "legal")
    keep: Callable[..., None] = keeping.promise_update
    room.do(keep, 1, until=room.clock() + timedelta(hours=5))
    room.do(keep, 2, until=room.clock() + timedelta(hours=3))


def news_of_one(room: Room) -> None:
    from casework import keeping

    two_cases(room, "billing", "legal")
    keep: Callable[..., None] = keeping.promise_update
    room.do(keep, 2, until=room.clock() + timedelta(hours=3))


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
