"""What is told of a hand-off, as facts; see ``models.notices``.

``by`` is a display name, ``*_id`` a Slack user id that shall be mentioned; ``case`` is a case number.
"""

from dataclasses import dataclass
from datetime import datetime

from models.case_notices import Settled
from models.facts import CaseFacts, HandoffFacts, KnownFact


@dataclass(frozen=True)
class HandoffCard:
    """The living card in a department's channel. ``facts`` and ``case`` are filled when it is drawn."""

    handoff: int
    facts: HandoffFacts | None = None
    case: CaseFacts | None = None


@dataclass(frozen=True)
class HandoffOffered:
    case: int
    handoff: int
    department: str
    by: str
    expected: str


@dataclass(frozen=True)
class HandoffAccepted:
    case: int
    handoff: int
    department: str
    by: str
    assigned_by: str | None = None
    """Somebody else than the owner decided it."""
    owner_id: str | None = None
    """To be mentioned, when it was assigned."""


@dataclass(frozen=True)
class HandoffDeclined:
    """Declined, or given back after it was taken (``had_taken``): the CSM decides where it goes next."""

    case: int
    handoff: int
    department: str
    by: str
    reason: str
    had_taken: bool
    csm_id: str
    settled: Settled | None = None


@dataclass(frozen=True)
class HandoffHandedOn:
    case: int
    handoff: int
    department: str
    to: str
    by: str
    why: str
    expected: str


@dataclass(frozen=True)
class HandoffStuck:
    case: int
    handoff: int
    department: str
    by: str
    reason: str
    until: datetime
    for_customer: bool = False
    """It goes on as soon as the customer has answered."""


@dataclass(frozen=True)
class HandoffDone:
    case: int
    handoff: int
    department: str
    by: str
    found: str
    to_tell: str
    root_cause: str | None
    is_last: bool = False
    """Nobody else is at work: ``LoopToClose`` follows, with the words for the customer."""


@dataclass(frozen=True)
class HandoffWithdrawn:
    """Told in both threads: the department need not go on."""

    case: int
    handoff: int
    department: str
    by: str
    reason: str
    owner_id: str | None = None


@dataclass(frozen=True)
class HandoffLapsed:
    """Nobody took it in time: the CSM decides where it goes next."""

    case: int
    handoff: int
    department: str
    csm_id: str
    settled: Settled | None = None


@dataclass(frozen=True)
class HandoffWentBack:
    """Whoever had it showed no movement: it is offered to its whole department again."""

    case: int
    handoff: int
    department: str
    was: str


@dataclass(frozen=True)
class HandoffReleased:
    """It is offered to its whole department again."""

    case: int
    handoff: int
    department: str
    by: str


@dataclass(frozen=True)
class QuestionAsked:
    """A department asks the CSM; the answer is a reply in the desk thread."""

    case: int
    handoff: int
    department: str
    by: str
    question: str
    csm_id: str
    told: tuple[KnownFact, ...] = ()
    """What the customer told us already and who asks has seen."""
