"""Who is to be forgotten: found by Slack id, by address, or by name at a customer."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, col, select

from casework import customers
from casework.work import Work
from models.customer import Contact, Customer, CustomerFact, customer_key
from models.customer_talk import Heard
from models.erasure import Erasure
from models.member import Member, Standing
from models.outgoing import Audience
from models.refusal import Refusal
from models.thread import Message

_SLACK_ID = re.compile(r"[UW][A-Z0-9]{4,}")
_LEAST = 3
"""Letters of a part of a name that is blotted out by itself."""
_DIGITS = 6
"""So many at least make a telephone number that is one person's; fewer may be an extension, or an invoice."""


@dataclass(frozen=True)
class Person:
    """What they are known by."""

    user_id: str
    """Empty for who is not in Slack."""
    contacts: tuple[int, ...]
    customers: tuple[int, ...]
    names: tuple[str, ...]
    """Full names, as Slack and as the customer's card has them."""
    parts: tuple[str, ...]
    """First and last names that nobody else has whom these customers meet."""
    addresses: tuple[str, ...]
    """E-mail and telephone that reach nobody else."""

    def is_called(self, name: str) -> bool:
        """By their full name, or by a part of it that nobody else has."""
        return customer_key(name) in map(customer_key, (*self.names, *self.parts))

    def row(self) -> dict[str, Any]:
        return asdict(self)


def of_row(row: dict[str, Any]) -> Person:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return Person(**values)


def find(work: Work, who: str, customer_name: str | None) -> Person:
    """Refusal where nobody or more than one is meant, and for our own people."""
    who = " ".join(who.split())
    customer = _customer(work, customer_name) if customer_name else None
    contacts = _contacts(work.session, who, customer)
    user_ids = {one.user_id for one in contacts if one.user_id}
    if _SLACK_ID.fullmatch(who):
        user_ids.add(who)
    if len(contacts) > 1 or len(user_ids) > 1:
        raise Refusal(
            f"“{who}” is more than one person. Name them by Slack id or e-mail, or with --of CUSTOMER."
        )
    user_id = next(iter(user_ids), "")
    member = work.session.get(Member, user_id) if user_id else None
    if member is not None and member.standing is Standing.STAFF:
        raise Refusal(f"{member.name} is one of our own people. Only customers' people can be forgotten.")
    spoken = _spoken(work.session, user_id) if user_id else []
    said = _facts_of(work.session, who, customer)
    if not contacts and not spoken and not said and member is None:
        raise Refusal(
            f"I know nobody “{who}”. Name a Slack id (U…), or an e-mail address or a name with --of CUSTOMER."
        )
    of = {one.customer_id for one in contacts} | {one.customer_id for one in spoken}
    of |= {customer.id} if customer and customer.id is not None else set()
    names = {one.name for one in contacts} | {one.author_name for one in spoken}
    names |= {one.said_by for one in said} | ({member.name} if member else set())
    names = {name for name in names if name and name != user_id}
    at = tuple(sorted(of))
    contacts += [one for one in _named(work.session, at, names) if one not in contacts]
    return Person(
        user_id=user_id,
        contacts=tuple(sorted(one.id for one in contacts if one.id is not None)),
        customers=at,
        names=tuple(sorted(names)),
        parts=_parts(work.session, names, at, user_id),
        addresses=_addresses(work.session, contacts),
    )


def unfinished(work: Work, who: str, customer_name: str | None) -> Erasure | None:
    """The run for the same person that was cut off; a name alone says too little."""
    customer = _customer(work, customer_name) if customer_name else None
    query = select(Erasure).where(col(Erasure.ended_at).is_(None)).order_by(col(Erasure.id))
    for one in work.session.exec(query):
        person = of_row(one.who["person"])
        known = (person.user_id, *person.addresses, *(person.names if customer else ()))
        is_there = customer is None or customer.id in person.customers
        if is_there and customer_key(who) in map(customer_key, known):
            return one
    return None


def _customer(work: Work, name: str) -> Customer:
    found = customers.named(work, name)
    if found is None or found.is_several:
        raise Refusal(f"There is no customer “{name}”. The name must be as `/case customer` shows it.")
    return found


def _contacts(session: Session, who: str, customer: Customer | None) -> list[Contact]:
    """A name alone says too little."""
    query = select(Contact)
    if customer is not None:
        query = query.where(col(Contact.customer_id) == customer.id)
    key = customer_key(who)
    return [
        one
        for one in session.exec(query.order_by(col(Contact.id)))
        if who == one.user_id
        or (one.email and key == customer_key(one.email))
        or (customer is not None and key == customer_key(one.name))
    ]


def _named(session: Session, at: Iterable[int], names: Iterable[str]) -> list[Contact]:
    """Those of the same name at the same customer of whom nobody said who they are in Slack."""
    query = select(Contact).where(
        col(Contact.customer_id).in_(list(at)),
        col(Contact.name).in_(list(names)),
        col(Contact.user_id).is_(None),
    )
    return list(session.exec(query))


def _spoken(session: Session, user_id: str) -> list[Heard]:
    return list(session.exec(select(Heard).where(col(Heard.author) == user_id)))


def _facts_of(session: Session, who: str, customer: Customer | None) -> list[CustomerFact]:
    if customer is None:
        return []
    query = select(CustomerFact).where(col(CustomerFact.customer_id) == customer.id)
    return [one for one in session.exec(query) if customer_key(one.said_by) == customer_key(who)]


def _addresses(session: Session, contacts: list[Contact]) -> tuple[str, ...]:
    others = select(Contact).where(col(Contact.id).not_in([one.id for one in contacts]))
    shared = {text for one in session.exec(others) for text in (one.email, one.phone)}
    own = {one.email for one in contacts}
    own |= {one.phone for one in contacts if sum(map(str.isdigit, one.phone)) >= _DIGITS}
    return tuple(sorted(own - shared - {""}))


def _parts(session: Session, names: set[str], at: Iterable[int], user_id: str) -> tuple[str, ...]:
    """Of a name that is two or more words; a word that is another's name as well means nobody."""
    own = {part for name in names for part in name.split() if len(part) >= _LEAST and len(name.split()) > 1}
    near = col(Contact.customer_id).in_(list(at))
    others = [name for name in session.exec(select(Contact.name).where(near)) if name not in names]
    members = session.exec(select(Member.name, Member.standing).where(col(Member.user_id) != user_id))
    others += [name for name, standing in members if standing is Standing.STAFF or name not in names]
    others += session.exec(select(Customer.name))
    spoken = select(Message.author_name).where(col(Message.audience) == Audience.CUSTOMER).distinct()
    others += [name for name in session.exec(spoken) if name not in names]
    taken = {part.casefold() for name in others for part in name.split()}
    return tuple(sorted(part for part in own if part.casefold() not in taken))
