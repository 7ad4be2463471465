"""What a card or a list shows, gathered from the tables: plain values, ready to be drawn.

Names are display names; moments are aware UTC; ``link`` pairs are (channel, ts) of a message.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from models.case import CaseStatus, Severity
from models.handoff import HandoffStatus
from models.problem import DraftState
from models.promise import Outcome, PromiseKind
from models.wait import Holder

Where = tuple[str, str]
"""(channel, ts) of a message in Slack."""


@dataclass(frozen=True)
class Person:
    """A Slack user by id, and the name to print where nobody shall be pinged."""

    user_id: str
    name: str


@dataclass(frozen=True)
class Question:
    """What a department asked the CSM, while it waits for an answer."""

    department: str
    by: str
    text: str


@dataclass(frozen=True)
class Due:
    """By when something is promised, for a line of a card or a list."""

    kind: PromiseKind
    at: datetime
    is_overdue: bool
    """Its time has passed, and nobody put it aside."""
    is_paused: bool = False
    """It is put aside: its clock stands still."""
    handoff: int | None = None
    """Which department's part it is about; empty for what is about the whole case."""
    waits_for_them: bool = False
    """The customer was told, and is asked whether it is solved: its clock begins when they stay silent."""


@dataclass(frozen=True)
class PromiseFacts:
    """A promise as it stands when it is drawn."""

    id: int
    kind: PromiseKind
    case: int
    title: str
    customer: str
    severity: Severity
    department: str | None
    """The name of the department that it binds; empty for the CSM's own."""
    asker: str | None
    """The name of the department whose question waits."""
    owner: Person | None
    """Whom it binds in particular."""
    csm: Person
    handoff: int | None
    asked: str
    """What is expected: of the department, or by its question."""
    opened_at: datetime
    due_at: datetime
    late: timedelta
    """The working time that has passed since it was due; nothing while it is not."""
    is_overdue: bool
    paused_until: datetime | None = None
    pause_reason: str | None = None
    outcome: Outcome | None = None
    """Empty while it is live."""
    ended_by: str | None = None
    """The name of whose doing it was."""
    is_replaced: bool = False
    """It was given more time: another one runs in its place."""
    where: Where | None = None
    """The card of the thread in which the work is done."""
    is_reachable: bool = False
    """Whether the customer has a channel in which they are written to."""

    @property
    def is_live(self) -> bool:
        return self.outcome is None

    @property
    def label(self) -> str:
        return f"C-{self.case}"


@dataclass(frozen=True)
class ReminderFacts:
    """What one person is told of a promise."""

    promise: PromiseFacts
    rung: str
    is_owner: bool
    """It is theirs to keep; others are told that it stalls."""
    note: str = ""
    """Why it comes to this person."""
    may_work: bool = True
    """They sit in the department's channel, or manage: not every lead does."""
    longest_snooze: timedelta = timedelta(days=2)
    """Until when they may put it off, at most."""


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    who: str
    what: str
    """What happened, in words: ``opened the case``, ``took it``, ``wrote`` …"""
    text: str = ""
    until: datetime | None = None
    """The time that was named, if that is what happened."""


@dataclass(frozen=True)
class WaitPart:
    """How long one of them had the ball: whole seconds, and more than none."""

    holder: Holder | None
    """Empty for the time before the clock was kept."""
    department: str | None
    """The department's name on screen; empty for the CSM."""
    length: timedelta


@dataclass(frozen=True)
class WaitSplit:
    """Where the customer's waiting time went; the parts add up to the total, to the second."""

    total: timedelta
    parts: tuple[WaitPart, ...] = ()
    """The largest first."""


@dataclass(frozen=True)
class GoesOn:
    """The case into which another one was merged."""

    number: int
    title: str
    where: Where | None


@dataclass(frozen=True)
class KnownFact:
    """What the customer has told us already; ``said_by`` is a name, ``case`` a number."""

    text: str
    said_by: str
    said_at: datetime
    case: int | None = None
    id: int = 0
    until: datetime | None = None
    """When it was changed, or called no longer true."""


@dataclass(frozen=True)
class Joined:
    """A case that was merged into this one, and what had happened there."""

    number: int
    title: str
    story: str


@dataclass(frozen=True)
class MemberLine:
    """A case in a Problem: of whom, and nothing of what they said."""

    number: int
    customer: str
    status: CaseStatus


@dataclass(frozen=True)
class ProblemFacts:
    """What a case that carries a Problem shows beside what every case does."""

    cases: int
    """In it now, closed ones too."""
    waiting: int
    """Those that are not closed."""
    customers: int
    """Of the cases that are not closed."""
    lines: tuple[MemberLine, ...]
    """The first of them, those that wait before those that do not."""
    waiting_since: datetime | None
    """When the oldest of those that wait was opened."""
    times_fixed: int = 0
    fixed_by: str | None = None
    """Empty while it is not fixed."""
    root_cause: str | None = None
    to_tell: str | None = None
    prevention: str | None = None
    preventer: Person | None = None
    prevent_by: datetime | None = None
    prevented_by: str | None = None
    update: str | None = None
    """What customers were last told meanwhile."""
    updated_at: datetime | None = None
    unsent: int = 0
    """In so many cases it still waits to be sent."""

    @property
    def is_fixed(self) -> bool:
        return self.fixed_by is not None


