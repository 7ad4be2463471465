"""A customer's words in their case: kept, findable, and told to the desk and to whoever is at work."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import messages, talk
from casework.inbound import words as said
from casework.work import Work
from models.case import Case
from models.case_notices import Mirrored
from models.customer import Customer
from models.customer_talk import CustomerThread, Heard, HeardState
from models.customer_view import CustomerView
from models.notices import to_row
from models.outgoing import Audience
from models.thread import Message

FROM_THEM = "the customer"
TO_THEM = "to the customer"
_THREAD = select(CustomerThread).where(
    col(CustomerThread.channel) == bindparam("channel"), col(CustomerThread.ts) == bindparam("ts")
)


def thread_at(work: Work, channel: str, ts: str) -> CustomerThread | None:
    return work.session.exec(_THREAD, params={"channel": channel, "ts": ts}).first()


def give_thread(work: Work, number: int, customer: Customer, channel: str, ts: str) -> CustomerThread:
    """What is said below that message belongs to the case from now on, unless it is another's already."""
    found = thread_at(work, channel, ts)
    if found is not None:
        return found
    assert customer.id is not None
    thread = CustomerThread(customer_id=customer.id, case_number=number, channel=channel, ts=ts)
    work.session.add(thread)
    work.session.flush()
    return thread


def file(
    work: Work, case: Case, customer: Customer, one: Heard, *, home: int | None = None
) -> CustomerThread:
    """Once; returns its thread, which may be another case's.

    ``home``: the case that its thread belongs to by itself, where that was merged into this one.
    """
    thread = give_thread(work, home or case.number, customer, one.channel, said.root_of(one))
    one.state, one.case_number = HeardState.FILED, home or case.number
    if messages.at(work, one.channel, one.ts) is None:
        _write_down(work, case, one, home)
    return thread


def _write_down(work: Work, case: Case, one: Heard, home: int | None) -> None:
    words = said.of(one)
    message_id = messages.write_down(
        work, case, words, author_name=one.author_name, home=home, audience=Audience.CUSTOMER
    )
    messages.enter(work, case, message_id, one.text, home=home)
    told = mirrored(case, one.author_name, FROM_THEM, words)
    for thread in work.threads_at_work(case):
        work.tell(thread, told, key=f"mirror:{message_id}")
    _they_answered(work, case)


def _they_answered(work: Work, case: Case) -> None:
    """What we asked them is not waited for any more."""
    view = work.session.get(CustomerView, case.number)
    if view is not None and view.waits_since is not None:
        view.waits_since = None
        work.touch(case, "customer_answered")


def mirrored(case: Case, author: str, place: str, one: said.Words) -> Mirrored:
    return Mirrored(
        case.number, author, place, one.text, (one.channel, one.ts), one.files, is_edited=bool(one.edit_ts)
    )


def change(work: Work, message: Message, words: said.Words, *, is_theirs: bool) -> None:
    """The newest wording counts, everywhere it was told."""
    case = work.case(message.case_number)
    messages.reword(work, case, message, words)
    told = mirrored(case, message.author_name, FROM_THEM if is_theirs else TO_THEM, words)
    work.retell(talk.mirrors(message), notice=to_row(told))
    talk.cards_follow(work, case)


def later(known: datetime | None, at: datetime) -> datetime:
    return max(known, at) if known else at
