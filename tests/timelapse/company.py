"""A company on three continents: six departments, their people, and the handbook they wrote.

What the oracle knows of it is written down a second time, in plain minutes; the product reads the handbook.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlmodel import select

from casework import customers, people
from casework.work import Work
from config.handbook import Handbook
from models.member import Channel, Member, Standing
from tests.timelapse.wall import Span, Wall

BERLIN, NEW_YORK, KOLKATA = "Europe/Berlin", "America/New_York", "Asia/Kolkata"
LOS_ANGELES = "America/Los_Angeles"
"""Only a manager lives there: it is the next day in UTC before he goes home."""
SEVERITIES = ("critical", "high", "normal", "low")
DESK = "C0DESK00001"

HOLIDAY = date(2026, 10, 26)
"""Austria's national day, a Monday, the day after Europe's clocks go back: the company keeps it."""
LEGAL_CLOSED = date(2026, 10, 30)
"""A Friday, before New York's clocks go back."""
ENGINEERING_CLOSED = date(2026, 10, 28)

TIMES = {
    "accept": ("20m", "1h", "4h", "1d"),
    "progress": ("1h", "3h", "6h", "2d"),
    "resume": ("30m", "1h", "3h", "1d"),
    "decide": ("20m", "1h", "4h", "1d"),
    "tell": ("30m", "2h", "4h", "1d"),
}
"""By severity, the most urgent first."""
GOLD_ACCEPT = ("16m", "30m", "2h", "4h")
LEGAL_PROGRESS = ("2d", "2d", "2d", "2d")


@dataclass(frozen=True)
class Person:
    user_id: str
    zone: str
    sits_in: str
    """The key of a department; ``desk`` for CSMs; empty for managers."""

    @property
    def name(self) -> str:
        return self.user_id.removeprefix("U0").rstrip("0").title()


def _person(name: str, zone: str, sits_in: str = "") -> Person:
    return Person(f"U0{name.upper():0<9}", zone, sits_in)


PEOPLE = [
    _person("dana", BERLIN, "desk"), _person("ben", NEW_YORK, "desk"), _person("ines", KOLKATA, "desk"),
    _person("ruth", BERLIN), _person("max", LOS_ANGELES),
    _person("sam", BERLIN, "billing"), _person("mei", BERLIN, "billing"), _person("luc", NEW_YORK, "billing"),
    _person("tomas", KOLKATA, "engineering"), _person("priya", KOLKATA, "engineering"),
    _person("uli", BERLIN, "engineering"), _person("arun", KOLKATA, "engineering"),
    _person("noor", BERLIN, "logistics"), _person("hugo", KOLKATA, "logistics"),
    _person("jonas", NEW_YORK, "legal"), _person("eve", NEW_YORK, "legal"),
    _person("gil", NEW_YORK, "support"), _person("carla", NEW_YORK, "support"),
    _person("pia", BERLIN, "support"),
    _person("ravi", KOLKATA, "field"), _person("asha", KOLKATA, "field"),
]  # fmt: skip
BY_ID = {one.user_id: one for one in PEOPLE}
CSMS = [one.user_id for one in PEOPLE if one.sits_in == "desk"]
MANAGERS = [one.user_id for one in PEOPLE if not one.sits_in]
LEADS = {
    "billing": ["U0SAM000000"],
    "engineering": ["U0TOMAS0000"],
    "logistics": ["U0NOOR00000"],
    "legal": [],
    "support": ["U0GIL000000", "U0CARLA0000"],
    "field": ["U0RAVI00000"],
}
DEPARTMENTS = list(LEADS)
LAZY = ("logistics", "legal", "field")
CHANNELS = {"desk": DESK} | {key: f"C0{key.upper():0<9}" for key in DEPARTMENTS}
MEMBERS = {key: [one.user_id for one in PEOPLE if one.sits_in == key] for key in DEPARTMENTS}
AWAY = [
    ("U0TOMAS0000", date(2026, 10, 22), date(2026, 10, 23)),
    ("U0MEI000000", date(2026, 10, 27), date(2026, 10, 29)),
    ("U0RUTH00000", date(2026, 10, 27), date(2026, 10, 27)),
    ("U0CARLA0000", date(2026, 10, 23), date(2026, 10, 27)),
]
MOST_A_DAY = 4
DIGEST = 8 * 60 + 30
"""The minute of the reader's day."""
CUSTOMERS = [("Brightwater Foods", "gold"), ("Cedar Valley Dairy", "standard"), ("Fjordlab", "standard")]

