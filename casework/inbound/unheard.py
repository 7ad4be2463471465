"""A customer's channel that cannot be read: somebody is told, for nothing said there reaches us."""

from sqlmodel import col, select

from casework.inbound import whose
from casework.voice import bindings
from casework.work import Work
from models.inbound_notices import CustomerUnheard
from models.member import Channel
from models.outgoing import Outgoing


def tell(work: Work, channel: str) -> None:
    """Their CSM, once a day (UTC) as long as it lasts."""
    customer = bindings.at(work, channel)
    person = whose.csm_for(work, customer) if customer else None
    if customer is None or person is None:
        return
    key = f"unheard:{customer.id}:{customer.binding}:{work.now:%Y-%m-%d}"
    if work.session.exec(select(Outgoing.id).where(col(Outgoing.key) == key)).first() is not None:
        return
    known = work.session.get(Channel, channel)
    work.tell_person(person, CustomerUnheard(customer.name, known.name if known else channel), key=key)
