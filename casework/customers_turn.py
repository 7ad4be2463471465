"""Cases whose customer is asked something and has not answered: they have the ball."""

from collections.abc import Iterable

from sqlmodel import Session, col, or_, select

from models.customer_view import CustomerView
from models.facts import WithThem


def of_cases(session: Session, numbers: Iterable[int]) -> dict[int, WithThem]:
    """By the case's number; none for the others."""
    query = select(CustomerView).where(
        col(CustomerView.case_number).in_(list(numbers)),
        or_(col(CustomerView.waits_since).is_not(None), col(CustomerView.asked_at).is_not(None)),
    )
    return {view.case_number: _with_them(view) for view in session.exec(query)}


def _with_them(view: CustomerView) -> WithThem:
    assert view.with_them_since is not None
    return WithThem(view.with_them_since, is_solved=view.waits_since is None)
