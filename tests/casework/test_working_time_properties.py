"""Working time against an oracle that looks at the clock every minute, over zones, years and calendars."""

import struct
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from zoneinfo import TZPATH

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.working_time import WorkingTime
from tests.casework.calendars import (
    ODD_ZONES,
    ZONES,
    calendar,
    changes,
    hours_of_change,
    settings_in_time,
)
from tests.casework.wall_clock import WallClock

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
SPANS = st.integers(0, 5 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))
FAR_SPANS = st.timedeltas(-3000 * DAY, 3000 * DAY)
DURATIONS = st.timedeltas(timedelta(0), 60 * DAY) | st.sampled_from([timedelta(0), timedelta(hours=8)])
SOME_NIGHTS = [
    (on, *shift) for on in range(7) for shift in ((45, 125), (130, 300), (23 * 60 + 10, 24 * 60 + 20))
]

Setting = tuple[WorkingTime, WallClock, datetime]
thorough = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(settings_in_time(), SPANS)
def test_elapsed_is_what_somebody_counts_who_looks_every_minute(setting: Setting, span: timedelta) -> None:
    working, clock, start = setting
    assert working.elapsed(start, start + span) == clock.elapsed(start, start + span)


@thorough
@given(settings_in_time(), SPANS)
def test_due_is_when_somebody_has_counted_enough(setting: Setting, duration: timedelta) -> None:
    working, clock, start = setting
    due = working.due(start, duration)
    latest = start + 5 * DAY
    assert clock.due(start, duration, latest) == (due if due <= latest else None)


@thorough
@given(settings_in_time())
def test_next_working_is_when_somebody_first_sees_it(setting: Setting) -> None:
    working, clock, start = setting
    found = working.next_working(start)
    latest = start + 5 * DAY
    assert clock.next_working(start, latest) == (found if found < latest else None)
    assert working.is_working(found)
    assert working.is_working(start) == (found == start) == clock.is_working(start)


@thorough
@given(settings_in_time(), DURATIONS)
def test_due_and_elapsed_are_inverse(setting: Setting, duration: timedelta) -> None:
    working, _, start = setting
    due = working.due(start, duration)
    assert working.elapsed(start, due) == duration
    assert due == start or working.elapsed(start, due - MICROSECOND) == duration - MICROSECOND


@thorough
@given(settings_in_time(), FAR_SPANS.filter(lambda span: span >= timedelta(0)))
def test_due_after_what_elapsed_is_the_first_moment_at_which_it_had(
    setting: Setting, span: timedelta
) -> None:
    working, _, start = setting
    end = start + span
    first = working.due(start, working.elapsed(start, end))
    assert start <= first <= end
    assert working.elapsed(first, end) == timedelta(0)


@thorough
@given(settings_in_time(), FAR_SPANS, FAR_SPANS)
def test_elapsed_adds_up_whatever_lies_between(setting: Setting, to_b: timedelta, to_c: timedelta) -> None:
    working, _, a = setting
    b, c = a + to_b, a + to_b + to_c
    assert working.elapsed(a, c) == working.elapsed(a, b) + working.elapsed(b, c)
    assert working.elapsed(a, b) == -working.elapsed(b, a)
    assert timedelta(0) <= abs(working.elapsed(a, b)) <= abs(to_b)


@thorough
@given(settings_in_time(), DURATIONS, DURATIONS)
def test_more_is_due_later_and_in_steps_as_well_as_at_once(
    setting: Setting, first: timedelta, more: timedelta
) -> None:
    working, _, start = setting
    due = working.due(start, first)
    assert start + first <= due <= working.due(start, first + more)
    assert working.due(due, more) == working.due(start, first + more)


@pytest.mark.parametrize("zone", ODD_ZONES)
def test_the_odd_zones_are_right_around_every_change_since_2005(zone: str) -> None:
    assert sum(_compare_around_changes(zone, year) for year in range(2005, 2025)) or zone == "Asia/Kathmandu"


def test_every_zone_is_right_around_every_change_from_2025_to_2030() -> None:
    years = range(2025, 2031)
    distinct = {changes(zone, years): zone for zone in ZONES}
    assert sum(_compare_around_changes(zone, year) for zone in distinct.values() for year in years) > 300


def _compare_around_changes(zone: str, year: int) -> int:
    """How many changes there were; the four hours before and after each are compared minute by minute."""
    working, clock = calendar(zone, SOME_NIGHTS)
    hours = hours_of_change(zone, year)
    for hour in hours:
        minutes = [hour + timedelta(minutes=n) for n in range(-4 * 60, 5 * 60)]
        seen = [clock.is_working(at) for at in minutes]
        assert [working.is_working(at) for at in minutes] == seen
        assert working.elapsed(minutes[0], minutes[-1]) == timedelta(minutes=sum(seen[:-1]))
    return len(hours)


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "UTC", "Pacific/Kiritimati"])
def test_no_minute_is_lost_at_the_turn_of_the_year(zone: str) -> None:
    working, clock = calendar(zone, [(on, 13 * 60, 36 * 60 + 30) for on in range(7)])
    minutes = [datetime(2026, 12, 30, tzinfo=UTC) + timedelta(minutes=n) for n in range(4 * 24 * 60)]
    assert [working.is_working(at) for at in minutes] == [clock.is_working(at) for at in minutes]
    assert working.elapsed(minutes[0], minutes[-1]) == clock.elapsed(minutes[0], minutes[-1])


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe", "America/Havana"])
def test_no_second_is_lost_where_the_clock_changes(zone: str) -> None:
    working, clock = calendar(zone, SOME_NIGHTS)
    for hour in hours_of_change(zone, 2026):
        for at in (hour + timedelta(seconds=n) for n in range(-3600, 2 * 3600)):
            assert working.elapsed(at, at + timedelta(seconds=1)).seconds == clock.is_working(at)


def test_no_zone_changes_its_clock_twice_within_two_days() -> None:
    """``casework.working_time`` looks from midnight to midnight and would miss the second change."""
    gaps = {later - earlier for zone in ZONES for earlier, later in pairwise(_changes(zone))}
    assert min(gaps) > 2 * DAY.total_seconds()


def _changes(zone: str) -> list[int]:
    """The changes of offset that the zone's file lists, as Unix time (RFC 8536, the version of 64 bits)."""
    found = next((path for folder in TZPATH if (path := Path(folder, zone)).is_file()), None)
    data = found.read_bytes() if found else files("tzdata").joinpath("zoneinfo", zone).read_bytes()
    isut, isstd, leap, times, types, chars = struct.unpack(">6l", data[20:44])
    data = data[44 + times * 5 + types * 6 + chars + leap * 8 + isstd + isut :]
    _, _, _, times, types, _ = struct.unpack(">6l", data[20:44])
    moments = struct.unpack_from(f">{times}q", data, 44)
    kinds = data[44 + times * 8 :][:times]
    offsets = [struct.unpack_from(">l", data, 44 + times * 9 + 6 * n)[0] for n in range(types)]
    before = [offsets[0], *(offsets[kind] for kind in kinds)]
    return [at for at, old, new in zip(moments, before, before[1:], strict=False) if old != new]
