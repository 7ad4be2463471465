"""Somebody merges, undoes or splits while somebody else presses a button; on PostgreSQL, where they can."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from casework import afterwards, handoffs, talk
from casework.merging.merge import merge
from casework.merging.split import split
from casework.merging.undo import undo
from casework.talk import Reply
from casework.work import Work
from models.case import Case
from models.handoff import HandoffStatus
from models.refusal import Refusal
from models.thread import Message
from tests.casework.merging.steps import two_cases
from tests.casework.merging.truths import complaints
from tests.casework.room import DANA, JONAS, Room

A_WHILE = 0.4
"""Long enough for the other to stand at the lock."""
Step = Callable[[Work], Any]


def one_before_the_other(room: Room, first: Step, second: Step, *, second_by: str) -> list[Any]:
    """The second begins while the first has done its work and not committed yet; what became of it."""
    became: list[Any] = []

    def begin_second() -> None:
        try:
            became.append(room.do(second, by=second_by))
        except Refusal as refusal:
            became.append(refusal)

    with Session(room.engine, expire_on_commit=False) as session:
        work = room.work(session, DANA)
        first(work)
        afterwards.settle(work)
        session.flush()
        other = threading.Thread(target=begin_second)
        other.start()
        other.join(A_WHILE)
        assert other.is_alive(), "it waits for whoever holds the case"
        session.commit()
        other.join()
    return became


def merged(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    room.post_everything()


def test_who_takes_a_part_while_the_merge_is_undone_has_it_in_its_own_case(shared_room: Room) -> None:
    merged(shared_room)
    accept: Step = lambda work: handoffs.accept(work, 2)  # noqa: E731
    one_before_the_other(shared_room, lambda work: undo(work, 2), accept, second_by=JONAS)
    part = shared_room.handoff(2)
    assert (part.case_number, part.status, part.owner) == (2, HandoffStatus.ACCEPTED, JONAS)
    assert complaints(shared_room) == []


def test_who_takes_a_part_while_it_is_split_off_has_it_in_the_new_case(shared_room: Room) -> None:
    two_cases(shared_room, "billing", "legal")
    splits: Step = lambda work: split(work, 2, title="Clause 7", story="It.")  # noqa: E731
    accept: Step = lambda work: handoffs.accept(work, 2)  # noqa: E731
    one_before_the_other(shared_room, splits, accept, second_by=JONAS)
    assert (shared_room.handoff(2).case_number, shared_room.handoff(2).owner) == (3, JONAS)
    assert complaints(shared_room) == []


@pytest.mark.parametrize("how", ["undo", "split"])
def test_a_reply_belongs_to_the_case_that_its_thread_is_of_by_then(shared_room: Room, how: str) -> None:
    merged(shared_room)
    thread = shared_room.thread_of(2)
    assert thread.ts is not None
    reply = Reply(thread.channel, thread.ts, "1900000000.1", JONAS, "Hello", shared_room.clock())
    steps: dict[str, Step] = {
        "undo": lambda work: undo(work, 2),
        "split": lambda work: split(work, 2, title="Clause 7", story="It."),
    }
    one_before_the_other(shared_room, steps[how], lambda work: talk.said(work, reply), second_by=JONAS)
    (message,) = shared_room.rows(Message)
    assert message.case_number == shared_room.thread_of(2).case_number != 1
    assert complaints(shared_room) == []


def test_of_two_merges_at_once_in_opposite_directions_one_is_refused(shared_room: Room) -> None:
    two_cases(shared_room, "billing", "legal")
    other_way: Step = lambda work: merge(work, 1, into=2)  # noqa: E731
    (became,) = one_before_the_other(
        shared_room, lambda work: merge(work, 2, into=1), other_way, second_by=DANA
    )
    assert "C-2 was merged into C-1 already" in str(became)
    assert [case.merged_into for case in shared_room.rows(Case)] == [None, 1]
    assert complaints(shared_room) == []
