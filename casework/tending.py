"""Who looks after a customer, where they are spoken to, and who they are: seen and changed in one form."""

from difflib import get_close_matches
from zoneinfo import available_timezones

from sqlmodel import col, select

from casework import access, customers, told_before
from casework.access import Operation
from casework.voice import approvals, bindings
from casework.work import Work
from models.customer import Contact, Customer, customer_key
from models.refusal import Refusal
from models.tended import ContactLine, CustomerCard, Tended

CONTACTS = 20
FACTS_SHOWN = 30
PAST_SHOWN = 10


def to_tend(work: Work, name: str) -> CustomerCard:
    """Refusal where there is no customer of that name, and for who does not look after them."""
    access.admit(work.actor, Operation.TEND, work.handbook.company)
    customer = customers.named(work, name)
    if customer is None or customer.is_several:
        raise Refusal(_unknown(work, name))
    return _card(work, customer)


def still_to_tend(work: Work, customer_id: int) -> CustomerCard:
    """The same for a form that is open already."""
    access.admit(work.actor, Operation.TEND, work.handbook.company)
    return _card(work, work.session.get_one(Customer, customer_id))


def _card(work: Work, customer: Customer) -> CustomerCard:
    assert customer.id is not None
    is_handbooks = any(customer_key(one.name) == customer.key for one in work.handbook.customers)
    return CustomerCard(
        customer.id,
        _tended(work, customer),
        () if is_handbooks else tuple(work.handbook.tiers),
        tuple(map(told_before.facts_of, told_before.known(work, customer.id, limit=FACTS_SHOWN))),
        tuple(map(told_before.facts_of, told_before.past(work, customer.id, limit=PAST_SHOWN))),
    )


def is_known(work: Work, name: str) -> bool:
    """Whether a customer is called so, or nearly."""
    known = [one.name.casefold() for one in customers.matching(work, "")]
    return customers.named(work, name) is not None or bool(
        get_close_matches(name.casefold(), known, n=1, cutoff=0.8)
    )


def save(work: Work, customer_id: int, wanted: Tended, *, seen: str, sentences: str) -> None:
    """Whoever asks changes the customer as ``wanted``.

    ``seen`` is what the form showed; where that is not so any more, it is refused. ``sentences`` are the
    fixed ones that Liaison says in their channel by itself: who saves agrees to them.
    """
    locked = select(Customer).where(col(Customer.id) == customer_id).with_for_update()
    customer = work.session.exec(locked).one()
    if _tended(work, customer).seen() != seen:
        raise Refusal(
            f"Somebody changed {customer.name} meanwhile. Open the form again; nothing was changed."
        )
    _check(work, customer, wanted)
    is_elsewhere = wanted.channel != customer.channel
    bindings.bind(work, customer, wanted.channel)
    customer.name, customer.key, customer.tier = wanted.name, customer_key(wanted.name), wanted.tier
    customer.csm, customer.deputy = wanted.csm, wanted.deputy
    customer.time_zone, customer.language = wanted.time_zone, wanted.language
    customer.renews_on, customer.goals = wanted.renews_on, wanted.goals
    _keep_contacts(work, customer, wanted.contacts)
    work.session.flush()
    approvals.agree(work, customer, sentences)
    if is_elsewhere:
        told_before.redraw_cards(work, customer_id)


def _unknown(work: Work, name: str) -> str:
    if not name:
        return "Write whose, such as `/case customer Fjordlab`."
    known = [one.name for one in customers.matching(work, "")]
    near = get_close_matches(name, known, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"There is no customer “{name}”.{meant} A new one is added with their first case."


def _tended(work: Work, customer: Customer) -> Tended:
    query = select(Contact).where(col(Contact.customer_id) == customer.id).order_by(col(Contact.id))
    contacts = [ContactLine(one.name, one.role, one.email, one.phone) for one in work.session.exec(query)]
    return Tended(
        customer.name,
        customer.tier,
        customer.csm,
        customer.deputy,
        customer.channel,
        customer.time_zone,
        customer.language,
        customer.renews_on,
        customer.goals,
        tuple(contacts),
    )


def _check(work: Work, customer: Customer, wanted: Tended) -> None:
    access.admit(work.actor, Operation.TEND, work.handbook.company)
    other = customers.named(work, wanted.name)
    if other is not None and other.id != customer.id:
        raise Refusal(f"Another customer is called {other.name}.", field="name")
    if wanted.time_zone and wanted.time_zone not in available_timezones():
        raise Refusal("No time zone is called so; write it as Europe/Berlin.", field="time_zone")
    if len(wanted.contacts) > CONTACTS:
        raise Refusal(f"Keep at most {CONTACTS} contacts.", field="contacts")
    if wanted.csm is not None and wanted.csm == wanted.deputy:
        raise Refusal("The deputy must be somebody else than the CSM.", field="deputy")


def _keep_contacts(work: Work, customer: Customer, wanted: tuple[ContactLine, ...]) -> None:
    """By name: who stays keeps what Slack knows of them."""
    query = select(Contact).where(col(Contact.customer_id) == customer.id)
    there = {one.name: one for one in work.session.exec(query)}
    for gone in there.keys() - {one.name for one in wanted}:
        work.session.delete(there[gone])
    for line in wanted:
        assert customer.id is not None
        contact = there.get(line.name) or Contact(customer_id=customer.id, name=line.name)
        contact.role, contact.email, contact.phone = line.role, line.email, line.phone
        work.session.add(contact)
