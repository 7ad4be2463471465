"""Nobody is disturbed at night or on a day off; a digest is due once a day, wherever the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import quiet
from casework.quiet import Reader
from config.periods import Period, parse_period
from config.working_hours import Hours, working_hours
from tests.casework.calendars import ODD_ZONES, ZONES, changes, hours_of_change

YEARS = range(2025, 2031)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
POLL = 5 * MINUTE
INSTANT = timedelta(microseconds=1)
USUAL, LATE, BRIEF = "19:00-08:00", "00:00-08:00", "02:30-04:00"
NIGHTS = (USUAL, LATE, BRIEF, "19:00-24:00", "22:15-06:30")
OFFICE = {"weekdays": "09:00-17:00", "saturday": "10:00-12:00"}

thorough = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@cache
def living_in(zone: str, *closed: date) -> Reader:
    """They work from Monday to Saturday in Tokyo's calendar, but live where they live."""
    hours = Hours.model_validate({"time_zone": "Asia/Tokyo", "closed": list(map(str, closed)), **OFFICE})
    return Reader("U0READER000", "Rea Der", ZoneInfo(zone), working_hours(hours, None))


# -- an oracle: what the clock on the wall and the calendar beside it say


def is_free(person: Reader, at: datetime, night: str) -> bool:
    here = at.astimezone(person.zone)
    return works_on(person, here.date()) and not is_night(here.time(), night)


def works_on(person: Reader, day: date) -> bool:
    return day.weekday() != 6 and not any(first <= day <= last for first, last in person.hours.closed)


def is_night(at: time, night: str) -> bool:
    begins, ends = night.split("-")
    now = f"{at:%H:%M}"
    if begins < ends:
        return begins <= now < ends
    return now >= begins or now < ends


# -- who is looked at, and when


@cache
def distinct_zones() -> list[str]:
    """One of all those whose clocks always agree in these years."""
    known = {(changes(zone, YEARS), noon(zone)): zone for zone in ZONES}
    return [zone for (changed, _), zone in known.items() if changed]


