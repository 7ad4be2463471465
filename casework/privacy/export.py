"""A customer's own part of what is kept: what they said, what they were told, what stands about them.

Allow-listed, field by field: nothing that staff wrote to each other, no department, no promise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from casework import customers, people
from casework.names import LIAISON
from casework.work import Work
from models.approval import Approval, ApprovalKind
from models.case import Case
from models.customer import Contact, Customer, CustomerFact
from models.customer_talk import Heard
from models.customer_view import CustomerView
from models.notices import from_row
from models.outgoing import Delivery, Outgoing
from models.refusal import Refusal
from models.voice_notices import CustomerNotYet


@dataclass(frozen=True)
class TheirCase:
    """Moments are aware UTC."""

    number: str
    title: str
    """In their own words; empty where they wrote none."""
    opened_at: datetime
    closed_at: datetime | None
    satisfaction: int | None
    satisfaction_words: str


@dataclass(frozen=True)
class TheirMessage:
    at: datetime
    case: str
    direction: str
    """``from you`` or ``to you``."""
    by: str
    text: str


@dataclass(frozen=True)
class TheirContact:
    name: str
    role: str
    email: str
    phone: str
    slack_user: str


@dataclass(frozen=True)
class TheirFact:
    text: str
    said_by: str
    said_at: datetime
    no_longer_true_since: datetime | None


@dataclass(frozen=True)
class Export:
    name: str
    language: str
    time_zone: str
    renews_on: date | None
    contacts: tuple[TheirContact, ...]
    facts: tuple[TheirFact, ...]
    cases: tuple[TheirCase, ...]
    messages: tuple[TheirMessage, ...]


def export(work: Work, name: str) -> Export:
    """Refusal where there is no customer of that name."""
    customer = customers.named(work, name)
    if customer is None or customer.is_several:
        raise Refusal(f"There is no customer “{name}”. The name must be as `/case customer` shows it.")
    return Export(
        name=customer.name,
        language=customer.language,
        time_zone=customer.time_zone,
        renews_on=customer.renews_on,
        contacts=tuple(_contacts(work, customer)),
        facts=tuple(_facts(work, customer)),
        cases=tuple(_cases(work, customer)),
        messages=tuple(sorted(_messages(work, customer), key=lambda one: one.at)),
    )


def _contacts(work: Work, customer: Customer) -> Iterator[TheirContact]:
    query = select(Contact).where(col(Contact.customer_id) == customer.id).order_by(col(Contact.id))
    for one in work.session.exec(query):
        yield TheirContact(one.name, one.role, one.email, one.phone, one.user_id or "")


def _facts(work: Work, customer: Customer) -> Iterator[TheirFact]:
    query = select(CustomerFact).where(col(CustomerFact.customer_id) == customer.id)
    for one in work.session.exec(query.order_by(col(CustomerFact.id))):
        yield TheirFact(one.text, one.said_by, one.said_at, one.ended_at)


def _cases(work: Work, customer: Customer) -> Iterator[TheirCase]:
    theirs = select(Case).where(col(Case.customer_id) == customer.id).order_by(col(Case.number))
    cases = work.session.exec(theirs).all()
    seen = select(CustomerView).where(col(CustomerView.case_number).in_([case.number for case in cases]))
    views = {view.case_number: view for view in work.session.exec(seen)}
    for case in cases:
        view = views.get(case.number)
        yield TheirCase(
            number=case.label,
            title=view.title if view else "",
            opened_at=case.opened_at,
            closed_at=case.closed_at,
            satisfaction=view.score if view else None,
            satisfaction_words=view.score_words if view else "",
        )


def _messages(work: Work, customer: Customer) -> Iterator[TheirMessage]:
    yield from _heard(work, customer)
    yield from _not_yet(work, customer)
    yield from _told(work, customer)


def _heard(work: Work, customer: Customer) -> Iterator[TheirMessage]:
    query = select(Heard).where(col(Heard.customer_id) == customer.id, col(Heard.is_deleted).is_(False))
    for one in work.session.exec(query):
        yield TheirMessage(one.said_at, _label(one.case_number), "from you", one.author_name, one.text)


def _not_yet(work: Work, customer: Customer) -> Iterator[TheirMessage]:
    """What they wrote into the form behind *Not yet*."""
    query = (
        select(Outgoing)
        .join(Case, col(Case.number) == col(Outgoing.case_number))
        .where(
            col(Case.customer_id) == customer.id,
            col(Outgoing.notice)["kind"].as_string() == CustomerNotYet.__name__,
        )
    )
    for row in work.session.exec(query):
        notice = from_row(row.notice)
        assert isinstance(notice, CustomerNotYet)
        yield TheirMessage(row.created_at, _label(notice.case), "from you", notice.by, notice.words)


def _told(work: Work, customer: Customer) -> Iterator[TheirMessage]:
    """What has certainly reached them, or was seen there by a person; under the name that they saw."""
    query = (
        select(Approval, Outgoing.sent_at)
        .join(Outgoing, col(Outgoing.approval_id) == col(Approval.id))
        .where(
            col(Approval.customer_id) == customer.id,
            col(Approval.kind) == ApprovalKind.REPLY,
            col(Outgoing.status) == Delivery.SENT,
        )
    )
    for approval, sent_at in work.session.exec(query):
        by = people.name_of(work.session, approval.speaks_as) if approval.speaks_as else LIAISON.capitalize()
        yield TheirMessage(
            sent_at or approval.approved_at, _label(approval.case_number), "to you", by, approval.text
        )


def _label(number: int | None) -> str:
    return f"C-{number}" if number else ""
