"""What the bot has to tell, as facts: stored in the outbox, drawn by ``views`` when it is sent.

``by`` is a display name, ``*_id`` a Slack user id that shall be mentioned; ``case`` is a case number.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from pydantic import TypeAdapter

from models.alike_facts import AlikeFacts
from models.case import Severity
from models.customer_notices import CustomerNotice
from models.digest_facts import DigestFacts
from models.facts import CaseFacts, HandoffFacts, KnownFact, PromiseFacts, ReminderFacts, Where
from models.inbound_notices import CustomerUnheard, CustomerWrote, NotAcknowledged
from models.merge_notices import CaseMerged, CasesParted, SplitOff
from models.problem_notices import ProblemNotice

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
class Nudged:
    """A quiet line about a promise, where the work is done. ``facts`` is filled when it is drawn."""

    case: int
    promise: int
    rung: int
    facts: PromiseFacts | None = None


@dataclass(frozen=True)
class NudgedDesk:
    """What the CSM is told of a department's promise, so that the customer can be. Filled when drawn."""

    case: int
    promise: int
    reminder: int
    facts: ReminderFacts | None = None


@dataclass(frozen=True)
class Reminders:
    """A direct message: what one person is reminded of together. ``facts`` is filled when it is drawn."""

    batch: int
    facts: tuple[ReminderFacts, ...] = ()
    owed: int = 0
    """How many of all that it is about are still owed."""


@dataclass(frozen=True)
class DeliveryFailed:
    """A message could not be delivered; told to the CSM or an admin, so that it is not lost silently."""

    case: int | None
    place: str
    error: str
    what: str
    """The kind of the message that failed."""


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


@dataclass(frozen=True)
class StallDigest:
    """A reader's morning digest, frozen as it was when it was made."""

    facts: DigestFacts


Notice = (
    CaseCard
    | HandoffCard
    | HandoffOffered
    | HandoffAccepted
    | HandoffDeclined
    | HandoffHandedOn
    | HandoffStuck
    | HandoffDone
    | HandoffWithdrawn
    | HandoffReleased
    | HandoffLapsed
    | HandoffWentBack
    | QuestionAsked
    | LoopToClose
    | CaseClosed
    | CaseReopened
    | CsmChanged
    | SeverityChanged
    | CaseMerged
    | CasesParted
    | SplitOff
    | UpdatePromised
    | CustomerUpdated
    | CustomerSolved
    | CustomerNotYet
    | CustomerScored
    | CustomerTold
    | ReplyWaits
    | ThreadBackfilled
    | MoreAdded
    | LooksLike
    | Mirrored
    | Nudged
    | NudgedDesk
    | Reminders
    | DeliveryFailed
    | ReplyParked
    | CustomerWrote
    | CustomerUnheard
    | NotAcknowledged
    | StallDigest
    | ProblemNotice
)

Spoken = Notice | CustomerNotice
"""What the outbox holds: told in the house, or said to a customer."""

KINDS: dict[str, type[Notice]] = {kind.__name__: kind for kind in get_args(Notice)}
CUSTOMER_KINDS: dict[str, type[CustomerNotice]] = {kind.__name__: kind for kind in get_args(CustomerNotice)}
_ADAPTERS: dict[str, TypeAdapter[Spoken]] = {
    name: TypeAdapter(kind) for name, kind in {**KINDS, **CUSTOMER_KINDS}.items()
}


def to_row(notice: Spoken) -> dict[str, Any]:
    """The notice as JSON, with its kind."""
    kind = type(notice).__name__
    stored: dict[str, Any] = _ADAPTERS[kind].dump_python(notice, mode="json")
    return {"kind": kind, **stored}


def from_row(row: dict[str, Any]) -> Spoken:
    """Back from JSON. Raises LookupError or ValueError for one that this version does not understand."""
    facts = {key: value for key, value in row.items() if key != "kind"}
    return _ADAPTERS[row["kind"]].validate_python(facts)
