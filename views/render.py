"""Every notice has a face: which one it is stands here."""

from typing import TypeVar, assert_never

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
from models.notices import Notice
from models.problem_notices import (
    GoesOnInProblem,
    ProblemDraftWaits,
    ProblemFixed,
    ProblemJoined,
    ProblemLeft,
    ProblemPrevented,
    ProblemReturns,
    ProblemUpdated,
)
from models.voice_notices import (
    CustomerNotYet,
    CustomerScored,
    CustomerSolved,
    CustomerTold,
    CustomerUpdated,
    ReplyParked,
    ReplyWaits,
)
from views import (
    alike,
    cases,
    customers_word,
    deliveries,
    handoffs,
    inbound,
    merging,
    nudges,
    problem_threads,
    replies,
    threads,
)
from views.digests import message
from views.drawn import Drawn
from views.letterhead import Letterhead

__all__ = ["Drawn", "render"]

Facts = TypeVar("Facts")
Step = (
    HandoffOffered
    | HandoffAccepted
    | HandoffDeclined
    | HandoffHandedOn
    | HandoffStuck
    | HandoffDone
    | HandoffWithdrawn
    | HandoffReleased
    | HandoffLapsed
    | HandoffWentBack
)


def render(notice: Notice, letterhead: Letterhead) -> Drawn:  # noqa: C901, PLR0911, PLR0912 -- a branch per kind
    """The message for a notice. Raises ValueError for a living card without its facts."""
    match notice:
        case CaseCard(facts=case):
            return cases.card(_filled(case), letterhead)
        case HandoffCard(facts=handoff, case=case):
            return handoffs.card(_filled(handoff), _filled(case))
        case QuestionAsked():
            return threads.asked(notice)
        case LoopToClose():
            return threads.loop_to_close(notice)
        case CaseClosed():
            return threads.closed(notice)
        case CaseReopened():
            return threads.reopened(notice)
        case CsmChanged():
            return threads.csm_changed(notice)
        case SeverityChanged() | UpdatePromised() | CustomerUpdated():
            return _of_clock(notice)
        case CustomerSolved() | CustomerNotYet() | CustomerScored():
            return customers_word.told(notice)
        case CaseMerged() | CasesParted() | SplitOff():
            return _of_merging(notice, letterhead)
        case ThreadBackfilled():
            return threads.backfilled(notice)
        case MoreAdded():
            return alike.more_added(notice)
        case LooksLike():
            return alike.looks_like(notice, letterhead)
        case Mirrored():
            return threads.mirrored(notice, letterhead)
        case Nudged():
            return nudges.line(notice)
        case NudgedDesk():
            return nudges.desk_line(notice)
        case Reminders():
            return nudges.reminders(notice, letterhead)
        case DeliveryFailed():
            return deliveries.failed(notice)
        case CustomerTold():
            return replies.told(notice)
        case ReplyWaits():
            return replies.waits(notice)
        case ReplyParked():
            return deliveries.parked(notice)
        case CustomerWrote():
            return inbound.wrote(notice)
        case CustomerUnheard():
            return inbound.unheard(notice)
        case NotAcknowledged():
            return inbound.not_acknowledged(notice)
        case StallDigest():
            return message.digest(notice)
        case (
            ProblemJoined()
            | GoesOnInProblem()
            | ProblemLeft()
            | ProblemUpdated()
            | ProblemDraftWaits()
            | ProblemFixed()
            | ProblemPrevented()
            | ProblemReturns()
        ):
            return problem_threads.told(notice, letterhead)
        case _:
            return _step(notice)


def _of_merging(notice: CaseMerged | CasesParted | SplitOff, letterhead: Letterhead) -> Drawn:
    match notice:
        case CaseMerged():
            return merging.merged(notice, letterhead)
        case CasesParted():
            return merging.parted(notice)
        case SplitOff():
            return merging.split_off(notice)
        case never:
            assert_never(never)


def _of_clock(notice: SeverityChanged | UpdatePromised | CustomerUpdated) -> Drawn:
    match notice:
        case SeverityChanged():
            return threads.severity_changed(notice)
        case UpdatePromised():
            return threads.update_promised(notice)
        case CustomerUpdated():
            return threads.customer_updated(notice)
        case never:
            assert_never(never)


def _step(notice: Step) -> Drawn:  # noqa: C901, PLR0911 -- a branch per kind
    match notice:
        case HandoffOffered():
            return threads.offered(notice)
        case HandoffAccepted():
            return threads.accepted(notice)
        case HandoffDeclined():
            return threads.declined(notice)
        case HandoffHandedOn():
            return threads.handed_on(notice)
        case HandoffStuck():
            return threads.stuck(notice)
        case HandoffDone():
            return threads.done(notice)
        case HandoffWithdrawn():
            return threads.withdrawn(notice)
        case HandoffReleased():
            return threads.released(notice)
        case HandoffLapsed():
            return threads.lapsed(notice)
        case HandoffWentBack():
            return threads.went_back(notice)
        case never:
            assert_never(never)


def _filled(facts: Facts | None) -> Facts:
    if facts is None:
        raise ValueError("a living card is filled with the facts of the moment before it is drawn")
    return facts
