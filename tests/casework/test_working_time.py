"""Working time: days, nights, holidays and the odd days of the clocks, each worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.working_time import NeverWorksError, WorkingTime
from config.working_hours import ALWAYS, Closure, Hours, WorkingHours, working_hours

OFFICE = {"weekdays": ["09:00-12:30", "13:30-18:00"]}
EARLY = {"weekdays": "01:00-05:00", "weekend": "01:00-05:00"}
NIGHT = {"weekdays": "22:00-06:00"}
AROUND = {"weekdays": "00:00-24:00", "weekend": "00:00-24:00"}


def worked(zone: str, **section: object) -> WorkingTime:
    return WorkingTime(working_hours(Hours.model_validate({"time_zone": zone, **section}), None))


def wall(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def berlin(text: str) -> datetime:
    return wall("Europe/Berlin", text)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("2026-10-05 09:00", 1, "2026-10-05 10:00"),
        ("2026-10-05 12:00", 1, "2026-10-05 14:00"),  # across lunch
        ("2026-10-05 12:45", 1, "2026-10-05 14:30"),  # asked at lunch
        ("2026-10-05 09:00", 8, "2026-10-05 18:00"),  # the end of the day, not the next morning
        ("2026-10-02 17:00", 2, "2026-10-05 10:00"),  # across the weekend
        ("2026-10-03 11:11", 0, "2026-10-03 11:11"),  # nothing is due at once, whenever that is
        ("2026-10-23 17:00", 2, "2026-10-26 10:00"),  # across the night that has an hour more
        ("2026-10-05 09:00", 400, "2026-12-11 18:00"),
    ],
)
def test_a_promise_of_an_office_is_due_at(start: str, duration: float, due: str) -> None:
    office = worked("Europe/Berlin", **OFFICE)
    assert office.due(berlin(start), hours(duration)) == berlin(due)
    assert office.elapsed(berlin(start), berlin(due)) == hours(duration)


@pytest.mark.parametrize(
    ("zone", "section", "day", "length"),
    [
        ("Europe/Berlin", EARLY, "2026-03-28", 4),
        ("Europe/Berlin", EARLY, "2026-03-29", 3),  # forward
        ("Europe/Berlin", EARLY, "2026-10-25", 5),  # back
        ("Australia/Lord_Howe", EARLY, "2026-10-04", 3.5),  # forward by half an hour
        ("Australia/Lord_Howe", EARLY, "2026-04-05", 4.5),
        ("Antarctica/Troll", EARLY, "2026-03-29", 2),  # forward by two hours
        ("Pacific/Apia", AROUND, "2011-12-29", 24),
        ("Pacific/Apia", AROUND, "2011-12-30", 0),  # that day never came
        ("America/Sao_Paulo", AROUND, "2018-11-04", 23),  # had no midnight
        ("Asia/Beirut", AROUND, "2026-03-29", 23),
        ("America/Havana", AROUND, "2026-03-08", 23),
        ("America/Havana", AROUND, "2026-11-01", 25),
        ("Asia/Pyongyang", AROUND, "2018-05-04", 23.5),  # forward at 23:30, for good
        ("Asia/Pyongyang", {"weekdays": "23:00-24:00"}, "2018-05-04", 0.5),
        ("America/Caracas", {"weekend": "02:00-03:00"}, "2016-05-01", 0.5),
    ],
)
def test_a_period_is_as_long_as_the_clock_on_the_wall_shows_it(
    zone: str, section: dict[str, object], day: str, length: float
) -> None:
    calendar = worked(zone, **section)
    noon = datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=UTC)
    shown = sum(
        calendar.is_working(at) and at.astimezone(ZoneInfo(zone)).date() == noon.date()
        for at in (noon + timedelta(minutes=n) for n in range(-30 * 60, 30 * 60))
    )
    assert shown == length * 60


def test_an_hour_shown_twice_is_worked_twice_also_by_a_period_that_ends_in_it() -> None:
    calendar = worked("Europe/Berlin", sunday="01:30-02:30")
    begin = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    assert calendar.due(begin, hours(1)) == begin + hours(1)  # 02:30 for the first time
    assert not calendar.is_working(begin + hours(1.25))
    assert calendar.next_working(begin + hours(1.25)) == begin + hours(1.5)  # 02:00 again
    assert calendar.elapsed(begin, begin + hours(9)) == hours(1.5)


def test_a_period_that_the_clock_skips_is_not_worked() -> None:
    calendar = worked("Europe/Berlin", sunday="02:10-02:50")
    assert calendar.next_working(berlin("2026-03-28 00:00")) == berlin("2026-04-05 02:10")


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    nights = worked("Europe/Berlin", **NIGHT, closed=["2026-10-07"])
    assert nights.is_working(berlin("2026-10-03 05:59"))  # Friday's, on Saturday morning
    assert not nights.is_working(berlin("2026-10-05 05:59"))  # Sunday has none
    assert nights.is_working(berlin("2026-10-07 05:59"))  # Tuesday's, though Wednesday is closed
    assert not nights.is_working(berlin("2026-10-08 05:59"))  # Wednesday's
    assert nights.due(berlin("2026-10-06 23:00"), hours(8)) == berlin("2026-10-08 23:00")


def test_a_night_shift_is_as_long_as_the_night() -> None:
    nights = worked("America/New_York", weekdays="22:00-06:00", weekend="22:00-06:00")
    for evening, length in (("2026-03-06", 8), ("2026-03-07", 7), ("2026-10-31", 9)):
        begin = wall("America/New_York", f"{evening} 22:00")
        assert nights.due(begin, hours(length)) == begin.astimezone(UTC) + hours(length)
        assert nights.next_working(begin.astimezone(UTC) + hours(length)) > begin.astimezone(UTC) + hours(20)


def test_nobody_works_on_holidays_of_the_region_nor_on_days_of_the_company() -> None:
    office = worked("Europe/Berlin", **OFFICE, holidays="DE-BY", closed=["2026-12-28 to 2026-12-31"])
    assert office.due(berlin("2026-12-23 17:00"), hours(9)) == berlin("2026-12-24 18:00")
    assert office.next_working(berlin("2026-12-24 18:00")) == berlin("2027-01-04 09:00")
    epiphany = berlin("2027-01-06 10:00")
    assert not office.is_working(epiphany)
    assert worked("Europe/Berlin", **OFFICE, holidays="DE-BE").is_working(epiphany)


def test_holidays_of_several_countries_add_up() -> None:
    office = worked("Europe/Berlin", **OFFICE, holidays=["DE", "US"])
    assert not office.is_working(berlin("2026-11-26 10:00"))
    assert not office.is_working(berlin("2026-12-25 10:00"))


def test_two_calendars_differ_by_their_zone_alone() -> None:
    monday = datetime(2026, 10, 5, 0, 0, tzinfo=UTC)
    assert worked("Asia/Tokyo", **OFFICE).next_working(monday) == monday
    assert worked("Europe/Berlin", **OFFICE).next_working(monday) == monday + hours(7)
    assert worked("America/New_York", **OFFICE).next_working(monday) == monday + hours(13)


def test_always_is_the_plain_clock() -> None:
    always, start = WorkingTime(ALWAYS), datetime(2026, 12, 31, 23, 59, 59, 7, tzinfo=UTC)
    assert always.due(start, hours(24 * 400)) == start + hours(24 * 400)
    assert always.elapsed(start, start + hours(30_000)) == hours(30_000)
    assert always.next_working(start) == start
    assert always.is_working(start)


def test_what_lies_behind_is_negative() -> None:
    office = worked("Europe/Berlin", **OFFICE)
    assert office.elapsed(berlin("2026-10-05 10:00"), berlin("2026-10-02 17:30")) == -hours(1.5)


def test_periods_that_touch_are_one() -> None:
    halves = worked("Europe/Berlin", monday=["09:00-12:00", "12:00-15:00"])
    noon = berlin("2026-10-05 12:00")
    assert halves.next_working(noon) == noon
    assert halves.due(berlin("2026-10-05 09:00"), hours(3)) == noon
    assert halves.due(berlin("2026-10-05 11:00"), hours(2)) == berlin("2026-10-05 13:00")


def test_moments_are_told_in_utc_whatever_zone_they_came_in() -> None:
    office = worked("Europe/Berlin", **OFFICE)
    asked = wall("America/New_York", "2026-10-05 03:00")
    for told in (office.due(asked, hours(1)), office.due(asked, hours(0)), office.next_working(asked)):
        assert told.tzinfo is UTC
    assert office.due(asked, hours(1)) == berlin("2026-10-05 10:00")


def test_a_naive_moment_and_a_negative_duration_are_refused() -> None:
    office, aware = worked("Europe/Berlin", **OFFICE), berlin("2026-10-05 09:00")
    naive = aware.replace(hour=0, tzinfo=None)
    for ask in (
        lambda: office.due(naive, hours(1)),
        lambda: office.elapsed(aware, naive),
        lambda: office.next_working(naive),
        lambda: office.is_working(naive),
    ):
        with pytest.raises(ValueError, match="2026-10-05 00:00:00 has no time zone"):
            ask()
    with pytest.raises(ValueError, match="cannot be negative"):
        office.due(aware, hours(-1))


def test_a_calendar_that_stopped_working_says_so_instead_of_searching_for_ever() -> None:
    closed = (Closure(date(2026, 10, 6), date.max),)
    hours_of_old = worked("Europe/Berlin", **OFFICE)._hours
    office = WorkingTime(WorkingHours(hours_of_old.zone, hours_of_old.week, closed=closed))
    monday = berlin("2026-10-05 09:00")
    assert office.due(monday, hours(8)) == berlin("2026-10-05 18:00")
    with pytest.raises(NeverWorksError, match="no working hours in all of 2027"):
        office.due(monday, hours(8) + timedelta(microseconds=1))
    with pytest.raises(NeverWorksError, match="no working hours in all of 2027"):
        office.next_working(berlin("2026-10-05 18:00"))
    assert office.elapsed(monday, berlin("2030-01-01 00:00")) == hours(8)
