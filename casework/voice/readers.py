"""Who is asked to be the second pair of eyes."""

from collections.abc import Iterator

from sqlmodel import col, select

from casework.inbound import whose
from casework.work import Work
from models.case import Case
from models.customer import Customer
from models.handoff import Handoff

MOST = 3


def of(work: Work, case: Case, *, author: str) -> tuple[str, ...]:
    """User ids: whoever comes first of the leads whose department the handbook has read along, the
    customer's own CSMs, the other leads of the case, and the managers. Nobody who is away while one is there.
    """
    ours = (_those_who_can(work, group, author) for group in _groups(work, case))
    found = [group for group in ours if group]
    there = [[one for one in group if not whose.is_away(work, one)] for group in found]
    return tuple(next((group for group in (*there, *found) if group), [])[:MOST])


def _groups(work: Work, case: Case) -> Iterator[list[str]]:
    query = select(Handoff.department).where(col(Handoff.case_number) == case.number)
    parts = list(dict.fromkeys(work.session.exec(query)))
    asked = [one for one in parts if one in work.handbook.voice.second_pair.departments]
    customer = work.session.get_one(Customer, case.customer_id)
    yield _leads(work, asked)
    yield [one for one in (case.csm, customer.csm, customer.deputy) if one]
    yield _leads(work, parts)
    yield list(work.handbook.managers)


def _leads(work: Work, departments: list[str]) -> list[str]:
    return [lead for one in departments for lead in work.handbook.leads_of(one)]


def _those_who_can(work: Work, group: list[str], author: str) -> list[str]:
    return [one for one in dict.fromkeys(group) if one != author and not whose.has_left(work, one)]
