"""A Problem is fixed, told to every customer, kept from coming back, and back all the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework import audit, cases, handoffs, home, steering
from casework.matching import suggestions
from casework.matching.likeness import Like
from casework.problems import fixing, opening, returning, updates
from casework.problems.fixing import Fix
from casework.problems.opening import NewProblem
from config.matching import Matching
from models.case import CaseStatus, Severity
from models.case_notices import CaseClosed, LoopToClose
from models.likeness import LikenessVerdict, Verdict
from models.problem import DraftState, Problem, ProblemDraft
from models.problem_notices import ProblemFixed, ProblemReturns
from models.promise import Outcome, Promise, PromiseKind
from models.refusal import Refusal
from tests.casework.clock_room import tick, timed
from tests.casework.problems.steps import (
    CAUSE,
    TO_TELL,
    fix,
    open_problem,
    open_turns,
    owed,
    prevention,
    promised,
    take,
    tend,
    turn,
    two_cases,
)
from tests.casework.room import BEN, DANA, MEI, PRIYA, RUTH, Room


def a_problem(room: Room) -> tuple[int, int, int]:
    first, other = two_cases(room)
    return open_problem(room, first, other), first, other


def test_done_by_its_department_every_case_can_be_told(room: Room) -> None:
    problem, first, other = a_problem(room)
    take(room, turn(room, problem))
    room.do(fixing.done, turn(room, problem).id, Fix(CAUSE, TO_TELL), by=PRIYA)
    asked = {one.case: (one.csm_id, one.wording, one.problem) for one in room.told(LoopToClose)}
    assert asked == {first: (DANA, TO_TELL, problem), other: (BEN, TO_TELL, problem)}
    assert room.case(first).status is room.case(other).status is CaseStatus.ANSWERED
    assert owed(room, first) == owed(room, other) == [PromiseKind.TELL]
    assert owed(room, problem) == []
    assert not any(room.own(audit.look).values())


def test_without_a_prevention_it_closes_when_all_are_told(room: Room) -> None:
    problem, first, other = a_problem(room)
    fix(room, problem)
    room.do(cases.close, first, told=TO_TELL)
    tend(room)
    assert not room.case(problem).is_closed
    room.do(cases.close, other, told=TO_TELL, by=BEN)
    tend(room)
    tend(room)
    assert room.case(problem).is_closed
    assert [one.by for one in room.told(CaseClosed) if one.case == problem] == ["Liaison"]


def test_a_prevention_is_a_promise_that_keeps_it_open(room: Room) -> None:
    timed(room)
    problem, first, other = a_problem(room)
    fix(room, problem, prevention=prevention(room))
    own = promised(room, problem)[0]
    assert (own.kind, own.person, own.due_at) == (
        PromiseKind.PREVENT,
        PRIYA,
        room.clock() + timedelta(days=7),
    )
    room.do(cases.close, first, told="")
    room.do(cases.close, other, told="", by=BEN)
    tend(room)
    assert not room.case(problem).is_closed
    assert not any(room.own(audit.look).values())
    with pytest.raises(Refusal, match="press \\*Prevented\\* first"):
        room.do(cases.close, problem, told="")
    room.do(fixing.prevented, problem, by=PRIYA)
    tend(room)
    assert room.case(problem).is_closed
    kept = [one for one in room.rows(Promise) if one.kind is PromiseKind.PREVENT]
    assert [one.outcome for one in kept] == [Outcome.KEPT]


def test_who_was_named_is_nudged(room: Room) -> None:
    timed(room)
    problem, *_ = a_problem(room)
    fix(room, problem, prevention=prevention(room, days=2))
    room.post_everything()
    room.pass_time(days=2, minutes=10)
    tick(room)
    assert PRIYA in {row.recipient for row in room.post_everything()}


def test_it_stands_on_the_home_of_who_was_named(room: Room) -> None:
    problem, *_ = a_problem(room)
    assert room.do(home.of_actor, by=PRIYA).owed == ()
    fix(room, problem, prevention=prevention(room))
    owed = room.do(home.of_actor, by=PRIYA).owed
    assert [(line.number, line.due.kind) for line in owed if line.due] == [(problem, PromiseKind.PREVENT)]
    room.do(fixing.prevented, problem, by=PRIYA)
    assert room.do(home.of_actor, by=PRIYA).owed == ()


def test_prevented_is_said_by_who_was_named_or_the_coordinator(room: Room) -> None:
    problem, *_ = a_problem(room)
    with pytest.raises(Refusal, match="Nobody owes Problem C-3 a prevention"):
        room.do(fixing.prevented, problem)
    fix(room, problem, prevention=prevention(room))
    for stranger in (MEI, BEN):
        with pytest.raises(Refusal):
            room.do(fixing.prevented, problem, by=stranger)
    room.do(fixing.prevented, problem, by=RUTH)


def test_a_prevention_needs_a_colleague_and_a_time_that_lies_ahead(room: Room) -> None:
    problem, *_ = a_problem(room)
    sound = prevention(room)
    with pytest.raises(Refusal, match="is not staff") as refusal:
        fix(room, problem, prevention=replace(sound, who="U0GILFOSTER"))
    assert refusal.value.field == "preventer"
    with pytest.raises(Refusal, match="has passed") as refusal:
        fix(room, problem, prevention=replace(sound, by=room.clock()))
    assert refusal.value.field == "prevent_by"
    assert room.rows(Problem)[0].fixed_at is None


def test_another_department_at_work_on_a_case_finishes_first(room: Room) -> None:
    first, other = two_cases(room)
    room.do(steering.add_department, first, department="legal", why="w", expected="e")
    legal = turn(room, first)
    problem = open_problem(room, first, other)
    fix(room, problem)
    assert room.case(first).status is CaseStatus.OPEN
    assert owed(room, first) == [PromiseKind.ACCEPT]
    room.do(handoffs.decline, legal.id, reason="Nothing for us.", by="U0JONASWEBE")
    assert room.case(first).status is CaseStatus.ANSWERED
    assert TO_TELL in next(one.wording for one in room.told(LoopToClose) if one.case == first)


def test_two_departments_on_a_problem_are_both_to_be_done(room: Room) -> None:
    problem, first, _ = a_problem(room)
    room.do(steering.add_department, problem, department="billing", why="w", expected="e")
    engineering, billing = open_turns(room, problem)
    room.do(fixing.done, engineering.id, Fix(CAUSE, TO_TELL, prevention(room)), by=PRIYA)
    assert room.case(first).status is CaseStatus.OPEN
    assert room.told(ProblemFixed) == []
    room.do(fixing.done, billing.id, Fix(CAUSE, "Nothing was charged.", prevention(room)), by=MEI)
    assert room.case(first).status is CaseStatus.ANSWERED


def test_a_problem_whose_departments_are_done_without_it_asks_its_coordinator(room: Room) -> None:
    problem, first, _ = a_problem(room)
    room.do(handoffs.finish, turn(room, problem).id, found="f", to_tell="t", root_cause=None, by=PRIYA)
    asked = room.told(LoopToClose)
    assert [(one.case, one.problem, one.csm_id) for one in asked] == [(problem, problem, DANA)]
    assert owed(room, problem) == [PromiseKind.TELL]
    assert owed(room, first) == []
    fix(room, problem)
    assert owed(room, first) == [PromiseKind.TELL]


def test_fixed_is_said_once_and_by_its_coordinator(room: Room) -> None:
    problem, first, _ = a_problem(room)
    for stranger in (BEN, MEI, PRIYA):
        with pytest.raises(Refusal):
            fix(room, problem, by=stranger)
    fix(room, problem)
    with pytest.raises(Refusal, match="fixed already"):
        fix(room, problem)
    with pytest.raises(Refusal, match="being told that already"):
        room.do(updates.announce, problem, text="x")
    with pytest.raises(Refusal, match="is no Problem"):
        fix(room, first)
    with pytest.raises(Refusal, match="If it is not, reopen it first"):
        room.do(steering.add_department, problem, department="legal", why="w", expected="e")


def test_an_unsent_draft_gives_way_to_the_answer(room: Room) -> None:
    problem, first, _ = a_problem(room)
    room.do(updates.announce, problem, text="Soon.")
    fix(room, problem)
    assert {one.state for one in room.rows(ProblemDraft)} == {DraftState.REPLACED}
    assert owed(room, first) == [PromiseKind.TELL]


# -- it comes back


def closed_problem(room: Room) -> tuple[int, int, int]:
    problem, first, other = a_problem(room)
    fix(room, problem)
    room.do(cases.close, first, told="")
    room.do(cases.close, other, told="", by=BEN)
    tend(room)
    return problem, first, other


def asks(room: Room, number: int, *likes: Like) -> int | None:
    def ask(work: object) -> int | None:
        return returning.notice_return(work, work.case(number), likes)  # type: ignore[attr-defined, arg-type]

    return room.own(ask)


def test_a_new_case_like_a_fixed_problem_asks_whether_it_is_back(room: Room) -> None:
    problem, first, _ = closed_problem(room)
    third = room.open_case("Cannot sign in again", customer="3", by=BEN)
    assert asks(room, third, Like(first, 0.9, ())) == problem
    assert asks(room, third, Like(first, 0.9, ())) is None
    asked = room.told(ProblemReturns)
    assert [(one.case, one.problem, one.like, one.times) for one in asked] == [(third, problem, first, 2)]


def test_a_problem_that_is_not_fixed_does_not_come_back(room: Room) -> None:
    _problem, first, _ = a_problem(room)
    third = room.open_case("Cannot sign in", customer="3")
    assert asks(room, third, Like(first, 0.99, ())) is None


def test_reopened_the_case_is_in_it_and_its_department_has_it_again(room: Room) -> None:
    problem, first, _ = closed_problem(room)
    third = room.open_case("Again", customer="3", by=BEN, department="engineering")
    asks(room, third, Like(first, 0.9, ()))
    room.do(returning.reopen, third, problem=problem, like=first, by=BEN)
    assert room.case(problem).status is CaseStatus.OPEN
    assert [one.department for one in open_turns(room, problem)] == ["engineering"]
    assert owed(room, third) == owed(room, first) == []
    assert [one.settled for one in room.told(ProblemReturns)] == ["reopened"]
    said = {(one.low, one.high): one.verdict for one in room.rows(LikenessVerdict)}
    assert said == {(first, third): Verdict.SAME}
    fix(room, problem)
    fourth = room.open_case("And again", customer="3", department="engineering")
    asks(room, fourth, Like(third, 0.9, ()))
    assert room.told(ProblemReturns)[-1].times == 3


def test_reopened_while_its_prevention_is_owed_nobody_owes_that_any_more(room: Room) -> None:
    problem, first, _ = a_problem(room)
    fix(room, problem, prevention=prevention(room))
    third = room.open_case("Again", customer="3", department="engineering")
    asks(room, third, Like(first, 0.9, ()))
    room.do(returning.reopen, third, problem=problem, like=first)
    assert owed(room, problem) == [PromiseKind.ACCEPT]
    prevent = next(one for one in room.rows(Promise) if one.kind is PromiseKind.PREVENT)
    assert prevent.outcome is Outcome.MOOT
    assert owed(room, first) == [PromiseKind.TELL]


def test_not_the_same_is_remembered_for_the_pair(room: Room) -> None:
    problem, first, _ = closed_problem(room)
    third = room.open_case("Another thing", customer="3")
    asks(room, third, Like(first, 0.9, ()))
    room.do(returning.deny, third, problem=problem, like=first)
    assert room.case(problem).is_closed
    assert [one.verdict for one in room.rows(LikenessVerdict)] == [Verdict.DIFFERENT]
    assert [one.settled for one in room.told(ProblemReturns)] == ["denied"]
    with pytest.raises(Refusal, match="has answered that already"):
        room.do(returning.deny, third, problem=problem, like=first)


def noticed(room: Room, number: int) -> int | None:
    """As the clock does it."""
    likes = room.own(suggestions.look_for_problems, number)
    return room.own(returning.notice_return_of, number, likes) if likes else None


def test_the_clock_asks_about_a_case_with_the_title_of_one_that_was_in_it(room: Room) -> None:
    """No chance is high while few cases are known."""
    title, story = "Sign-in shows an empty page", "Since the release."
    first = room.open_case(title, customer="1", story=story, department="engineering")
    new = NewProblem("Sign-in fails", "It is.", Severity.HIGH, "engineering", (first,))
    problem = room.do(opening.open_problem, new)
    fix(room, problem)
    other = room.open_case("The parcel is late", customer="3", story="It was due on Monday.")
    again = room.open_case(title, customer="3", story="Nothing but white.")
    assert {number for number in (other, again) if number in room.own(suggestions.waiting)} == {other, again}
    assert (noticed(room, other), noticed(room, again)) == (None, problem)
    assert noticed(room, again) is None, "asked once"


def test_without_a_fixed_problem_no_case_waits_to_be_compared(room: Room) -> None:
    a_problem(room)
    room.open_case("Cannot sign in", customer="3")
    assert room.own(suggestions.waiting) == []


def test_the_handbook_can_leave_it_alone(room: Room) -> None:
    closed_problem(room)
    room.handbook = room.handbook.model_copy(update={"matching": Matching(problem_above="never")})
    again = room.open_case("Cannot sign in", customer="3")
    assert room.own(suggestions.waiting) == []
    assert room.own(suggestions.look_for_problems, again) == []