def noon(zone: str) -> timedelta | None:
    return datetime(2025, 1, 1, 12, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset()


@cache
def days_around(zone: str) -> list[tuple[datetime, datetime]]:
    """The day on which the clock changes, with its day before and after, by the person's midnights."""
    person, hours = living_in(zone), [hour for year in YEARS for hour in hours_of_change(zone, year)]
    return [(quiet.day_begins(person, one - DAY), quiet.next_day_begins(person, one + DAY)) for one in hours]


def polls(begin: datetime, end: datetime, every: timedelta) -> list[datetime]:
    return [begin + n * every for n in range((end - begin) // every + 1)]


@st.composite
def moments(draw: st.DrawFn) -> tuple[Reader, datetime, str]:
    """Somebody anywhere, a moment, often near a change of their clock, and a night."""
    zone = draw(st.sampled_from(ODD_ZONES) | st.sampled_from(ZONES))
    year = draw(st.sampled_from(YEARS))
    near = [*hours_of_change(zone, year), datetime(year, 1, 1, tzinfo=UTC), datetime(year, 7, 1, tzinfo=UTC)]
    at = draw(st.sampled_from(near)) + timedelta(seconds=draw(st.integers(-2 * 86400, 2 * 86400)))
    closed = draw(st.frozensets(st.integers(-1, 4).map(lambda n: (at + n * DAY).date()), max_size=4))
    return living_in(zone, *sorted(closed)), at, draw(st.sampled_from(NIGHTS))


# -- nothing at night


@thorough
@given(moments())
def test_the_first_free_moment_is_free_and_nothing_before_it_is(moment: tuple[Reader, datetime, str]) -> None:
    person, at, night = moment
    found = quiet.free_from(person, at, parse_period(night))
    assert found >= at
    assert found.tzinfo is UTC
    assert is_free(person, found, night)
    assert found == at or not is_free(person, found - INSTANT, night)
    assert not any(is_free(person, one, night) for one in polls(at, found - INSTANT, POLL))


@thorough
@given(moments())
def test_who_waited_need_not_wait_again(moment: tuple[Reader, datetime, str]) -> None:
    person, at, night = moment
    found = quiet.free_from(person, at, parse_period(night))
    assert quiet.free_from(person, found, parse_period(night)) == found


def test_nobody_anywhere_is_disturbed_at_night_around_any_change_of_the_clock() -> None:
    """A message that comes up at any quarter of an hour goes out when nobody sleeps."""
    count = 0
    for zone in distinct_zones():
        person = living_in(zone)
        for n, (begin, end) in enumerate(days_around(zone)):
            night = NIGHTS[n % len(NIGHTS)]
            period = parse_period(night)
            for at in polls(begin, end, 15 * MINUTE):
                found = quiet.free_from(person, at, period)
                assert is_free(person, found, night), (zone, at, night)
                assert (found == at) == is_free(person, at, night), (zone, at, night)
            count += 1
    assert count > 300


# -- one digest a day


SOME_HOURS = [
    (USUAL, time(8, 30)),
    (USUAL, time(8)),
    (LATE, time(23, 30)),
    (LATE, time(23)),
    (BRIEF, time(0)),
    (BRIEF, time(0, 30)),
    (BRIEF, time(1, 30)),
    ("04:00-04:30", time(2, 30)),
]


def digests(person: Reader, at: list[datetime], hour: time, night: Period) -> list[datetime]:
    """When each is sent, in the person's time; the row is a set of dates."""
    sent: dict[date, datetime] = {}
    for moment in at:
        day = quiet.day_of(person, moment)
        if day not in sent and quiet.is_digest_time(person, moment, hour, night):
            sent[day] = moment.astimezone(person.zone)
    return list(sent.values())


@pytest.mark.parametrize(("night", "hour"), SOME_HOURS)
def test_a_digest_is_due_once_each_working_day_around_every_change_of_the_clock(
    night: str, hour: time
) -> None:
    for zone in distinct_zones():
        person = living_in(zone)
        for begin, end in days_around(zone):
            sent = digests(person, polls(begin, end - INSTANT, POLL), hour, parse_period(night))
            first = quiet.day_of(person, begin)
            days = [first + n * DAY for n in range((quiet.day_of(person, end - INSTANT) - first).days + 1)]
            assert [one.date() for one in sent] == [day for day in days if works_on(person, day)], zone
            assert all(is_on_time(one, hour) and not is_night(one.time(), night) for one in sent), zone


def is_on_time(sent: datetime, hour: time) -> bool:
    """At the next poll; in a day whose clock is put forward meanwhile, within those that it skips."""
    midnight = datetime.combine(sent, time())
    late = sent.replace(tzinfo=None, fold=0) - datetime.combine(sent, hour)
    skipped = max(_offset(sent, midnight + DAY) - _offset(sent, midnight), timedelta(0))
    return -skipped <= late < skipped + POLL if skipped else timedelta(0) <= late < POLL


def _offset(sent: datetime, wall: datetime) -> timedelta:
    return wall.replace(tzinfo=sent.tzinfo).utcoffset() or timedelta(0)


@thorough
@given(moments(), st.integers(0, 20 * 60).map(lambda minutes: minutes * MINUTE))
def test_after_a_downtime_the_digest_comes_the_same_day_or_not_at_all(
    moment: tuple[Reader, datetime, str], downtime: timedelta
) -> None:
    person, at, _ = moment
    back = at + downtime
    sent = digests(person, polls(back, back + DAY, POLL), time(8, 30), parse_period(USUAL))
    assert [one.date() for one in sent] == sorted({one.date() for one in sent})
    for one in sent:
        assert works_on(person, one.date())
        assert time(8, 30) <= one.time() < time(19)


# -- the bounds of a day


@thorough
@given(moments())
def test_a_day_begins_when_its_date_first_stands_on_the_wall(moment: tuple[Reader, datetime, str]) -> None:
    person, at, _ = moment
    begins, ends = quiet.day_begins(person, at), quiet.next_day_begins(person, at)
    today = quiet.day_of(person, at)
    assert begins <= at < ends
    assert begins.tzinfo is UTC
    assert (quiet.day_of(person, begins), quiet.day_of(person, begins - INSTANT)) == (today, today - DAY)
    assert (quiet.day_of(person, ends), quiet.day_of(person, ends - INSTANT)) == (today + DAY, today)
