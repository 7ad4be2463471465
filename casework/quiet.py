"""When a person may be disturbed: in their day, not at night, not on a day off, not while they are away."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework.calendars import working_time
from casework.work import Work
from casework.working_time import DAY, NOTHING, SECOND, NeverWorksError
from config.handbook import Absence, Handbook
from config.periods import ROUND_THE_CLOCK, Period
from config.working_hours import WorkingHours
from models.member import ChannelMember, Member

NEEDS_NO_YEAR = 300 * DAY
_ANY_ZONE = range(-26 * 60 * 60, 26 * 60 * 60)
"""So many seconds from midnight in UTC lies midnight everywhere."""
_SEATS = select(ChannelMember.channel).where(col(ChannelMember.user_id) == bindparam("user"))


@dataclass(frozen=True)
class Reader:
    """Somebody who gets direct messages: the clock on their wall, and the calendar of their days off."""

    user_id: str
    name: str
    zone: ZoneInfo
    hours: WorkingHours
    """Its days count, not its zone: they are the dates of the reader's own clock."""
    away_note: str = ""
    """What their Slack status says, while it says that they are away."""
    away_until: datetime | None = None


@dataclass(frozen=True)
class Away:
    until: date | None
    """The last day, by the person's own clock; None when nobody knows."""
    note: str
    """In words, beginning with the name: “Sam Carter is away until 3 January”."""


# -- who reads


def reader(work: Work, user_id: str) -> Reader:
    """The person as last heard of: somebody never met lives by UTC."""
    member = work.session.get(Member, user_id)
    seats = set(work.session.exec(_SEATS, params={"user": user_id}))
    hours = work.handbook.hours_of(_department(work.handbook, user_id, seats))
    if member is None:
        return Reader(user_id, user_id, zone_called("UTC"), hours)
    zone = zone_called(member.time_zone)
    return Reader(user_id, member.name, zone, hours, member.away_note, member.away_until)


def _department(handbook: Handbook, user_id: str, seats: set[str]) -> str | None:
    """Whose days off they have: of the department they lead, or sit in; CSMs and managers the company's."""
    led = [key for key in handbook.departments if user_id in handbook.leads_of(key)]
    if led:
        return led[0]
    if user_id in handbook.managers or handbook.desk.channel in seats:
        return None
    own = (key for key, department in handbook.departments.items() if department.channel in seats)
    return next(own, None)


def zone_called(name: str) -> ZoneInfo:
    """Slack may know a zone that this machine does not."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return ZoneInfo("UTC")


# -- their day and their night


def free_from(person: Reader, at: datetime, night: Period) -> datetime:
    """The first moment from ``at`` on, in UTC, that is neither night nor a day off where the person is.

    For somebody who has not one working day in a year, days off do not count; nights always do.
    """
    try:
        return working_time(_waking(person, night)).next_working(at)
    except NeverWorksError:
        everyday = replace(person, hours=WorkingHours(person.zone, ROUND_THE_CLOCK))
        return working_time(_waking(everyday, night)).next_working(at)


def _waking(person: Reader, night: Period) -> WorkingHours:
    """Their working days without the nights, by the clock on their wall."""
    before, after = Period(max(night.ends - DAY, NOTHING), night.begins), Period(night.ends, DAY)
    day = tuple(one for one in (before, after) if one.begins < one.ends)
    hours = person.hours
    week = tuple(day if periods else () for periods in hours.week)
    return WorkingHours(person.zone, week, hours.holidays, hours.closed)


def is_free(person: Reader, at: datetime, night: Period) -> bool:
    return free_from(person, at, night) <= at


def day_of(person: Reader, at: datetime) -> date:
    return at.astimezone(person.zone).date()


def day_begins(person: Reader, at: datetime) -> datetime:
    """In UTC, the first moment of the person's day: midnight, or later where the clock skips it."""
    return _beginning(person.zone, day_of(person, at))


def next_day_begins(person: Reader, at: datetime) -> datetime:
    return _beginning(person.zone, day_of(person, at) + DAY)


def _beginning(zone: ZoneInfo, day: date) -> datetime:
    midnight = datetime.combine(day, time(), UTC)
    return midnight + SECOND * _ANY_ZONE[bisect_left(_ANY_ZONE, day, key=lambda n: _date(zone, midnight, n))]


def _date(zone: ZoneInfo, midnight: datetime, seconds: int) -> date:
    return (midnight + SECOND * seconds).astimezone(zone).date()


def is_digest_time(person: Reader, at: datetime, digest_at: time, night: Period) -> bool:
    """From the digest's hour on, on a working day of theirs, until their night.

    An hour that the clock shows twice counts from the first time on. One that it skips counts once it is
    over, or an hour earlier if the day ends with it.
    """
    here = at.astimezone(person.zone)
    hour = datetime.combine(here, digest_at, person.zone)
    if day_of(person, hour.astimezone(UTC)) != here.date():
        hour = hour.replace(fold=1)
    has_come = here.time() >= digest_at or at >= hour.astimezone(UTC)
    return has_come and is_free(person, at, night)


# -- whether they are there


def away(person: Reader, at: datetime, absences: Sequence[Absence]) -> Away | None:
    """By the handbook, in the person's own days with the last one included, or by their Slack status."""
    today = day_of(person, at)
    mine = (one for one in absences if one.person == person.user_id)
    last_days = [one.last for one in mine if one.first <= today <= one.last]
    if last_days:
        return _away(person, today, max(last_days))
    if not person.away_note or (person.away_until is not None and person.away_until <= at):
        return None
    return _away(person, today, day_of(person, person.away_until - SECOND) if person.away_until else None)


def _away(person: Reader, today: date, until: date | None) -> Away:
    if until is None:
        return Away(None, f"{person.name} is away")
    if until <= today:
        return Away(until, f"{person.name} is away today")
    year = f" {until.year}" if until - today > NEEDS_NO_YEAR else ""
    return Away(until, f"{person.name} is away until {until.day} {until:%B}{year}")
