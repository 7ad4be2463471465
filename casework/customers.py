"""Who is served: found by name, opened with their first case."""

from sqlmodel import col, select

from casework.work import Work
from models.customer import Customer, customer_key
from models.refusal import Refusal

NAME_LIMIT = 80
FOUND_AT_ONCE = 50
NEW = "new:"


def choose(work: Work, choice: str) -> Customer:
    """The customer of a form's choice: an id, or ``new:`` and a name. Refusal for an unknown one."""
    if choice.startswith(NEW):
        return _by_name(work, choice.removeprefix(NEW))
    found = work.session.get(Customer, int(choice)) if choice.isascii() and choice.isdigit() else None
    if found is None:
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
    known = named(work, name)
    if known is not None:
        return known
    customer = Customer(name=name, key=customer_key(name), tier=work.handbook.tiers[-1])
    work.session.add(customer)
    work.session.flush()
    return customer


def named(work: Work, name: str) -> Customer | None:
    return work.session.exec(select(Customer).where(col(Customer.key) == customer_key(name))).first()


def matching(work: Work, typed: str) -> list[Customer]:
    """Customers whose name contains what was typed, in order of name."""
    query = select(Customer).order_by(col(Customer.key)).limit(FOUND_AT_ONCE)
    if typed.strip():
        query = query.where(col(Customer.key).contains(customer_key(typed), autoescape=True))
    return list(work.session.exec(query))


def adopt_handbook(work: Work) -> None:
    """Bring in the handbook's customers; their tier is the handbook's."""
    for known in work.handbook.customers:
        customer = named(work, known.name)
        if customer is None:
            work.session.add(Customer(name=known.name, key=customer_key(known.name), tier=known.tier))
        else:
            customer.tier = known.tier
