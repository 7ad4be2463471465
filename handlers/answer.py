"""What comes in from Slack, by kind, and what goes straight back as the answer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The kinds of payload; each has its own table of names and handlers."""

    MESSAGE = "message"
    """An event of type ``message``, whatever its subtype."""
    EVENT = "event"
    COMMAND = "command"
    ACTION = "action"
    VIEW = "view"
    VIEW_CLOSED = "view_closed"
    SHORTCUT = "shortcut"
    """Global and message shortcuts."""
    OPTIONS = "options"


@dataclass(frozen=True)
class Answer:
    """Slack reads 200 as *kept*; a dict is sent as JSON, an empty text as nothing."""

    status: int = 200
    body: str | dict[str, Any] = ""
