"""`@Liaison status` in a customer's channel: where their open cases stand, for whoever reads there."""

from sqlmodel import col, or_, select

from casework.merging import families
from casework.people import NeedsLookup
from casework.voice import bindings, status
from casework.voice.closing import Outside
from casework.work import Work
from models.case import NOT_CLOSED, Case
from models.customer_notices import StatusFacts
from models.customer_view import CustomerView

MOST = 20


STRANGERS = "Another company reads along here, so I say nothing about your requests. Please ask your contact."


def in_channel(work: Work, channel: str) -> tuple[str, list[StatusFacts]] | None:
    """The customer's name and the open cases that they know of, newest first; None in any other channel.

    Raises Outside while a company reads along that is not theirs, NeedsLookup where that is not known
    freshly.
    """
    customer = bindings.at(work, channel)
    if customer is None:
        return None
    known = bindings.known_channel(work, channel)
    if work.now - known.fetched_at > bindings.FRESH:
        raise NeedsLookup(channels={channel})
    if bindings.strangers(work, customer, known):
        raise Outside(STRANGERS)
    assert customer.id is not None
    cases = _known_to(work, customer.id)
    survivors = families.survivors(work.session, [case.number for case in cases])
    is_open = {
        number: not work.session.get_one(Case, goes_on).is_closed for number, goes_on in survivors.items()
    }
    shown = [case for case in cases if is_open[case.number]][:MOST]
    return customer.name, [status.facts(work, case, customer.id) for case in shown]


def _known_to(work: Work, customer_id: int) -> list[Case]:
    """Open ones, and those that go on in another."""
    query = (
        select(Case)
        .join(CustomerView, col(CustomerView.case_number) == col(Case.number))
        .where(
            col(Case.customer_id) == customer_id,
            or_(col(Case.status).in_(NOT_CLOSED), col(Case.merged_into).is_not(None)),
        )
        .order_by(col(Case.number).desc())
        .limit(2 * MOST)
    )
    return list(work.session.exec(query))
