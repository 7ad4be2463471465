"""Many cases of one outage: what all have to hear is told by and by, nothing lost or twice."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from casework import audit, cases, handoffs
from casework.cases import NewCase
from casework.problems import rounds, updates
from casework.work import Work
from models.case import CaseStatus, Severity
from models.case_notices import LoopToClose
from models.handoff_notices import HandoffCard
from models.problem import DraftState, ProblemDraft, ProblemRound, RoundKind
from models.problem_notices import ProblemDraftWaits
from models.promise import PromiseKind
from models.wait import Holder, Wait
from tests.casework.clock_room import tick, timed
from tests.casework.problems.steps import fix, open_problem, owed, tend, turn
from tests.casework.room import BEN, DANA, PRIYA, Room

MANY = 2 * rounds.BATCH + rounds.AT_ONCE


def flooded(room: Room, count: int = MANY) -> tuple[int, range]:
    problem = open_problem(room)
    new = NewCase("1", "Cannot sign in", "Empty page.", Severity.HIGH, "Help.", problem=problem)
    for number in range(count):
        room.do(cases.open_case, replace(new, title=f"{number} says no"), by=BEN if number % 2 else DANA)
    return problem, range(problem + 1, problem + 1 + count)


def test_one_card_and_one_clock_for_all_of_them(room: Room) -> None:
    timed(room)
    _, members = flooded(room)
    assert len(room.told(HandoffCard)) == 1
    room.post_everything()
    room.pass_time(hours=1, minutes=30)
    tick(room)
    to_people = [row for row in room.post_everything() if row.recipient]
    assert len(to_people) == len({row.recipient for row in to_people}) <= 3
    assert all(owed(room, number) == [] for number in members)


def test_what_cannot_be_told_at_once_is_told_by_the_clock(room: Room) -> None:
    problem, members = flooded(room)
    room.do(updates.announce, problem, text="Soon.")
    assert room.rows(ProblemDraft) == []
    assert not any(room.own(audit.look).values())
    tend(room)
    assert Counter(one.case for one in room.told(ProblemDraftWaits)) == dict.fromkeys(members, 1)
    fix(room, problem)
    assert room.told(LoopToClose) == []
    assert not any(room.own(audit.look).values())
    tend(room)
    assert Counter(one.case for one in room.told(LoopToClose)) == dict.fromkeys(members, 1)
    assert {room.case(number).status for number in members} == {CaseStatus.ANSWERED}
    assert not any(room.own(audit.look).values())


def test_a_crash_in_the_middle_loses_nothing_and_tells_nobody_twice(room: Room) -> None:
    problem, members = flooded(room)
    room.do(updates.announce, problem, text="Soon.")
    left = room.own(rounds.unfinished)
    assert room.own(rounds.go_on, left[0])
    with Session(room.engine) as session:
        rounds.go_on(room.work(session), left[0])
        session.rollback()
    assert len(room.rows(ProblemDraft)) == rounds.BATCH
    tend(room)
    assert Counter(one.case_number for one in room.rows(ProblemDraft)) == dict.fromkeys(members, 1)


def test_an_update_that_is_overtaken_is_not_gone_on_with(room: Room) -> None:
    problem, members = flooded(room)
    room.do(updates.announce, problem, text="Soon.")
    room.own(rounds.go_on, room.own(rounds.unfinished)[0])
    room.do(updates.announce, problem, text="Sooner.")
    tend(room)
    waiting = [one for one in room.rows(ProblemDraft) if one.state is DraftState.WAITING]
    assert len(waiting) == len(members)
    assert {one.update_id for one in waiting} == {2}
    room.do(updates.announce, problem, text="Now.")
    fix(room, problem)
    tend(room)
    assert DraftState.WAITING not in {one.state for one in room.rows(ProblemDraft)}
    assert {one.done_at is None for one in room.rows(ProblemRound)} == {False}


def test_a_case_that_has_not_heard_yet_owes_nothing_and_then_its_csm_does(room: Room) -> None:
    problem, members = flooded(room)
    fix(room, problem)
    last = members[-1]
    assert owed(room, last) == []

    def look(work: Work) -> None:
        audit.repair(work, last)

    room.own(look)
    assert owed(room, last) == []
    tend(room)
    assert owed(room, last) == [PromiseKind.TELL]


def test_when_the_ball_passes_every_case_waits_for_the_other(room: Room) -> None:
    problem, members = flooded(room)
    about = {"department": "billing", "why": "w", "expected": "e"}
    room.do(handoffs.hand_on, turn(room, problem).id, by=PRIYA, **about)
    assert [one.kind for one in room.rows(ProblemRound) if one.done_at is None] == [RoundKind.BALL]
    tend(room)
    lasting = {one.case_number: (one.holder, one.department) for one in room.rows(Wait) if one.until is None}
    assert {lasting[number] for number in members} == {(Holder.DEPARTMENT, "billing")}
    assert room.clock() - room.case(problem).moved_at < timedelta(minutes=1)
