"""A Slack of a few lines: the Web API methods the roof itself calls, and Socket Mode's far end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from bot.check import wanted_scopes

Json = dict[str, Any]

BOT_TOKEN = "xoxb-not-a-real-token"
APP_TOKEN = "xapp-not-a-real-token"
SECRET = "not-a-real-signing-secret"
TEAM, APP, BOT_USER, BOT = "T0HOME00001", "A0LIAISON01", "U0LIAISON01", "B0LIAISON01"
SCOPES = sorted(wanted_scopes())

DEFAULTS: Json = {
    "auth.test": {
        "ok": True,
        "url": "https://tidewater.slack.com/",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
    },
    "bots.info": {"ok": True, "bot": {"id": BOT, "app_id": APP}},
    "conversations.info": {"ok": True, "channel": {"name": "billing", "is_member": True}},
    "conversations.members": {"ok": True, "members": []},
    "users.info": {"ok": True, "user": {"real_name": "Ruth Abara", "team_id": TEAM}},
}


class FarEnd:
    """``says`` maps a method to its answer: a JSON object, or an HTTP status to fail with."""

    def __init__(self) -> None:
        self.says: dict[str, Json | int] = dict(DEFAULTS)
        self.scopes: list[str] = SCOPES
        self.calls: list[str] = []
        self.lines: list[web.WebSocketResponse] = []
        self.links = 0
        self.acks: list[Json] = []
        self.greets = True
        self.url = ""
        self._changed = asyncio.Condition()

    @property
    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.route("*", "/api/{method}", self._method), web.get("/link", self._link)])
        return app

    async def _method(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        async with self._changed:
            self.calls.append(method)
            self._changed.notify_all()
        link = {"ok": True, "url": f"{self.url.replace('http', 'ws')}/link?ticket=secret-ticket"}
        answer = self.says.get(method, link if method == "apps.connections.open" else {"ok": True})
        if isinstance(answer, int):
            return web.Response(status=answer, text="<html>upstream</html>", content_type="text/html")
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(self.scopes)})

    async def called(self, times: int) -> None:
        await self._until(lambda: len(self.calls) >= times)

    async def linked(self, times: int) -> None:
        await self._until(lambda: self.links >= times)

    async def greeted(self, times: int) -> None:
        await self._until(lambda: len(self.lines) >= times)

    async def acked(self, times: int) -> None:
        await self._until(lambda: len(self.acks) >= times)

    async def _until(self, reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(reached)

    async def send(self, message: Json) -> None:
        """Send over the newest line, as Slack sends each message over any one of them."""
        await self.lines[-1].send_json(message)

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        if self.greets:
            await line.send_json({"type": "hello"})
        async with self._changed:
            self.links += 1
            if self.greets:
                self.lines.append(line)
            self._changed.notify_all()
        async for message in line:
            if message.type is WSMsgType.TEXT:
                async with self._changed:
                    self.acks.append(message.json())
                    self._changed.notify_all()
        return line


@asynccontextmanager
async def far_end() -> AsyncIterator[FarEnd]:
    slack = FarEnd()
    async with TestServer(slack.app) as server:
        slack.url = str(server.make_url("")).rstrip("/")
        yield slack
