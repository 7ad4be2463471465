"""Who comes too late is told what happened meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from casework.access import Operation
from casework.people import name_of
from casework.work import Work
from models.case import Case
from models.handoff import Handoff, HandoffStatus, ImpossibleStep
from models.refusal import Refusal

_MEANWHILE = {
    HandoffStatus.OFFERED: "Nobody has taken {case} for {department} yet; press *Take it* first.",
    HandoffStatus.ACCEPTED: "{case} is already with {owner}.",
    HandoffStatus.DONE: "{who} has finished {department}'s part of {case} already.",
    HandoffStatus.DECLINED: "{who} has declined {case} for {department} already.",
    HandoffStatus.RETURNED: "{who} has given {case} back to the CSM already.",
    HandoffStatus.HANDED_ON: "{who} has handed {case} on to another department already.",
    HandoffStatus.WITHDRAWN: "{who} has withdrawn {case} from {department}.",
    HandoffStatus.LAPSED: "Nobody in {department} took {case} in time; it went back to the CSM.",
}


def going_on(work: Work, handoff_id: int, operation: Operation) -> tuple[Case, Handoff]:
    """An open hand-off for somebody who may do this to it. Refusal that says what happened meanwhile."""
    case, handoff = work.handoff(handoff_id)
    work.allow(operation, case, handoff.department)
    if not handoff.is_open:
        raise Refusal(what_happened(work, case, handoff))
    case.must_be_open()
    return case, handoff


@contextmanager
def in_words(work: Work, case: Case, handoff: Handoff) -> Iterator[None]:
    """A step that the table does not have is refused with what happened meanwhile."""
    try:
        yield
    except ImpossibleStep:
        raise Refusal(what_happened(work, case, handoff)) from None


def what_happened(work: Work, case: Case, handoff: Handoff) -> str:
    """The present state of a hand-off, as a sentence."""
    return _MEANWHILE[handoff.status].format(
        case=case.label,
        department=work.handbook.name_of(handoff.department),
        owner=name_of(work.session, handoff.owner) if handoff.owner else "",
        who=name_of(work.session, handoff.ended_by) if handoff.ended_by else "Somebody",
    )
