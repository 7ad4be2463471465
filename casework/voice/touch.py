"""Not only at renewal: whoever was not spoken to for long is a promise of their CSM's, one at a time."""

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, exists, or_, select

from casework import cases, loop, promised
from casework.access import Operation
from casework.calendars import working_time
from casework.inbound import whose
from casework.names import LIAISON
from casework.owed import Owed
from casework.work import Work
from models.case import NOT_CLOSED, Case, Severity
from models.case_notices import CaseCard
from models.customer import Customer
from models.promise import Outcome, Promise, PromiseKind
from models.refusal import Refusal

AT_ONCE = 50
DAYS = 2
"""So many working days the CSM has for it."""
SPOKEN = "We spoke to the customer."

_LIVE = (
    select(Promise, Customer)
    .join(Case, col(Case.number) == col(Promise.case_number))
    .join(Customer, col(Customer.id) == col(Case.customer_id))
    .where(col(Promise.kind) == PromiseKind.TOUCH, col(Promise.ended_at).is_(None))
)


def kept(work: Work) -> list[int]:
    """The numbers of cases whose customer was spoken to since it was promised to get in touch."""
    spoken = _LIVE.where(col(Customer.spoken_at) > col(Promise.opened_at)).limit(AT_ONCE)
    return [promise.case_number for promise, _ in work.session.exec(spoken)]


def due(work: Work) -> list[int]:
    """The ids of customers to be got in touch with of whom that is not promised yet.

    They have a CSM, and were neither spoken to nor heard for the handbook's time; or their renewal is ahead,
    cases of theirs are open, and nobody has spoken to them since it came near.
    """
    query = (
        select(Customer.id)
        .where(
            col(Customer.is_several).is_(False),
            col(Customer.csm).is_not(None),
            or_(_is_quiet(work), _renews(work)),
            ~_is_promised(),
        )
        .order_by(col(Customer.id))
        .limit(AT_ONCE)
    )
    return [one for one in work.session.exec(query) if one is not None]


def _is_quiet(work: Work) -> ColumnElement[bool]:
    """Of whom nothing is known, nothing is said."""
    before = work.now - work.handbook.voice.quiet_after
    spoken, heard = col(Customer.spoken_at), col(Customer.heard_at)
    return or_(
        and_(spoken <= before, or_(heard.is_(None), heard <= before)),
        and_(spoken.is_(None), heard <= before),
    )


def _renews(work: Work) -> ColumnElement[bool]:
    """Once a renewal: SQLite and PostgreSQL count days differently, so the dates are compared here."""
    ahead = work.handbook.voice.renewal_ahead
    near = work.session.exec(
        select(Customer).where(
            col(Customer.renews_on) >= work.now.date(), col(Customer.renews_on) <= (work.now + ahead).date()
        )
    )
    untold = [
        one.id
        for one in near
        if one.renews_on and (one.spoken_at is None or one.spoken_at.date() < one.renews_on - ahead)
    ]
    is_open = exists().where(col(Case.customer_id) == col(Customer.id), col(Case.status).in_(NOT_CLOSED))
    return and_(col(Customer.id).in_(untold), is_open)


def _is_promised() -> ColumnElement[bool]:
    return exists().where(
        col(Case.customer_id) == col(Customer.id),
        col(Promise.case_number) == col(Case.number),
        col(Promise.kind) == PromiseKind.TOUCH,
        col(Promise.ended_at).is_(None),
    )


def promise(work: Work, customer_id: int) -> None:
    """On the newest open case of the CSM's own with them, the deputy's where the CSM has left; else on one
    that is opened for it.
    """
    locked = select(Customer).where(col(Customer.id) == customer_id).with_for_update()
    customer = work.session.exec(locked).one()
    if customer_id not in due(work) or customer.csm is None:
        return
    named = [one for one in (customer.csm, customer.deputy) if one and not whose.has_left(work, one)]
    csm = next(iter(named), customer.csm)
    case = _carrier(work, customer, csm) or _opened(work, customer, csm)
    time = working_time(work.handbook.hours_of(None))
    owed = Owed(PromiseKind.TOUCH, None, case.csm)
    promised.open_one(work, case, owed, due_at=time.due(work.now, DAYS * time.day))
    work.record(case, "touch_promised")
    work.redraw(CaseCard(case.number))


def _carrier(work: Work, customer: Customer, csm: str) -> Case | None:
    own = select(Case.number).where(
        col(Case.customer_id) == customer.id, col(Case.status).in_(NOT_CLOSED), col(Case.csm) == csm
    )
    number = work.session.exec(own.order_by(col(Case.number).desc()).limit(1)).first()
    return work.case(number) if number is not None else None


def _opened(work: Work, customer: Customer, csm: str) -> Case:
    assert customer.id is not None
    case = Case(
        number=cases.next_number(work),
        customer_id=customer.id,
        title=f"Get in touch with {customer.name}",
        story="Nobody has spoken to them for a while. Ask how they are, and what we can do for them.",
        severity=Severity.LOW,
        csm=csm,
        opened_at=work.now,
        moved_at=work.now,
    )
    cases.begin(work, case, customer)
    return case


def was_spoken(work: Work, number: int) -> None:
    """The bot found that somebody spoke to them since."""
    _end(work, work.case(number), LIAISON.capitalize())


def spoke(work: Work, number: int) -> None:
    """*I spoke to them*. Refusal where that is promised no more."""
    case = work.case(number)
    work.allow(Operation.SPEAK, case)
    work.session.get_one(Customer, case.customer_id, with_for_update=True).spoken_at = work.now
    if not _end(work, case, work.actor.name):
        raise Refusal("That is done already; nothing was changed.")


def _end(work: Work, case: Case, by: str) -> bool:
    """A case that was opened for nothing else is closed with it."""
    found = select(Promise).where(
        col(Promise.case_number) == case.number,
        col(Promise.kind) == PromiseKind.TOUCH,
        col(Promise.ended_at).is_(None),
    )
    live = work.session.exec(found).first()
    if live is None:
        return False
    promised.end(work, live, Outcome.LATE if live.is_late(work.now) else Outcome.KEPT)
    work.record(case, "customer_spoken")
    work.redraw(CaseCard(case.number))
    if live.opened_at == case.opened_at and not loop.is_anybody_at_work(work, case):
        cases.end(work, case, told=SPOKEN, by=by)
    return True
