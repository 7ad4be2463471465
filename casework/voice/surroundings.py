"""What is known around a reply that a customer should not read; see ``casework.voice.warnings``."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select

from casework import loop, people, quiet
from casework.merging import families
from casework.voice.warnings import Around, case_numbers
from casework.work import Work
from models.approval import Approval, ApprovalKind
from models.case import Case
from models.customer import Customer
from models.entry import Entry
from models.handoff import Handoff
from models.member import Channel, Member, Standing
from models.outgoing import Audience
from models.thread import Message


def of(work: Work, case: Case, text: str, *, speaker: str | None, contradiction: str = "") -> Around:
    """As of now; nothing of it is kept."""
    return Around(
        own_cases=_own(work, case, case_numbers(text)),
        names=tuple(_our_names(work, speaker)),
        other_customers=_others(work, case.customer_id),
        hosts=tuple(work.handbook.voice.internal_hosts),
        internal=_said_inside(work, case),
        proposed=loop.proposed_wording(work, case),
        recent=_recent(work, case),
        contradiction=contradiction,
    )


def _own(work: Work, case: Case, numbers: frozenset[int]) -> frozenset[int]:
    query = select(Case.number).where(
        col(Case.number).in_(numbers), col(Case.customer_id) == case.customer_id
    )
    return frozenset(work.session.exec(query)) | {case.number}


def _our_names(work: Work, speaker: str | None) -> Iterable[str]:
    """Departments, channels of ours as they are called, and everybody here but who speaks."""
    staff = select(Member.name).where(
        col(Member.standing) == Standing.STAFF, col(Member.user_id) != (speaker or "")
    )
    channels = select(Channel.name).where(col(Channel.id).in_(work.handbook.channels))
    yield from (one.name for one in work.handbook.departments.values())
    yield from work.session.exec(staff)
    yield from (name for name in work.session.exec(channels) if "-" in name)


def _others(work: Work, customer_id: int) -> tuple[str, ...]:
    query = select(Customer.name).where(col(Customer.id) != customer_id, col(Customer.is_several).is_(False))
    return tuple(work.session.exec(query))


def _said_inside(work: Work, case: Case) -> tuple[str, ...]:
    """In threads, and in the forms in which a department says what it found and why it stops."""
    query = select(Message.text).where(
        col(Message.case_number) == case.number,
        col(Message.audience) == Audience.INTERNAL,
        col(Message.is_deleted).is_(False),
    )
    said = select(Handoff.found, Handoff.root_cause, Handoff.reason, Handoff.pause_reason)
    written = work.session.exec(said.where(col(Handoff.case_number) == case.number))
    return (*work.session.exec(query), *(text for row in written for text in row if text))


def _recent(work: Work, case: Case) -> str:
    """But for what they have answered since: going on talking is no second message."""
    query = (
        select(Approval)
        .where(
            col(Approval.customer_id) == case.customer_id,
            col(Approval.kind) == ApprovalKind.REPLY,
            col(Approval.approved_at) > work.now - work.handbook.voice.recently,
        )
        .order_by(col(Approval.approved_at).desc())
    )
    talked_to = families.family(work.session, case.number)
    answered_at = _heard_on(work, case)
    unanswered = (
        one
        for one in work.session.exec(query)
        if one.case_number not in talked_to or answered_at is None or answered_at < one.approved_at
    )
    last = next(unanswered, None)
    if last is None:
        return ""
    by = people.name_of(work.session, last.approved_by)
    about = f"C-{last.case_number}" if last.case_number else "another matter"
    here = last.approved_at.astimezone(quiet.zone_called(work.actor.time_zone))
    return (
        f"They had another message from us lately: {by} wrote to them about {about} "
        f"at {here:%H:%M} your time."
    )


def _heard_on(work: Work, case: Case) -> datetime | None:
    """When the customer's people last wrote or pressed something about the case."""
    query = (
        select(func.max(Entry.at))
        .join(Member, col(Member.user_id) == col(Entry.by))
        .where(col(Entry.case_number) == case.number, col(Member.standing) != Standing.STAFF)
    )
    return work.session.exec(query).one()
