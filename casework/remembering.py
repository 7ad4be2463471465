"""Whose words a message are, and of which customer and case: what *Remember this* begins with."""

from sqlmodel import col, select

from casework import access, messages, told_before
from casework.access import Operation
from casework.inbound import words
from casework.voice import bindings
from casework.work import Work
from models.case import Case
from models.case_notices import Mirrored
from models.customer import Customer
from models.customer_talk import CustomerThread
from models.member import Member, Standing
from models.notices import from_row
from models.outgoing import Outgoing
from models.remembered import Pointed, Source
from models.thread import Thread

_OURS = (Standing.STAFF, Standing.BOT)


def source(work: Work, pointed: Pointed) -> Source:
    """What is known of the message, for who looks after customers; ``pointed`` is what Slack says of it."""
    access.admit(work.actor, Operation.TEND, work.handbook.company)
    thread = _thread(work, pointed)
    mirrored = _mirrored(work, thread, pointed.ts) if thread else None
    channel, ts = mirrored.where if mirrored else (pointed.channel, pointed.ts)
    message, heard = messages.at(work, channel, ts), words.known(work, channel, ts)
    in_case = next((one.case_number for one in (message, thread, heard) if one and one.case_number), None)
    case = _case(work, in_case or _of_customers_thread(work, pointed))
    customer = _customer(work, case, channel)
    author = next((one.author for one in (message, heard) if one), pointed.author)
    return Source(
        channel=channel,
        ts=ts,
        text=told_before.shortened(mirrored.text if mirrored else pointed.text),
        said_by=_name_of_theirs(work, author),
        customer=customer.id if customer else None,
        customer_name=customer.name if customer else "",
        case=case.number if case else None,
    )


def _thread(work: Work, pointed: Pointed) -> Thread | None:
    query = select(Thread).where(col(Thread.channel) == pointed.channel, col(Thread.ts) == pointed.thread_ts)
    return work.session.exec(query).first()


def _mirrored(work: Work, thread: Thread, ts: str) -> Mirrored | None:
    """What was said elsewhere and is told in this thread by that message of ours."""
    query = select(Outgoing).where(col(Outgoing.thread_id) == thread.id, col(Outgoing.ts) == ts)
    row = work.session.exec(query).first()
    notice = from_row(row.notice) if row else None
    return notice if isinstance(notice, Mirrored) else None


def _of_customers_thread(work: Work, pointed: Pointed) -> int | None:
    query = select(CustomerThread.case_number).where(
        col(CustomerThread.channel) == pointed.channel, col(CustomerThread.ts) == pointed.thread_ts
    )
    return work.session.exec(query).first()


def _case(work: Work, number: int | None) -> Case | None:
    return work.case(number) if number is not None else None


def _customer(work: Work, case: Case | None, channel: str) -> Customer | None:
    """The case's; else whose channel it is. A Problem is no customer's."""
    found = work.session.get_one(Customer, case.customer_id) if case else bindings.at(work, channel)
    return None if found is None or found.is_several else found


def _name_of_theirs(work: Work, author: str) -> str:
    """The name of who wrote it; empty for one of ours, who tells what somebody else said."""
    member = work.session.get(Member, author) if author else None
    return member.name if member and member.standing not in _OURS else ""
