"""What a customer has told us already: noted with who said it and when, changed without losing what stood."""

from datetime import datetime

from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select

from casework import access
from casework.access import Operation
from casework.work import Work
from models.case import NOT_CLOSED, Case
from models.case_notices import CaseCard
from models.customer import FACT_LIMIT, Customer, CustomerFact
from models.facts import KnownFact
from models.handoff import OPEN_STATUSES, Handoff
from models.handoff_notices import HandoffCard
from models.refusal import Refusal


def known(work: Work, customer_id: int, *, limit: int | None = None) -> list[CustomerFact]:
    """What is true of them as far as we know, what was said last first."""
    query = (
        select(CustomerFact)
        .where(col(CustomerFact.customer_id) == customer_id, _stands())
        .order_by(col(CustomerFact.said_at).desc(), col(CustomerFact.id).desc())
        .limit(limit)
    )
    return list(work.session.exec(query))


def past(work: Work, customer_id: int, *, limit: int) -> list[CustomerFact]:
    """What they told us and was changed since, or is no longer true; what ended last first."""
    query = (
        select(CustomerFact)
        .where(col(CustomerFact.customer_id) == customer_id, ~_stands())
        .order_by(col(CustomerFact.ended_at).desc(), col(CustomerFact.id).desc())
        .limit(limit)
    )
    return list(work.session.exec(query))


def facts_of(fact: CustomerFact) -> KnownFact:
    assert fact.id is not None
    return KnownFact(fact.text, fact.said_by, fact.said_at, fact.case_number, fact.id, fact.ended_at)


def to_change(work: Work, fact_id: int) -> KnownFact:
    """For who looks after customers. Refusal where it was changed or ended meanwhile."""
    _must_tend(work)
    return facts_of(_standing(work, fact_id))


def note(
    work: Work,
    customer_id: int,
    text: str,
    *,
    said_by: str,
    said_at: datetime,
    case_number: int | None = None,
    link: str = "",
) -> CustomerFact:
    """Remember it; ``said_by`` is a name, ``said_at`` aware. Refusal for nothing, too much, or once more."""
    _must_tend(work)
    _lock(work, customer_id)
    return _added(
        work,
        CustomerFact(
            customer_id=customer_id,
            text=_sayable(text),
            said_by=said_by,
            said_at=said_at,
            case_number=case_number,
            link=link,
            noted_by=work.actor.user_id,
            noted_at=work.now,
        ),
    )


def change(work: Work, fact_id: int, text: str) -> CustomerFact:
    """What stands there ends and is kept; the new words stand in its place, told by the same person then.

    The same words again change nothing. Refusal as in ``note``, and where it was changed or ended meanwhile.
    """
    _must_tend(work)
    old = _standing(work, fact_id)
    if _sayable(text) == old.text:
        return old
    _end(work, old)
    new = _added(
        work,
        CustomerFact(
            customer_id=old.customer_id,
            text=_sayable(text),
            said_by=old.said_by,
            said_at=old.said_at,
            case_number=old.case_number,
            link=old.link,
            noted_by=work.actor.user_id,
            noted_at=work.now,
        ),
    )
    old.replaced_by = new.id
    work.session.flush()
    return new


def end(work: Work, fact_id: int) -> None:
    """It is no longer true; it is kept. Refusal where it was changed or ended meanwhile."""
    _must_tend(work)
    fact = _standing(work, fact_id)
    _end(work, fact)
    redraw_cards(work, fact.customer_id)


def _stands() -> ColumnElement[bool]:
    return col(CustomerFact.ended_at).is_(None)


def _must_tend(work: Work) -> None:
    access.admit(work.actor, Operation.TEND, work.handbook.company)


def _lock(work: Work, customer_id: int) -> None:
    """Two who note at once stand in line, so that neither overlooks the other's words."""
    found = work.session.get(Customer, customer_id, with_for_update=True, populate_existing=True)
    if found is None or found.is_several:
        raise Refusal("I do not know this customer.", field="customer")


def _standing(work: Work, fact_id: int) -> CustomerFact:
    fact = work.session.get(CustomerFact, fact_id)
    if fact is None:
        raise Refusal("I do not know that any more.")
    _lock(work, fact.customer_id)
    work.session.refresh(fact)
    if fact.ended_at is not None:
        raise Refusal(
            "Somebody changed that meanwhile. Open the customer again to see what stands there now."
        )
    return fact


def _end(work: Work, fact: CustomerFact) -> None:
    fact.ended_at, fact.ended_by = work.now, work.actor.user_id
    work.session.flush()


def shortened(text: str) -> str:
    """What a form may propose: on one line, and no longer than a fact can be."""
    text = " ".join(text.split())
    return text if len(text) <= FACT_LIMIT else text[: FACT_LIMIT - 1].rstrip() + "…"


def _sayable(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise Refusal("Write what they told us.", field="fact")
    if len(text) > FACT_LIMIT:
        raise Refusal(
            f"That is {len(text) - FACT_LIMIT} characters too long; {FACT_LIMIT} fit.", field="fact"
        )
    return text


def _added(work: Work, fact: CustomerFact) -> CustomerFact:
    said = fact.text.casefold()
    if any(one.text.casefold() == said for one in known(work, fact.customer_id)):
        raise Refusal("That stands there already.", field="fact")
    work.session.add(fact)
    work.session.flush()
    redraw_cards(work, fact.customer_id)
    return fact


def redraw_cards(work: Work, customer_id: int) -> None:
    """Of every live case of theirs, on the desk and where a department is at work."""
    live = (col(Case.customer_id) == customer_id, col(Case.status).in_(NOT_CLOSED))
    cases = work.session.exec(select(Case.number).where(*live))
    handoffs = work.session.exec(
        select(Handoff.id)
        .join(Case, col(Case.number) == col(Handoff.case_number))
        .where(*live, col(Handoff.status).in_(OPEN_STATUSES))
    )
    work.redraw(*map(CaseCard, cases), *(HandoffCard(one) for one in handoffs if one is not None))
