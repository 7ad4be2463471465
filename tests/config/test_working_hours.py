"""The handbook's ``hours``: what a business person may write, and a sentence for every mistake in it."""

import subprocess
import sys
import tomllib
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.periods import ROUND_THE_CLOCK, parse_period
from config.public_holidays import Country, public_holidays
from config.wording import written
from config.working_hours import ALWAYS, Hours, WorkingHours, working_hours

BERLIN = 'time_zone = "Europe/Berlin"\n'
OFFICE = BERLIN + 'weekdays = ["09:00-17:00"]\n'


def section(text: str) -> Hours:
    return Hours.model_validate(tomllib.loads(text))


def calendar(text: str, company: str | None = None) -> WorkingHours:
    return working_hours(section(text), None if company is None else section(company))


def week(text: str) -> list[str]:
    return [" ".join(str(period) for period in day) for day in calendar(BERLIN + text).week]


def problems(text: str | dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ValidationError) as raised:
        Hours.model_validate(tomllib.loads(text) if isinstance(text, str) else text)
    return {
        ".".join(map(str, problem["loc"])): problem["msg"].removeprefix("Value error, ")
        for problem in raised.value.errors()
    }


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ('weekdays = ["09:00-12:30", "13:30-18:00"]', [*["09:00-12:30 13:30-18:00"] * 5, "", ""]),
        ('weekdays = "9-17"\nfriday = "9:00 – 15:00"', [*["09:00-17:00"] * 4, "09:00-15:00", "", ""]),
        ('weekdays = "9-17"\nfriday = []\nsunday = "9-17"', [*["09:00-17:00"] * 4, "", "", "09:00-17:00"]),
        ('weekend = "22:00-06:00"', ["", "", "", "", "", "22:00-06:00", "22:00-06:00"]),
        ('monday = ["20-22", "8-12"]', ["08:00-12:00 20:00-22:00", *[""] * 6]),
        ('monday = "20-0"\ntuesday = "00:00-24:00"', ["20:00-24:00", "00:00-24:00", *[""] * 5]),
    ],
)
def test_a_week_is_written_as_it_is_spoken(text: str, means: list[str]) -> None:
    assert week(text) == means


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ('"17:00"', '"17:00" is not a period of a day; write "09:00-17:30"'),
        ('"9.30-17.00"', '"9.30-17.00" is not a period of a day; write "09:00-17:30"'),
        ("9", '9 is not a period of a day; write "09:00-17:30"'),
        ('"9-25"', '"9-25" names a time that no clock shows; a day goes from 00:00 to 24:00'),
        ('"9:60-12"', '"9:60-12" names a time that no clock shows; a day goes from 00:00 to 24:00'),
        ('"9-24:01"', '"9-24:01" names a time that no clock shows; a day goes from 00:00 to 24:00'),
        ('"09:00-09:00"', '"09:00-09:00" has no length; a whole day is "00:00-24:00"'),
        ('"24:00-02:00"', '"24:00-02:00" has no length; a whole day is "00:00-24:00"'),
    ],
)
def test_a_period_that_is_none_is_refused(period: str, sentence: str) -> None:
    assert problems(BERLIN + f"monday = [{period}]") == {"monday.0": sentence}


def test_nine_to_five_is_not_taken_for_a_night_shift() -> None:
    with pytest.raises(ValueError, match='next morning; write "09:00-17:00" or "09:00-05:00"'):
        parse_period("9-5")
    assert str(parse_period("09:00-05:00")) == "09:00-05:00"
    assert str(parse_period("22-6")) == "22:00-06:00"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('monday = ["09:00-12:30", "12:00-18:00"]', "monday 09:00-12:30 and monday 12:00-18:00 overlap"),
        ('monday = "22-6"\ntuesday = "5-13"', "monday 22:00-06:00 and tuesday 05:00-13:00 overlap"),
        ('sunday = "22-6"\nmonday = "5-13"', "sunday 22:00-06:00 and monday 05:00-13:00 overlap"),
        ('weekdays = ["9-17", "9-17"]', "monday 09:00-17:00 and monday 09:00-17:00 overlap"),
    ],
)
def test_periods_that_overlap_are_refused(text: str, sentence: str) -> None:
    assert problems(BERLIN + text) == {"": sentence}


def test_periods_that_touch_are_welcome() -> None:
    assert week('weekdays = ["6-14", "14-22", "22-6"]')[0] == "06:00-14:00 14:00-22:00 22:00-06:00"


