"""An oracle of working time, with no thought of the product's: somebody looks at the clock every minute."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class WallClock:
    """``shifts``: weekday (Monday is 0), first minute of that day, and the minute after the last one."""

    zone: str
    shifts: Collection[tuple[int, int, int]]
    days_off: Collection[date] = ()

    def is_working(self, at: datetime) -> bool:
        wall = at.astimezone(ZoneInfo(self.zone))
        today, minute = wall.date(), wall.hour * 60 + wall.minute
        return self._is_in_shift(today, minute) or self._is_in_shift(today - DAY, minute + 24 * 60)

    def _is_in_shift(self, day: date, minute: int) -> bool:
        weekday = day.weekday()
        covered = any(on == weekday and begin <= minute < end for on, begin, end in self.shifts)
        return covered and day not in self.days_off

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        worked = (until - since for since, until in _minutes(start, end) if self.is_working(since))
        return sum(worked, timedelta(0))

    def due(self, start: datetime, duration: timedelta, latest: datetime) -> datetime | None:
        """Nothing if it is later than ``latest``."""
        if not duration:
            return start
        for since, until in _minutes(start, latest):
            if self.is_working(since):
                if duration <= until - since:
                    return since + duration
                duration -= until - since
        return None

    def next_working(self, at: datetime, latest: datetime) -> datetime | None:
        return next((since for since, _ in _minutes(at, latest) if self.is_working(since)), None)


def _minutes(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The minutes of UTC from start to end, the first and the last one cut off where they are not whole."""
    since = start
    while since < end:
        until = min(since.replace(second=0, microsecond=0) + MINUTE, end)
        yield since, until
        since = until
