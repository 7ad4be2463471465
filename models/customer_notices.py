"""What is said to customers: free words are ``CustomerText``, all else is a number, a name or a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.customer_text import CustomerText, TheirWords


@dataclass(frozen=True)
class CustomerReply:
    """Approved words, under the name and picture of the person who speaks."""

    case: int
    text: CustomerText
    name: str = ""
    """Of the speaker; empty for Liaison's own."""
    picture: str = ""
    """An https address."""


class Progress(StrEnum):
    """How far a case is, as its customer sees it; nothing of who works on it."""

    RECEIVED = "received"
    IN_HANDS = "in hands"
    WAITS_FOR_YOU = "waiting for you"
    ANSWERED = "answered"
    SOLVED = "solved"


class Asked(StrEnum):
    """The question that stands in the living message: never more than one."""

    NOTHING = "nothing"
    SOLVED = "is it solved"
    SCORE = "how satisfied"
    WORDS = "anything to add"


@dataclass(frozen=True)
class StatusFacts:
    """One case for its customer. Moments are aware UTC."""

    number: int
    title: TheirWords
    """Empty words where they wrote none."""
    opened_at: datetime
    progress: Progress
    csm: str
    """The name of their one face."""
    next_at: datetime | None
    """When they will hear next; empty when nothing is promised."""
    asks: Asked = Asked.NOTHING
    score: int | None = None
    """How satisfied they are, 1 to 5, where they said so."""
    is_quiet_end: bool = False
    """It was closed because they did not write; nobody said that it is solved."""


@dataclass(frozen=True)
class CustomerStatus:
    """The acknowledgement, and from then on the living message of the case in its customer's thread.

    ``facts`` is filled when it is drawn.
    """

    case: int
    facts: StatusFacts | None = None


@dataclass(frozen=True)
class StillThere:
    """They were told and have been silent: asked once more whether it is solved."""

    case: int


CustomerNotice = CustomerReply | CustomerStatus | StillThere