@dataclass(frozen=True)
class InProblem:
    """What a case shows of the Problem that it is in: nothing of any other customer."""

    number: int
    title: str
    is_fixed: bool
    with_whom: str
    """``Engineering (Priya Raman)``, or the coordinator."""
    due: Due | None
    """What is promised of it, and so of the case."""
    where: Where | None
    """The Problem's card on the desk."""

    @property
    def label(self) -> str:
        return f"C-{self.number}"


@dataclass(frozen=True)
class DraftFacts:
    """A draft as it stands when it is drawn."""

    state: DraftState
    customer: str
    settled_by: str | None
    """Whose doing it was."""
    where: Where | None
    """The Problem's card on the desk."""


@dataclass(frozen=True)
class WithThem:
    """The customer has been asked something since then."""

    since: datetime
    is_solved: bool = False
    """Whether what they were told solves it; otherwise what the CSM asked."""


@dataclass(frozen=True)
class CaseFacts:
    number: int
    title: str
    story: str
    customer: str
    tier: str
    severity: Severity
    status: CaseStatus
    csm: Person
    opened_at: datetime
    moved_at: datetime
    source: str | None
    handoffs: tuple["HandoffFacts", ...] = ()
    """Every hand-off, oldest first."""
    is_reachable: bool = False
    """The customer has a channel in which they are spoken to."""
    history: tuple[HistoryLine, ...] = ()
    """The newest lines, oldest of them first."""
    desk: Where | None = None
    waits: WaitSplit | None = None
    """Where the wait went; only where the case is shown in full."""
    dues: tuple[Due, ...] = ()
    """What its CSM owes, the first due first."""
    goes_on: GoesOn | None = None
    """It was merged: there it goes on."""
    joined: tuple[Joined, ...] = ()
    """The cases whose numbers lead here, through chains."""
    problem: ProblemFacts | None = None
    """It carries a Problem."""
    within: InProblem | None = None
    """It is in one."""
    known: tuple[KnownFact, ...] = ()
    """What its customer told us already, what was said last first."""
    with_them: WithThem | None = None
    """The customer is asked something, and has not answered."""

    @property
    def label(self) -> str:
        return f"C-{self.number}"

    @property
    def update_due(self) -> Due | None:
        """The news that is promised to the customer."""
        return next((due for due in self.dues if due.kind is PromiseKind.UPDATE), None)


@dataclass(frozen=True)
class HandoffFacts:
    id: int
    department: str
    """The department's name on screen."""
    department_key: str
    status: HandoffStatus
    owner: Person | None
    why: str
    expected: str
    offered_at: datetime
    accepted_at: datetime | None
    moved_at: datetime
    offered_by: str
    came_from: str | None
    """The department that handed it on."""
    went_to: str | None
    """The department that it was handed on to."""
    ended_by: str | None
    reason: str | None
    found: str | None
    to_tell: str | None
    root_cause: str | None
    paused_until: datetime | None
    pause_reason: str | None
    thread: Where | None = None
    question: Question | None = None
    waits_for_customer: bool = False
    """It is stuck until the customer has answered."""
    due: Due | None = None
    """What the department owes next."""
    answer_due: Due | None = None
    """What the CSM owes it."""
    home: int | None = None
    """The number of the case that it belonged to before a merge."""
    has_left: bool = False
    """Its department, or the channel that it stands in, is not in the handbook any more."""
    next_best: tuple["Elsewhere", ...] = ()
    """Where it may belong instead, the likeliest first; only on its own card, while nobody has taken it."""

    @property
    def is_open(self) -> bool:
        return self.status in (HandoffStatus.OFFERED, HandoffStatus.ACCEPTED)


@dataclass(frozen=True)
class Elsewhere:
    """Another department, by its key and its name on screen."""

    key: str
    name: str


@dataclass(frozen=True)
class CaseLine:
    """One case in a list."""

    number: int
    title: str
    customer: str
    severity: Severity
    status: CaseStatus
    csm: str
    with_whom: str
    """Who has the ball: ``Billing, offered`` or ``Engineering (Priya Raman)`` or ``Dana Okafor``."""
    moved_at: datetime
    where: Where | None = None
    questions: tuple[Question, ...] = ()
    """Waiting for the CSM's answer."""
    due: Due | None = None
    """What is due first of all that is owed on it."""
    with_them: WithThem | None = None
    """The customer is asked something, and has not answered."""
    is_reachable: bool = False
    """Whether they have a channel in which they are written to."""


@dataclass(frozen=True)
class CasePage:
    """A page of cases. ``query`` is what to ask again for another page."""

    title: str
    query: str
    page: int
    pages: int
    total: int
    lines: tuple[CaseLine, ...]


@dataclass(frozen=True)
class QueueLine:
    """One open hand-off on somebody's home."""

    handoff: int
    number: int
    title: str
    customer: str
    severity: Severity
    status: HandoffStatus
    owner: str | None
    offered_at: datetime
    paused_until: datetime | None
    where: Where | None
    due: Due | None = None


@dataclass(frozen=True)
class Suggestion:
    """A department that is proposed, and the words or facts that spoke for it."""

    department: str
    because: tuple[str, ...]
    kind: Literal["words", "customer", "tier", "severity", "default", "learnt"]
    """All but the last are the handbook's rules; the last is what earlier cases speak for."""
    sure: float = 1.0
    """Of those learnt with 0.8, 80 % are right."""
    like: tuple[int, ...] = ()
    """Cases that say the same and ended there, the likest first."""

    @property
    def percent(self) -> int:
        """How sure; rounded down, so that nobody reads more than there is."""
        return int(self.sure * 100 + 1e-9)