@pytest.mark.parametrize(
    ("zone", "advice"),
    [
        ("Berlin", "; did you mean Europe/Berlin?"),
        ("europe/berlin", "; did you mean Europe/Berlin or Europe/Dublin?"),
        ("Europe/Belrin", "; did you mean Europe/Berlin or Europe/Dublin?"),
        ("new york", "; did you mean America/New_York?"),
        ("Australia/Sidney", "; did you mean Australia/Sydney?"),
        ("", '; write "Europe/Berlin", for example'),
        ("../../etc/passwd", '; write "Europe/Berlin", for example'),
        ("localtime", '; write "Europe/Berlin", for example'),
        ("The moon", '; write "Europe/Berlin", for example'),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest(zone: str, advice: str) -> None:
    assert problems({"time_zone": zone}) == {"time_zone": f"{written(zone)} is not a time zone{advice}"}


def test_a_zone_that_is_no_text_is_refused() -> None:
    assert problems({"time_zone": 1}) == {
        "time_zone": '1 is not a time zone; write "Europe/Berlin", for example'
    }


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ('"DE"', [Country("DE")]),
        ('"DE-BY"', [Country("DE", "BY")]),
        ('"Germany-Bayern"', [Country("DE", "BY")]),
        ('["us-ca", "United Kingdom"]', [Country("US", "CA"), Country("GB")]),
        ('"DE-Baden-Württemberg"', [Country("DE", "BW")]),
        ("[]", []),
    ],
)
def test_holidays_are_named_by_country_and_region(text: str, countries: list[Country]) -> None:
    assert list(calendar(OFFICE + f"holidays = {text}").holidays) == countries


@pytest.mark.parametrize(
    ("country", "sentence"),
    [
        ("Germny", '"Germny" is not a country whose holidays are known; did you mean DE (Germany)?'),
        (
            "Nigera",
            '"Nigera" is not a country whose holidays are known; did you mean NG (Nigeria) or NE (Niger)?',
        ),
        ("XX", '"XX" is not a country whose holidays are known; write its code, "DE" for example'),
        ("", '"" is not a country whose holidays are known; write its code, "DE" for example'),
        ("GB-XX", 'United Kingdom has no region "XX" with holidays of its own; it has ENG, NIR, SCT, WLS'),
        ("AF-KAB", 'Afghanistan has no region "KAB" with holidays of its own; write "AF" alone'),
    ],
)
def test_an_unknown_country_or_region_is_refused_with_known_ones(country: str, sentence: str) -> None:
    assert problems({"holidays": country}) == {"holidays.0": sentence}


def test_a_country_that_is_no_text_is_refused() -> None:
    assert problems({"holidays": [7]}) == {
        "holidays.0": '7 is not a country; write "DE", or "DE-BY" with its region'
    }


def test_holidays_do_not_depend_on_which_year_was_asked_before() -> None:
    """New Year's Day of 2022 was a Saturday, made up for on the Friday before."""
    assert date(2021, 12, 31) in public_holidays(Country("US"), 2021)
    assert {day.year for day in public_holidays(Country("US"), 2021)} == {2021}
    assert date(2026, 1, 6) in public_holidays(Country("DE", "BY"), 2026)
    assert date(2026, 1, 6) not in public_holidays(Country("DE"), 2026)


def test_days_off_are_holidays_and_closed_days() -> None:
    hours = calendar(
        OFFICE + 'holidays = "DE"\nclosed = ["2026-12-24", 2026-12-28, "2026-12-30 to 2027-01-04"]'
    )
    days = [date(2026, 12, 21) + timedelta(days=n) for n in range(16)]
    assert [day.day for day in days if hours.periods_on(day)] == [21, 22, 23, 29, 5]


def test_one_closed_day_needs_no_list() -> None:
    assert not calendar(OFFICE + "closed = 2026-12-28").periods_on(date(2026, 12, 28))


NO_DAY = 'is not a day; write "2026-12-24", or "2026-12-24 to 2026-12-31"'


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ('"2026-02-30"', f'"2026-02-30" {NO_DAY}'),
        ('"Christmas"', f'"Christmas" {NO_DAY}'),
        ("2026-12-24T09:00:00", f'"2026-12-24 09:00:00" {NO_DAY}'),
        ("12", f"12 {NO_DAY}"),
        ('"2026-12-31 to 2026-12-24"', '"2026-12-31 to 2026-12-24" ends before it begins'),
    ],
)
def test_a_closed_day_that_is_none_is_refused(day: str, sentence: str) -> None:
    assert problems(f"closed = [2026-12-24, {day}]") == {"closed.1": sentence}


