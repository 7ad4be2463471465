"""How fast things may go out: a channel's second, a method's Retry-After, everything while Slack is down.

Paces stand in the database, so that all replicas keep them together.
"""

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
_IS_OVER = col(Pace.next_at) <= bindparam("over_at")


def held_back(work: Work) -> set[str]:
    """The keys that must wait: ``post:C1``, ``method:chat.update`` or EVERYTHING."""
    return set(work.session.exec(_HELD, params={"now": work.now}))


def take_turn(work: Work, channel: str) -> bool:
    """Take the channel's second; False when another replica has it."""
    return _set(work, f"post:{channel}", work.now + CHANNEL_PACE, if_over_at=work.now)


def hold(work: Work, key: str, until: datetime) -> None:
    """Nothing of this kind goes out before then. Never shortened."""
    _set(work, key, until, if_over_at=until)


def _set(work: Work, key: str, until: datetime, *, if_over_at: datetime) -> bool:
    values = {"key": key, "next_at": until, "over_at": if_over_at}
    return upsert.put(work.session, Pace, values, replaces=("next_at",), where=_IS_OVER)
