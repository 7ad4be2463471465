"""What a digest shows, gathered from the tables: plain values, ready to be frozen and drawn.

Names are display names, lengths are working time, moments aware UTC; ``total`` counts what is not shown too.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, Literal, TypeVar

from models.case import Severity
from models.facts import WaitSplit
from models.findings import Finding
from models.promise import PromiseKind

Span = Literal["yesterday", "week"]
"""The working day before the digest's, or the five working days that end with it."""
Line = TypeVar("Line")


@dataclass(frozen=True)
class Shown(Generic[Line]):
    """The first of them, and how many there are."""

    lines: tuple[Line, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class CaseName:
    number: int
    title: str
    customer: str
    severity: Severity
    csm: str


@dataclass(frozen=True)
class StalledLine:
    """A promise past its time, that nobody put aside."""

    promise: int
    kind: PromiseKind
    case: CaseName
    handoff: int | None
    department: str
    """Whose turn it is; for the CSM's promises the department that waits, or nothing."""
    owner: str | None
    """Who owes it; nobody as long as no one has taken it."""
    overdue: timedelta
    nudged_at: datetime | None


@dataclass(frozen=True)
class DueLine:
    """A promise whose time comes today."""

    kind: PromiseKind
    case: CaseName
    department: str
    owner: str | None
    due_at: datetime


@dataclass(frozen=True)
class PausedLine:
    """A promise that was put aside, why and until when."""

    case: CaseName
    handoff: int | None
    department: str
    owner: str | None
    reason: str
    until: datetime | None


@dataclass(frozen=True)
class BrokenLine:
    """A promise to a customer whose time passed: it is still owed, or it was kept late or never."""

    kind: PromiseKind
    case: CaseName
    due_at: datetime
    is_owed: bool


@dataclass(frozen=True)
class CaseLine:
    """A case that deserves a look."""

    case: CaseName
    handoffs: int = 0
    """How many turns departments have had with it."""
    moved_at: datetime | None = None
    is_csm_gone: bool = False


@dataclass(frozen=True)
class ProblemLine:
    """A Problem that is not over."""

    case: CaseName
    customers: int
    """Who still wait; nobody where only its prevention is owed."""
    cases: int
    since: datetime
    """When the first of them began to."""
    is_fixed: bool
    owes_prevention: bool


@dataclass(frozen=True)
class Tally:
    yesterday: int = 0
    week: int = 0


@dataclass(frozen=True)
class Speed:
    """Half were faster than the median, nine of ten than ``p90``."""

    median: timedelta
    p90: timedelta


@dataclass(frozen=True)
class Tempo:
    yesterday: Speed | None = None
    week: Speed | None = None


@dataclass(frozen=True)
class GroupFacts:
    """A department in numbers, or the CSMs' desk: its ``key`` is empty, and it has no hand-offs."""

    key: str
    name: str
    stalled: int = 0
    oldest: timedelta | None = None
    """How long the oldest stall has been overdue."""
    stalled_before: int = 0
    """At the same hour of the working day before; what came to nothing since is not counted."""
    stalled_last_week: int = 0
    """Five working days before."""
    paused: int = 0
    offered: Tally = Tally()
    accepted: Tally = Tally()
    done: Tally = Tally()
    to_accept: Tempo = Tempo()
    """From the offer until somebody took it."""
    to_finish: Tempo = Tempo()
    """From then until it was done."""


@dataclass(frozen=True)
class DayFacts:
    """A day of the trend; what happens on free days counts for the working day before."""

    day: date
    offered: int
    done: int
    broken: int
    """Promises that were kept late or never."""


@dataclass(frozen=True)
class Praise:
    """What went well yesterday."""

    fastest: str | None = None
    taken: int = 0
    """How many hand-offs they took, half of them within ``within``."""
    within: timedelta | None = None
    kept: int = 0
    owed: int = 0
    """How many promises came to an end, kept or broken."""


@dataclass(frozen=True)
class DigestFacts:
    day: date
    """By the reader's calendar."""
    yesterday: date
    """The working day before it."""
    departments: tuple[str, ...]
    """Keys of the departments it is about; empty when it is about everything."""
    groups: tuple[GroupFacts, ...]
    stalled: Shown[StalledLine]
    """Critical cases first, then the longest overdue."""
    paused: Shown[PausedLine]
    """What comes back first, first."""
    broken: Shown[BrokenLine]
    passed_around: Shown[CaseLine]
    nobodys: Shown[CaseLine]
    sleeping: Shown[CaseLine]
    trend: tuple[DayFacts, ...]
    praise: Praise
    span: Span = "yesterday"
    waits: WaitSplit | None = None
    """Where the customers' waiting time of the span went: wall time, not working time."""
    due_today: Shown[DueLine] = Shown()
    """Not overdue yet; what is due first, first."""
    findings: tuple[Finding, ...] = ()
    """What the audit found wrong and could not mend; for those who read of everything."""
    problems: Shown[ProblemLine] = Shown()
    """Behind the most customers first, then waiting the longest."""
    came_back: int = 0
    """Cases reopened in the week, soon after they were closed; for those who read of everything."""
