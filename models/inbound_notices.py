"""What a CSM is asked about a customer's words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Decided = Literal["", "opened", "added", "left", "by_itself", "taken_back"]


@dataclass(frozen=True)
class CustomerWrote:
    """By direct message: what is it about? Until it is ``decided``."""

    heard: int
    customer: str
    author: str
    text: str
    """May be empty, where there are only files."""
    files: tuple[tuple[str, str], ...]
    """(name, link) each."""
    link: str
    """To the message, in Slack; may be empty."""
    choices: tuple[tuple[int, str], ...] = ()
    """Open cases of the customer: (number, title) each, the newest first."""
    decided: Decided = ""
    decided_by: str = ""
    number: int | None = None
    """The case that it became part of."""
    until: datetime | None = None
    """When it becomes a case by itself. Questions that were asked before this was kept do not say it."""


@dataclass(frozen=True)
class NotAcknowledged:
    """In the desk thread: the customer wrote, and nobody has agreed to what is said there by itself."""

    case: int
    customer: str
    csm_id: str


@dataclass(frozen=True)
class CustomerUnheard:
    """By direct message: nothing that is said in the customer's channel can be read."""

    customer: str
    channel: str
    """Its name as it was known last, else its id."""
