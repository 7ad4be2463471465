"""A message that cannot be delivered is never dropped silently: a person is told."""

from sqlalchemy import update
from sqlmodel import col, select

from casework import untold
from casework.people import name_of
from casework.work import Work
from models.case_notices import CaseCard, DeliveryFailed
from models.outgoing import UNRESOLVED, Delivery, Outgoing

NO_THREAD = "the card that opens its thread could not be posted"


def give_up(work: Work, row: Outgoing, error: str) -> None:
    """Stop trying, and tell the case's CSM and the admins, unless they heard it before."""
    row.status, row.error = Delivery.DEAD, error
    if row.is_root:
        _bury_followers(work, row)
    has_left = _has_left(work, row)
    key = f"left:{row.thread_id}" if has_left else f"failed:{row.id}:{row.fence}"
    if row.notice["kind"] == DeliveryFailed.__name__ or _is_told(work, key):
        return
    _tell(work, row, error, key)
    untold.undeliverable(work, row)
    if has_left and row.case_number:
        work.redraw(CaseCard(row.case_number))


def _tell(work: Work, row: Outgoing, error: str, key: str) -> None:
    notice = DeliveryFailed(row.case_number, _place(work, row), error, str(row.notice["kind"]))
    case = work.case(row.case_number) if row.case_number else None
    told = set(work.handbook.admins) - {row.recipient}
    if case is not None:
        desk = work.desk_thread(case)
        if desk.id != row.thread_id:
            work.tell(desk, notice, key=key)
        elif case.csm != row.recipient:
            told.add(case.csm)
    for user_id in sorted(filter(None, told)):
        work.tell_person(user_id, notice, key=f"{key}:{user_id}", case=case)


def _has_left(work: Work, row: Outgoing) -> bool:
    """Its channel is not the handbook's any more: that is told once of a thread, and then on the card."""
    return row.thread_id is not None and row.channel not in work.handbook.channels


def _is_told(work: Work, key: str) -> bool:
    told = select(Outgoing.id).where(col(Outgoing.key).startswith(f"{key}:"))
    return work.session.exec(told).first() is not None


def _bury_followers(work: Work, root: Outgoing) -> None:
    work.session.exec(
        update(Outgoing)
        .where(
            col(Outgoing.thread_id) == root.thread_id,
            col(Outgoing.id) != root.id,
            col(Outgoing.status).in_(UNRESOLVED),
        )
        .values(status=Delivery.DEAD, error=NO_THREAD)
    )


def _place(work: Work, row: Outgoing) -> str:
    """In words; a channel that left the handbook by its id."""
    if row.recipient:
        return f"the direct messages of {name_of(work.session, row.recipient)}"
    channel = row.channel or ""
    if channel == work.handbook.desk.channel:
        return "the desk"
    department = work.handbook.department_of(channel)
    return work.handbook.name_of(department) if department else channel
