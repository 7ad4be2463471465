"""Bugs that the tests of merging must catch: each is planted, and the truth that it breaks is asked for."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import SQLModel

from casework.matching import likeness
from casework.merging import filing, rules, snapshots
from casework.merging import undo as undoing
from casework.merging.merge import merge
from casework.merging.undo import undo
from casework.work import Work
from models.merge import Merge
from models.promise import Promise
from models.refusal import Refusal
from tests.casework.merging.steps import say, two_cases
from tests.casework.merging.test_undo import state
from tests.casework.merging.truths import complaints
from tests.casework.room import BEN, MEI, Room


def is_inverse(room: Room) -> bool:
    """Whether a merge and its undo leave everything as it was."""
    two_cases(room, "billing", "billing", apart=timedelta(minutes=20))
    before = state(room)
    room.do(merge, 1, into=2)
    room.pass_time(minutes=40)
    room.do(undo, 1)
    after = state(room)
    return all(after[table] == before[table] for table in ("Case", "Handoff", "Thread", "Promise", "Message"))


def test_without_a_bug_undo_is_the_inverse(quick_room: Room) -> None:
    assert is_inverse(quick_room)


def test_an_undo_that_forgets_the_clock_is_caught(quick_room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was promised begins anew, as if nothing had passed of it."""
    put_back = snapshots.put_back

    def forget(row: SQLModel, was: SQLModel, *args: object, **kwargs: object) -> None:
        put_back(row, was, *args, **kwargs)  # type: ignore[arg-type]
        if isinstance(row, Promise):
            row.runs_from = row.opened_at = quick_room.clock()

    monkeypatch.setattr(undoing.snapshots, "put_back", forget)
    assert not is_inverse(quick_room)


def test_a_circle_of_merges_is_caught(quick_room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cases are not asked whether they were merged already."""
    two_cases(quick_room, "billing", "legal")
    quick_room.do(merge, 2, into=1)
    with pytest.raises(Refusal):
        quick_room.do(merge, 1, into=2)
    monkeypatch.setattr(rules, "_must_stand", lambda _case: None)
    quick_room.do(merge, 1, into=2)
    assert any("leads nowhere" in complaint for complaint in complaints(quick_room))


def test_threads_that_stay_behind_are_caught(quick_room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    two_cases(quick_room, "billing", "legal")
    monkeypatch.setattr(filing, "_OF_HANDOFFS", filing._OF_HANDOFFS[1:])
    quick_room.do(merge, 2, into=1)
    assert any("thread of" in complaint for complaint in complaints(quick_room))


def test_words_that_go_to_the_wrong_case_at_an_undo_are_caught(
    quick_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the hand-offs go home; what was said in their threads stays with the other case."""
    two_cases(quick_room, "billing", "legal")
    say(quick_room, 2, "They called.", by=MEI, handoff=2)
    quick_room.do(merge, 2, into=1)
    say(quick_room, 2, "Again.", by=BEN)
    monkeypatch.setattr(filing, "_FILED", filing._FILED[:2])
    quick_room.do(undo, 2)
    assert any("stand on two cases" in complaint for complaint in complaints(quick_room))


def test_an_index_that_is_written_after_the_transaction_is_caught(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process remembers which cases are to be indexed, and dies before it does."""
    two_cases(room, "billing", "legal")
    assert complaints(room) == []
    monkeypatch.setattr(likeness, "remember_case", lambda _session, _case: None)
    room.open_case()
    assert complaints(room) == ["C-3 cannot be found"]


def test_a_merge_that_is_undone_twice_is_caught(quick_room: Room) -> None:
    """The database itself lets a number lead to one case only."""
    two_cases(quick_room, "billing", "legal")
    quick_room.do(merge, 2, into=1)
    again: Callable[[Work], None] = _merged_once_more
    with pytest.raises(Exception, match="UNIQUE"):
        quick_room.do(again)


def _merged_once_more(work: Work) -> None:
    work.session.add(Merge(gone=2, stays=1, by=BEN, at=work.now, before={}))
    work.session.flush()
