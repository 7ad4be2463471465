"""What the index catches up with by the clock."""

from sqlalchemy import func
from sqlmodel import col, select

from casework.matching import likeness, verdicts
from casework.work import Work
from models.case import Case
from models.likeness import Likeness

AT_ONCE = 25
"""Cases in a transaction: opening one must not wait for long."""


def tend(work: Work) -> int:
    """Some cases from before there was an index, and some that nobody spoke of. Returns how many."""
    return catch_up(work) + verdicts.heed_silence(work.session, now=work.now, most=AT_ONCE)


def catch_up(work: Work) -> int:
    """Whatever has a lower number than all in the index is added, the newest first."""
    lowest = work.session.exec(select(func.min(Likeness.case_number))).one()
    query = select(Case).order_by(col(Case.number).desc()).limit(AT_ONCE)
    if lowest is not None:
        query = query.where(col(Case.number) < lowest)
    missing = list(work.session.exec(query))
    for case in missing:
        likeness.remember_case(work.session, case)
    return len(missing)
