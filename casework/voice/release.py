"""The last look before a message leaves for a customer: is all as it was when a person approved it?"""

from collections.abc import Mapping

from casework import access, people
from casework.access import Operation
from casework.people import Actor
from casework.voice import bindings
from casework.work import Work
from models.approval import Approval, ApprovalKind
from models.customer import Customer
from models.customer_notices import CustomerNotice, CustomerReply
from models.member import Channel
from models.notices import from_row
from models.outgoing import Outgoing


def approver_of(work: Work, row: Outgoing) -> Actor:
    """Whoever approved it, as they are now. Raises NeedsLookup when that is not freshly known."""
    approval = work.session.get_one(Approval, row.approval_id)
    return people.actor(work.session, approval.approved_by, work.handbook, work.now)


def objection(work: Work, row: Outgoing, channels: Mapping[str, Channel]) -> str:
    """Why it must not leave, as a sentence's end; empty when it may. ``channels`` are freshly known."""
    approval = work.session.get_one(Approval, row.approval_id, populate_existing=True)
    return (
        _of_words(row, approval)
        or _of_place(work, row, approval, channels.get(approval.channel))
        or _of_person(work, row)
    )


def _of_words(row: Outgoing, approval: Approval) -> str:
    if approval.sealed() != approval.digest:
        return "what was approved was changed afterwards"
    notice = from_row(row.notice)
    if not isinstance(notice, CustomerNotice):
        return "it is not meant for a customer"
    if isinstance(notice, CustomerReply) != (approval.kind is ApprovalKind.REPLY):
        return "it is not what was approved"
    if isinstance(notice, CustomerReply) and notice.text != approval.words:
        return "the text is not the one that was approved"
    return ""


def _of_place(work: Work, row: Outgoing, approval: Approval, channel: Channel | None) -> str:
    customer = work.session.get_one(Customer, approval.customer_id, populate_existing=True)
    if (row.channel, customer.channel, customer.binding) != (
        approval.channel,
        approval.channel,
        approval.binding,
    ):
        return f"{customer.name} is not spoken to in that channel any more"
    if approval.channel in work.handbook.channels:
        return "that channel is one of our own by now"
    if channel is None or not channel.is_visible or channel.is_archived:
        return "I cannot write in their channel: I am not in it, or it is archived"
    if channel.teams != approval.teams:
        return bindings.READ_ALONG
    return ""


def _of_person(work: Work, row: Outgoing) -> str:
    actor = approver_of(work, row)
    if not actor.is_staff:
        return f"{actor.name}, who approved it, does not work here any more"
    if not access.may(actor, Operation.SPEAK):
        return f"{actor.name}, who approved it, does not speak to customers any more"
    return ""
