"""The working days that a digest looks back on, as the reader's calendar has them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_
from sqlalchemy import case as either

from config.working_hours import WorkingHours

WEEK = 5
"""So many working days are a week."""
LONGEST_HOLIDAYS = 60
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """``starts`` are the midnights at which the five days begin, and the one at which the last ends.

    What happens on free days counts for the working day before, so that nothing is left out. A ``moment``
    is a column of such.
    """

    days: tuple[date, ...]
    starts: tuple[datetime, ...]

    @property
    def yesterday(self) -> date:
        return self.days[-1]

    @property
    def begin(self) -> datetime:
        return self.starts[0]

    @property
    def yesterday_begins(self) -> datetime:
        return self.starts[-2]

    @property
    def end(self) -> datetime:
        return self.starts[-1]

    def week(self, moment: Any) -> ColumnElement[bool]:
        return and_(moment >= self.begin, moment < self.end)

    def last_day(self, moment: Any) -> ColumnElement[bool]:
        return and_(moment >= self.yesterday_begins, moment < self.end)

    def which(self, moment: Any) -> ColumnElement[int]:
        """Which of the days a moment of the week belongs to, from 0."""
        borders = enumerate(self.starts[1:-1])
        return either(*((moment < border, at) for at, border in borders), else_=len(self.days) - 1)


def before(day: date, zone: ZoneInfo, hours: WorkingHours) -> Days:
    """The five working days of ``hours`` before this one, which is a date in ``zone``."""
    found = tuple(reversed([one for one in _back_from(day) if hours.periods_on(one)][:WEEK])) or (day - DAY,)
    starts = tuple(_midnight(one, zone) for one in (*found, day))
    assert all(earlier < later for earlier, later in pairwise(starts))
    return Days(found, starts)


def _back_from(day: date) -> list[date]:
    return [day - ago * DAY for ago in range(1, LONGEST_HOLIDAYS)]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins there; where the clock skips midnight, the first moment after."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
