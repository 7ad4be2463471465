"""Where the customer's waiting time went: of one case, or of all of them over a period.

Counted in whole microseconds and exact fractions of them, so that the parts add up.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, select

from casework import wait_sums
from config.handbook import Handbook
from models.case import Case
from models.entry import Entry
from models.facts import WaitPart, WaitSplit
from models.wait import Holder, Wait

_MICROSECOND = timedelta(microseconds=1)
_SECOND = 1_000_000
_ORDER: tuple[Holder | None, ...] = (*Holder, None)
"""Of parts that are as large."""

_OF_THE_CASE = (
    select(Wait).where(col(Wait.case_number) == bindparam("number")).order_by(col(Wait.since), col(Wait.id))
)
_CLOSINGS = (
    select(Entry.what, Entry.at)
    .where(
        col(Entry.case_number) == bindparam("number"),
        col(Entry.what).in_(("closed", "reopened")),
        col(Entry.at) <= bindparam("until"),
    )
    .order_by(col(Entry.id))
)


class Who(NamedTuple):
    """Whose part it is; ``department`` is a key of the handbook."""

    holder: Holder | None
    department: str | None


_NOBODY = Who(None, None)


class Stretch(NamedTuple):
    who: Who
    shared_by: int
    since: datetime
    until: datetime


def split(
    session: Session,
    handbook: Handbook,
    number: int,
    *,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
) -> WaitSplit:
    """One case's waiting time from ``since`` to ``until``, else from its opening until now.

    While it was closed nobody waited. A case that was opened before the clock was kept has a part of
    nobody's in the beginning.
    """
    case = session.get_one(Case, number)
    begin, end = since or case.opened_at, min(until or now, now)
    spent: dict[Who, Fraction] = defaultdict(Fraction)
    for stretch in _stretches(session, case, now):
        length = min(stretch.until, end) - max(stretch.since, begin)
        if length > timedelta(0):
            spent[stretch.who] += Fraction(length // _MICROSECOND, stretch.shared_by)
    return _told(handbook, spent)


def over(
    session: Session,
    handbook: Handbook,
    since: datetime,
    until: datetime,
    *,
    now: datetime,
    department: str | None = None,
) -> WaitSplit:
    """The waiting time of all cases in a period, or only what a department (a key) has of it."""
    spent: dict[Who, Fraction] = defaultdict(Fraction)
    end = min(until, now)
    if since >= end:
        return WaitSplit(timedelta(0))
    which: list[ColumnElement[bool]] = [col(Wait.department) == department] if department else []
    for row in wait_sums.over(session, since, end, *which):
        spent[Who(row.holder, row.department)] += Fraction(row.microseconds, row.shared_by)
    return _told(handbook, spent)


def _stretches(session: Session, case: Case, now: datetime) -> Iterator[Stretch]:
    rows = session.exec(_OF_THE_CASE, params={"number": case.number}).all()
    kept_from = rows[0].since if rows else now
    if case.opened_at < kept_from:
        yield from _before_the_clock(session, case, kept_from)
    for row in rows:
        yield Stretch(Who(row.holder, row.department), row.shared_by, row.since, row.until or now)


def _before_the_clock(session: Session, case: Case, kept_from: datetime) -> Iterator[Stretch]:
    """The history knows when it was closed meanwhile."""
    open_since: datetime | None = case.opened_at
    for what, at in session.exec(_CLOSINGS, params={"number": case.number, "until": kept_from}):
        if what == "closed" and open_since:
            yield Stretch(_NOBODY, 1, open_since, at)
        open_since = at if what == "reopened" else None
    if open_since:
        yield Stretch(_NOBODY, 1, open_since, kept_from)


def _told(handbook: Handbook, spent: Mapping[Who, Fraction]) -> WaitSplit:
    """``spent`` in microseconds."""
    parts = [
        WaitPart(who.holder, _name(handbook, who.department), timedelta(seconds=seconds))
        for who, seconds in in_seconds(spent, sorted(spent, key=_rank)).items()
        if seconds
    ]
    total = sum((part.length for part in parts), timedelta(0))
    return WaitSplit(total, tuple(sorted(parts, key=lambda part: -part.length)))


def in_seconds(spent: Mapping[Who, Fraction], order: Iterable[Who]) -> dict[Who, int]:
    """Microseconds in whole seconds that add up: what is left over goes to the largest remainders."""
    whole = {who: int(spent[who] // _SECOND) for who in order}
    left = int(sum(spent.values()) // _SECOND) - sum(whole.values())
    for who in sorted(whole, key=lambda who: -(spent[who] % _SECOND))[:left]:
        whole[who] += 1
    return whole


def _rank(who: Who) -> tuple[int, str]:
    return _ORDER.index(who.holder), who.department or ""


def _name(handbook: Handbook, department: str | None) -> str | None:
    return handbook.name_of(department) if department else None
