"""Socket Mode: the app holds a websocket open, and everything comes through it in envelopes.

It has a port of its own, since the sandbox's web server speaks no websockets.
"""

import asyncio
import contextlib
import itertools
import json
import uuid

from aiohttp import WSMsgType, web

from sandbox.http_door import parsed
from sandbox.slack import Answer, Slack
from sandbox.workspace import Json

CONNECTION_SECONDS = 3600


class SocketDoor:
    """The link server and the door in one: envelopes out, acknowledgements in.

    `connected` is set when the app first comes.
    """

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._sockets: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Answer]] = {}
        self._turn = itertools.count()
        self._runner: web.AppRunner | None = None
        self.connected = asyncio.Event()

    @property
    def connections(self) -> int:
        return len(self._sockets)

    async def open(self) -> str:
        """Start to listen; the address apps connect to."""
        app = web.Application()
        app.router.add_get("/link/", self._connected)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        _, port = self._runner.addresses[0][:2]
        return f"ws://127.0.0.1:{port}/link/"

    async def close(self) -> None:
        for socket in list(self._sockets):
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send every connection away, as Slack does every hour or so."""
        for socket in list(self._sockets):
            await socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            )
            await socket.close()

    async def event(self, envelope: Json, *, attempt: int, reason: str) -> Answer:
        retry = {"retry_attempt": attempt, "retry_reason": "timeout" if reason else ""}
        return await self._send("events_api", envelope, accepts=False, **retry)

    async def interact(self, payload: Json) -> Answer:
        if "type" not in payload:
            return await self._send("slash_commands", payload, accepts=True)
        accepts = payload["type"] in {"view_submission", "block_suggestion"}
        return await self._send("interactive", payload, accepts=accepts)

    async def _send(self, kind: str, payload: Json, *, accepts: bool, **retry: object) -> Answer:
        if not self._sockets:
            return Answer(failure="connection_failed")
        envelope_id = str(uuid.uuid4())
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        envelope = {"envelope_id": envelope_id, "payload": payload, "type": kind, **retry}
        socket = self._sockets[next(self._turn) % len(self._sockets)]
        try:
            await socket.send_json(envelope | {"accepts_response_payload": accepts})
            async with asyncio.timeout(self._slack.ack_seconds):
                return await answer
        except TimeoutError:
            return Answer(failure="http_timeout")
        except ConnectionError:
            return Answer(failure="connection_failed")
        finally:
            del self._waiting[envelope_id]

    async def _connected(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        self.connected.set()
        await socket.send_json(self._hello())
        self._slack.workspace.changed()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            with contextlib.suppress(ValueError):
                self._sockets.remove(socket)
        return socket

    def _hello(self) -> Json:
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": CONNECTION_SECONDS}
        return {
            "type": "hello",
            "num_connections": len(self._sockets),
            "debug_info": debug,
            "connection_info": {"app_id": self._slack.workspace.app_id},
        }

    def _acknowledged(self, text: str) -> None:
        said = parsed(text)
        if not isinstance(said, dict):
            return
        waiting = self._waiting.get(str(said.get("envelope_id")))
        if waiting is not None and not waiting.done():
            payload = said.get("payload") or ""
            body = payload if isinstance(payload, dict | str) else json.dumps(payload)
            waiting.set_result(Answer(200, body))
