"""When a person may be disturbed: in their day, not at night, not on a day off, not while they are away."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import col, select

from casework.calendars import working_time
from casework.work import Work
from casework.working_time import NOTHING, NeverWorksError
from config.handbook import Absence
from config.periods import Period
from config.working_hours import WorkingHours
from models.member import Channel, ChannelMember, Member

MIDNIGHT = time()
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reader:
    """Somebody who gets direct messages: the clock on their wall, and the calendar of their days off."""

    user_id: str
    name: str
    zone: ZoneInfo
    hours: WorkingHours
    away_note: str = ""
    """What their Slack status says, while it says that they are away."""
    away_until: datetime | None = None


@dataclass(frozen=True)
class Away:
    note: str
    """In words, beginning with the name: “Sam Carter is away until 3 January”."""


def reader(work: Work, user_id: str) -> Reader:
    """The person as last heard of. Their days off are their department's; the company's for everybody else."""
    member = work.session.get(Member, user_id)
    return Reader(
        user_id,
        member.name if member else user_id,
        _zone(member.time_zone if member else "UTC"),
        work.handbook.hours_of(_department(work, user_id)),
        member.away_note if member else "",
        member.away_until if member else None,
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _department(work: Work, user_id: str) -> str | None:
    """The first of the handbook that the person leads or sits with."""
    seats = select(ChannelMember.channel).join(Channel, col(Channel.id) == col(ChannelMember.channel))
    channels = set(work.session.exec(seats.where(col(ChannelMember.user_id) == user_id)))
    for key, department in work.handbook.departments.items():
        if user_id in department.leads or department.channel in channels:
            return key
    return None


def free_from(person: Reader, at: datetime, night: Period) -> datetime:
    """The first moment from ``at`` on, in UTC, at which the person may get a message.

    A calendar without a single working day in a year holds nobody back.
    """
    try:
        return working_time(_awake(person, night)).next_working(at)
    except NeverWorksError:
        return at.astimezone(UTC)


def _awake(person: Reader, night: Period) -> WorkingHours:
    """Their own working days, from the end of the night to its beginning, by the clock on their wall."""
    if night.ends > DAY:
        stretches = [Period(night.ends - DAY, night.begins)]
    else:
        stretches = [Period(NOTHING, night.begins), Period(night.ends, DAY)]
    day = tuple(one for one in stretches if one.begins < one.ends)
    week = tuple(day if periods else () for periods in person.hours.week)
    return WorkingHours(person.zone, week, person.hours.holidays, person.hours.closed)


def is_free(person: Reader, at: datetime, night: Period) -> bool:
    return free_from(person, at, night) <= at


def day_of(person: Reader, at: datetime) -> date:
    return at.astimezone(person.zone).date()


def day_begins(person: Reader, at: datetime) -> datetime:
    """The midnight before, in UTC."""
    return _midnight(person, day_of(person, at))


def next_day_begins(person: Reader, at: datetime) -> datetime:
    return _midnight(person, day_of(person, at) + DAY)


def _midnight(person: Reader, day: date) -> datetime:
    return datetime.combine(day, MIDNIGHT, tzinfo=person.zone).astimezone(UTC)


def is_digest_time(person: Reader, at: datetime, digest_at: time, night: Period) -> bool:
    """From the digest's hour on, on a working day of theirs, until their night."""
    return at.astimezone(person.zone).time() >= digest_at and is_free(person, at, night)


def away(person: Reader, at: datetime, absences: list[Absence]) -> Away | None:
    """By the handbook, in the person's own days, or by their Slack status."""
    today = day_of(person, at)
    for one in absences:
        if one.person == person.user_id and one.first <= today <= one.last:
            return Away(f"{person.name} is away until {one.last:%-d %B}")
    if person.away_note and (person.away_until is None or person.away_until > at):
        return Away(f"{person.name} is away")
    return None
