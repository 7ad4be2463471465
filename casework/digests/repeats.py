"""Cases that came back: reopened so soon after they were closed that it was one more contact for the same."""

from datetime import datetime
from itertools import pairwise

from sqlmodel import col, select

from casework.work import Work
from models.entry import Entry

_ENDS = ("closed", "reopened")


def count(work: Work, since: datetime, until: datetime) -> int:
    """How many contacts of the time from ``since`` on, before ``until``, were repeated ones.

    A case that was only answered when it went on had not been closed, and is none.
    """
    again = select(Entry.case_number).where(
        col(Entry.what) == "reopened", col(Entry.at) >= since, col(Entry.at) < until
    )
    ends = (
        select(Entry)
        .where(col(Entry.case_number).in_(again), col(Entry.what).in_(_ENDS), col(Entry.at) < until)
        .order_by(col(Entry.case_number), col(Entry.id))
    )
    within = work.handbook.voice.repeat_within
    return sum(
        before.case_number == after.case_number
        and (before.what, after.what) == _ENDS
        and after.at >= since
        and after.at - before.at <= within
        for before, after in pairwise(work.session.exec(ends))
    )
