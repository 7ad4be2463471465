"""Which channel a customer is spoken to in, and who reads along there."""

from datetime import timedelta

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework.people import NeedsLookup
from casework.work import Work
from models.approval import Approval, ApprovalKind
from models.customer import Customer
from models.member import Channel
from models.refusal import Refusal

_AT = select(Customer).where(col(Customer.channel) == bindparam("channel"))

FRESH = timedelta(seconds=5)
"""How old the knowledge may be of who reads along, when something is said in a customer's channel."""


READ_ALONG = "other companies read along in the channel than when it was approved"


def bind(work: Work, customer: Customer, channel: str | None) -> None:
    """From now on they are spoken to there, and nowhere else; None ends that.

    Raises NeedsLookup for a channel that nothing is known of, Refusal for one that cannot be theirs.
    """
    if channel == customer.channel:
        return
    if channel is not None:
        _must_be_free(work, customer, channel)
        known_channel(work, channel)
    customer.channel = channel
    customer.binding += 1


def at(work: Work, channel: str) -> Customer | None:
    """The customer who is spoken to in this channel."""
    return work.session.exec(_AT, params={"channel": channel}).first()


def known_channel(work: Work, channel: str) -> Channel:
    """As Slack described it last. Raises NeedsLookup if it never did, Refusal where nothing can be said."""
    known = work.session.get(Channel, channel)
    if known is None:
        raise NeedsLookup(channels={channel})
    if not known.is_visible:
        raise Refusal(
            "I cannot see that channel. Invite me there (`/invite @Liaison`), then try again.",
            field="channel",
        )
    if known.is_archived:
        raise Refusal(f"#{known.name} is archived. Choose another channel.", field="channel")
    return known


def strangers(work: Work, customer: Customer, channel: Channel) -> bool:
    """Whether a company reads along that did not when the channel became theirs; who bound it knew of none.

    ``channel`` is as Slack described it last.
    """
    first = work.session.exec(
        select(Approval.teams)
        .where(
            col(Approval.customer_id) == customer.id,
            col(Approval.kind) == ApprovalKind.STANDING,
            col(Approval.binding) == customer.binding,
        )
        .order_by(col(Approval.id))
    ).first()
    return first is not None and not _teams(channel.teams) <= _teams(first)


def _teams(listed: str) -> set[str]:
    return set(filter(None, listed.split(",")))


def _must_be_free(work: Work, customer: Customer, channel: str) -> None:
    if channel in work.handbook.channels:
        raise Refusal(
            "That channel is one of ours: what is said there is internal. Choose the customer's own.",
            field="channel",
        )
    other = at(work, channel)
    if other is not None and other.id != customer.id:
        raise Refusal(f"That channel is {other.name}'s. A channel belongs to one customer.", field="channel")
