"""What the form of a customer shows and can change."""

import hashlib
from dataclasses import astuple, dataclass
from datetime import date

from models.facts import KnownFact


@dataclass(frozen=True)
class ContactLine:
    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Tended:
    """What the form shows and can change. People by their Slack user ids."""

    name: str
    tier: str
    csm: str | None
    deputy: str | None
    channel: str | None
    time_zone: str
    language: str
    renews_on: date | None
    goals: str
    contacts: tuple[ContactLine, ...]

    def seen(self) -> str:
        """By which it is noticed that somebody else changed it meanwhile."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class CustomerCard:
    id: int
    now: Tended
    tiers: tuple[str, ...]
    """To choose from; none where the handbook says the tier."""
    facts: tuple[KnownFact, ...]
    """What they told us, the newest first."""
    past: tuple[KnownFact, ...] = ()
    """What is not so any more; what ended last first."""
