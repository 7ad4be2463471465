"""Random lives of a case, and a plain account of who had the ball, kept beside the product's own.

The account shares no code with the product: it knows the steps that were taken and nothing else.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from sqlmodel import Session

from casework import cases, handoffs, steering, talk, wait_splits
from casework.talk import Reply
from models.facts import WaitSplit
from models.handoff import OPEN_STATUSES, Handoff
from models.wait import Holder
from tests.casework.room import JONAS, MEI, NOON, NOOR, PRIYA, Room

Who = tuple[str, str | None]
"""(holder, the department's name)."""
Spent = dict[Who, Fraction]
"""In microseconds."""

NAMES = {"billing": "Billing", "engineering": "Engineering", "logistics": "Logistics", "legal": "Legal"}
CLERKS = {"billing": MEI, "engineering": PRIYA, "logistics": NOOR, "legal": JONAS}
FINDING = {"found": "Twice.", "to_tell": "Refunded.", "root_cause": None}
WORDS = {"why": "x", "expected": "y"}


@dataclass
class Account:
    """One case, and who had it since when."""

    room: Room
    number: int
    turns: dict[str, str] = field(default_factory=dict)
    """Open ones: department → offered, taken, paused or customer."""
    is_closed: bool = False
    log: list[tuple[datetime, list[Who]]] = field(default_factory=list)

    @classmethod
    def begin(cls, room: Room, department: str = "billing") -> "Account":
        account = cls(room, room.open_case(department=department), {department: "offered"})
        account.note()
        return account

    def note(self) -> None:
        self.log.append((self.room.clock(), self.who()))

    def who(self) -> list[Who]:
        if self.is_closed:
            return []
        working = [
            ("department", NAMES[one]) for one, how in self.turns.items() if how in ("offered", "taken")
        ]
        stuck = [(how, NAMES[one]) for one, how in self.turns.items()]
        return working or stuck or [("csm", None)]

    def spent(self, begin: datetime, end: datetime) -> Spent:
        """What each had of the time between the two moments."""
        spent: Spent = defaultdict(Fraction)
        for (since, who), (until, _) in pairwise([*self.log, (self.room.clock(), [])]):
            length = min(until, end) - max(since, begin)
            for one in who if length > timedelta(0) else []:
                spent[one] += Fraction(length // timedelta(microseconds=1), len(who))
        return spent

    # -- steps

    def step(self, choice: int) -> None:
        """One of the steps that are possible now."""
        possible = [*self._steps_of_the_case(), *(step for one in self.turns for step in self._steps_of(one))]
        possible[choice % len(possible)]()
        self.note()

    def _steps_of_the_case(self) -> Iterable[Callable[[], None]]:
        if self.is_closed:
            return [self._reopen]
        free = [one for one in NAMES if one not in self.turns]
        return [self._close, self._answer_in_the_desk, *(lambda one=one: self._add(one) for one in free)]

    def _steps_of(self, department: str) -> Iterable[Callable[[], None]]:
        if self.is_closed:
            return []
        steps = [self._take, self._reply, self._ask, self._finish, self._decline, self._withdraw]
        free = [one for one in NAMES if one not in self.turns]
        if self.turns[department] != "offered":
            steps += [self._put_aside, self._wait_for_customer, self._put_aside, self._release]
        return [
            *(lambda step=step: step(department) for step in steps),
            *(lambda other=other: self._hand_on(department, other) for other in free[:1]),
        ]

    def _handoff(self, department: str) -> int:
        (open_one,) = [
            one
            for one in self.room.rows(Handoff)
            if (one.case_number, one.department) == (self.number, department) and one.status in OPEN_STATUSES
        ]
        assert open_one.id is not None
        return open_one.id

    def _close(self) -> None:
        self.room.do(cases.close, self.number, told="Refunded.")
        self.is_closed, self.turns = True, {}

    def _reopen(self) -> None:
        self.room.do(cases.reopen, self.number, reason="Again.")
        self.is_closed = False

    def _answer_in_the_desk(self) -> None:
        self._say(self.room.desk_thread(self.number), "U0DANAOKAFO")

    def _add(self, department: str) -> None:
        self.room.do(steering.add_department, self.number, department=department, **WORDS)
        self.turns[department] = "offered"

    def _take(self, department: str) -> None:
        if self.turns[department] == "offered":
            self.turns[department] = "taken"
        self.room.do(handoffs.accept, self._handoff(department), by=CLERKS[department])

    def _reply(self, department: str) -> None:
        self._say(self.room.thread_of(self._handoff(department)), CLERKS[department])
        self._moves(department)

    def _ask(self, department: str) -> None:
        self.room.do(handoffs.ask, self._handoff(department), question="Which?", by=CLERKS[department])
        self._moves(department)

    def _moves(self, department: str) -> None:
        self.turns[department] = "offered" if self.turns[department] == "offered" else "taken"

    def _finish(self, department: str) -> None:
        self.room.do(handoffs.finish, self._handoff(department), **FINDING, by=CLERKS[department])
        del self.turns[department]

    def _decline(self, department: str) -> None:
        self.room.do(handoffs.decline, self._handoff(department), reason="No.", by=CLERKS[department])
        del self.turns[department]

    def _withdraw(self, department: str) -> None:
        self.room.do(steering.withdraw, self._handoff(department), reason="Solved.")
        del self.turns[department]

    def _release(self, department: str) -> None:
        self.room.do(handoffs.release, self._handoff(department), by=CLERKS[department])
        self.turns[department] = "offered"

    def _hand_on(self, department: str, other: str) -> None:
        work = {"department": other, **WORDS, "by": CLERKS[department]}
        self.room.do(handoffs.hand_on, self._handoff(department), **work)
        del self.turns[department]
        self.turns[other] = "offered"

    def _put_aside(self, department: str) -> None:
        self._pause(department, for_customer=False)

    def _wait_for_customer(self, department: str) -> None:
        self._pause(department, for_customer=True)

    def _pause(self, department: str, *, for_customer: bool) -> None:
        until = self.room.clock() + timedelta(hours=1)
        how = {"reason": "A log.", "until": until, "for_customer": for_customer, "by": CLERKS[department]}
        self.room.do(handoffs.pause, self._handoff(department), **how)
        self.turns[department] = "customer" if for_customer else "paused"

    def _say(self, thread: object, by: str) -> None:
        self.room.post_everything()
        thread = next(one for one in self.room.rows(type(thread)) if one.id == thread.id)
        ts = f"18{len(self.log):08}.{self.number:06}"
        self.room.do(talk.said, Reply(thread.channel, thread.ts, ts, by, "x", NOON, is_to_us=True), by=by)


def split(room: Room, since: datetime | None = None, until: datetime | None = None) -> WaitSplit:
    with Session(room.engine) as session:
        return wait_splits.split(session, room.handbook, 1, now=room.clock(), since=since, until=until)


def over(room: Room, since: datetime, until: datetime, department: str | None = None) -> WaitSplit:
    with Session(room.engine) as session:
        now = room.clock()
        return wait_splits.over(session, room.handbook, since, until, now=now, department=department)


def told(found: WaitSplit) -> list[tuple[Holder | None, str | None, timedelta]]:
    return [(part.holder, part.department, part.length) for part in found.parts]


def agree(split: WaitSplit, spent: Spent) -> None:
    """The split is what was spent, in whole seconds that add up."""
    seconds = {(part.holder and str(part.holder), part.department): part.length for part in split.parts}
    assert len(seconds) == len(split.parts), "each has one part"
    assert [*seconds.values()] == sorted(seconds.values(), reverse=True)
    assert all(length >= timedelta(seconds=1) for length in seconds.values())
    assert all(length % timedelta(seconds=1) == timedelta(0) for length in seconds.values())
    assert sum(seconds.values(), timedelta(0)) == split.total
    assert split.total == timedelta(seconds=sum(spent.values()) // 1_000_000)
    for who in {*seconds, *spent}:
        told = Fraction(seconds.get(who, timedelta(0)) // timedelta(microseconds=1))
        assert abs(told - spent.get(who, Fraction(0))) < 1_000_000, (who, seconds, spent)
