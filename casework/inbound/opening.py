"""A case from a customer's own words: opened, given to a department, acknowledged."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from casework import cases, handoffs, proposals
from casework.inbound import filing, small_talk
from casework.matching import suggestions
from casework.names import LIAISON
from casework.people import Actor
from casework.voice import next_news, status
from casework.work import Work
from models.case import STORY_LIMIT, Case, Severity
from models.customer import Customer
from models.customer_talk import CustomerThread, Heard, HeardState
from models.customer_view import TITLE_OF_THEIRS, CustomerView
from models.inbound_notices import NotAcknowledged
from models.member import Standing
from models.refusal import Refusal

EXPECTED = "Please look into what they wrote, and say here what they can be told."
ITSELF = Actor(LIAISON, "Liaison", "UTC", Standing.BOT)
"""Who offers what nobody of ours decided on."""
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")


def open_from(work: Work, customer: Customer, ones: list[Heard], csm: str, source: str | None = None) -> Case:
    """One case of these messages, in the order of saying; whoever wrote hears the number at once."""
    assert customer.id is not None
    text, title = story_of(ones), title_of(ones)
    asked = proposals.InTheMaking(title, text, customer, Severity.NORMAL)
    department, why = proposals.choose(work, asked, None, is_own_choice=False)
    # From here until the end of the transaction nobody else can open a case.
    case = Case(
        number=cases.next_number(work),
        customer_id=customer.id,
        title=title,
        story=text[:STORY_LIMIT],
        severity=Severity.NORMAL,
        csm=csm,
        opened_at=work.now,
        moved_at=work.now,
        source=source,
    )
    cases.begin(work, case, customer)
    suggestions.expect(work, case)
    threads = [filing.file(work, case, customer, one) for one in ones]
    with by_itself(work):
        handoffs.offer(work, case, department, why=why, expected=EXPECTED, is_first=True, by=ITSELF)
    acknowledge(work, case, threads[-1], title)
    return case


def acknowledge(work: Work, case: Case, thread: CustomerThread, title: str) -> None:
    """They hear the number, the CSM's name and when they hear next, which is promised.

    Where nobody has agreed to that yet, only the promise is made, and the CSM hears that they heard nothing.
    """
    if work.session.get(CustomerView, case.number) is None:
        work.session.add(CustomerView(case_number=case.number, title=title))
    next_news.begin(work, case)
    try:
        status.begin(work, case, thread)
    except Refusal:
        customer = work.session.get_one(Customer, case.customer_id)
        notice = NotAcknowledged(case.number, customer.name, case.csm)
        work.tell(work.desk_thread(case), notice, key=f"unacknowledged:{case.number}")


@contextmanager
def by_itself(work: Work) -> Iterator[None]:
    """What is written into the history meanwhile nobody asked for."""
    was, work.by = work.by, None
    try:
        yield
    finally:
        work.by = was


def title_of(ones: list[Heard]) -> str:
    """The first sentence of theirs that is about something, in their own words."""
    said_ = [one for one in ones if one.text.strip() and one.state is not HeardState.SMALL_TALK]
    about = said_[0] if said_ else ones[0]
    names = ", ".join(file["name"] for file in about.files)
    return title_in(about.text.strip() or names or "A message without words")


def title_in(text: str) -> str:
    """Its first sentence that does more than address somebody, as far as a title goes."""
    sentences = [one for one in (" ".join(part.split()) for part in _SENTENCE.split(text.strip())) if one]
    line = next((one for one in sentences if not small_talk.is_salutation(one)), (sentences or [""])[0])
    return line if len(line) <= TITLE_OF_THEIRS else line[: TITLE_OF_THEIRS - 1].rstrip() + "…"


def story_of(ones: list[Heard]) -> str:
    lines = [one.text.strip() or ", ".join(file["name"] for file in one.files) for one in ones]
    return "\n".join(filter(None, lines)) or "They wrote nothing but this."
