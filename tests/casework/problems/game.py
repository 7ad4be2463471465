"""People do to Problems and their cases whatever they like; after each step everything must be in order."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from casework import audit, cases, handoffs, steering
from casework.cases import NewCase
from casework.matching.likeness import Like
from casework.problems import fixing, joining, leaving, opening, returning, rounds, updates
from casework.problems.fixing import Fix
from casework.problems.opening import NewProblem
from models.case import Case, CaseStatus, Severity
from models.customer import Customer
from models.handoff import Handoff
from models.outgoing import Outgoing
from models.problem import Problem, ProblemCase, ProblemDraft
from models.promise import Promise
from models.refusal import Refusal
from models.wait import Wait
from tests.casework.problems.steps import prevention, tend
from tests.casework.room import BEN, DANA, MEI, PRIYA, RUTH, Room

PICK = st.integers(0, 30)
DEPARTMENTS = st.sampled_from(["billing", "engineering"])
MEMBER = {"billing": MEI, "engineering": PRIYA}


class Game(RuleBasedStateMachine):
    """Ruth may do everything that a CSM may; a step that is refused must change nothing."""

    room: Room
    opened = 0

    @rule(department=DEPARTMENTS, customer=st.sampled_from("123"), by=st.sampled_from([DANA, BEN]))
    def open_a_case(self, department: str, customer: str, by: str) -> None:
        self.opened += 1
        story = f"canary{self.opened} sings"
        new = NewCase(customer, "It fails", story, Severity.NORMAL, "Help.", department)
        self._do(cases.open_case, new, by=by)

    @rule(picks=st.lists(PICK, max_size=3), department=DEPARTMENTS)
    def open_a_problem(self, picks: list[int], department: str) -> None:
        numbers = tuple(filter(None, (self._case(pick) for pick in picks)))
        new = NewProblem("One cause", "Known.", Severity.HIGH, department, numbers)
        self._do(opening.open_problem, new)

    @rule(one=PICK, problem=PICK)
    def open_into(self, one: int, problem: int) -> None:
        number = self._problem(problem)
        if number:
            self.opened += 1
            new = NewCase("1", "It fails", f"canary{self.opened}", Severity.HIGH, "Help.")
            self._do(cases.open_case, replace(new, problem=number), by=BEN if one % 2 else DANA)

    @rule(one=PICK, problem=PICK)
    def join(self, one: int, problem: int) -> None:
        self._do(joining.join, self._case(one) or 1, problem=self._problem(problem) or 1)

    @rule(one=PICK)
    def leave(self, one: int) -> None:
        self._do(leaving.leave, self._case(one) or 1, reason="Another matter.")

    @rule(one=PICK, how=st.sampled_from(["accept", "decline", "finish", "hand_on", "pause", "withdraw"]))
    def move_a_turn(self, one: int, how: str) -> None:
        turns = [turn for turn in self.room.rows(Handoff) if turn.is_open]
        if not turns:
            return
        turn = turns[one % len(turns)]
        by, other = MEMBER[turn.department], {"billing": "engineering"}.get(turn.department, "billing")
        until = self.room.clock() + timedelta(hours=3)
        about: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
            "accept": (handoffs.accept, {}),
            "decline": (handoffs.decline, {"reason": "No."}),
            "finish": (handoffs.finish, {"found": "f", "to_tell": "t", "root_cause": None}),
            "hand_on": (handoffs.hand_on, {"department": other, "why": "w", "expected": "e"}),
            "pause": (handoffs.pause, {"reason": "r", "until": until}),
            "withdraw": (steering.withdraw, {"reason": "r"}),
        }
        operation, given = about[how]
        self._do(operation, turn.id, by=RUTH if how == "withdraw" else by, **given)

    @rule(one=PICK, department=DEPARTMENTS)
    def add_a_department(self, one: int, department: str) -> None:
        number = self._any(one)
        if number:
            self._do(steering.add_department, number, department=department, why="w", expected="e")

    @rule(problem=PICK)
    def update(self, problem: int) -> None:
        self._do(updates.announce, self._problem(problem) or 1, text="Soon.")

    @rule(one=PICK)
    def told(self, one: int) -> None:
        drafts = self.room.rows(ProblemDraft)
        if drafts:
            self._do(updates.told, drafts[one % len(drafts)].id)

    @rule(problem=PICK, is_prevented=st.booleans())
    def fix(self, problem: int, is_prevented: bool) -> None:
        fix = Fix("It was.", "It works.", prevention(self.room) if is_prevented else None)
        self._do(fixing.fixed, self._problem(problem) or 1, fix)

    @rule(one=PICK)
    def done(self, one: int) -> None:
        carriers = {problem.case_number for problem in self.room.rows(Problem)}
        turns = [turn for turn in self.room.rows(Handoff) if turn.is_open and turn.case_number in carriers]
        if turns:
            turn = turns[one % len(turns)]
            self._do(fixing.done, turn.id, Fix("It was.", "It works."), by=MEMBER[turn.department])

    @rule(problem=PICK)
    def prevented(self, problem: int) -> None:
        self._do(fixing.prevented, self._problem(problem) or 1)

    @rule(one=PICK)
    def close(self, one: int) -> None:
        self._do(cases.close, self._any(one) or 1, told="")

    @rule(one=PICK)
    def reopen(self, one: int) -> None:
        self._do(cases.reopen, self._any(one) or 1, reason="Not solved.")

    @rule(one=PICK, other=PICK)
    def returns(self, one: int, other: int) -> None:
        number = self._case(2 * one)
        fixed = {problem.case_number for problem in self.room.rows(Problem) if problem.is_fixed}
        members = [row.case_number for row in self.room.rows(ProblemCase) if row.problem in fixed]
        like = members[other % len(members)] if members else None
        if number and like and number != like:
            likes = [Like(like, 0.95, ())]
            problem = self.room.own(lambda work: returning.notice_return(work, work.case(number), likes))
            if problem:
                self._do(returning.reopen, number, problem=problem, like=like)

    @rule()
    def the_clock_ticks(self) -> None:
        self.room.pass_time(minutes=1)
        tend(self.room)

    @rule()
    def one_batch(self) -> None:
        for one in self.room.own(rounds.unfinished)[:1]:
            self.room.own(rounds.go_on, one)

    def _do(self, operation: Callable[..., Any], *args: Any, by: str = RUTH, **kwargs: Any) -> None:
        before = self.room.fingerprint()
        try:
            self.room.do(operation, *args, by=by, **kwargs)
        except Refusal:
            assert self.room.fingerprint() == before

    def _any(self, pick: int) -> int | None:
        numbers = [case.number for case in self.room.rows(Case)]
        return numbers[pick % len(numbers)] if numbers else None

    def _case(self, pick: int) -> int | None:
        """Of an even pick one that is open and in no Problem, if there is one."""
        carriers = {problem.case_number for problem in self.room.rows(Problem)}
        inside = {one.case_number for one in self.room.rows(ProblemCase) if one.left_at is None}
        others = [case for case in self.room.rows(Case) if case.number not in carriers]
        free = [case for case in others if case.number not in inside and not case.is_closed]
        chosen = (free if pick % 2 == 0 else None) or others
        return chosen[pick // 2 % len(chosen)].number if chosen else None

    def _problem(self, pick: int) -> int | None:
        """Of an even pick one that is looked into, if there is one."""
        problems = self.room.rows(Problem)
        chosen = [one for one in problems if not one.is_fixed and pick % 2 == 0] or problems
        return chosen[pick // 2 % len(chosen)].case_number if chosen else None

    @invariant()
    def nothing_is_missing(self) -> None:
        found = self.room.own(audit.look)
        assert not any(found.values()), {gap: numbers for gap, numbers in found.items() if numbers}

    @invariant()
    def a_promise_of_its_own_or_of_its_problem(self) -> None:
        alive = {promise.case_number for promise in self.room.rows(Promise) if promise.is_live}
        inside = {one.case_number: one.problem for one in self.room.rows(ProblemCase) if one.left_at is None}
        fixed = {problem.case_number for problem in self.room.rows(Problem) if problem.is_fixed}
        hearing = bool(self.room.own(rounds.unfinished))
        for case in self.room.rows(Case):
            if case.is_closed or case.number in alive or case.number in fixed:
                continue
            assert inside.get(case.number) in alive or hearing, case

    @invariant()
    def a_closed_case_owes_nothing_and_nobody_has_it(self) -> None:
        closed = {case.number for case in self.room.rows(Case) if case.status is CaseStatus.CLOSED}
        assert not closed & {one.case_number for one in self.room.rows(Promise) if one.is_live}
        assert not closed & {one.case_number for one in self.room.rows(Wait) if one.until is None}
        assert not closed & {one.case_number for one in self.room.rows(Handoff) if one.is_open}

    @invariant()
    def in_one_problem_at_a_time_and_none_in_another(self) -> None:
        inside = [one for one in self.room.rows(ProblemCase) if one.left_at is None]
        assert max(Counter(one.case_number for one in inside).values(), default=0) <= 1
        assert not {one.case_number for one in inside} & {one.problem for one in inside}
        several = {customer.id for customer in self.room.rows(Customer) if customer.is_several}
        carriers = {problem.case_number for problem in self.room.rows(Problem)}
        assert {case.number for case in self.room.rows(Case) if case.customer_id in several} == carriers

    @invariant()
    def no_word_of_a_customer_travels(self) -> None:
        """Stories stand in no message that was promised: cards take them from their own case when drawn."""
        for row in self.room.rows(Outgoing):
            assert "canary" not in json.dumps(row.notice)
