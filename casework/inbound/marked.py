"""A customer's message that one of ours opened a case from, or added to one: with 🎫 or the shortcut."""

from typing import Literal

from sqlmodel import col, select, update

from casework import additions, cases
from casework.additions import Added, Addition
from casework.cases import NewCase, Said
from casework.inbound import asking, filing, opening
from casework.inbound import words as said
from casework.voice import bindings, closing
from casework.work import Work
from models.case import Case
from models.customer import Customer
from models.customer_talk import CustomerThread, Heard, HeardState
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


def add(work: Work, number: int, more: Addition) -> Added:
    """As ``additions.add``; what is brought from the customer's own channel needs no case of its own."""
    channel = _channel(more)
    if channel:
        said.one_at_a_time(work, channel)
    added = additions.add(work, number, more)
    case = work.case(number)
    customer = bindings.at(work, channel) if channel else None
    if customer is not None and customer.id == case.customer_id and more.origin is not None:
        _joins(work, case, customer, more.origin.said)
    return added


def _channel(new: NewCase | Addition) -> str:
    return new.origin.said[0].channel if new.origin and new.origin.said else ""


def _is_theirs(work: Work, case: Case, customer: Customer, brought: tuple[Said, ...], chosen: str) -> None:
    ones = _unfiled(work, customer, brought)
    title = _title(ones, brought, chosen)
    thread = _thread(work, case, customer, brought)
    _file(work, case, customer, ones, "opened")
    if thread.case_number == case.number:
        opening.acknowledge(work, case, thread, title)


def _joins(work: Work, case: Case, customer: Customer, brought: tuple[Said, ...]) -> None:
    """What is no small talk opens again what was told or closed, as if it was said there."""
    ones = _unfiled(work, customer, brought)
    wanting = [one for one in ones if one.state is not HeardState.SMALL_TALK and not one.is_deleted]
    _thread(work, case, customer, brought)
    _file(work, case, customer, ones, "added")
    if wanting:
        closing.heard_again(work, case, wanting[-1].text, by=wanting[-1].author_name)


def _unfiled(work: Work, customer: Customer, brought: tuple[Said, ...]) -> list[Heard]:
    """What is brought and stands in no case yet, and what nobody has decided on that was said with it."""
    stamps = [one.ts for one in brought]
    kept = select(Heard).where(
        col(Heard.channel) == customer.channel,
        col(Heard.ts).in_(stamps),
        col(Heard.state) != HeardState.FILED,
    )
    ones = {one.ts: one for one in work.session.exec(kept)}
    for one in list(ones.values()):
        if one.state is HeardState.WAITING:
            ones |= {each.ts: each for each in said.matter(work, one)}
    return [ones[ts] for ts in sorted(ones)]


def _thread(work: Work, case: Case, customer: Customer, brought: tuple[Said, ...]) -> CustomerThread:
    """Theirs, and the case's from now on, unless it is another's: then only the messages are."""
    assert customer.channel is not None
    stamps = [one.ts for one in brought]
    own = (
        col(Message.channel) == customer.channel,
        col(Message.ts).in_(stamps),
        col(Message.case_number) == case.number,
    )
    work.session.exec(update(Message).where(*own).values(audience=Audience.CUSTOMER))
    return filing.give_thread(work, case.number, customer, customer.channel, min(stamps))


def _file(
    work: Work, case: Case, customer: Customer, ones: list[Heard], how: Literal["opened", "added"]
) -> None:
    asking.settle(work, ones, how, work.actor.name, case.number)
    for one in ones:
        filing.file(work, case, customer, one)


def _title(ones: list[Heard], brought: tuple[Said, ...], chosen: str) -> str:
    """In their words; empty where the message is not one that we heard from them."""
    theirs = [one for one in ones if one.ts == chosen] or ones
    return opening.title_of(theirs) if theirs and brought else ""
