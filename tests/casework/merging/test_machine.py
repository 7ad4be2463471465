"""Random lives of several cases: merged, undone, split, talked about, worked on, with crashes in between."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine

from casework import cases, handoffs, keeping, nudges, steering
from casework.merging.merge import merge
from casework.merging.split import split
from casework.merging.undo import undo
from casework.problems import fixing, joining, leaving, opening
from casework.problems.fixing import Fix
from casework.problems.opening import NewProblem
from casework.work import Work
from models.case import Case, Severity
from models.handoff import Handoff
from models.promise import Promise
from models.refusal import Refusal
from models.thread import Thread
from sandbox.clock import Clock
from tests.casework.merging.steps import say
from tests.casework.merging.test_undo import state
from tests.casework.merging.truths import canary, complaints
from tests.casework.room import BEN, DANA, JONAS, MEI, NOON, NOOR, PRIYA, RUTH, Room, furnish
from tests.models.blank import copy_of, emptied

CLERKS = {"billing": MEI, "engineering": PRIYA, "logistics": NOOR, "legal": JONAS}
DEPARTMENTS = st.sampled_from(sorted(CLERKS))
STEPS = st.sampled_from(["accept", "finish", "decline", "release", "pause", "withdraw", "ask"])
MANY = st.integers(0, 10_000)
CASES = 8
"""So many at most, that they meet."""


class Crash(Exception):
    """The process died before the commit."""


class Desk(RuleBasedStateMachine):
    """What people do to a few cases of two customers. Refused is fine; what is refused changes nothing."""

    make_room: Callable[[], Room]

    @initialize()
    def begin(self) -> None:
        self.room = type(self).make_room()
        for customer, department in (("1", "billing"), ("1", "legal"), ("2", "billing")):
            self.open(customer, department, Severity.NORMAL)

    def do(self, operation: Callable[..., Any], *args: Any, by: str = RUTH, **kwargs: Any) -> bool:
        before = self.room.fingerprint()
        try:
            self.room.do(operation, *args, by=by, **kwargs)
        except Refusal:
            assert self.room.fingerprint() == before, "what was refused has changed something"
            return False
        self.room.post_everything()
        return True

    def some_case(self, which: int) -> int:
        numbers = [case.number for case in self.room.rows(Case)]
        return numbers[which % len(numbers)]

    def some_handoff(self, which: int) -> Handoff:
        rows = self.room.rows(Handoff)
        return rows[which % len(rows)]

    @rule(customer=st.sampled_from("12"), department=DEPARTMENTS, severity=st.sampled_from(Severity))
    def open(self, customer: str, department: str, severity: Severity) -> None:
        assume(len(self.room.rows(Case)) < CASES)
        words = f"Invoice trouble {canary(int(customer))}"
        self.room.open_case(words, customer=customer, department=department, severity=severity, story=words)
        self.room.post_everything()

    @rule(one=MANY, other=MANY)
    def merge(self, one: int, other: int) -> None:
        self.do(merge, self.some_case(one), into=self.some_case(other))

    @rule(one=MANY)
    def undo(self, one: int) -> None:
        self.do(undo, self.some_case(one))

    @rule(one=MANY, other=MANY, minutes=st.integers(0, 300))
    def merge_and_undo(self, one: int, other: int, minutes: int) -> None:
        gone, into, before = self.some_case(one), self.some_case(other), state(self.room)
        if self.do(merge, gone, into=into):
            self.room.pass_time(minutes=minutes)
            assert self.do(undo, gone), "it can be undone"
            after = state(self.room)
            for table in ("Case", "Handoff", "Thread", "Promise", "Message"):
                assert after[table] == before[table], f"undo is no inverse: {table}"

    @rule(which=MANY)
    def split(self, which: int) -> None:
        assume(len(self.room.rows(Case)) < CASES)
        handoff = self.some_handoff(which)
        customer = next(one for one in self.room.rows(Case) if one.number == handoff.case_number).customer_id
        self.do(split, handoff.id, title="Another matter", story=canary(customer))

    @rule(which=MANY, is_clerk=st.booleans())
    def say(self, which: int, is_clerk: bool) -> None:
        threads = self.room.rows(Thread)
        thread = threads[which % len(threads)]
        case = next(one for one in self.room.rows(Case) if one.number == thread.case_number)
        handoff = next((one for one in self.room.rows(Handoff) if one.id == thread.handoff_id), None)
        by = CLERKS[handoff.department] if handoff and is_clerk else DANA
        say(self.room, case.number, canary(case.customer_id), by=by, handoff=thread.handoff_id)
        self.room.post_everything()

    @rule(
        which=MANY,
        step=st.sampled_from(["accept", "finish", "decline", "release", "pause", "withdraw", "ask"]),
    )
    def work(self, which: int, step: str) -> None:
        one = self.some_handoff(which)
        clerk, words = CLERKS[one.department], canary(self._customer_of(one))
        match step:
            case "accept":
                self.do(handoffs.accept, one.id, by=clerk)
            case "finish":
                self.do(handoffs.finish, one.id, found=words, to_tell=words, root_cause=None, by=clerk)
            case "decline":
                self.do(handoffs.decline, one.id, reason=words, by=clerk)
            case "release":
                self.do(handoffs.release, one.id, by=clerk)
            case "pause":
                until = self.room.clock() + timedelta(days=1)
                self.do(handoffs.pause, one.id, reason=words, until=until, by=clerk)
            case "withdraw":
                self.do(steering.withdraw, one.id, reason=words)
            case _:
                self.do(handoffs.ask, one.id, question=words, by=clerk)

    def _customer_of(self, handoff: Handoff) -> int:
        return next(one for one in self.room.rows(Case) if one.number == handoff.case_number).customer_id

    @rule(which=MANY, department=DEPARTMENTS, is_moved=st.booleans())
    def pass_on(self, which: int, department: str, is_moved: bool) -> None:
        one = self.some_handoff(which)
        if is_moved:
            self.do(steering.reassign_to_department, one.id, department=department, reason="Theirs.")
        else:
            about = {"department": department, "why": "A bug.", "expected": "Fix it."}
            self.do(handoffs.hand_on, one.id, by=CLERKS[one.department], **about)

    @rule(which=MANY, department=DEPARTMENTS)
    def ask_another(self, which: int, department: str) -> None:
        about = {"department": department, "why": "A clause.", "expected": "Read it."}
        self.do(steering.add_department, self.some_case(which), **about)

    @rule(which=MANY, is_closing=st.booleans())
    def close_or_reopen(self, which: int, is_closing: bool) -> None:
        if is_closing:
            self.do(cases.close, self.some_case(which), told="Done.")
        else:
            self.do(cases.reopen, self.some_case(which), reason="Not yet.")

    @rule(one=MANY, other=MANY, department=DEPARTMENTS)
    def open_a_problem(self, one: int, other: int, department: str) -> None:
        assume(len(self.room.rows(Case)) < CASES)
        numbers = tuple({self.some_case(one), self.some_case(other)})
        new = NewProblem("One cause", "It fails.", Severity.HIGH, department, numbers)
        self.do(opening.open_problem, new)

    @rule(one=MANY, other=MANY, is_leaving=st.booleans())
    def join_or_leave(self, one: int, other: int, is_leaving: bool) -> None:
        if is_leaving:
            self.do(leaving.leave, self.some_case(one), reason="Another matter.")
        else:
            self.do(joining.join, self.some_case(one), problem=self.some_case(other))

    @rule(one=MANY)
    def fix_a_problem(self, one: int) -> None:
        self.do(fixing.fixed, self.some_case(one), Fix("A cable.", "It works."))

    @rule(minutes=st.integers(1, 2000))
    def wait(self, minutes: int) -> None:
        self.room.pass_time(minutes=minutes)

    @rule()
    def the_clock_strikes(self) -> None:
        """Whatever is due climbs its ladder, lapses, or comes back from a pause."""
        now = self.room.clock()
        due = [one.id for one in self.room.rows(Promise) if one.next_at is not None and one.next_at <= now]
        for promise_id in due:
            self.room.own(nudges.climb, promise_id)
        self.room.post_everything()

    @rule(which=MANY, severity=st.sampled_from(Severity))
    def change_severity(self, which: int, severity: Severity) -> None:
        self.do(keeping.change_severity, self.some_case(which), severity=severity, reason="It is.")

    @rule(which=MANY)
    def take_over(self, which: int) -> None:
        self.do(cases.take_over, self.some_case(which), by=BEN)

    @rule(which=MANY, hours=st.integers(1, 30))
    def promise_news(self, which: int, hours: int) -> None:
        until = self.room.clock() + timedelta(hours=hours)
        self.do(keeping.promise_update, self.some_case(which), until=until, by=RUTH)

    @rule(one=MANY, other=MANY, how=st.sampled_from([merge, undo, split]))
    def crash(self, one: int, other: int, how: Callable[..., Any]) -> None:
        before = self.room.fingerprint()
        with pytest.raises((Crash, Refusal)):
            self.room.do(_dying, how, self.some_case(one), self.some_case(other))
        assert self.room.fingerprint() == before, "half of it was kept"

    @invariant()
    def nothing_is_wrong(self) -> None:
        if hasattr(self, "room"):
            assert complaints(self.room) == []

    def teardown(self) -> None:
        if hasattr(self, "room"):
            self.room.engine.dispose()


def _dying(work: Work, how: Callable[..., Any], one: int, other: int) -> None:
    if how is merge:
        merge(work, one, into=other)
    elif how is undo:
        undo(work, one)
    else:
        split(work, one, title="Another matter", story="It is.")
    work.session.flush()
    raise Crash


def play(make_room: Callable[[], Room], *, lives: int, steps: int) -> None:
    machine = type("DeskHere", (Desk,), {"make_room": staticmethod(make_room)})
    suppressed = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=lives, stateful_step_count=steps, deadline=None, suppress_health_check=suppressed
        ),
    )


def on_files(furnished_file: Path, tmp_path: Path) -> Callable[[], Room]:
    numbers = itertools.count()

    def make() -> Room:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return Room(copy_of(furnished_file, folder), Clock(start=NOON, frozen=True))

    return make


def test_whatever_is_merged_undone_and_split_nothing_is_lost_sqlite(
    furnished_file: Path, tmp_path: Path
) -> None:
    play(on_files(furnished_file, tmp_path), lives=25, steps=25)


def test_whatever_is_merged_undone_and_split_nothing_is_lost_postgresql(shared_database: Engine) -> None:
    def make() -> Room:
        room = Room(emptied(shared_database), Clock(start=NOON, frozen=True))
        furnish(room)
        return room

    play(make, lives=6, steps=15)


@pytest.mark.timelapse
def test_at_length(furnished_file: Path, tmp_path: Path) -> None:
    """Left out of every run; `pytest tests/casework/merging -m timelapse`."""
    play(on_files(furnished_file, tmp_path), lives=400, steps=60)
