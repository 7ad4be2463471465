"""Whose clock and whose days off are a person's, and whether they are away."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework import people, quiet
from casework.quiet import Away, Reader
from casework.work import Work
from config.handbook import Absence
from config.periods import parse_period
from config.working_hours import Hours, working_hours
from models.member import Member
from tests.casework.clock_room import KOLKATA, TOMAS, handbook
from tests.casework.room import BEN, BILLING, DANA, DESK, ENGINEERING, INES, MEI, PRIYA, RUTH, Room, seat

NIGHT = parse_period("19:00-08:00")
NEW_YORK = ZoneInfo("America/New_York")
WEEK = working_hours(Hours.model_validate({"time_zone": "UTC", "weekdays": "9-17"}), None)
MEI_IN_NEW_YORK = Reader(MEI, "Mei Tanaka", NEW_YORK, WEEK)


# -- whose days off


@pytest.fixture
def two_calendars(quick_room: Room) -> Room:
    """Engineering works in India, everybody else as the company does."""
    data = handbook().model_dump(exclude_unset=True)
    data["departments"]["engineering"]["hours"] = KOLKATA
    quick_room.handbook = handbook(departments=data["departments"])
    return quick_room


def calendar_of(room: Room, person: str) -> str:
    return room.own(quiet.reader, person).hours.zone.key


@pytest.mark.parametrize(
    ("person", "zone"),
    [
        (PRIYA, "Asia/Kolkata"),
        (MEI, "Europe/Berlin"),
        (DANA, "Europe/Berlin"),
        (INES, "Europe/Berlin"),
        (RUTH, "Europe/Berlin"),
    ],
)
def test_a_person_has_the_days_off_of_where_they_sit_or_the_companys(
    two_calendars: Room, person: str, zone: str
) -> None:
    assert calendar_of(two_calendars, person) == zone


def test_a_lead_has_those_of_the_department_they_lead_wherever_they_sit(two_calendars: Room) -> None:
    two_calendars.own(seat, ENGINEERING, [PRIYA])
    two_calendars.own(seat, BILLING, [MEI, TOMAS])
    assert calendar_of(two_calendars, TOMAS) == "Asia/Kolkata"


def test_who_sits_in_two_has_those_of_the_one_that_the_handbook_names_first(two_calendars: Room) -> None:
    two_calendars.own(seat, BILLING, [PRIYA])
    assert calendar_of(two_calendars, PRIYA) == "Europe/Berlin"


def test_csms_and_managers_have_the_companys_even_where_they_sit_in_a_department(two_calendars: Room) -> None:
    two_calendars.own(seat, ENGINEERING, [PRIYA, RUTH, BEN])
    two_calendars.own(seat, DESK, [DANA, BEN])
    assert calendar_of(two_calendars, RUTH) == calendar_of(two_calendars, BEN) == "Europe/Berlin"


def test_a_channel_that_is_being_asked_about_still_counts(two_calendars: Room) -> None:
    two_calendars.own(lambda work: people.forget_channel(work.session, ENGINEERING))
    assert calendar_of(two_calendars, PRIYA) == "Asia/Kolkata"


# -- whose clock


def test_the_reader_is_as_slack_last_described_them(quick_room: Room) -> None:
    ends = quick_room.clock() + timedelta(days=1)

    def say(work: Work) -> None:
        mei = work.session.get_one(Member, MEI)
        mei.time_zone, mei.away_note, mei.away_until = "Asia/Tokyo", "Out sick", ends

    quick_room.own(say)
    found = quick_room.own(quiet.reader, MEI)
    assert (found.name, found.zone.key) == ("Mei Tanaka", "Asia/Tokyo")
    assert (found.away_note, found.away_until) == ("Out sick", ends)


def test_somebody_never_met_lives_by_utc(quick_room: Room) -> None:
    found = quick_room.own(quiet.reader, "U0NOBODY00")
    assert (found.name, found.zone.key) == ("U0NOBODY00", "UTC")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "America"])
def test_a_zone_that_this_machine_does_not_know_is_utc(quick_room: Room, zone: str) -> None:
    def move(work: Work) -> None:
        work.session.get_one(Member, MEI).time_zone = zone

    quick_room.own(move)
    assert quick_room.own(quiet.reader, MEI).zone.key == "UTC"


# -- days and nights (the properties stand in test_quiet_properties.py)


def test_a_message_waits_for_monday_morning_where_the_reader_is() -> None:
    friday_evening = datetime(2026, 11, 20, 19, 30, tzinfo=NEW_YORK)
    monday = datetime(2026, 11, 23, 8, tzinfo=NEW_YORK)
    found = quiet.free_from(MEI_IN_NEW_YORK, friday_evening, NIGHT)
    assert (found, found.tzinfo) == (monday, UTC)
    assert not quiet.is_free(MEI_IN_NEW_YORK, friday_evening, NIGHT)
    assert quiet.is_free(MEI_IN_NEW_YORK, monday, NIGHT)


def test_a_holiday_counts_by_the_date_where_the_reader_is() -> None:
    """Their Thanksgiving is over when it is Friday in New York, not in London."""
    hours = working_hours(
        Hours.model_validate({"time_zone": "UTC", "weekdays": "9-17", "holidays": "US"}), None
    )
    reader = replace(MEI_IN_NEW_YORK, hours=hours)
    holiday = datetime(2026, 11, 26, 12, tzinfo=NEW_YORK)
    assert quiet.free_from(reader, holiday, NIGHT) == datetime(2026, 11, 27, 8, tzinfo=NEW_YORK)


def test_who_has_no_working_day_in_years_is_told_by_day_all_the_same() -> None:
    closed = Hours.model_validate(
        {"time_zone": "UTC", "weekdays": "9-17", "closed": "2020-01-01 to 2999-01-01"}
    )
    reader = replace(MEI_IN_NEW_YORK, hours=working_hours(closed, None))
    evening = datetime(2026, 11, 20, 19, 30, tzinfo=NEW_YORK)
    assert quiet.free_from(reader, evening, NIGHT) == datetime(2026, 11, 21, 8, tzinfo=NEW_YORK)


# -- away


def absence(first: str, last: str, person: str = MEI) -> Absence:
    return Absence(person=person, first=date.fromisoformat(first), last=date.fromisoformat(last))


CHRISTMAS = [absence("2026-12-21", "2027-01-03")]
UNTIL_JANUARY = Away(date(2027, 1, 3), "Mei Tanaka is away until 3 January")


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("2026-12-20T23:59:59", None),
        ("2026-12-21T00:00:00", UNTIL_JANUARY),
        ("2027-01-02T12:00:00", UNTIL_JANUARY),
        ("2027-01-03T23:59:59", Away(date(2027, 1, 3), "Mei Tanaka is away today")),
        ("2027-01-04T00:00:00", None),
    ],
)
def test_an_absence_lasts_from_its_first_day_through_its_last_where_the_person_is(
    at: str, found: Away | None
) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=NEW_YORK)
    assert quiet.away(MEI_IN_NEW_YORK, moment.astimezone(UTC), CHRISTMAS) == found


def test_somebody_elses_absence_is_not_theirs_and_of_two_the_longer_counts() -> None:
    at = datetime(2026, 12, 21, 12, tzinfo=UTC)
    assert quiet.away(MEI_IN_NEW_YORK, at, [absence("2026-12-01", "2027-01-31", DANA)]) is None
    both = [absence("2026-12-20", "2026-12-23"), *CHRISTMAS]
    assert quiet.away(MEI_IN_NEW_YORK, at, both) == UNTIL_JANUARY


def test_a_status_counts_until_it_ends() -> None:
    ends = datetime(2027, 1, 3, 23, 59, 59, tzinfo=NEW_YORK)
    reader = replace(MEI_IN_NEW_YORK, away_note="Vacationing", away_until=ends.astimezone(UTC))
    assert quiet.away(reader, datetime(2026, 12, 21, 12, tzinfo=UTC), []) == UNTIL_JANUARY
    today = quiet.away(reader, ends - timedelta(hours=1), [])
    assert today == Away(date(2027, 1, 3), "Mei Tanaka is away today")
    assert quiet.away(reader, ends, []) is None


def test_a_status_without_an_end_counts_as_long_as_it_stands() -> None:
    reader = replace(MEI_IN_NEW_YORK, away_note="Out sick")
    assert quiet.away(reader, datetime(2030, 1, 1, tzinfo=UTC), []) == Away(None, "Mei Tanaka is away")
    assert quiet.away(MEI_IN_NEW_YORK, datetime(2030, 1, 1, tzinfo=UTC), []) is None
