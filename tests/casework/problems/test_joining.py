"""A case joins a Problem and leaves it: hand-offs, clocks, and what is refused."""

from datetime import timedelta

import pytest

from casework import audit, cases, customers, handoffs, steering
from casework.cases import NewCase
from casework.problems import asking, joining, leaving
from models.case import CaseStatus, Severity
from models.case_notices import CaseCard
from models.customer import Customer
from models.handoff import HandoffStatus
from models.handoff_notices import HandoffCard
from models.outgoing import Outgoing
from models.problem import SEVERAL, ProblemCase
from models.problem_notices import GoesOnInProblem, ProblemJoined
from models.promise import PromiseKind
from models.refusal import Refusal
from models.wait import Holder, Wait
from tests.casework.clock_room import timed
from tests.casework.problems.steps import (
    fix,
    open_problem,
    open_turns,
    owed,
    promised,
    take,
    tend,
    turn,
    two_cases,
)
from tests.casework.room import BEN, DANA, GIL, MEI, PRIYA, RUTH, Room


def test_a_problem_has_the_next_number_and_one_turn_with_its_department(room: Room) -> None:
    first, other = two_cases(room)
    problem = open_problem(room, first, other)
    assert problem == 3
    assert [one.department for one in open_turns(room, problem)] == ["engineering"]
    assert not open_turns(room, first) + open_turns(room, other)
    assert turn(room, first).reason == "Goes on in Problem C-3."


def test_its_customer_is_none_that_anybody_can_choose_or_find(room: Room) -> None:
    problem = open_problem(room)
    several = next(one for one in room.rows(Customer) if one.is_several)
    assert room.case(problem).customer_id == several.id
    with pytest.raises(Refusal, match="do not know this customer"):
        room.open_case(customer=str(several.id))
    assert room.own(customers.matching, "several") == []
    assert room.own(customers.mentioned, f"From {SEVERAL}: all is down") is None
    assert room.own(customers.named, SEVERAL) is None
    assert room.open_case(customer=f"new:{SEVERAL}")
    assert room.case(2).customer_id != several.id


def test_each_cases_thread_is_told_and_the_department_once_in_each(room: Room) -> None:
    first, other = two_cases(room)
    take(room, turn(room, first))
    problem = open_problem(room, first, other)
    assert {one.case for one in room.told(ProblemJoined)} == {first, other}
    told = {one.case: one.owner_id for one in room.told(GoesOnInProblem)}
    assert told == {first: PRIYA, other: None}
    assert room.told(GoesOnInProblem)[0].problem == problem


def test_who_has_the_case_has_the_problem(room: Room) -> None:
    first, other = two_cases(room)
    take(room, turn(room, other))
    problem = open_problem(room, first, other)
    main = turn(room, problem)
    assert (main.status, main.owner) == (HandoffStatus.ACCEPTED, PRIYA)
    assert owed(room, problem) == [PromiseKind.PROGRESS]


def test_the_earlier_clock_counts_for_an_offer(room: Room) -> None:
    timed(room)
    first, other = two_cases(room)
    due = promised(room, first)[0].due_at
    room.pass_time(hours=2)
    problem = open_problem(room, first, other)
    own = promised(room, problem)[0]
    assert own.kind is PromiseKind.ACCEPT
    high = timedelta(hours=4) - timedelta(hours=1)
    assert own.due_at == due - high
    room.post_everything()
    assert promised(room, problem)[0].due_at == due - high


def test_the_earlier_clock_counts_for_whoever_took_it(room: Room) -> None:
    timed(room)
    first, _ = two_cases(room)
    take(room, turn(room, first))
    begun = promised(room, first)[0].runs_from
    room.pass_time(minutes=30)
    problem = open_problem(room, first)
    assert promised(room, problem)[0].runs_from == begun


def test_a_problem_that_moved_keeps_its_own_clock(room: Room) -> None:
    timed(room)
    first, other = two_cases(room)
    take(room, turn(room, other))
    problem = open_problem(room, first)
    room.pass_time(minutes=10)
    take(room, turn(room, problem))
    room.pass_time(minutes=10)
    room.do(handoffs.ask, turn(room, problem).id, question="Which browser?", by=PRIYA)
    runs_from = room.clock()
    room.do(joining.join, other, problem=problem)
    progress = next(one for one in promised(room, problem) if one.kind is PromiseKind.PROGRESS)
    assert progress.runs_from == runs_from


