"""What is said in a customer's channel: kept first, then put where it belongs."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import col, select

from casework import messages, talk
from casework.desk import NothingToDo
from casework.inbound import asking, filing, intake, rewording, second, staff
from casework.inbound import words as said
from casework.inbound.small_talk import is_small_talk
from casework.inbound.words import Words
from casework.people import name_of
from casework.voice import bindings, closing
from casework.work import Work
from models.case import Case
from models.customer import Contact, Customer
from models.customer_talk import CustomerThread, Heard, HeardState
from models.member import Standing

_NUMBER = re.compile(r"\bC-([0-9]{1,9})\b", re.IGNORECASE)
_NOBODY = frozenset({Standing.BOT, Standing.DEACTIVATED})


def heard(work: Work, words: Words) -> None:
    """A message in a customer's channel, or its newer wording; said again it has no second effect.

    Raises NothingToDo where no customer is spoken to in the channel, NotYet where it stands below a message
    of ours whose timestamp is not known yet.
    """
    customer = bindings.at(work, words.channel)
    if customer is None or work.actor.standing in _NOBODY:
        raise NothingToDo
    if work.actor.is_staff:
        staff.spoke(work, customer, words)
        return
    said.one_at_a_time(work, words.channel)
    one = said.known(work, words.channel, words.ts)
    if one is not None:
        _changed(work, customer, one, words)
        return
    one = _keep(work, customer, words)
    customer.heard_at = filing.later(customer.heard_at, words.said_at)
    _put(work, customer, one, words)


def taken_back(work: Work, words: Words) -> None:
    """Everywhere it was told; taken back before it was heard, it is never told. Raises NothingToDo."""
    customer = bindings.at(work, words.channel)
    if customer is None:
        raise NothingToDo
    said.one_at_a_time(work, words.channel)
    one, message = said.known(work, words.channel, words.ts), messages.at(work, words.channel, words.ts)
    if one is None and message is None and not work.actor.is_staff:
        one = _keep(work, customer, replace(words, text="", files=()))
    was = one.text if one is not None else ""
    if one is not None and not one.is_deleted:
        asking.withdraw(work, customer, one)
        one.is_deleted, one.text, one.files = True, "", []
    if message is not None and not message.is_deleted:
        talk.take_back(work, message)
        rewording.take_out(work, message, was)


def _keep(work: Work, customer: Customer, words: Words) -> Heard:
    assert customer.id is not None
    one = Heard(
        customer_id=customer.id,
        channel=words.channel,
        ts=words.ts,
        thread_ts=words.thread_ts,
        author=words.author,
        author_name=_name_of(work, words.author),
        text=words.text,
        files=messages.stored(words.files),
        said_at=words.said_at,
        heard_at=work.now,
        edit_ts=words.edit_ts,
    )
    work.session.add(one)
    work.session.flush()
    return one


def _name_of(work: Work, user_id: str) -> str:
    """As in Slack, else as the customer's contact is called."""
    name = work.actor.name if work.by == user_id else name_of(work.session, user_id)
    if name != user_id:
        return name
    contact = work.session.exec(select(Contact).where(col(Contact.user_id) == user_id)).first()
    return contact.name if contact else name


def _put(work: Work, customer: Customer, one: Heard, words: Words) -> None:
    is_small = not one.files and _is_small(work, customer, one.text)
    number = _case_of(work, customer, one, words)
    if number is not None:
        _goes_on(work, customer, number, one, is_small=is_small)
    elif is_small:
        one.state = HeardState.SMALL_TALK
    else:
        intake.take_in(work, customer, one, words.link)


def _is_small(work: Work, customer: Customer, text: str) -> bool:
    return is_small_talk(text, _names(work, customer))


def _names(work: Work, customer: Customer) -> Iterator[str]:
    """Whom they may address."""
    yield from ("Liaison", work.handbook.company)
    yield from (name_of(work.session, one) for one in (customer.csm, customer.deputy) if one)


def _case_of(work: Work, customer: Customer, one: Heard, words: Words) -> int | None:
    """The number that it belongs to by itself: by its thread, by what was said just before, by name."""
    message = messages.at(work, one.channel, one.ts)
    if message is not None:
        return message.case_number
    thread = _thread(work, words, said.root_of(one))
    if thread is not None:
        return thread.case_number
    if one.thread_ts:
        return _named(work, customer, one.text)
    return _just_before(work, one) or _named(work, customer, one.text)


def _thread(work: Work, words: Words, root: str) -> CustomerThread | None:
    return talk.arrived(
        work,
        words.channel,
        lambda: filing.thread_at(work, words.channel, root),
        is_ours=words.is_to_us,
    )


def _just_before(work: Work, one: Heard) -> int | None:
    """The case of what the same person said so shortly before, or after: events may overtake each other."""
    together = work.handbook.voice.together
    query = (
        select(Heard.case_number)
        .where(
            col(Heard.channel) == one.channel,
            col(Heard.author) == one.author,
            col(Heard.state) == HeardState.FILED,
            col(Heard.said_at).between(one.said_at - together, one.said_at + together),
        )
        .order_by(col(Heard.said_at).desc())
    )
    return work.session.exec(query).first()


def _named(work: Work, customer: Customer, text: str) -> int | None:
    """The first number in the words that is a case of this very customer."""
    for digits in _NUMBER.findall(text):
        case = work.session.get(Case, int(digits))
        if case is not None and case.customer_id == customer.id:
            return case.number
    return None


def _goes_on(work: Work, customer: Customer, number: int, one: Heard, *, is_small: bool) -> None:
    """In the case, or in the one that it was merged into; what is no small talk reopens a closed one."""
    case = work.case(number)
    home = number if number != case.number else None
    for each in _with_its_small_talk(work, one, is_small=is_small):
        filing.file(work, case, customer, each, home=home)
    if is_small:
        return
    closing.heard_again(work, case, one.text, by=one.author_name)
    second.offer_others(work, case, one)


def _with_its_small_talk(work: Work, one: Heard, *, is_small: bool) -> list[Heard]:
    if is_small:
        return [one]
    others = said.matter(work, one)
    return [each for each in others if each.id == one.id or each.state is HeardState.SMALL_TALK]


def _changed(work: Work, customer: Customer, one: Heard, words: Words) -> None:
    """Thanks that became more than that are put where they belong, and open again what was told or closed."""
    if words.edit_ts <= one.edit_ts or one.is_deleted:
        return
    was, one.text, one.edit_ts = one.text, words.text, words.edit_ts
    one.files = messages.stored(words.files)
    message = messages.at(work, words.channel, words.ts)
    if message is not None:
        filing.change(work, message, words, is_theirs=True)
        rewording.follow(work, message, was, words)
    asking.refresh(work, one)
    if one.state is HeardState.SMALL_TALK:
        one.state = HeardState.WAITING
        _put(work, customer, one, words)
    elif message is not None and _is_small(work, customer, was) and not _is_small(work, customer, one.text):
        closing.heard_again(work, work.case(message.case_number), one.text, by=one.author_name)
