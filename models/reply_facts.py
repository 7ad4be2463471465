"""What a person sees before they send something to a customer."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Face:
    """Under whose name and picture it stands in the customer's channel."""

    user_id: str | None
    """Empty for Liaison's own."""
    name: str = ""
    picture: str = ""
    """An https address."""


@dataclass(frozen=True)
class EarlierAnswer:
    """What was told before on a similar question."""

    id: int
    customer: str
    case: int
    wording: str
    given_at: datetime
    valid_until: date | None
    is_theirs: bool
    """This very customer was told it."""


@dataclass(frozen=True)
class ReplyFacts:
    """Words for a customer, before they are sent."""

    case: int
    key: str
    """The draft's identity; empty for one that is nothing but this form."""
    customer: str
    channel: str
    """The name of theirs."""
    speaker: Face
    text: str
    """As it is written, not yet as Slack gets it."""
    warnings: tuple[str, ...] = ()
    second: str = ""
    """Why a second person reads it first; empty when nobody must."""
    earlier: tuple[EarlierAnswer, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Of these words with these warnings: whoever saw it saw both."""
        return hashlib.sha256(json.dumps([self.text, self.warnings]).encode()).hexdigest()


@dataclass(frozen=True)
class Written:
    """What a person decided to send."""

    text: str
    """As it was written."""
    mrkdwn: str
    """Exactly as Slack gets it."""
    waits_for_them: bool = False
    """It asks the customer something."""
    answer: int | None = None
    """The earlier answer that it takes up."""
    valid_until: date | None = None
    """The last day on which it holds, where it is an answer; empty for as long as nobody says otherwise."""
