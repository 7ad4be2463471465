"""The sandbox as a whole: a workspace on a loopback port, with the app at the other end."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from types import TracebackType
from typing import Any, Literal, Self

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from sandbox import web_api
from sandbox.actors import Actor
from sandbox.deliveries import Deliveries
from sandbox.faults import Faults
from sandbox.http_door import HttpDoor
from sandbox.ledger import Ledger
from sandbox.loopback import served
from sandbox.slack import Answer, Slack
from sandbox.socket_mode import SocketDoor
from sandbox.statuses import Endings
from sandbox.workspace import Json, Workspace

SIGNING_SECRET = "sandbox-signing-secret"  # noqa: S105  (it signs messages on loopback only)
BOT_TOKEN = "xoxb-sandbox-not-a-secret"  # noqa: S105
APP_TOKEN = "xapp-sandbox-not-a-secret"  # noqa: S105


class Sandbox:
    """`async with Sandbox(tidewater(), manifest=…) as sandbox:` runs it in the current event loop.

    `bot_url` is where the app takes Slack's requests, and may be set later; in Socket Mode it is not
    used. `routes` may be extended until the start.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        manifest: Json,
        bot_url: str = "",
        signing_secret: str = SIGNING_SECRET,
        bot_token: str = BOT_TOKEN,
        app_token: str = APP_TOKEN,
        mode: Literal["http", "socket"] = "http",
        port: int = 0,
        faults: Faults | None = None,
        extra_routes: Sequence[BaseRoute] = (),
    ) -> None:
        self.workspace = workspace
        self.clock = workspace.clock
        self.bot_url = bot_url
        self.mode = mode
        self.slack = Slack(
            workspace, manifest, bot_token, app_token, signing_secret, faults=faults or Faults()
        )
        self.deliveries = Deliveries(self.slack)
        self.endings = Endings(workspace)
        self.http = HttpDoor(self.slack, lambda: self.bot_url)
        self.link = SocketDoor(self.slack)
        self.routes: list[BaseRoute] = [*web_api.routes(self.slack), *extra_routes]
        self._port = port
        self._stack = contextlib.AsyncExitStack()
        self._watchers: set[asyncio.Event] = set()
        self._actors: dict[str, Actor] = {}

    @property
    def ledger(self) -> Ledger:
        return self.slack.ledger

    @property
    def faults(self) -> Faults:
        return self.slack.faults

    @property
    def base_url(self) -> str:
        """Without a slash at the end."""
        return self.slack.base_url

    @property
    def api_url(self) -> str:
        """With a slash at the end, as the SDKs want it."""
        return f"{self.slack.base_url}/api/"

    def actor(self, key: str) -> Actor:
        """A person by id or by the beginning of the name."""
        person = self.workspace.person(key)
        return self._actors.setdefault(person.id, Actor(self.slack, person))

    async def settled(self, within: float = 30.0) -> None:
        """Wait until no event is under way or due; TimeoutError after so many real seconds."""
        await self.deliveries.settled(within)

    async def verify(self) -> bool:
        """Slack's handshake with the app's request URL."""
        return await self.http.verify()

    async def interact(self, payload: Json) -> Answer:
        """Hand the app any payload, genuinely signed, whether or not a screen would offer it."""
        return await self.slack.ask(payload)

    async def changes(self) -> AsyncIterator[None]:
        """Yields once at first and then after every change, several at once counting as one."""
        changed = asyncio.Event()
        changed.set()
        self._watchers.add(changed)
        try:
            while not self.slack.closing.is_set():
                await changed.wait()
                changed.clear()
                yield
        finally:
            self._watchers.discard(changed)

    async def __aenter__(self) -> Self:
        self.slack.base_url = await self._stack.enter_async_context(
            served(Starlette(routes=self.routes), self._port)
        )
        await self._open_door()
        for heard, listener in self._listening():
            heard.append(listener)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.slack.closing.set()
        self._wake()
        for heard, listener in self._listening():
            heard.remove(listener)
        self.endings.close()
        await self.deliveries.close()
        await self.http.close()
        await self.link.close()
        await self._stack.aclose()

    def _listening(self) -> list[tuple[list[Any], Any]]:
        return [
            (self.workspace.watchers, self._wake),
            (self.workspace.listeners, self.deliveries.heard),
            (self.workspace.listeners, self.endings.heard),
            (self.clock.listeners, self.deliveries.clock_pushed),
            (self.clock.listeners, self.endings.look),
        ]

    async def _open_door(self) -> None:
        if self.mode == "socket":
            self.slack.link_url = await self.link.open()
            self.slack.door = self.link
        else:
            self.slack.door = self.http

    def _wake(self) -> None:
        for changed in self._watchers:
            changed.set()
