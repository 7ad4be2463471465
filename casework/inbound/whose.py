"""Who becomes the CSM of a case that nobody of ours opened."""

from sqlalchemy import func
from sqlmodel import col, select

from casework import quiet
from casework.work import Work
from models.case import NOT_CLOSED, Case
from models.customer import Customer
from models.member import ChannelMember, Member, Standing


def csm_for(work: Work, customer: Customer) -> str | None:
    """The customer's CSM; the deputy while they are away; else whoever of the desk has fewest open cases.

    With both away it stays the CSM's. None where the desk is empty and no manager is named.
    """
    named = [one for one in (customer.csm, customer.deputy) if one and not has_left(work, one)]
    there = [one for one in named if not is_away(work, one)]
    if there or named:
        return (there or named)[0]
    desk = sorted(_at_the_desk(work), key=lambda one: (is_away(work, one), _open_cases(work, one), one))
    return next(iter((*desk, *work.handbook.managers, *work.handbook.admins)), None)


def is_away(work: Work, user_id: str) -> bool:
    return quiet.away(quiet.reader(work, user_id), work.now, work.handbook.away) is not None


def has_left(work: Work, user_id: str) -> bool:
    member = work.session.get(Member, user_id)
    return member is not None and member.standing is not Standing.STAFF


def _at_the_desk(work: Work) -> list[str]:
    query = (
        select(ChannelMember.user_id)
        .join(Member, col(Member.user_id) == col(ChannelMember.user_id))
        .where(
            col(ChannelMember.channel) == work.handbook.desk.channel, col(Member.standing) == Standing.STAFF
        )
    )
    return list(work.session.exec(query))


def _open_cases(work: Work, user_id: str) -> int:
    query = (
        select(func.count())
        .select_from(Case)
        .where(col(Case.csm) == user_id, col(Case.status).in_(NOT_CLOSED))
    )
    return int(work.session.exec(query).one())
