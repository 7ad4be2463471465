"""What the oracle knows of the company: walls, lengths, nights and days off, in plain minutes."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.timelapse.company import (
    AWAY,
    BERLIN,
    BY_ID,
    DEPARTMENTS,
    DIGEST,
    ENGINEERING_CLOSED,
    GOLD_ACCEPT,
    HOLIDAY,
    KOLKATA,
    LEADS,
    LEGAL_CLOSED,
    LEGAL_PROGRESS,
    MANAGERS,
    NEW_YORK,
    PEOPLE,
    SEVERITIES,
    TIMES,
    Person,
)
from tests.timelapse.wall import Span, Wall

WEEKDAYS, WEEKEND = range(5), range(5, 7)


def _weekdays(*spans: Span) -> dict[int, tuple[Span, ...]]:
    return dict.fromkeys(WEEKDAYS, spans)


COMPANY = Wall(BERLIN, _weekdays((540, 750), (810, 1080)), {HOLIDAY})
WALLS = {
    "billing": COMPANY,
    "engineering": Wall(KOLKATA, _weekdays((570, 1110)), {ENGINEERING_CLOSED}),
    "logistics": Wall(BERLIN, dict.fromkeys(range(7), ((0, 1440),))),
    "legal": Wall(NEW_YORK, _weekdays((540, 1020)), {LEGAL_CLOSED}),
    "support": Wall(NEW_YORK, _weekdays((480, 1200)) | dict.fromkeys(WEEKEND, ((600, 840),))),
    "field": Wall(KOLKATA, _weekdays((1320, 1800))),
}
WORKING_DAY = {
    None: 480, "billing": 480, "engineering": 540, "logistics": 1440,
    "legal": 480, "support": 720, "field": 480,
}  # fmt: skip
"""Minutes."""


ROUND_THE_CLOCK = Wall("UTC", dict.fromkeys(range(7), ((0, 24 * 60),)))


def wall(department: str | None) -> Wall:
    return WALLS[department] if department else COMPANY


def minutes(kind: str, severity: str, tier: str, department: str | None) -> int:
    """How long a promise may take, by the department's word, then the tier's, then the company's."""
    lengths = TIMES["decide" if kind == "answer" else kind]
    if tier == "gold" and kind == "accept":
        lengths = GOLD_ACCEPT
    if department == "legal" and kind == "progress":
        lengths = LEGAL_PROGRESS
    text = lengths[SEVERITIES.index(severity)]
    unit = {"m": 1, "h": 60, "d": WORKING_DAY[department]}[text[-1]]
    return int(text[:-1]) * unit


def _waking(person: Person) -> Wall:
    """From eight to seven where the person lives, on the days on which there is work where they sit."""
    leads = [key for key in DEPARTMENTS if person.user_id in LEADS[key]]
    sits_in = (leads or [person.sits_in])[0]
    days = wall(sits_in if sits_in in WALLS else None)
    week = {day: ((480, 1140),) for day in range(7) if days.week.get(day)}
    return Wall(person.zone, week, days.off)


WAKING = {one.user_id: _waking(one) for one in PEOPLE}


def is_away(person: str, at: datetime) -> bool:
    today = WAKING[person].date(at)
    return any(who == person and first <= today <= last for who, first, last in AWAY)


def day_of(person: str, at: datetime) -> date:
    return WAKING[person].date(at)


READERS = list(dict.fromkeys([*MANAGERS, *(lead for leads in LEADS.values() for lead in leads)]))
"""Of digests."""


@cache
def digest_time(reader: str, day: date) -> datetime:
    """The first moment of the day at which the reader's clock shows the hour or a later one."""
    zone = ZoneInfo(BY_ID[reader].zone)
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    while (here := at.astimezone(zone)).date() < day or here.hour * 60 + here.minute < DIGEST:
        at += timedelta(minutes=1)
    return at


@cache
def digest_times() -> list[datetime]:
    """Of all readers, in the month of the story."""
    days = [date(2026, 10, 15) + timedelta(days=n) for n in range(40)]
    return sorted({digest_time(reader, day) for reader in READERS for day in days})


def has_a_digest(since: datetime, until: datetime) -> bool:
    return any(since < at <= until for at in digest_times())
