"""One update for all customers of a Problem: a draft in each case, one click by each CSM."""

from datetime import timedelta

import pytest

from casework import cases, keeping
from casework.problems import leaving, updates
from models.entry import Entry
from models.problem import DraftState, ProblemDraft
from models.problem_notices import ProblemDraftWaits
from models.promise import Outcome, Promise, PromiseKind
from models.refusal import Refusal
from tests.casework.clock_room import tick, timed
from tests.casework.problems.steps import open_problem, owed, promised, two_cases
from tests.casework.room import BEN, DANA, PRIYA, Room

NEWS = "We found the cause, and test the fix."


def announced(room: Room) -> tuple[int, int, int]:
    """(problem, first, other), with an update."""
    first, other = two_cases(room)
    problem = open_problem(room, first, other)
    room.do(updates.announce, problem, text=NEWS)
    return problem, first, other


def draft_of(room: Room, number: int) -> ProblemDraft:
    return [one for one in room.rows(ProblemDraft) if one.case_number == number][-1]


def test_each_cases_csm_finds_a_draft(room: Room) -> None:
    problem, first, other = announced(room)
    told = {one.case: (one.csm_id, one.text, one.problem) for one in room.told(ProblemDraftWaits)}
    assert told == {first: (DANA, NEWS, problem), other: (BEN, NEWS, problem)}
    assert owed(room, first) == owed(room, other) == [PromiseKind.UPDATE]
    assert promised(room, other)[0].person == BEN


def test_one_click_is_in_the_cases_history_and_keeps_the_promise(room: Room) -> None:
    _, first, other = announced(room)
    room.do(updates.told, draft_of(room, other).id, by=BEN)
    assert ("customer_updated", BEN, NEWS) in room.history(other)
    assert owed(room, other) == []
    assert owed(room, first) == [PromiseKind.UPDATE]
    assert draft_of(room, other).state is DraftState.TOLD
    lines = len(room.rows(Entry))
    room.do(updates.told, draft_of(room, other).id, by=BEN)
    assert len(room.rows(Entry)) == lines


def test_i_told_them_on_the_card_sends_the_draft_too(room: Room) -> None:
    _, first, _ = announced(room)
    room.do(keeping.customer_updated, first)
    assert draft_of(room, first).state is DraftState.TOLD
    assert owed(room, first) == []


def test_only_its_csm_says_so_and_only_the_coordinator_writes_it(room: Room) -> None:
    problem, _, other = announced(room)
    with pytest.raises(Refusal, match="Only Ben"):
        room.do(updates.told, draft_of(room, other).id, by=DANA)
    with pytest.raises(Refusal, match="Only Dana"):
        room.do(updates.announce, problem, text="x", by=BEN)
    with pytest.raises(Refusal, match="CSM"):
        room.do(updates.announce, problem, text="x", by=PRIYA)
    with pytest.raises(Refusal, match="is no Problem"):
        room.do(updates.announce, other, text="x", by=BEN)


def test_a_newer_update_replaces_what_was_not_sent(room: Room) -> None:
    timed(room)
    problem, first, other = announced(room)
    room.do(updates.told, draft_of(room, other).id, by=BEN)
    due = promised(room, first)[0].due_at
    old = draft_of(room, first)
    room.pass_time(minutes=30)
    room.do(updates.announce, problem, text="The fix is on its way.")
    states = {(one.case_number, one.state) for one in room.rows(ProblemDraft)}
    waiting, told, replaced = DraftState.WAITING, DraftState.TOLD, DraftState.REPLACED
    assert states == {(first, replaced), (first, waiting), (other, told), (other, waiting)}
    assert promised(room, first)[0].due_at == due
    with pytest.raises(Refusal, match="newer wording"):
        room.do(updates.told, old.id)
    room.do(updates.told, draft_of(room, first).id)
    assert owed(room, first) == []


def test_news_that_was_promised_is_kept_by_it_and_not_promised_twice(room: Room) -> None:
    timed(room)
    first, _ = two_cases(room)
    until = room.clock() + timedelta(hours=2)
    room.do(keeping.promise_update, first, until=until)
    problem = open_problem(room, first)
    room.do(updates.announce, problem, text=NEWS)
    assert [one.due_at for one in promised(room, first)] == [until]
    room.do(updates.told, draft_of(room, first).id)
    ended = [one for one in room.rows(Promise) if one.kind is PromiseKind.UPDATE]
    assert [one.outcome for one in ended] == [Outcome.KEPT]


def test_an_unsent_draft_is_nudged(room: Room) -> None:
    timed(room)
    _, _first, other = announced(room)
    room.post_everything()
    assert promised(room, other)[0].due_at == room.clock() + timedelta(hours=4)
    room.pass_time(hours=4, minutes=5)
    tick(room)
    reminded = {row.recipient for row in room.post_everything() if row.recipient}
    assert {DANA, BEN} <= reminded


@pytest.mark.parametrize("way", ["leaves", "closes"])
def test_a_case_that_needs_it_no_longer_has_no_draft_to_send(room: Room, way: str) -> None:
    _, first, _ = announced(room)
    if way == "leaves":
        room.do(leaving.leave, first, reason="Another matter.")
    else:
        room.do(cases.close, first, told="")
    assert draft_of(room, first).state is DraftState.DROPPED
    assert PromiseKind.UPDATE not in owed(room, first)
