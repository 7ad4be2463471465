"""What a form needs to know before it is drawn, for somebody who may send it."""

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from casework import access, customers, loop, meanwhile, proposals, stories, told_already, told_before
from casework.access import Operation
from casework.calendars import working_time
from casework.matching import alike
from casework.problems import ties
from casework.voice import answers, news
from casework.work import Work
from models.alike_facts import AlikeFacts
from models.case import Case
from models.customer import Customer
from models.facts import CaseFacts, HandoffFacts, KnownFact, Suggestion, Where
from models.refusal import Refusal
from models.reply_facts import EarlierAnswer
from models.thread import Message

A_FORTNIGHT = 15
NEW_CUSTOMER = 0
"""No customer has this id."""


def to_open(
    work: Work, *, title: str = "", story: str = "", customer: str = "", severity: str | None = None
) -> tuple[Suggestion, ...]:
    """Departments for a case in the making. ``customer`` is a form's choice; see ``customers.choose``."""
    access.admit(work.actor, Operation.OPEN_CASE, work.handbook.company)
    return proposals.rank(work, proposals.InTheMaking(title, story, _known(work, customer), severity))


def looks_like(work: Work, *, title: str, story: str, customer: str = "") -> tuple[AlikeFacts, ...]:
    """Open and recent cases that say the same as one in the making; see ``to_open``."""
    access.admit(work.actor, Operation.OPEN_CASE, work.handbook.company)
    whose = _whose(work, customer)
    above = work.handbook.matching.show_above
    found = alike.find(work, title, story, above=above, customer_id=whose, by_title=True)
    return alike.facts(work, found, whose)


def customer_in(work: Work, text: str) -> tuple[int, str] | None:
    """The known customer, by id and name, whom the words of a case in the making are about."""
    access.admit(work.actor, Operation.OPEN_CASE, work.handbook.company)
    found = customers.mentioned(work, text)
    return (found.id, found.name) if found and found.id is not None else None


def opened_from(work: Work, link: str) -> tuple[int, Where | None] | None:
    """The newest case that was opened from a message, and its desk thread. ``link`` is the message's."""
    access.admit(work.actor, Operation.OPEN_CASE, work.handbook.company)
    query = select(Case.number).where(col(Case.source) == link).order_by(col(Case.number).desc())
    number = work.session.exec(query).first()
    return (number, stories.desk_of(work.session, number)) if number is not None else None


def stands_in(work: Work, channel: str, ts: str) -> tuple[int, int, str] | None:
    """The case that a message stands in, its customer's id and name, for whoever may split it off."""
    access.admit(work.actor, Operation.OPEN_CASE, work.handbook.company)
    found = select(Message.case_number).where(col(Message.channel) == channel, col(Message.ts) == ts)
    number = work.session.exec(found).first()
    if number is None:
        return None
    case = work.case(number)
    if not access.kinds_here(work.actor, case, None) & access.ALLOWED[Operation.STEER]:
        return None
    customer = work.session.get_one(Customer, case.customer_id)
    return (case.number, case.customer_id, customer.name)


def _known(work: Work, customer: str) -> Customer | None:
    if not customer or customer.startswith(customers.NEW):
        return None
    try:
        return customers.choose(work, customer)
    except Refusal:
        return None


def _whose(work: Work, customer: str) -> int | None:
    """The customer's id, NEW_CUSTOMER for one that is to be added, None while nobody is chosen."""
    if customer.startswith(customers.NEW):
        known = customers.named(work, customer.removeprefix(customers.NEW))
        return known.id if known else NEW_CUSTOMER
    known = _known(work, customer)
    return known.id if known else None


def to_work_on(work: Work, handoff_id: int) -> tuple[CaseFacts, HandoffFacts]:
    """For the department: decline, hand on, pause, ask."""
    return _with_facts(work, handoff_id, Operation.WORK)


def to_finish(work: Work, handoff_id: int) -> tuple[CaseFacts, HandoffFacts, tuple[EarlierAnswer, ...]]:
    """For the department, with what was told before on a like question."""
    case, handoff = to_work_on(work, handoff_id)
    return case, handoff, answers.offered(work, work.case(case.number))


def to_ask(
    work: Work, handoff_id: int, question: str
) -> tuple[CaseFacts, HandoffFacts, tuple[KnownFact, ...]]:
    """For the department, with what the customer told us already that may answer it."""
    case, handoff = to_work_on(work, handoff_id)
    found = told_already.resembling(work, work.case(case.number).customer_id, question)
    return case, handoff, tuple(map(told_before.facts_of, found))


def to_steer(work: Work, handoff_id: int) -> tuple[CaseFacts, HandoffFacts]:
    """For the CSM and managers: withdraw."""
    return _with_facts(work, handoff_id, Operation.STEER)


def to_reassign(work: Work, handoff_id: int) -> tuple[CaseFacts, HandoffFacts]:
    """For the CSM, the department's lead and managers."""
    return _with_facts(work, handoff_id, Operation.REASSIGN)


def _with_facts(work: Work, handoff_id: int, operation: Operation) -> tuple[CaseFacts, HandoffFacts]:
    case, handoff = meanwhile.going_on(work, handoff_id, operation)
    facts = _facts(work, case)
    return facts, next(one for one in facts.handoffs if one.id == handoff.id)


def to_close(work: Work, number: int) -> tuple[CaseFacts, str]:
    """For the CSM and managers, with what the departments propose to tell the customer."""
    case = _steered(work, number)
    case.must_be_closable()
    return _facts(work, case), loop.proposed_wording(work, case)


def to_reopen(work: Work, number: int) -> CaseFacts:
    """For the CSM and managers."""
    case = _steered(work, number)
    case.must_be_reopenable()
    return _facts(work, case)


def to_steer_case(work: Work, number: int) -> CaseFacts:
    """For the CSM and managers: one more department, another severity."""
    case = _steered(work, number)
    case.must_be_open()
    return _facts(work, case)


def to_leave_problem(work: Work, number: int) -> CaseFacts:
    """For the CSM and managers."""
    case = _steered(work, number)
    if ties.around(work, case.number) is None:
        raise Refusal(f"{case.label} is in no Problem; nothing was changed.")
    return _facts(work, case)


def to_promise_news(work: Work, number: int) -> tuple[CaseFacts, datetime, bool]:
    """For the CSM and managers, with a proposal: this hour of the company's next working day.

    And whether a word to the customer can go with it.
    """
    facts = to_steer_case(work, number)
    hours = work.handbook.hours_of(None)
    hour = work.now.astimezone(hours.zone).replace(minute=0, second=0, microsecond=0)
    time, days = working_time(hours), [hour + timedelta(days=n) for n in range(1, A_FORTNIGHT)]
    working = (day.astimezone(UTC) for day in days if time.is_working(day))
    proposal = next(working, time.next_working(work.now + timedelta(days=1)))
    return facts, proposal, news.can_be_told(work, work.case(number))


def _steered(work: Work, number: int) -> Case:
    case = work.case(number)
    work.allow(Operation.STEER, case)
    return case


def _facts(work: Work, case: Case) -> CaseFacts:
    return stories.of_case(work, case)
