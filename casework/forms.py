"""What a form needs to know before it is drawn, for somebody who may send it."""

from casework import access, customers, handoffs, routing, stories
from casework.access import Operation
from casework.work import Work
from models.customer import Customer
from models.facts import CaseFacts, HandoffFacts, Suggestion
from models.refusal import Refusal


def to_open(
    work: Work, *, text: str = "", customer: str = "", severity: str | None = None
) -> tuple[Suggestion, ...]:
    """Departments for a case in the making. ``customer`` is a form's choice; see ``customers.choose``."""
    access.admit(work.actor, Operation.OPEN_CASE, work.handbook.company)
    known = _known(work, customer)
    enquiry = routing.Enquiry(text, known.name if known else None, known.tier if known else None, severity)
    return routing.rank(enquiry, work.handbook)


def _known(work: Work, customer: str) -> Customer | None:
    if not customer or customer.startswith(customers.NEW):
        return None
    try:
        return customers.choose(work, customer)
    except Refusal:
        return None


def to_work_on(work: Work, handoff_id: int) -> tuple[CaseFacts, HandoffFacts]:
    """For the department: decline, hand on, finish, pause, ask."""
    return _with_facts(work, handoff_id, Operation.WORK)


def to_steer(work: Work, handoff_id: int) -> tuple[CaseFacts, HandoffFacts]:
    """For the CSM and managers: withdraw, re-assign."""
    return _with_facts(work, handoff_id, Operation.STEER)


def _with_facts(work: Work, handoff_id: int, operation: Operation) -> tuple[CaseFacts, HandoffFacts]:
    case, handoff = handoffs.going_on(work, handoff_id, operation)
    facts = stories.of_case(work.session, work.handbook, case)
    return facts, next(one for one in facts.handoffs if one.id == handoff.id)


def to_steer_case(work: Work, number: int) -> tuple[CaseFacts, str]:
    """For the CSM and managers: add a department, close, reopen. With the wording proposed so far."""
    case = work.case(number)
    work.allow(Operation.STEER, case)
    facts = stories.of_case(work.session, work.handbook, case)
    return facts, handoffs.proposed_wording(work, case)
