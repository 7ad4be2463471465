"""What the house is told of talking with the customer, as facts; see ``models.notices``.

``by`` is a display name, ``*_id`` a Slack user id that shall be mentioned; ``case`` is a case number.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class CustomerUpdated:
    """The customer has the news that was promised."""

    case: int
    by: str


@dataclass(frozen=True)
class CustomerSolved:
    """The customer says that it is solved, and the case is closed."""

    case: int
    by: str


@dataclass(frozen=True)
class CustomerNotYet:
    """The customer says that it is not solved: it goes on."""

    case: int
    by: str
    words: str
    csm_id: str


@dataclass(frozen=True)
class CustomerScored:
    """How satisfied the customer is with it, 1 to 5, and perhaps why."""

    case: int
    by: str
    score: int
    words: str = ""


@dataclass(frozen=True)
class CustomerTold:
    """Somebody wrote to the customer."""

    case: int
    by: str
    text: str
    """As they wrote it."""
    second: str = ""
    """The name of who read it before."""
    waits: bool = False
    """We wait for their answer."""


@dataclass(frozen=True)
class ReplyWaits:
    """An answer for the customer that a second person reads first."""

    case: int
    draft: int
    by: str
    text: str
    """As it was written."""
    why: str
    settled: Literal["", "approved", "back", "closed"] = ""
    settled_by: str = ""
    reason: str = ""
    """Why it was sent back."""
    reader_ids: tuple[str, ...] = ()
    """Who is asked to read it, to be mentioned."""


@dataclass(frozen=True)
class ReplyParked:
    """An answer for the customer has not left, or may have: the CSM decides."""

    case: int
    outgoing: int
    reason: str
    text: str
    """As it was approved, in Slack's markup; empty for one of the fixed sentences."""
    csm_id: str
    may_be_there: bool = False
    """Slack did not say; otherwise it has certainly not arrived."""
    settled: Literal["", "sent_again", "there", "dropped"] = ""
    settled_by: str = ""
    put: Literal["", "solved", "waits"] = ""
    """What the customer is asked once they have it: whether that solves it, or what stands in it."""
