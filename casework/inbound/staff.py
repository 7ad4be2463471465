"""What our own people write in a customer's channel themselves."""

from casework import messages
from casework.inbound import filing
from casework.inbound.words import Words
from casework.work import Work
from models.customer import Customer
from models.outgoing import Audience


def spoke(work: Work, customer: Customer, words: Words) -> None:
    """In a case's thread it is part of the case; elsewhere only that they were spoken to is known."""
    message = messages.at(work, words.channel, words.ts)
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
    message_id = messages.write_down(
        work, case, words, author_name=work.actor.name, home=home, audience=Audience.CUSTOMER
    )
    messages.enter(work, case, message_id, words.text, home=home)
    told = filing.mirrored(case, work.actor.name, filing.TO_THEM, words)
    work.tell(work.desk_thread(case), told, key=f"mirror:{message_id}")
