"""The cases of a digest's lines, by one question."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import col

from casework import names
from casework.work import Work
from models.case import Case
from models.customer import Customer
from models.digest_facts import CaseName


def of(work: Work, numbers: Iterable[int]) -> dict[int, CaseName]:
    """By the case's number."""
    wanted = set(numbers)
    if not wanted:
        return {}
    query = (
        select(col(Case.number), col(Case.title), col(Customer.name), col(Case.severity), col(Case.csm))
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(col(Case.number).in_(wanted))
    )
    rows = work.session.connection().execute(query).all()
    called = names.of(work.session, [csm for *_, csm in rows])
    return {
        number: CaseName(number, title, customer, severity, called[csm])
        for number, title, customer, severity, csm in rows
    }
