"""What is told by the clock: nudges, reminders, digests, as facts; see ``models.notices``.

``by`` is a display name, ``*_id`` a Slack user id that shall be mentioned; ``case`` is a case number.
"""

from dataclasses import dataclass

from models.digest_facts import DigestFacts
from models.facts import PromiseFacts, ReminderFacts


@dataclass(frozen=True)
class Nudged:
    """A quiet line about a promise, where the work is done. ``facts`` is filled when it is drawn."""

    case: int
    promise: int
    rung: int
    facts: PromiseFacts | None = None


@dataclass(frozen=True)
class NudgedDesk:
    """What the CSM is told of a department's promise, so that the customer can be. Filled when drawn."""

    case: int
    promise: int
    reminder: int
    facts: ReminderFacts | None = None


@dataclass(frozen=True)
class Reminders:
    """A direct message: what one person is reminded of together. ``facts`` is filled when it is drawn."""

    batch: int
    facts: tuple[ReminderFacts, ...] = ()
    owed: int = 0
    """How many of all that it is about are still owed."""


@dataclass(frozen=True)
class StallDigest:
    """A reader's morning digest, frozen as it was when it was made."""

    facts: DigestFacts