# -- as the handbook says it


def _by_severity(lengths: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(SEVERITIES, lengths, strict=True))


_PLAIN = {"holidays": [], "closed": []}
_HOURS = {
    "engineering": {"time_zone": KOLKATA, "weekdays": ["09:30-18:30"], "holidays": [],
                    "closed": [str(ENGINEERING_CLOSED)]},
    "logistics": "always",
    "legal": {"time_zone": NEW_YORK, "weekdays": ["09:00-17:00"], "holidays": [],
              "closed": [str(LEGAL_CLOSED)]},
    "support": {"time_zone": NEW_YORK, "weekdays": ["08:00-20:00"], "weekend": ["10:00-14:00"], **_PLAIN},
    "field": {"time_zone": KOLKATA, "weekdays": ["22:00-06:00"], **_PLAIN},
}  # fmt: skip


def handbook() -> Handbook:
    """Billing has the company's own hours."""
    departments = {key: _department(key) for key in DEPARTMENTS}
    promises = {kind: _by_severity(lengths) for kind, lengths in TIMES.items()}
    return Handbook.model_validate({
        "company": "Meridian Pumps",
        "default_department": "support",
        "tiers": ["gold", "standard"],
        "desk": {"channel": DESK},
        "departments": departments,
        "managers": MANAGERS,
        "customers": [{"name": name, "tier": tier} for name, tier in CUSTOMERS],
        "hours": {"time_zone": BERLIN, "weekdays": ["09:00-12:30", "13:30-18:00"], "holidays": "AT"},
        "promises": {**promises, "tiers": {"gold": {"accept": _by_severity(GOLD_ACCEPT)}}},
        "ladder": {"most_a_day": MOST_A_DAY},
        "away": [{"person": person, "first": first, "last": last} for person, first, last in AWAY],
    })  # fmt: skip


def _department(key: str) -> dict[str, object]:
    known: dict[str, object] = {"name": key.title(), "channel": CHANNELS[key], "leads": LEADS[key]}
    if key in _HOURS:
        known["hours"] = _HOURS[key]
    if key == "legal":
        known["promises"] = {"progress": LEGAL_PROGRESS[0]}
    return known


def move_in(work: Work) -> None:
    """Everybody in their channels, and the customers that the handbook names."""
    customers.adopt_handbook(work)
    for one in PEOPLE:
        member = Member(
            user_id=one.user_id,
            name=one.name,
            time_zone=one.zone,
            standing=Standing.STAFF,
            fetched_at=work.now,
        )
        people.remember_member(work.session, member)
    for key, channel_id in CHANNELS.items():
        channel = Channel(
            id=channel_id,
            name=key,
            is_external=False,
            is_archived=False,
            fetched_at=work.now,
            members_at=work.now,
        )
        people.remember_channel(work.session, channel, [one.user_id for one in PEOPLE if one.sits_in == key])


def look_again(work: Work) -> None:
    """Slack was asked again who everybody is, and says the same."""
    for member in work.session.exec(select(Member).order_by(Member.user_id)):
        member.fetched_at = work.now
    for channel in work.session.exec(select(Channel).order_by(Channel.id)):
        channel.fetched_at = channel.members_at = work.now


# -- as the oracle knows it

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


START = datetime(2026, 10, 19, 4, 0, tzinfo=UTC)
"""A Monday: Kolkata's morning."""
