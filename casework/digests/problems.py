"""Problems that are not over: those behind the most customers first, then the one that waits longest."""

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from casework.digests import case_names
from casework.digests.scopes import Scope
from casework.work import Work
from models.case import NOT_CLOSED, Case
from models.digest_facts import ProblemLine, Shown
from models.problem import Problem, ProblemCase

_OWES_PREVENTION = and_(
    col(Problem.fixed_at).is_not(None),
    col(Problem.prevention).is_not(None),
    col(Problem.prevented_at).is_(None),
)
_carrier = aliased(Case)
_TOTAL = func.count().over()
_WAITING = (
    select(
        col(ProblemCase.problem).label("problem"),
        func.count().label("cases"),
        func.count(func.distinct(col(Case.customer_id))).label("customers"),
        func.min(col(Case.opened_at)).label("since"),
    )
    .join(Case, col(Case.number) == col(ProblemCase.case_number))
    .join(_carrier, col(_carrier.number) == col(ProblemCase.problem))
    .where(
        col(ProblemCase.left_at).is_(None),
        col(Case.status).in_(NOT_CLOSED),
        col(_carrier.status).in_(NOT_CLOSED),
    )
    .group_by(col(ProblemCase.problem))
    .subquery()
)
"""What each Problem's open cases come to."""


def of(work: Work, scope: Scope, *, most: int) -> Shown[ProblemLine]:
    """Of the scope's departments; one that is fixed stays until everybody was told and it is prevented."""
    customers = func.coalesce(_WAITING.c.customers, 0)
    since = func.coalesce(_WAITING.c.since, col(Case.opened_at))
    query = (
        select(
            col(Problem.case_number),
            customers,
            func.coalesce(_WAITING.c.cases, 0),
            since,
            col(Problem.fixed_at).is_not(None),
            _OWES_PREVENTION,
            _TOTAL,
        )
        .join(Case, col(Case.number) == col(Problem.case_number))
        .outerjoin(_WAITING, _WAITING.c.problem == col(Problem.case_number))
        .where(col(Case.status).in_(NOT_CLOSED), scope.covers(Problem.department))
        .order_by(customers.desc(), since, col(Problem.case_number))
        .limit(most)
    )
    rows = work.session.connection().execute(query).all()
    named = case_names.of(work, [row[0] for row in rows])
    lines = tuple(ProblemLine(named[number], *about) for number, *about, _ in rows)
    return Shown(lines, rows[0][-1] if rows else 0)
