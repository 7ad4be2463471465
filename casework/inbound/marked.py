"""A customer's message that one of ours opened a case from: with 🎫, the shortcut, or `/case`."""

from sqlmodel import col, select, update

from casework import cases
from casework.cases import NewCase, Said
from casework.inbound import asking, filing, opening
from casework.inbound import words as said
from casework.voice import bindings
from casework.work import Work
from models.case import Case
from models.customer import Customer
from models.customer_talk import Heard, HeardState
from models.outgoing import Audience
from models.thread import Message


def open_case(work: Work, new: NewCase) -> int:
    """As ``cases.open_case``; from a message in the customer's own channel, they hear of it there."""
    channel = _channel(new)
    if channel:
        said.one_at_a_time(work, channel)
    number = cases.open_case(work, new)
    case = work.exactly(number)
    customer = bindings.at(work, channel) if channel else None
    if customer is not None and customer.id == case.customer_id and new.origin is not None:
        _is_theirs(work, case, customer, new.origin.said, new.origin.ts)
    return number


def _channel(new: NewCase) -> str:
    return new.origin.said[0].channel if new.origin and new.origin.said else ""


def _is_theirs(work: Work, case: Case, customer: Customer, brought: tuple[Said, ...], chosen: str) -> None:
    """The thread is the case's from now on, unless it is another's: then only the message is."""
    stamps = [one.ts for one in brought]
    here = (col(Message.channel) == customer.channel, col(Message.ts).in_(stamps))
    own = (*here, col(Message.case_number) == case.number)
    work.session.exec(update(Message).where(*own).values(audience=Audience.CUSTOMER))
    kept = work.session.exec(
        select(Heard).where(col(Heard.channel) == customer.channel, col(Heard.ts).in_(stamps))
    )
    ones = [one for one in kept if one.state is not HeardState.FILED]
    title = _title(ones, brought, chosen)
    asking.settle(work, ones, "opened", work.actor.name, case.number)
    for one in ones:
        one.state, one.case_number = HeardState.FILED, case.number
    assert customer.channel is not None
    thread = filing.give_thread(work, case.number, customer, customer.channel, min(stamps))
    if thread.case_number == case.number:
        opening.acknowledge(work, case, thread, title)


def _title(ones: list[Heard], brought: tuple[Said, ...], chosen: str) -> str:
    """In their words; empty where the message is not one that we heard from them."""
    theirs = [one for one in ones if one.ts == chosen] or ones
    return opening.title_of(theirs) if theirs and brought else ""
