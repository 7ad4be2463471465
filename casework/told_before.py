"""What a customer has told us already: noted with who said it and when, changed without losing what stood."""

from datetime import datetime

from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select

from casework import access
from casework.access import Operation
from casework.matching import words
from casework.work import Work
from models.customer import Customer, CustomerFact
from models.refusal import Refusal

LONGEST = 500
COMPARED = 50
"""So many of a customer's newest facts are held against a question."""
_ENOUGH = 2
"""So many words that a question and a fact must share; fewer where the question has only so many."""


def known(work: Work, customer_id: int, *, limit: int | None = None) -> list[CustomerFact]:
    """What is true of them as far as we know, what was said last first."""
    query = (
        select(CustomerFact)
        .where(col(CustomerFact.customer_id) == customer_id, _stands())
        .order_by(col(CustomerFact.said_at).desc(), col(CustomerFact.id).desc())
        .limit(limit)
    )
    return list(work.session.exec(query))


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
    return new


def end(work: Work, fact_id: int) -> None:
    """It is no longer true; it is kept. Refusal where it was changed or ended meanwhile."""
    _must_tend(work)
    _end(work, _standing(work, fact_id))


def resembling(work: Work, customer_id: int, question: str) -> CustomerFact | None:
    """The known fact that shares most words with the question; none where too few are shared."""
    asked = set(words.terms_of(question))
    if not asked:
        return None
    enough = min(_ENOUGH, len(asked))
    shared = [
        (len(asked & set(words.terms_of(fact.text))), fact)
        for fact in known(work, customer_id, limit=COMPARED)
    ]
    most, best = max(shared, key=lambda one: one[0], default=(0, None))
    return best if most >= enough else None


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


def _sayable(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise Refusal("Write what they told us.", field="fact")
    if len(text) > LONGEST:
        raise Refusal(f"That is {len(text) - LONGEST} characters too long; {LONGEST} fit.", field="fact")
    return text


def _added(work: Work, fact: CustomerFact) -> CustomerFact:
    said = fact.text.casefold()
    if any(one.text.casefold() == said for one in known(work, fact.customer_id)):
        raise Refusal("That stands there already.", field="fact")
    work.session.add(fact)
    work.session.flush()
    return fact
