"""Working time: how much of it lies between two moments, and when so much of it will have passed.

A moment is working time if the clock on the department's wall then shows a time inside one of the day's
periods. So an hour that the clock skips is not worked, and one that it shows twice is worked twice.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from config.working_hours import WorkingHours

NOTHING = timedelta(0)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
_SECONDS_OF_A_DAY = range(24 * 60 * 60)

Stretch = tuple[datetime, datetime]
"""From the first moment up to, not including, the second."""


class NeverWorksError(ValueError):
    """The calendar has no working time in a whole year; the sentence says which."""


class WorkingTime:
    """One calendar's working time. Keep it: it remembers the years it has laid out (a few milliseconds each).

    Moments go in aware, in any zone, and come out in UTC. Naive ones are a ValueError.
    """

    def __init__(self, hours: WorkingHours) -> None:
        self._hours = hours
        self._years: dict[int, _Year] = {}

    @property
    def day(self) -> timedelta:
        """The length of a usual working day."""
        return self._hours.working_day

    def is_working(self, at: datetime) -> bool:
        at = _utc(at)
        return self._year(at.year).next_working(at) == at

    def next_working(self, at: datetime) -> datetime:
        """The first working moment from ``at`` on. Raises NeverWorksError."""
        at = _utc(at)
        year = self._year(at.year)
        while (found := year.next_working(at)) is None:
            year = self._after(year)
        return found

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The working time from ``start`` to ``end``, negative if ``end`` is the earlier one."""
        start, end = _utc(start), _utc(end)
        if end < start:
            return -self.elapsed(end, start)
        years = (self._year(year).total for year in range(start.year, end.year))
        return sum(years, -self._year(start.year).worked_by(start)) + self._year(end.year).worked_by(end)

    def due(self, start: datetime, duration: timedelta) -> datetime:
        """The first moment from ``start`` on by which ``duration`` of working time has passed.

        That is the end of a period rather than the beginning of the next one. Raises NeverWorksError, and
        ValueError for a negative duration.
        """
        if duration < NOTHING:
            raise ValueError(f"A duration cannot be negative, and this one is {duration}.")
        start = _utc(start)
        if not duration:
            return start
        year = self._year(start.year)
        wanted = year.worked_by(start) + duration
        while wanted > year.total:
            wanted -= year.total
            year = self._after(year)
        return year.moment_of(wanted)

    def _after(self, year: "_Year") -> "_Year":
        following = self._year(year.number + 1)
        if not following.ends:
            raise NeverWorksError(f"This calendar has no working hours in all of {following.number}.")
        return following

    def _year(self, number: int) -> "_Year":
        found = self._years.get(number)
        if found is None:
            found = self._years[number] = _Year.laid_out(number, self._hours)
        return found


@dataclass(frozen=True)
class _Year:
    """The working time of one year of UTC: stretches in order, and how much is worked by the end of each."""

    number: int
    begins: list[datetime]
    ends: list[datetime]
    worked: list[timedelta]

    @classmethod
    def laid_out(cls, number: int, hours: WorkingHours) -> "_Year":
        stretches = list(_stretches(hours, number))
        worked = accumulate(end - begin for begin, end in stretches)
        return cls(number, [begin for begin, _ in stretches], [end for _, end in stretches], list(worked))

    @property
    def total(self) -> timedelta:
        return self.worked[-1] if self.worked else NOTHING

    def next_working(self, at: datetime) -> datetime | None:
        following = bisect_right(self.ends, at)
        return max(at, self.begins[following]) if following < len(self.ends) else None

    def worked_by(self, at: datetime) -> timedelta:
        """How much of the year's working time has passed at the moment."""
        begun = bisect_right(self.begins, at) - 1
        return self.worked[begun] - max(self.ends[begun] - at, NOTHING) if begun >= 0 else NOTHING

    def moment_of(self, wanted: timedelta) -> datetime:
        """The first moment by which so much has passed; it is more than nothing, and at most ``total``."""
        last = bisect_left(self.worked, wanted)
        return self.ends[last] - (self.worked[last] - wanted)


def _stretches(hours: WorkingHours, year: int) -> Iterator[Stretch]:
    on_the_wall = list(_on_the_wall(hours, year))
    for since, until, offset in _offsets(hours.zone, year):
        for begins, ends in on_the_wall:
            stretch = max(begins - offset, since), min(ends - offset, until)
            if stretch[0] < stretch[1]:
                yield stretch


def _on_the_wall(hours: WorkingHours, year: int) -> Iterator[Stretch]:
    """The periods of the year and of the days beside it, as the clock on the wall shows them, marked UTC."""
    day, last = date(year - 1, 12, 30), date(year + 1, 1, 2)
    while day <= last:
        midnight = datetime.combine(day, time(), UTC)
        yield from ((midnight + begins, midnight + ends) for begins, ends in hours.periods_on(day))
        day += DAY


def _offsets(zone: ZoneInfo, year: int) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The year in pieces between two changes of the clock, each with its offset from UTC."""
    begin, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    for since, until in pairwise([begin, *_changes(zone, begin, end), end]):
        yield since, until, _offset(zone, since)


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """When the clock is put forward or back. Nowhere was that twice within a day (a test looks)."""
    midnights = [begin + n * DAY for n in range((end - begin) // DAY + 1)]
    for midnight, next_one in pairwise(midnights):
        if _offset(zone, midnight) != _offset(zone, next_one):
            yield _change_after(zone, midnight)


def _change_after(zone: ZoneInfo, midnight: datetime) -> datetime:
    before = _offset(zone, midnight)
    seconds = bisect_left(
        _SECONDS_OF_A_DAY, x=True, key=lambda second: _offset(zone, midnight + second * SECOND) != before
    )
    return midnight + seconds * SECOND


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or NOTHING


def _utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone, so nobody knows when it is.")
    return at.astimezone(UTC)
