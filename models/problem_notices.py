"""What the bot has to tell of a Problem. ``case`` is whose thread it is told in, ``problem`` a number."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from models.facts import DraftFacts, Where


@dataclass(frozen=True)
class ProblemJoined:
    """In the case's desk thread. ``where`` is filled when it is drawn: the Problem's card on the desk."""

    case: int
    problem: int
    title: str
    by: str
    where: Where | None = None


@dataclass(frozen=True)
class GoesOnInProblem:
    """In the department's thread of a case. ``where`` is filled when drawn: the Problem's card there."""

    case: int
    handoff: int
    problem: int
    title: str
    by: str
    owner_id: str | None
    """To be mentioned: who had it, and did not have the Problem."""
    where: Where | None = None


@dataclass(frozen=True)
class ProblemLeft:
    case: int
    problem: int
    by: str
    reason: str


@dataclass(frozen=True)
class ProblemUpdated:
    """In the Problem's own desk thread: every case gets a draft."""

    case: int
    by: str
    text: str


@dataclass(frozen=True)
class ProblemDraftWaits:
    """In a case's desk thread: what its CSM can tell the customer. ``facts`` is filled when it is drawn."""

    case: int
    draft: int
    problem: int
    csm_id: str
    text: str
    facts: DraftFacts | None = None


@dataclass(frozen=True)
class ProblemFixed:
    """In the Problem's own desk thread."""

    case: int
    by: str
    root_cause: str
    to_tell: str
    prevention: str | None
    preventer_id: str | None
    prevent_by: datetime | None


@dataclass(frozen=True)
class ProblemPrevented:
    case: int
    by: str
    prevention: str


@dataclass(frozen=True)
class ProblemReturns:
    """In a new case's desk thread: it says what a fixed Problem was about."""

    case: int
    problem: int
    like: int
    """The case that it is like, or the Problem itself."""
    title: str
    fixed_at: datetime
    times: int
    """How often it would be there, this time counted."""
    since: datetime
    settled: Literal["reopened", "denied"] | None = None
    settled_by: str = ""


ProblemNotice = (
    ProblemJoined
    | GoesOnInProblem
    | ProblemLeft
    | ProblemUpdated
    | ProblemDraftWaits
    | ProblemFixed
    | ProblemPrevented
    | ProblemReturns
)
