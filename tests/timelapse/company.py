"""A company on three continents: six departments, their people, and the handbook they wrote.

What the oracle knows of it is written down a second time, in plain minutes; the product reads the handbook.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import select

from casework import customers, people
from casework.work import Work
from config.handbook import Handbook
from models.member import Channel, Member, Standing

BERLIN, NEW_YORK, KOLKATA = "Europe/Berlin", "America/New_York", "Asia/Kolkata"
LOS_ANGELES = "America/Los_Angeles"
"""Only a manager lives there: it is the next day in UTC before he goes home."""
SEVERITIES = ("critical", "high", "normal", "low")
DESK = "C0DESK00001"

START = datetime(2026, 10, 19, 4, 0, tzinfo=UTC)
"""A Monday: Kolkata's morning."""
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