def test_other_departments_keep_their_part(room: Room) -> None:
    first, _ = two_cases(room)
    room.do(steering.add_department, first, department="legal", why="A contract.", expected="Read it.")
    open_problem(room, first)
    assert [one.department for one in open_turns(room, first)] == ["legal"]
    assert owed(room, first) == [PromiseKind.ACCEPT]


def test_a_case_in_a_problem_owes_nothing_by_itself_and_is_in_order(room: Room) -> None:
    first, other = two_cases(room)
    problem = open_problem(room, first, other)
    assert owed(room, first) == owed(room, other) == []
    assert owed(room, problem) == [PromiseKind.ACCEPT]
    assert not any(room.own(audit.look).values())
    room.do(handoffs.decline, turn(room, problem).id, reason="Not ours.", by=PRIYA)
    assert owed(room, problem) == [PromiseKind.DECIDE]
    assert owed(room, first) == []
    assert not any(room.own(audit.look).values())


def test_it_waits_for_whoever_works_on_the_problem(room: Room) -> None:
    first, other = two_cases(room)
    problem = open_problem(room, first, other)

    def holders(number: int) -> list[tuple[Holder, str | None]]:
        lasting = [one for one in room.rows(Wait) if one.case_number == number and one.until is None]
        return [(one.holder, one.department) for one in lasting]

    assert holders(first) == [(Holder.DEPARTMENT, "engineering")]
    take(room, turn(room, problem))
    until = room.clock() + timedelta(days=1)
    room.do(handoffs.pause, turn(room, problem).id, reason="A part is missing.", until=until, by=PRIYA)
    assert holders(first) == holders(other) == holders(problem) == [(Holder.PAUSED, "engineering")]
    room.do(
        handoffs.hand_on,
        turn(room, problem).id,
        department="billing",
        why="Theirs.",
        expected="Look.",
        by=PRIYA,
    )
    assert holders(first) == [(Holder.DEPARTMENT, "billing")]
    room.do(handoffs.decline, turn(room, problem).id, reason="No.", by=MEI)
    assert holders(first) == [(Holder.CSM, None)]


def test_an_answered_case_that_joins_is_open_again(room: Room) -> None:
    first, _ = two_cases(room)
    take(room, turn(room, first))
    room.do(handoffs.finish, turn(room, first).id, found="f", to_tell="t", root_cause=None, by=PRIYA)
    assert room.case(first).status is CaseStatus.ANSWERED
    open_problem(room, first)
    assert room.case(first).status is CaseStatus.OPEN
    assert owed(room, first) == []


def test_the_last_other_department_leaves_the_rest_to_the_problem(room: Room) -> None:
    first, _ = two_cases(room)
    room.do(steering.add_department, first, department="legal", why="w", expected="e")
    legal = turn(room, first)
    open_problem(room, first)
    room.do(handoffs.finish, legal.id, found="f", to_tell="t", root_cause=None, by="U0JONASWEBE")
    assert room.case(first).status is CaseStatus.OPEN
    assert owed(room, first) == []


def test_a_case_that_leaves_goes_to_its_department_again(room: Room) -> None:
    first, other = two_cases(room)
    problem = open_problem(room, first, other)
    room.do(leaving.leave, first, reason="They use another sign-in.")
    again = open_turns(room, first)[0]
    assert (again.department, again.status) == ("engineering", HandoffStatus.OFFERED)
    assert again.expected == "Refund one."
    assert again.why == f"It left Problem C-{problem}: They use another sign-in."
    assert owed(room, first) == [PromiseKind.ACCEPT]
    assert [one.case_number for one in room.rows(ProblemCase) if one.left_at is None] == [other]
    room.do(joining.join, first, problem=problem)
    assert owed(room, first) == []


def test_leaving_is_for_its_csm(room: Room) -> None:
    first, other = two_cases(room)
    open_problem(room, first, other)
    with pytest.raises(Refusal, match="Only Ben"):
        room.do(leaving.leave, other, reason="x", by=DANA)
    room.do(leaving.leave, other, reason="x", by=RUTH)
    with pytest.raises(Refusal, match="C-2 is in no Problem"):
        room.do(leaving.leave, other, reason="x", by=BEN)


