"""Working time as somebody would count it who looks at the clock on the wall every minute.

No thought of the product's is in here. It is slow; a day that was looked at once is remembered.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MINUTES = 24 * 60
NEVER = 400
"""Days after which nobody looks any further."""

Span = tuple[int, int]
"""First minute of the day, and the minute after the last one; a night shift ends after 1440."""


@dataclass(eq=False)
class Wall:
    """``week``: weekday (Monday is 0) → spans. ``off``: dates on which no span begins."""

    zone: str
    week: Mapping[int, Sequence[Span]]
    off: Collection[date] = ()
    _days: dict[date, list[bool]] = field(default_factory=dict)

    def works(self, at: datetime) -> bool:
        minute = at.astimezone(UTC)
        return self._day(minute.date())[minute.hour * 60 + minute.minute]

    def _day(self, day: date) -> list[bool]:
        """Of a day of UTC, each minute."""
        if day not in self._days:
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
            zone = ZoneInfo(self.zone)
            self._days[day] = [self._shows((midnight + n * MINUTE).astimezone(zone)) for n in range(MINUTES)]
        return self._days[day]

    def _shows(self, wall: datetime) -> bool:
        minute = wall.hour * 60 + wall.minute
        return self._is_in(wall.date(), minute) or self._is_in(wall.date() - DAY, minute + MINUTES)

    def _is_in(self, day: date, minute: int) -> bool:
        spans = () if day in self.off else self.week.get(day.weekday(), ())
        return any(begin <= minute < end for begin, end in spans)

    def after(self, start: datetime, length: timedelta) -> datetime:
        """The first moment by which so much has been worked since ``start``."""
        at, left = start.astimezone(UTC), length
        while left > timedelta(0):
            until = at.replace(second=0, microsecond=0) + MINUTE
            if self._is_worth_skipping(at, left):
                left -= sum(self._day(at.date())) * MINUTE
                until = at + DAY
            elif self.works(at):
                if left <= until - at:
                    return at + left
                left -= until - at
            at = until
        return at

    def _is_worth_skipping(self, at: datetime, left: timedelta) -> bool:
        is_midnight = at.hour == at.minute == at.second == at.microsecond == 0
        return is_midnight and sum(self._day(at.date())) * MINUTE < left

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much is worked from the one to the other; nothing if the end comes first."""
        at, worked = start.astimezone(UTC), timedelta(0)
        while at < end:
            until = min(at.replace(second=0, microsecond=0) + MINUTE, end)
            worked += (until - at) if self.works(at) else timedelta(0)
            at = until
        return worked

    def next(self, at: datetime) -> datetime:
        """The first minute of work from then on."""
        latest = at + NEVER * DAY
        while not self.works(at):
            at = at.astimezone(UTC).replace(second=0, microsecond=0) + MINUTE
            assert at < latest, "nobody ever works here"
        return at

    def date(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()
