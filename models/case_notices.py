"""What is told of a case as a whole, as facts; see ``models.notices``.

``by`` is a display name, ``*_id`` a Slack user id that shall be mentioned; ``case`` is a case number.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from models.alike_facts import AlikeFacts
from models.case import Severity
from models.facts import CaseFacts, Where

SettledBy = Literal["closed", "reopened", "asked", "merged", "parted", "joined", "told"]
"""The case was closed, reopened, merged, parted or put into a Problem, a department was asked, or the
customer was told."""


@dataclass(frozen=True)
class Settled:
    """What came of a next step that the CSM was offered; it is offered no longer."""

    how: SettledBy
    by: str


@dataclass(frozen=True)
class CaseCard:
    """The living card that opens a case's desk thread. ``facts`` is filled when it is drawn."""

    case: int
    facts: CaseFacts | None = None


@dataclass(frozen=True)
class LoopToClose:
    """The last hand-off is done: the CSM has still to tell the customer. ``wording`` is proposed."""

    case: int
    csm_id: str
    wording: str
    settled: Settled | None = None
    problem: int | None = None
    """The Problem that is fixed; the case's own number where it is one that nobody called fixed yet."""


@dataclass(frozen=True)
class CaseClosed:
    case: int
    by: str
    told: str
    """What the customer was told; may be empty."""
    was_silent: bool = False
    """They were told, asked twice, and did not write."""


@dataclass(frozen=True)
class CaseReopened:
    case: int
    by: str
    reason: str


@dataclass(frozen=True)
class CsmChanged:
    case: int
    by: str
    csm_id: str
    was: str


@dataclass(frozen=True)
class SeverityChanged:
    case: int
    by: str
    was: Severity
    severity: Severity
    reason: str
    due_at: datetime | None = None
    """By when the department is to do its next step now; empty on the desk, and while it is put aside."""
    is_overdue: bool = False


@dataclass(frozen=True)
class UpdatePromised:
    """The customer was told when they hear next."""

    case: int
    by: str
    until: datetime


@dataclass(frozen=True)
class ThreadBackfilled:
    """The case was opened from a message; so much had been said there before."""

    case: int
    messages: int
    link: str
    problem: str = ""
    """Why the thread could not be read, when it could not."""
    is_added: bool = False
    """The case was there before: what was said belongs to it as well."""


@dataclass(frozen=True)
class MoreAdded:
    """Somebody found that what they were about to open a case for belongs to this one."""

    case: int
    by: str
    title: str
    text: str
    """May be empty."""


@dataclass(frozen=True)
class LooksLike:
    """Older cases that may say the same as this one. ``facts`` is filled when it is drawn."""

    case: int
    facts: tuple[AlikeFacts, ...] = ()
    is_open: bool = True
    """The case itself; filled as well."""


@dataclass(frozen=True)
class Mirrored:
    """What a person said in the other thread of the same case."""

    case: int
    author: str
    place: str
    """``Billing`` or ``desk``."""
    text: str
    where: Where
    files: tuple[tuple[str, str], ...] = ()
    """(name, link) each."""
    is_edited: bool = False


@dataclass(frozen=True)
class DeliveryFailed:
    """A message could not be delivered; told to the CSM or an admin, so that it is not lost silently."""

    case: int | None
    place: str
    error: str
    what: str
    """The kind of the message that failed."""
