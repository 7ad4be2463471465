"""How fast things may go out: a channel's second, a method's Retry-After, everything while Slack is down.

Paces stand in the database, so that all replicas keep them together.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework.work import Work
from models import upsert
from models.outgoing import Pace

CHANNEL_PACE = timedelta(seconds=1)
"""About one message a second per channel: https://docs.slack.dev/apis/web-api/rate-limits"""
EVERYTHING = "slack"
"""The pace that holds every request back: Slack is down, or our token is refused."""

_HELD = select(Pace.key).where(col(Pace.next_at) > bindparam("now"))


def held_back(work: Work) -> set[str]:
    """The keys that must wait: ``post:C1``, ``method:chat.update`` or EVERYTHING."""
    return set(work.session.exec(_HELD, params={"now": work.now}))


def take_turns(work: Work, channels: Iterable[str]) -> set[str]:
    """Take the channels' seconds; returns those that no other replica has.

    In the same order everywhere, so that two replicas do not wait for each other.
    """
    rows = [{"key": f"post:{one}", "next_at": work.now + CHANNEL_PACE} for one in sorted(channels)]
    taken = upsert.put_all(
        work.session, Pace, rows, replaces=("next_at",), where=col(Pace.next_at) <= work.now
    )
    return {key.removeprefix("post:") for (key,) in taken}


def hold(work: Work, key: str, until: datetime) -> None:
    """Nothing of this kind goes out before then. Never shortened."""
    row = {"key": key, "next_at": until}
    upsert.put(work.session, Pace, row, replaces=("next_at",), where=col(Pace.next_at) <= until)
