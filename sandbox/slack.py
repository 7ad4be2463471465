"""Slack's side of the sandbox: the workspace and what stands around it."""

import asyncio
import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.faults import Faults
from sandbox.ledger import Ledger
from sandbox.pace import Pace
from sandbox.triggers import Triggers
from sandbox.workspace import Json, Workspace


@dataclass
class Answer:
    """What came back from the app. `failure` is Slack's name for what went wrong, or empty."""

    status: int = 0
    body: Json | str = ""
    failure: str = ""
    no_retry: bool = False

    @property
    def is_ok(self) -> bool:
        return not self.failure


class Door(Protocol):
    """The way to the app: HTTP or Socket Mode."""

    async def event(self, envelope: Json, *, attempt: int, reason: str) -> Answer: ...

    async def interact(self, payload: Json) -> Answer:
        """A slash command's fields, or an interaction's payload (which has a `type`)."""
        ...


@dataclass
class ResponseUrl:
    """A response_url's rights: where it may write, which message it belongs to, and until when."""

    id: str
    user_id: str
    channel_id: str
    message_ts: str | None
    expires: float
    uses_left: int = 5


@dataclass
class Slack:
    """Shared by the Web API, the deliveries and the people.

    `history_lag`: seconds until a message shows in `conversations.history` and `.replies`.
    `ack_seconds`: real seconds the app has to answer. `refused_blocks`: block types this workspace
    does not have yet, since Slack rolls them out in phases.
    """

    workspace: Workspace
    manifest: Json
    bot_token: str
    app_token: str
    signing_secret: str
    ledger: Ledger = field(default_factory=Ledger)
    faults: Faults = field(default_factory=Faults)
    pace: Pace = field(default_factory=Pace)
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    warnings: dict[str, list[str]] = field(default_factory=dict)
    refused_blocks: set[str] = field(default_factory=set)
    base_url: str = ""
    link_url: str = ""
    history_lag: float = 0.0
    ack_seconds: float = 3.0
    are_tokens_revoked: bool = False
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    typed: list[tuple[str, str]] = field(default_factory=list)
    """(who, words) of everything that people wrote into forms and sent."""

    def __post_init__(self) -> None:
        self._at_the_door = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self.triggers = Triggers(self.clock)
        self.pace.now = self.clock.stopwatch
        self.door: Door | None = None

    @property
    def clock(self) -> Clock:
        return self.workspace.clock

    @property
    def scopes(self) -> list[str]:
        return list(self.manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))

    @property
    def bot_events(self) -> list[str]:
        return list(self.manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", []))

    @property
    def slash_commands(self) -> list[Json]:
        return list(self.manifest.get("features", {}).get("slash_commands", []))

    @property
    def shortcuts(self) -> list[Json]:
        return list(self.manifest.get("features", {}).get("shortcuts", []))

    def new_link(self) -> str:
        """A fresh Socket Mode address; SlackError unless the app runs in Socket Mode."""
        if not self.link_url:
            raise SlackError("socket_mode_not_enabled")
        return f"{self.link_url}?ticket={secrets.token_hex(8)}&app_id={self.workspace.app_id}"

    async def ask(self, payload: Json) -> Answer:
        """Hand an interaction to the app and wait for its answer."""
        self.typed += _typed(payload)
        if self.door is None:
            return Answer(failure="connection_failed")
        with self._delivering():
            return await self.door.interact(payload)

    async def deliver(self, envelope: Json, *, attempt: int, reason: str) -> Answer:
        """Hand an event to the app and wait for its answer."""
        if self.door is None:
            return Answer(failure="connection_failed")
        with self._delivering():
            return await self.door.event(envelope, attempt=attempt, reason=reason)

    async def quiet(self, within: float) -> None:
        """Wait until the app has nothing in hand, but no longer than so many seconds of real time."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), within)

    @contextlib.contextmanager
    def _delivering(self) -> Iterator[None]:
        self._at_the_door += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._at_the_door -= 1
            if not self._at_the_door:
                self._quiet.set()

    def warn(self, user_id: str, words: str) -> None:
        """Slack's own complaint about the app, on that person's screen."""
        self.warnings.setdefault(user_id, []).append(words)
        self.workspace.changed()


def _typed(payload: Json) -> list[tuple[str, str]]:
    if payload.get("type") != "view_submission":
        return []
    fields = [one for block in payload["view"]["state"]["values"].values() for one in block.values()]
    words = [one.get("value") for one in fields if one.get("type") == "plain_text_input"]
    return [(payload["user"]["id"], one) for one in words if one]