def test_every_mistake_is_named_at_once() -> None:
    said = problems(
        'time_zone = "Berln"\nlunch = "12-13"\nmonday = ["x", "y"]\nholidays = "XX"\nclosed = "z"'
    )
    assert sorted(said) == ["closed.0", "holidays.0", "lunch", "monday.0", "monday.1", "time_zone"]


@pytest.mark.parametrize("value", ["sometimes", 3, []])
def test_hours_are_a_section_or_always(value: object) -> None:
    with pytest.raises(ValidationError, match='are no hours; write "always", or a section with time_zone'):
        Hours.model_validate(value)
    assert working_hours(Hours.model_validate("always"), None) == ALWAYS
    assert working_hours(None, None) == ALWAYS


COMPANY = OFFICE + 'friday = "9-14"\nholidays = "DE"\nclosed = [2026-12-24]'


def test_a_department_takes_from_the_company_what_it_leaves_out() -> None:
    company = calendar(COMPANY)
    assert working_hours(None, section(COMPANY)) == company
    tokyo = calendar('time_zone = "Asia/Tokyo"\nholidays = "JP"', COMPANY)
    assert (tokyo.zone.key, tokyo.holidays) == ("Asia/Tokyo", (Country("JP"),))
    assert (tokyo.week, tokyo.closed) == (company.week, company.closed)
    assert calendar("holidays = []\nclosed = []", COMPANY) == calendar(OFFICE + 'friday = "9-14"')


def test_who_names_a_day_names_the_week() -> None:
    early = calendar('weekdays = "6-14"', COMPANY)
    assert early.week == calendar(BERLIN + 'weekdays = "6-14"').week
    assert calendar('monday = "6-14"', COMPANY).week[1:] == ((),) * 6


def test_always_needs_no_zone_and_keeps_no_holidays_whatever_the_company_does() -> None:
    always = working_hours(Hours.model_validate("always"), section(COMPANY))
    assert (always.week, always.holidays, always.closed) == (ROUND_THE_CLOCK, (), ())
    office = working_hours(section(OFFICE), Hours.model_validate("always"))
    assert office == calendar(OFFICE)


@pytest.mark.parametrize(
    ("own", "company", "sentence"),
    [
        ('weekdays = "9-17"', "", "the time zone is missing; write time_zone = "),
        ('weekdays = "9-17"', "always", "the time zone is missing; write time_zone = "),
        (BERLIN, "", "no day has hours; write weekdays = "),
        ("", 'holidays = "DE"', "no day has hours; write weekdays = "),
        ('holidays = "DE"', "always", "the time zone is missing; write time_zone = "),
    ],
)
def test_a_calendar_without_zone_or_days_is_refused(own: str, company: str, sentence: str) -> None:
    other = Hours.model_validate("always") if company == "always" else section(company)
    with pytest.raises(ValueError, match=sentence):
        working_hours(section(own), other)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ('monday = "9-17"', True),
        ("weekdays = []", False),
        ('weekdays = "9-17"\nclosed = "2026-01-01 to 2027-12-31"', False),
        ('weekdays = "9-17"\nclosed = "2026-01-01 to 2027-06-30"', True),
        ('monday = "9-17"\nclosed = "2026-10-06 to 2030-12-31"', True),
    ],
)
def test_a_calendar_that_never_works_in_the_coming_year_is_known(text: str, *, works: bool) -> None:
    assert calendar(BERLIN + text).works_in_the_year_from(date(2026, 10, 5)) is works


@given(st.text(), st.text(), st.text(), st.text())
def test_any_text_is_hours_or_a_sentence(zone: str, period: str, country: str, day: str) -> None:
    written = {"time_zone": zone, "monday": period, "holidays": country, "closed": [day]}
    assert "time_zone" in problems(written)


def test_the_library_of_holidays_is_not_loaded_for_those_who_name_no_country() -> None:
    program = (
        "import sys; from config.working_hours import Hours, working_hours;"
        "hours = working_hours(Hours.model_validate({'time_zone': 'UTC', 'weekdays': '9-17'}), None);"
        "import datetime; hours.periods_on(datetime.date(2026, 10, 5)); sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ('weekdays = ["9-12:30", "13:30-18"]\nfriday = "9-14"', 8),
        ('monday = "8-12"\ntuesday = "8-17"', 9),
        ('weekend = "22-6"', 8),
        ('weekdays = "0-24"\nweekend = "0-24"', 24),
        ("weekdays = []", 0),
    ],
)
def test_a_working_day_is_as_long_as_most_of_them(text: str, length: int) -> None:
    assert calendar(BERLIN + text).working_day == timedelta(hours=length)
