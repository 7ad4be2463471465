"""What our own people write in a customer's channel themselves."""

from casework.inbound import filing
from casework.inbound import words as said
from casework.inbound.words import Words
from casework.work import Work
from models.append import append
from models.customer import Customer
from models.outgoing import Audience
from models.thread import Message


def spoke(work: Work, customer: Customer, words: Words) -> None:
    """In a case's thread it is part of the case; elsewhere only that they were spoken to is known."""
    message = said.filed(work, words.channel, words.ts)
    if message is not None:
        if words.edit_ts > message.edit_ts and not message.is_deleted:
            filing.change(work, message, words, is_theirs=False)
        return
    thread = filing.thread_at(work, words.channel, words.thread_ts) if words.thread_ts else None
    if thread is not None:
        _keep(work, thread.case_number, words)
    customer.spoken_at = filing.later(customer.spoken_at, words.said_at)


def _keep(work: Work, number: int, words: Words) -> None:
    case = work.case(number)
    home = number if number != case.number else None
    message_id = append(
        work.session,
        Message,
        case_number=case.number,
        home=home,
        channel=words.channel,
        ts=words.ts,
        author=words.author,
        author_name=work.actor.name,
        text=words.text,
        files=[{"name": name, "link": link} for name, link in words.files],
        edit_ts=words.edit_ts,
        audience=Audience.CUSTOMER,
        said_at=words.said_at,
    )
    filing.enter(work, case, message_id, words.text, home=home)
    told = filing.mirrored(case, work.actor.name, filing.TO_THEM, words)
    work.tell(work.desk_thread(case), told, key=f"mirror:{message_id}")
