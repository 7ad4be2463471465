"""The CSM is asked what a customer's words are about, and decides with one click."""

from dataclasses import replace

from sqlmodel import col, select

from casework.access import Operation
from casework.inbound import filing, second, whose
from casework.inbound import words as said
from casework.messages import files_of
from casework.voice import closing
from casework.work import Work
from models.case import NOT_CLOSED, Case
from models.customer import Customer
from models.customer_talk import Heard, HeardState
from models.inbound_notices import CustomerWrote, Decided
from models.notices import from_row, to_row
from models.outgoing import Outgoing
from models.refusal import Refusal

CHOICES = 3


def ask(work: Work, customer: Customer, one: Heard, link: str) -> None:
    """Once for a matter: what follows in the same breath joins the question."""
    assert one.id is not None
    if refresh(work, one):
        return
    person = whose.csm_for(work, customer)
    if person is None:
        return
    ones = said.matter(work, one)
    notice = CustomerWrote(
        one.id,
        customer.name,
        one.author_name,
        _text(ones),
        _files(ones),
        link,
        _choices(work, customer),
        until=one.heard_at + work.handbook.voice.decide_within,
    )
    work.tell_person(person, notice, key=_key(one.id))


def refresh(work: Work, one: Heard) -> bool:
    """Bring the question about this matter up to date; False where nobody was asked."""
    ones = said.matter(work, one) if one.state in said.UNFILED else [one]
    row = _question(work, ones)
    if row is None:
        return False
    notice = _notice(row)
    if not notice.decided:
        newer = replace(notice, text=_text(ones), files=_files(ones))
        work.retell(col(Outgoing.id) == row.id, notice=to_row(newer))
    return True


def withdraw(work: Work, customer: Customer, one: Heard) -> None:
    """They took it back: nothing is asked about it any more; what else they said is asked about anew."""
    if one.state is not HeardState.WAITING:
        return
    others = [row for row in said.matter(work, one) if row.id != one.id and row.state is HeardState.WAITING]
    settle(work, [one], "taken_back", one.author_name, None)
    one.state = HeardState.LEFT
    work.session.flush()
    if others:
        ask(work, customer, others[0], "")


def settle(work: Work, ones: list[Heard], how: Decided, by: str, number: int | None) -> None:
    """The question says what came of it, and asks no more."""
    row = _question(work, ones)
    if row is not None:
        settled = replace(_notice(row), decided=how, decided_by=by, number=number)
        work.retell(col(Outgoing.id) == row.id, notice=to_row(settled))


def waiting(work: Work, heard_id: int) -> tuple[Heard, Customer]:
    """What is to be decided, and whose it is. Refusal where that was done already."""
    one = work.session.get(Heard, heard_id)
    if one is None:
        raise Refusal("That message does not exist any more.")
    said.one_at_a_time(work, one.channel)
    work.session.refresh(one)
    if one.state is not HeardState.WAITING:
        where = f": it stands in C-{one.case_number}" if one.case_number else ""
        raise Refusal(f"That was decided already{where}. Nothing was changed.")
    return one, work.session.get_one(Customer, one.customer_id)


def add(work: Work, heard_id: int, number: int) -> None:
    """It is about a case that there is. Refusal where that was closed meanwhile, or is another customer's."""
    one, customer = waiting(work, heard_id)
    case = work.case(number)
    work.allow(Operation.TALK, case)
    if case.customer_id != customer.id:
        raise Refusal(f"{case.label} is another customer's. Nothing was changed.")
    case.must_be_open()
    ones = said.matter(work, one)
    for each in ones:
        filing.file(work, case, customer, each)
    closing.heard_again(work, case, _text(ones), by=one.author_name)
    for each in ones:
        second.offer_others(work, case, each)
    settle(work, ones, "added", work.actor.name, case.number)


def leave(work: Work, heard_id: int) -> None:
    """It needs no case."""
    one, _ = waiting(work, heard_id)
    ones = said.matter(work, one)
    settle(work, ones, "left", work.actor.name, None)
    for each in ones:
        each.state = HeardState.LEFT


def _question(work: Work, ones: list[Heard]) -> Outgoing | None:
    keys = [_key(one.id) for one in ones if one.id is not None]
    query = select(Outgoing).where(col(Outgoing.key).in_(keys)).order_by(col(Outgoing.id).desc())
    return work.session.exec(query).first()


def _notice(row: Outgoing) -> CustomerWrote:
    notice = from_row(row.notice)
    assert isinstance(notice, CustomerWrote)
    return notice


def _key(heard_id: int) -> str:
    return f"asked:{heard_id}"


def _text(ones: list[Heard]) -> str:
    return "\n".join(one.text for one in ones if one.text.strip())


def _files(ones: list[Heard]) -> tuple[tuple[str, str], ...]:
    return files_of(file for one in ones for file in one.files)


def _choices(work: Work, customer: Customer) -> tuple[tuple[int, str], ...]:
    """Their newest open cases: (number, title) each."""
    query = (
        select(Case.number, Case.title)
        .where(col(Case.customer_id) == customer.id, col(Case.status).in_(NOT_CLOSED))
        .order_by(col(Case.number).desc())
        .limit(CHOICES)
    )
    return tuple((number, title) for number, title in work.session.exec(query))
