"""Where a verified payload goes, whichever way it came: ours or not, then Bolt, then counted."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.bolt import UNHANDLED
from bot.logs import delivery_context
from bot.metrics import Metrics
from bot.parsing import Payload, is_ours, kind_of
from bot.slack_client import Identity

log = structlog.get_logger()


@dataclass(frozen=True)
class Reply:
    """What Slack hears."""

    status: int = 200
    body: str = ""
    media_type: str = "text/plain"


NOT_OPEN = Reply(503)


class Reception:
    """Takes payloads while it is open: from the moment we know who we are until the shutdown begins."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._app: AsyncApp | None = None
        self._identity: Identity | None = None
        self._in_hand = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def open(self, app: AsyncApp, identity: Identity) -> None:
        self._app, self._identity = app, identity

    def close(self) -> None:
        """From now on every payload is answered 503, and Slack sends it again later."""
        self._app = None

    async def finish(self, seconds: float) -> None:
        """Wait until what is in hand is answered, but no longer than this."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)

    async def receive(self, body: Payload, *, retry: str | None = None) -> Reply:
        """Answer a payload whose origin is proven. ``retry`` is Slack's count of tries: for the log only."""
        if self._app is None or self._identity is None:
            return NOT_OPEN
        kind = kind_of(body) or "unknown"
        timer = self._metrics.handling.labels(kind).time()
        with self._handling(), delivery_context(_name_of(body), retry), timer:
            reply, outcome = await self._answer(self._app, self._identity, body)
        self._metrics.deliveries.labels(kind, outcome).inc()
        return reply

    @contextmanager
    def _handling(self) -> Iterator[None]:
        self._in_hand += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()

    async def _answer(self, app: AsyncApp, identity: Identity, body: Payload) -> tuple[Reply, str]:
        if not is_ours(body, identity):
            log.warning("Security: a payload for another workspace or app was ignored", **_claims(body))
            return Reply(), "foreign"
        try:
            response = await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        except Exception:  # Bolt's own reading of an odd payload; a handler's failure it answers itself
            log.exception("Bolt stumbled over a payload", **_claims(body))
            return Reply(500), "500"
        if UNHANDLED in response.headers:
            log.warning("Nobody handles this payload", **_claims(body))
            return Reply(), "unhandled"
        media_type = response.headers["content-type"][0].partition(";")[0]
        return Reply(response.status, response.body, media_type), str(response.status)


def _name_of(body: Payload) -> str:
    """What the log calls this delivery: Slack's name for the event, the same at each try, or our own."""
    return str(body.get("event_id") or uuid4().hex[:12])[:40]


def _claims(body: Payload) -> dict[str, Any]:
    """What the payload says it is, ids and types only."""
    event, team = body.get("event"), body.get("team")
    claims = {
        "type": body.get("type"),
        "event_type": event.get("type") if isinstance(event, dict) else None,
        "team": body.get("team_id") or (team.get("id") if isinstance(team, dict) else None),
        "app": body.get("api_app_id"),
    }
    return {name: str(value)[:40] for name, value in claims.items() if value}
