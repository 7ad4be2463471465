"""Calendars for the tests of working time, each with the oracle that knows the same."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from casework.working_time import WorkingTime
from config.periods import DAYS
from config.working_hours import Hours, working_hours
from tests.casework.wall_clock import WallClock

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
ZONES = sorted(available_timezones() - {"localtime"})
ODD_ZONES = [
    "Africa/Casablanca", "Africa/Cairo", "America/Caracas", "America/Havana", "America/New_York",
    "America/Sao_Paulo", "America/Scoresbysund", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut",
    "Asia/Gaza", "Asia/Kathmandu", "Asia/Pyongyang", "Asia/Tehran", "Australia/Lord_Howe", "Europe/Berlin",
    "Europe/Dublin", "Europe/Istanbul", "Europe/Volgograd", "Pacific/Apia", "Pacific/Chatham",
    "Pacific/Fakaofo",
]  # fmt: skip

Shift = tuple[int, int, int]
Pair = tuple[WorkingTime, WallClock]


def calendar(zone: str, shifts: Sequence[Shift], closed: Iterable[date] = ()) -> Pair:
    week: dict[str, list[str]] = {"weekdays": []}
    for on, begin, end in shifts:
        week.setdefault(DAYS[on], []).append(f"{_time(begin)}-{_time(end)}")
    section = Hours.model_validate({"time_zone": zone, "closed": [str(day) for day in closed], **week})
    return WorkingTime(working_hours(section, None)), WallClock(zone, shifts, frozenset(closed))


def _time(minute: int) -> str:
    return "24:00" if minute == DAY_MINUTES else f"{minute // 60 % 24:02}:{minute % 60:02}"


def hours_of_change(zone: str, year: int) -> list[datetime]:
    """The hours of UTC, by their beginning, in or at the end of which the zone's offset changes."""
    midnights = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(367)]
    days = [a for a, b in pairwise(midnights) if _offset(zone, a) != _offset(zone, b)]
    hours = [day + timedelta(hours=n) for day in days for n in range(24)]
    return [hour for hour in hours if _offset(zone, hour) != _offset(zone, hour + timedelta(hours=1))]


def changes(zone: str, years: Iterable[int]) -> tuple[tuple[datetime, timedelta | None], ...]:
    """Each hour of change, with the offset it led to."""
    hours = (hour for year in years for hour in hours_of_change(zone, year))
    return tuple((hour, _offset(zone, hour + timedelta(hours=1))) for hour in hours)


def _offset(zone: str, at: datetime) -> timedelta | None:
    return at.astimezone(_zone(zone)).utcoffset()


_zone = cache(ZoneInfo)


@st.composite
def shifts(draw: st.DrawFn) -> list[Shift]:
    """Up to a dozen shifts that do not overlap; some touch, some cross midnight, even Sunday's."""
    minutes = st.one_of(st.integers(0, WEEK_MINUTES - 1), st.integers(0, 7 * 48 - 1).map(lambda n: 30 * n))
    marks = sorted(draw(st.lists(minutes, min_size=2, max_size=24)))
    turn = draw(st.sampled_from([0, 30, 615, DAY_MINUTES]))
    step = draw(st.sampled_from([1, 2]))
    turned = [((begin + turn) % WEEK_MINUTES, end - begin) for begin, end in list(pairwise(marks))[::step]]
    return [
        (begin // DAY_MINUTES, begin % DAY_MINUTES, begin % DAY_MINUTES + length)
        for begin, length in turned
        if 0 < length < DAY_MINUTES
    ]


@st.composite
def settings_in_time(draw: st.DrawFn) -> tuple[WorkingTime, WallClock, datetime]:
    """A calendar that works in most weeks, its oracle, and a moment, often a day or so before a change."""
    zone = draw(st.sampled_from(ODD_ZONES) | st.sampled_from(ZONES))
    start = datetime(draw(st.integers(2005, 2040)), 1, 1, tzinfo=UTC)
    days = draw(st.integers(0, 364) | st.integers(-2, 2))
    if (hours := hours_of_change(zone, start.year)) and draw(st.booleans()):
        days = (draw(st.sampled_from(hours)) - start).days - draw(st.integers(0, 2))
    at = start + timedelta(days=days, seconds=draw(st.integers(0, 24 * 3600)))
    at += timedelta(microseconds=draw(st.sampled_from([0, 0, 1, 999_999])))
    near = st.integers(-2, 6).map(lambda n: (at + timedelta(days=n)).date())
    working, clock = calendar(zone, draw(shifts().filter(bool)), draw(st.frozensets(near, max_size=3)))
    return working, clock, at
