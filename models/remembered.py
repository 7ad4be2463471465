"""A message that holds something worth remembering: as Slack shows it, and what we know of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pointed:
    """The message that somebody chose *Remember this* on."""

    channel: str
    thread_ts: str
    """Of the thread that it stands in; its own where it stands by itself."""
    ts: str
    author: str
    """A user id; empty for a message of an app."""
    text: str
    """As people read it."""


@dataclass(frozen=True)
class Source:
    """Where it was said: ``channel`` and ``ts`` are those of the words themselves, not of our echo."""

    channel: str
    ts: str
    text: str
    said_by: str
    """A name; empty where it is not known."""
    customer: int | None
    customer_name: str
    case: int | None


@dataclass(frozen=True)
class Remembered:
    """As the form was sent. ``customer`` is an id in digits."""

    customer: str
    case: int | None
    channel: str
    ts: str
    text: str
    said_by: str
