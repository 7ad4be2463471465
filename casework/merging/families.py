"""Which numbers lead to one case: its own, and that of every case merged into it, through chains."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from models.case import Case


def family(session: Session, number: int) -> list[int]:
    """The number, and all that lead to it."""
    found, newest = [number], [number]
    while newest:
        into = select(Case.number).where(col(Case.merged_into).in_(newest)).order_by(col(Case.number))
        newest = [one for one in session.exec(into) if one not in found]
        found += newest
    return found


def survivors(session: Session, numbers: Iterable[int]) -> dict[int, int]:
    """By number, the case in which it goes on: itself, unless it was merged."""
    leads = {number: number for number in numbers}
    merged = _merged_into(session, leads.values())
    while merged:
        leads = {number: merged.get(to, to) for number, to in leads.items()}
        merged = _merged_into(session, merged.values())
    return leads


def survivor(session: Session, number: int) -> int:
    return survivors(session, [number])[number]


def _merged_into(session: Session, numbers: Iterable[int]) -> dict[int, int]:
    query = select(Case.number, Case.merged_into).where(
        col(Case.number).in_(list(numbers)), col(Case.merged_into).is_not(None)
    )
    return {number: into for number, into in session.exec(query) if into is not None}
