"""Everything that Slack sends by Socket Mode: lines that are kept open, replaced when they fall silent."""

import asyncio
import json
from http import HTTPStatus
from time import monotonic, time
from typing import Any, Self

import structlog
from aiohttp import WSMessage
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import quiet_logger
from bot.parsing import mended
from bot.reception import Reception, Reply

LINES = 2
"""Slack renews a connection every hour or so; the other line carries on meanwhile."""
GREETING_SECONDS = 30.0
"""Slack says hello at once."""
PONG_SECONDS = 60.0
"""The SDK pings every five seconds."""
WORD_SECONDS = 2 * 60 * 60.0
"""Slack renews a connection about hourly and says hello again: two hours without a word are a dead line."""
WATCH_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0

log = structlog.get_logger()


class SocketMode:
    """Two lines to Slack for as long as the ``async with`` lasts."""

    def __init__(self, app_token: str, web: AsyncWebClient, reception: Reception) -> None:
        self._lines = [Line(app_token, web, reception) for _ in range(LINES)]
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(line.keep()) for line in self._lines]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class Line:
    """One connection. The SDK reconnects by itself; where that failed, the whole client is replaced."""

    def __init__(self, app_token: str, web: AsyncWebClient, reception: Reception) -> None:
        self._app_token = app_token
        self._web = web
        self._reception = reception
        self._spoke_at = self._greeted_at = 0.0
        self._greeted: object = None
        """The connection on which Slack has spoken."""

    async def keep(self) -> None:
        """Hold the line until cancelled."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            client = self._client()
            try:
                await self._hold(client)
                pause = FIRST_PAUSE_SECONDS
            except Exception:  # whatever it was, a line to Slack is worth another try
                log.exception("Socket Mode: the line broke; trying again", seconds=pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            finally:
                await client.close()  # type: ignore[no-untyped-call]
            await asyncio.sleep(pause)

    def _client(self) -> SocketModeClient:
        client = SocketModeClient(
            app_token=self._app_token, web_client=self._web, logger=quiet_logger("liaison.socket_mode")
        )

        async def heard(_message: WSMessage) -> None:
            self._spoke_at, self._greeted = monotonic(), client.current_session

        client.on_message_listeners.append(heard)
        client.socket_mode_request_listeners.append(self._listen)
        return client

    async def _hold(self, client: SocketModeClient) -> None:
        """Connect and stay while the line speaks; returns when it is silent."""
        self._greeted_at = monotonic()
        async with asyncio.timeout(GREETING_SECONDS):
            await client.connect()  # type: ignore[no-untyped-call]
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self._is_silent(client, monotonic()):
                log.warning("Socket Mode: the line is silent; opening another")
                return

    def _is_silent(self, client: SocketModeClient, now: float) -> bool:
        if client.current_session is not self._greeted:
            return now - self._greeted_at > GREETING_SECONDS
        self._greeted_at = now
        pong_at = client.last_ping_pong_time
        return now - self._spoke_at > WORD_SECONDS or (
            pong_at is not None and time() - pong_at > PONG_SECONDS
        )

    async def _listen(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Answer one envelope: Slack hears of it only if the answer is 200, and else sends it again."""
        retry = None if request.retry_attempt is None else str(request.retry_attempt)
        reply = await self._reception.receive(dict(mended(request.payload)), retry=retry)
        if reply.status == HTTPStatus.OK:
            response = SocketModeResponse(request.envelope_id, _payload_of(request, reply))
            await client.send_socket_mode_response(response)


def _payload_of(request: SocketModeRequest, reply: Reply) -> dict[str, Any] | None:
    if not reply.body or not request.accepts_response_payload:
        return None
    return dict(json.loads(reply.body)) if reply.media_type == "application/json" else {"text": reply.body}
