"""Words that belong to no case yet: the handbook says what becomes of them."""

from sqlmodel import col, select

from casework.inbound import asking, opening, second, whose
from casework.inbound import words as said
from casework.work import Work
from models.customer import Customer
from models.customer_talk import Heard, HeardState

MOST_AT_ONCE = 100


def take_in(work: Work, customer: Customer, one: Heard, link: str) -> None:
    """A case at once, a question to the CSM, or nothing until somebody marks it."""
    match work.handbook.intake_of(customer.key):
        case "by itself":
            open_by_itself(work, customer, one, link or None)
        case "ask":
            asking.ask(work, customer, one, link)
        case "marked":
            one.state = HeardState.LEFT


def open_by_itself(work: Work, customer: Customer, one: Heard, link: str | None = None) -> None:
    """It stays waiting where there is nobody whose case it could be."""
    csm = whose.csm_for(work, customer)
    if csm is None:
        return
    open_matter(work, customer, one, csm, link)


def open_matter(work: Work, customer: Customer, one: Heard, csm: str, link: str | None = None) -> int:
    ones = said.matter(work, one)
    case = opening.open_from(work, customer, ones, csm, link)
    for each in ones:
        if each.state is HeardState.FILED:
            second.offer_others(work, case, each)
    return case.number


def overdue(work: Work) -> list[int]:
    """What nobody decided on in time, the oldest first; ids of Heard."""
    query = (
        select(Heard.id)
        .where(
            col(Heard.state) == HeardState.WAITING,
            col(Heard.heard_at) <= work.now - work.handbook.voice.decide_within,
        )
        .order_by(col(Heard.heard_at))
        .limit(MOST_AT_ONCE)
    )
    return [one for one in work.session.exec(query) if one is not None]


def open_overdue(work: Work, heard_id: int) -> None:
    """Nothing is forgotten: it becomes a case by itself, if it is still undecided."""
    one = work.session.get_one(Heard, heard_id)
    said.one_at_a_time(work, one.channel)
    work.session.refresh(one)
    if one.state is not HeardState.WAITING:
        return
    customer = work.session.get_one(Customer, one.customer_id)
    ones = said.matter(work, one)
    open_by_itself(work, customer, one)
    if one.case_number is not None:
        asking.settle(work, ones, "by_itself", "", one.case_number)