def test_a_closed_case_leaves_without_an_offer(room: Room) -> None:
    first, _ = two_cases(room)
    open_problem(room, first)
    room.do(cases.close, first, told="")
    room.do(leaving.leave, first, reason="x")
    assert open_turns(room, first) == []


def refused(room: Room, number: int, problem: int, *, by: str = DANA) -> str:
    before = room.fingerprint()
    with pytest.raises(Refusal) as refusal:
        room.do(joining.join, number, problem=problem, by=by)
    assert room.fingerprint() == before
    return refusal.value.sentence


def test_what_cannot_join_is_refused_with_a_sentence(room: Room) -> None:
    first, other = two_cases(room)
    problem, second = open_problem(room, first), open_problem(room)
    assert refused(room, first, problem) == "C-1 is in Problem C-3 already."
    assert refused(room, first, second) == "C-1 is in Problem C-3. Take it out of there first."
    assert "a Problem cannot be put into another" in refused(room, second, problem)
    assert "a Problem cannot be put into another" in refused(room, problem, problem)
    assert refused(room, other, first) == "C-1 is no Problem but one customer's case."
    assert "There is no C-99" in refused(room, other, 99)
    assert "There is no C-99" in refused(room, 99, problem)
    assert "customer success team" in refused(room, other, problem, by=PRIYA)
    assert "own staff" in refused(room, other, problem, by=GIL)
    room.do(cases.close, other, told="", by=BEN)
    assert "C-2 is closed" in refused(room, other, problem)
    fix(room, problem)
    third = room.open_case()
    assert "Problem C-3 is fixed. If it is back, reopen it first." in refused(room, third, problem)


def test_two_cases_that_say_the_same_lead_to_the_right_form(room: Room) -> None:
    first, other = two_cases(room)
    third = room.open_case("Nobody can sign in", customer="3")
    opening = room.do(asking.to_tie, first, other)
    assert isinstance(opening, asking.Opening)
    assert [one.number for one in opening.cases] == [first, other]
    assert opening.department == "engineering"
    problem = open_problem(room, first, other)
    found = room.do(asking.to_tie, third, first)
    assert isinstance(found, asking.Joining)
    assert (found.case.number, found.problem.number) == (third, problem)
    assert room.do(asking.to_tie, first, third) == room.do(asking.to_tie, third, problem) == found
    with pytest.raises(Refusal, match="C-1 is in Problem C-4 already"):
        room.do(asking.to_tie, other, first)
    with pytest.raises(Refusal, match="the same case"):
        room.do(asking.to_tie, third, third)


def test_the_menu_finds_open_cases_that_are_free(room: Room) -> None:
    first, other = two_cases(room)
    third = room.open_case("Nobody can sign in", customer="3")

    def found(typed: str = "") -> list[int]:
        return [one.number for one in room.do(asking.cases_matching, typed)]

    assert found() == [third, other, first]
    assert found("C-2") == found(" 2 ") == [other]
    assert found("sign in") == [third, first]
    customer = room.do(asking.cases_matching, "c-1")[0].customer
    assert first in found(customer[:4].upper())
    problem = open_problem(room, first)
    assert found() == [third, other]
    assert problem not in found("sign")


def test_a_case_that_is_opened_into_a_problem_posts_no_departments_card(room: Room) -> None:
    problem = open_problem(room)
    cards = len(room.told(HandoffCard))
    number = room.do(
        cases.open_case, NewCase("1", "Down", "Down.", Severity.HIGH, "Help.", None, problem=problem)
    )
    assert len(room.told(HandoffCard)) == cards
    assert CaseCard(number) in room.told(CaseCard)
    assert owed(room, number) == []
    assert [row.key for row in room.rows(Outgoing) if row.case_number == number] == [f"card:case:{number}"]
    assert not any(room.own(audit.look).values())
    fix(room, problem)
    with pytest.raises(Refusal, match="reopen it first"):
        room.do(cases.open_case, NewCase("1", "Down", "Down.", Severity.HIGH, "Help.", problem=problem))


def test_a_problem_with_open_cases_cannot_simply_be_closed(room: Room) -> None:
    first, _ = two_cases(room)
    problem = open_problem(room, first)
    with pytest.raises(Refusal, match="say that it is \\*Fixed\\*"):
        room.do(cases.close, problem, told="")
    room.do(leaving.leave, first, reason="x")
    room.do(cases.close, problem, told="")
    assert room.case(problem).is_closed
    tend(room)
