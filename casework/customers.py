"""Who is served: found by name, opened with their first case."""

import re

from sqlalchemy import literal
from sqlmodel import col, select

from casework.work import Work
from models import upsert
from models.case import Case
from models.customer import Customer, customer_key
from models.problem import SEVERAL
from models.refusal import Refusal

NAME_LIMIT = 80
FOUND_AT_ONCE = 50
NEW = "new:"
_IS_ONE = col(Customer.is_several).is_(False)
_SEVERAL = select(Customer).where(col(Customer.is_several))
_ID = re.compile("[0-9]{1,9}")


def choose(work: Work, choice: str) -> Customer:
    """The customer of a form's choice: an id, or ``new:`` and a name. Refusal for an unknown one."""
    if choice.startswith(NEW):
        return _by_name(work, choice.removeprefix(NEW))
    found = work.session.get(Customer, int(choice)) if _ID.fullmatch(choice) else None
    if found is None or found.is_several:
        raise Refusal(
            "I do not know this customer. Pick one from the list, or type a name and choose “new customer”.",
            field="customer",
        )
    return found


def _by_name(work: Work, name: str) -> Customer:
    name = " ".join(name.split())
    if not name:
        raise Refusal("Say who the customer is.", field="customer")
    if len(name) > NAME_LIMIT:
        over = len(name) - NAME_LIMIT
        raise Refusal(
            f"The customer's name is {over} characters too long; {NAME_LIMIT} fit.", field="customer"
        )
    return named(work, name) or _introduced(work, name, work.handbook.tiers[-1])


def _introduced(work: Work, name: str, tier: str) -> Customer:
    """The new customer; or the one of that name, when somebody else was faster."""
    upsert.put(work.session, Customer, {"name": name, "key": customer_key(name), "tier": tier})
    return work.session.exec(select(Customer).where(col(Customer.key) == customer_key(name))).one()


def named(work: Work, name: str) -> Customer | None:
    return work.session.exec(select(Customer).where(col(Customer.key) == customer_key(name))).first()


def spoken_to(work: Work, case: Case) -> None:
    """Somebody says that they told them something, wherever that was."""
    work.session.get_one(Customer, case.customer_id, with_for_update=True).spoken_at = work.now


def mentioned(work: Work, text: str) -> Customer | None:
    """The known customer whose name stands in the text; none when several do."""
    rest, found = customer_key(text), []
    could = select(Customer).where(_IS_ONE, literal(rest).contains(col(Customer.key)))
    for customer in sorted(work.session.exec(could), key=lambda one: -len(one.key)):
        # The longest first, and taken out, so that Fjordlab North does not mention Fjordlab.
        rest, times = re.subn(rf"(?<!\w){re.escape(customer.key)}(?!\w)", "|", rest)
        found += [customer] if times else []
    return found[0] if len(found) == 1 else None


def matching(work: Work, typed: str) -> list[Customer]:
    """Customers whose name contains what was typed, in order of name."""
    query = select(Customer).where(_IS_ONE).order_by(col(Customer.key)).limit(FOUND_AT_ONCE)
    if typed.strip():
        query = query.where(col(Customer.key).contains(customer_key(typed), autoescape=True))
    return list(work.session.exec(query))


def several(work: Work) -> Customer:
    """The one row that stands for the customers of every Problem; made when the first is opened."""
    found = work.session.exec(_SEVERAL).first()
    if found is None:
        tier = work.handbook.tiers[-1]
        row = {"name": SEVERAL, "key": SEVERAL, "tier": tier, "is_several": True}
        upsert.put(work.session, Customer, row)
        found = work.session.exec(_SEVERAL).one()
    return found


def adopt_handbook(work: Work) -> None:
    """Bring in the handbook's customers; their tier is the handbook's."""
    for known in work.handbook.customers:
        customer = named(work, known.name) or _introduced(work, known.name, known.tier)
        customer.tier = known.tier
