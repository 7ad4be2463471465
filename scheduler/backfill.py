"""Finds what Slack never told us: reads customers' channels and live threads again from the last known.

Slack lost events for 17 hours in February 2025 and did not replay them. What is found goes the way of an
event, so that nothing has a second effect.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from casework.desk import OWN_WORK, Desk
from casework.inbound import sources, unheard
from casework.inbound.sources import Gone, Source
from scheduler.retries import MAY_BE_TAKEN, OUR_TOKEN

Feed = Callable[[dict[str, Any]], Awaitable[bool]]
"""Takes a message event; False: it cannot be kept yet."""

PAGE = 200
A_MINUTE = 40
"""Requests of a kind in one round, of the fifty that Slack allows in a minute: the courier asks too."""
_LIMITED = frozenset({"ratelimited", "rate_limited"})

log = structlog.get_logger("backfill")


class _Enough(Exception):
    """Slack allows no more of these requests for now."""


@dataclass
class Backfill:
    desk: Desk
    client: AsyncWebClient
    feed: Feed
    bot_user: str
    a_round: int = A_MINUTE
    """Requests of a kind."""
    _started_at: datetime | None = field(default=None)

    async def run(self) -> None:
        """One round; what it does not come to waits for the next, which begins with what waited longest."""
        if self._started_at is None:
            self._started_at = self.desk.clock()
        asked: Counter[str] = Counter()
        spent: set[str] = set()
        for source in await self.desk.read(OWN_WORK, sources.due, started_at=self._started_at):
            method = _method(source)
            if method in spent:
                continue
            try:
                await self._read(source, asked)
            except _Enough:
                spent.add(method)

    async def _read(self, source: Source, asked: Counter[str]) -> None:
        """The mark moves once everything is kept, and not before."""
        try:
            messages, is_readable = await self._messages(source, asked), True
        except SlackApiError as error:
            if not _is_the_places_own(error):
                raise
            messages, is_readable = [], await self._is_gone(source, error)
        are_kept = [await self._take(source, message) for message in messages]
        if is_readable:
            are_kept += await self._take_back(source, messages)
        if all(are_kept):
            newest = max([source.seen_to, *(one["ts"] for one in messages)], key=Decimal)
            await self.desk.do(OWN_WORK, sources.was_read, source, newest)

    async def _is_gone(self, source: Source, error: SlackApiError) -> bool:
        """Whether all of it was deleted; else it is said that it cannot be read."""
        is_gone = _code(error) == "thread_not_found" and await self.desk.read(
            OWN_WORK, sources.has_lost_its_root, source
        )
        if not is_gone:
            log.warning("not_readable", channel=source.channel, error=_code(error))
        if not source.thread_ts:
            await self.desk.do(OWN_WORK, unheard.tell, source.channel)
        return is_gone

    async def _take(self, source: Source, message: dict[str, Any]) -> bool:
        if message.get("bot_id") or message.get("user") == self.bot_user:
            return True
        return await self._feed(_event(source.channel, message))

    async def _feed(self, event: dict[str, Any]) -> bool:
        """Whatever is the matter with one message stops no other."""
        try:
            return await self.feed(event)
        except Exception:
            log.exception("not_kept", channel=event["channel"], ts=event["ts"])
            return False

    async def _take_back(self, source: Source, messages: list[dict[str, Any]]) -> list[bool]:
        """What was deleted while nobody told us. Slack leaves a tombstone where replies stand below."""
        listed = [one["ts"] for one in messages if one.get("subtype") != "tombstone"]
        missing = await self.desk.read(OWN_WORK, sources.gone, source, listed)
        return [await self._feed(_deletion(source, one)) for one in missing]

    async def _messages(self, source: Source, asked: Counter[str]) -> list[dict[str, Any]]:
        """The oldest first."""
        method = _method(source)
        found: dict[str, dict[str, Any]] = {}
        wanted = {"channel": source.channel, "oldest": source.oldest, "limit": PAGE}
        wanted |= {"ts": source.thread_ts} if source.thread_ts else {}
        cursor = ""
        while True:
            if asked[method] >= self.a_round:
                raise _Enough
            asked[method] += 1
            answer = await self._page(method, wanted | ({"cursor": cursor} if cursor else {}))
            found |= {one["ts"]: one for one in answer["messages"]}
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return [found[ts] for ts in sorted(found, key=Decimal)]

    async def _page(self, method: str, wanted: dict[str, Any]) -> Any:
        try:
            return await self.client.api_call(method, params=wanted)
        except SlackApiError as error:
            if _code(error) in _LIMITED:
                raise _Enough from error
            raise


def _method(source: Source) -> str:
    return "conversations.replies" if source.thread_ts else "conversations.history"


def _event(channel: str, message: dict[str, Any]) -> dict[str, Any]:
    """As Slack would have told it: what was edited since as an edit, which is kept where it is new."""
    if not message.get("edited"):
        return {**message, "channel": channel}
    ts = message["edited"]["ts"]
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": message,
        "channel": channel,
        "ts": ts,
    }


def _deletion(source: Source, gone: Gone) -> dict[str, Any]:
    """As Slack would have told it."""
    previous = {"type": "message", "user": gone.author, "ts": gone.ts, "text": ""}
    previous |= {"thread_ts": source.thread_ts} if source.thread_ts else {}
    return {
        "type": "message",
        "subtype": "message_deleted",
        "channel": source.channel,
        "deleted_ts": gone.ts,
        "ts": gone.ts,
        "previous_message": previous,
    }


def _is_the_places_own(error: SlackApiError) -> bool:
    """The trouble is with this channel or thread, and stops no other."""
    status = getattr(error.response, "status_code", HTTPStatus.OK)
    is_slacks = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return not is_slacks and _code(error) not in OUR_TOKEN | MAY_BE_TAKEN


def _code(error: SlackApiError) -> str:
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""
