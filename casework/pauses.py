"""How long a department may put a case aside."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casework.work import Work
from models.handoff import Handoff
from models.refusal import Refusal


def must_be_bounded(work: Work, handoff: Handoff) -> None:
    """Refusal when a pause ends too long after the first of those that followed each other."""
    assert handoff.paused_since is not None
    assert handoff.paused_until is not None
    latest = handoff.paused_since + work.handbook.ladder.longest_pause
    if latest <= work.now:
        since = _day(work, handoff.paused_since)
        sentence = f"It has been put aside since {since}, as long as it may. Go on with it, or give it back."
        raise Refusal(sentence, field="until")
    if handoff.paused_until > latest:
        sentence = f"That is too far away; it can be put aside until {_moment(work, latest)} at the latest."
        raise Refusal(sentence, field="until")


def _day(work: Work, at: datetime) -> str:
    """On the person's own calendar: Friday 20 November 2026."""
    local = at.astimezone(_zone(work.actor.time_zone))
    return f"{local:%A} {local.day} {local:%B %Y}"


def _moment(work: Work, at: datetime) -> str:
    local = at.astimezone(_zone(work.actor.time_zone))
    return f"{_day(work, at)}, {local:%H:%M}"


def _zone(name: str) -> ZoneInfo:
    """UTC where Slack names none that there is."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
