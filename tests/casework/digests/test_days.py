"""The working days that a digest looks back on."""

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from casework.digests.days import before
from config.working_hours import ALWAYS, Hours, working_hours

OFFICE = working_hours(
    Hours.model_validate({"time_zone": "America/New_York", "weekdays": ["9-17"], "holidays": "US"}), None
)
ZONES = (
    *("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "America/Sao_Paulo"),
    *("Africa/Cairo", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut"),
)
DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))


@given(DAYS, st.sampled_from(ZONES))
def test_they_lie_one_after_the_other_whatever_the_clock_does_at_midnight(day: date, zone: str) -> None:
    days = before(day, ZoneInfo(zone), OFFICE)
    assert len(days.days) == 5
    assert list(days.starts) == sorted(set(days.starts))
    assert all(OFFICE.periods_on(one) for one in days.days)
    assert days.yesterday < day


def test_a_long_weekend_belongs_to_the_day_before_it() -> None:
    days = before(date(2026, 11, 27), ZoneInfo("America/New_York"), OFFICE)
    assert days.yesterday == date(2026, 11, 25)
    assert (days.end - days.yesterday_begins).days == 2


def test_who_works_every_day_looks_back_on_yesterday() -> None:
    assert before(date(2026, 11, 23), ZoneInfo("UTC"), ALWAYS).yesterday == date(2026, 11, 22)
