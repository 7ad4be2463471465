"""What the bot has to tell, as facts: stored in the outbox, drawn by ``views`` when it is sent.

``by`` is a display name, ``*_id`` a Slack user id that shall be mentioned; ``case`` is a case number.
"""

from typing import Any, get_args

from pydantic import TypeAdapter

from models.case_notices import (
    CaseCard,
    CaseClosed,
    CaseReopened,
    CsmChanged,
    DeliveryFailed,
    LooksLike,
    LoopToClose,
    Mirrored,
    MoreAdded,
    SeverityChanged,
    ThreadBackfilled,
    UpdatePromised,
)
from models.clock_notices import Nudged, NudgedDesk, Reminders, StallDigest
from models.customer_notices import CustomerNotice
from models.handoff_notices import (
    HandoffAccepted,
    HandoffCard,
    HandoffDeclined,
    HandoffDone,
    HandoffHandedOn,
    HandoffLapsed,
    HandoffOffered,
    HandoffReleased,
    HandoffStuck,
    HandoffWentBack,
    HandoffWithdrawn,
    QuestionAsked,
)
from models.inbound_notices import CustomerUnheard, CustomerWrote, NotAcknowledged
from models.merge_notices import CaseMerged, CasesParted, SplitOff
from models.problem_notices import ProblemNotice
from models.voice_notices import (
    CustomerNotYet,
    CustomerScored,
    CustomerSolved,
    CustomerTold,
    CustomerUpdated,
    ReplyParked,
    ReplyWaits,
)

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
