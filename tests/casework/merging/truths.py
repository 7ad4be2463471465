"""What must be true of all cases whatever was merged, undone or split: asked of the tables alone."""

import json
from collections import Counter
from collections.abc import Iterator

from models.case import Case, CaseStatus
from models.customer import Customer
from models.entry import Entry
from models.handoff import OPEN_STATUSES, Handoff, HandoffStatus
from models.likeness import Likeness
from models.outgoing import Outgoing
from models.problem import Problem, ProblemCase
from models.promise import Promise, PromiseKind
from models.thread import Message, Thread
from models.wait import Wait
from tests.casework.room import Room

ONLY_OF_ITSELF = {"merged", "parted", "split", "split_off", "absorbed"}
"""Lines that stay with a number that leads to another one."""


_MAY_BE_OWED = {
    **dict.fromkeys(HandoffStatus, frozenset[PromiseKind]()),
    HandoffStatus.OFFERED: frozenset({PromiseKind.ACCEPT}),
    HandoffStatus.ACCEPTED: frozenset({PromiseKind.PROGRESS, PromiseKind.RESUME}),
}


def canary(customer: int) -> str:
    """Stands in whatever a customer's case says."""
    return f"kookaburra{customer}"


def complaints(room: Room) -> list[str]:
    known = _Known(room)
    return [
        *known.about_numbers(),
        *known.about_owners(),
        *known.about_handoffs(),
        *known.about_the_ball(),
        *known.about_words(),
        *known.about_other_customers(),
    ]


class _Known:
    def __init__(self, room: Room) -> None:
        self.room = room
        self.cases = {case.number: case for case in room.rows(Case)}
        self.handoffs = room.rows(Handoff)
        self.promises = [one for one in room.rows(Promise) if one.is_live]
        self.problem_of = {
            one.case_number: one.problem for one in room.rows(ProblemCase) if one.left_at is None
        }
        self.fixed = {one.case_number for one in room.rows(Problem) if one.is_fixed}
        """Their cases' CSMs have to tell their customers; the Problem by itself is over."""
        self.indexed = {one.case_number for one in room.rows(Likeness)}
        self.threads = {one.id: one for one in room.rows(Thread)}

    def about_numbers(self) -> Iterator[str]:
        for number in self.cases:
            leads_to, passed = number, {number}
            while (into := self.cases[leads_to].merged_into) is not None:
                if into in passed or into not in self.cases:
                    yield f"C-{number} leads nowhere: {passed}"
                    break
                passed.add(into)
                leads_to = into
            if number not in self.indexed:
                yield f"C-{number} cannot be found"
            if self.cases[number].customer_id != self.cases[leads_to].customer_id:
                yield f"C-{number} leads to another customer's C-{leads_to}"

    def about_owners(self) -> Iterator[str]:
        promised = Counter(one.case_number for one in self.promises)
        for case in self.cases.values():
            if case.is_closed and promised[case.number]:
                yield f"{case.label} is {case.status} and something is promised on it"
            is_fixed = case.number in self.fixed
            its = is_fixed or promised[case.number] or promised[self.problem_of.get(case.number, 0)]
            if not case.is_closed and not (case.csm and its):
                yield f"{case.label} is open and nobody owes anything"
        for one in self.promises:
            if one.paused_at is None and one.next_at is None:
                yield f"nobody will look at {one!r}"

    def about_handoffs(self) -> Iterator[str]:
        threads = {one.handoff_id: one for one in self.threads.values()}
        for one in self.handoffs:
            case = self.cases[one.case_number]
            if case.merged_into is not None:
                yield f"{one!r} was left behind with {case.label}"
            if threads[one.id].case_number != one.case_number:
                yield f"the thread of {one!r} is another case's"
            if one.home == one.case_number:
                yield f"{one!r} is at home and does not know it"
            if one.is_open and (case.is_closed or case.status is CaseStatus.ANSWERED):
                yield f"{one!r} goes on though {case.label} is {case.status}"
            live = [promise for promise in self.promises if promise.handoff_id == one.id]
            if any(promise.case_number != one.case_number for promise in live):
                yield f"a promise of {one!r} is another case's"
            owed = {promise.kind for promise in live if promise.department}
            if not _MAY_BE_OWED[one.status] >= owed or (one.is_open and not owed):
                yield f"{one!r} and what is promised of it differ: {live}"
        at_work = Counter((one.case_number, one.department) for one in self.handoffs if one.is_open)
        yield from (f"{key} is asked {count} times" for key, count in at_work.items() if count > 1)

    def about_the_ball(self) -> Iterator[str]:
        lasting = {one.case_number for one in self.room.rows(Wait) if one.until is None}
        for case in self.cases.values():
            if (case.number in lasting) == case.is_closed:
                yield f"{case.label} is {case.status}, and the ball is {case.number in lasting}"

    def about_words(self) -> Iterator[str]:
        said = {one.id: one for one in self.room.rows(Message)}
        for message in said.values():
            if self.cases[message.case_number].merged_into is not None:
                yield f"{message!r} stands on a number that leads elsewhere"
        lines = Counter(one.message_id for one in self.room.rows(Entry) if one.what == "said")
        for message in said.values():
            thread = self.threads.get(message.thread_id)
            handoff = next((one for one in self.handoffs if thread and one.id == thread.handoff_id), None)
            if handoff is not None and (message.case_number, message.home) != (
                handoff.case_number,
                handoff.home,
            ):
                yield f"{message!r} and its thread stand on two cases"
        yield from (f"{message!r} has {lines[key]} lines" for key, message in said.items() if lines[key] != 1)
        for entry in self.room.rows(Entry):
            if entry.message_id is not None and entry.case_number != said[entry.message_id].case_number:
                yield f"{entry!r} and its message stand on two cases"
            handoff = next((one for one in self.handoffs if one.id == entry.handoff_id), None)
            if handoff is not None and (entry.case_number, entry.home) != (handoff.case_number, handoff.home):
                yield f"{entry!r} and its hand-off stand on two cases"
            if entry.what not in ONLY_OF_ITSELF and self.cases[entry.case_number].merged_into is not None:
                yield f"{entry!r} was left behind"

    def about_other_customers(self) -> Iterator[str]:
        customers = [one.id for one in self.room.rows(Customer) if one.id is not None]
        for row in self.room.rows(Outgoing):
            if row.thread_id is None:
                continue
            own = self.cases[self.threads[row.thread_id].case_number].customer_id
            words = json.dumps(row.notice)
            for other in customers:
                if other != own and canary(other) in words:
                    yield f"a word of customer {other} is told to customer {own}'s thread: {words}"


def at_work(room: Room) -> list[Handoff]:
    return [one for one in room.rows(Handoff) if one.status in OPEN_STATUSES]
