"""What the courier must ask of Slack before it may send: asked beside its work, at Slack's pace."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from casework.known_enough import CHANNEL_FRESH, NotSure
from casework.people import NeedsLookup
from casework.voice import bindings
from scheduler import slack_post

LookUp = Callable[[NeedsLookup], Awaitable[None]]

ASK_AGAIN = timedelta(seconds=5)
AFRESH, MINUTE = 20, 60.0
"""So many channels are asked of in so many seconds, of fifty that Slack allows; then older knowledge does."""

log = structlog.get_logger("courier")


@dataclass
class LookUps:
    look_up: LookUp
    seconds: Callable[[], float]
    """A clock that nobody sets."""
    hold: Callable[[timedelta], Awaitable[None]]
    """Nothing is sent at all for so long."""
    answered: Callable[[], None]
    _under_way: dict[asyncio.Task[None], set[str]] = field(default_factory=dict)
    """With the channels and people that wait for it."""
    _unsure_until: dict[str, float] = field(default_factory=dict)
    """By channel or person, when Slack may be asked again; by ``seconds``."""
    _asked_at: list[float] = field(default_factory=list)
    """When Slack was asked of a channel in the last minute; by ``seconds``."""

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        return list(self._under_way)

    def begin(self, need: NotSure) -> None:
        task = asyncio.ensure_future(self._ask(need))
        self._under_way[task] = need.where
        task.add_done_callback(self._ended)

    def unsure(self) -> frozenset[str]:
        """Channels, and people by direct message, to which nothing may be sent for now."""
        now = self.seconds()
        self._unsure_until = {one: until for one, until in self._unsure_until.items() if until > now}
        return frozenset(self._unsure_until).union(*self._under_way.values())

    def theirs(self) -> timedelta:
        """How old it may be who reads along with a customer: no age at all, as often as Slack bears it."""
        minute_ago = self.seconds() - MINUTE
        self._asked_at = [at for at in self._asked_at if at > minute_ago]
        return bindings.FRESH if len(self._asked_at) < AFRESH else CHANNEL_FRESH

    async def _ask(self, need: NotSure) -> None:
        """Whatever is wrong with Slack, try later; a limit holds nothing else back."""
        self._asked_at += [self.seconds()] * len(need.channels)
        try:
            await self.look_up(need)
        except Exception as error:  # noqa: BLE001  # whatever it is, nothing may be sent there
            log.warning("channels_not_checked", error=type(error).__name__)
            limit = slack_post.limit_of(error)
            wait = limit or ASK_AGAIN
            self._unsure_until |= dict.fromkeys(need.where, self.seconds() + wait.total_seconds())
            if limit is None:
                await self.hold(wait)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        self.answered()
