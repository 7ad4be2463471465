"""The handbook's ``[voice]``: how customers are heard in their channels, and how they are spoken to."""

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from config.durations import Duration
from config.values import Severity, Text

Intake = Literal["by itself", "ask", "marked"]
"""A message opens a case by itself; after the CSM was asked; or when one marks it with 🎫 or the shortcut."""


class SecondPair(BaseModel):
    """Whose answers a second person reads before the customer does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    departments: list[Text] = []
    """Keys: a hand-off of theirs is part of the case."""
    severities: list[Severity] = []
    tiers: list[Text] = []


class Voice(BaseModel):
    """Durations are times of the calendar."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    intake: Intake = "ask"
    together: Duration = timedelta(minutes=2)
    """Messages of one person within this time are one matter."""
    decide_within: Duration = timedelta(minutes=30)
    """A message that the CSM was asked about opens a case by itself after so long: nothing is forgotten."""
    next_news: dict[Severity, Duration] = {
        "critical": timedelta(hours=1),
        "high": timedelta(hours=4),
        "normal": timedelta(days=1),
        "low": timedelta(days=2),
    }
    """When a customer whose case was opened from their message hears next, at the latest."""
    speaks_as: Literal["csm", "bot"] = "csm"
    """Whose name and picture an answer bears: the CSM's own, or Liaison's."""
    second_pair: SecondPair = SecondPair()
    recently: Duration = timedelta(hours=4)
    """The preview warns when the customer had another message from us within this time."""
    internal_hosts: list[Text] = []
    """Hosts that no customer can open: ``wiki.example.com``, ``*.internal``."""
    ask_after: Duration = timedelta(days=3)
    """Told, and silent for so long: they are asked once more whether it is solved."""
    close_after: Duration = timedelta(days=4)
    """And silent for so long after that: the case is closed; any reply reopens it."""
    repeat_within: Duration = timedelta(days=14)
    """A case that comes back so soon after it was closed counts as a repeated contact."""
    quiet_after: Duration = timedelta(days=30)
    """A customer who was not spoken to for so long is to be got in touch with."""
    renewal_ahead: Duration = timedelta(days=60)
    """So long before a renewal, open cases are the CSM's concern."""
