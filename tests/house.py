"""The whole house for a test: the real bot in this process, the sandbox at the far end, real HTTP between."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from sqlmodel import Session, select

from bot.run import serve
from config.allowances import Times
from config.handbook import Handbook, load_handbook
from config.settings import SAMPLE_HANDBOOK, Settings
from models.approval import Approval
from models.database import open_engine
from sandbox.actors import Actor
from sandbox.clock import Clock
from sandbox.company import tidewater
from sandbox.page import Page
from sandbox.server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Sandbox
from sandbox.workspace import Message
from tests import leaks, oracle

ROOT = Path(__file__).resolve().parent.parent
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text())
DESK, BILLING, ENGINEERING, LEGAL = "C0CSDESK001", "C0BILLING01", "C0ENGINEER1", "C0LEGAL0001"

HANDBOOK = load_handbook(SAMPLE_HANDBOOK)
PLAIN = HANDBOOK.model_copy(
    update={
        name: Handbook.model_fields[name].get_default()
        for name in ("hours", "promises", "ladder", "away", "digest")
    }
    | {
        "departments": {
            key: one.model_copy(update={"leads": [], "hours": None, "promises": Times()})
            for key, one in HANDBOOK.departments.items()
        }
    }
)
"""The sample company without its clock: everybody works always, nobody leads, nobody is away."""
MEMBERS = {BILLING: "mei", ENGINEERING: "priya", LEGAL: "jonas", "C0LOGISTIC1": "noor", DESK: "dana"}
"""Somebody who sits in each channel."""

PATIENCE = 30.0
"""Seconds in which the bot has to answer here: a busy machine is not what these tests are about.
Slack's own three have theirs in ``tests/sandbox``."""

Mode = Literal["http", "socket"]


@dataclass
class House:
    sandbox: Sandbox
    settings: Settings

    def actor(self, name: str) -> Actor:
        return self.sandbox.actor(name)

    def channel_of(self, department: str) -> str:
        return HANDBOOK.departments[department].channel

    async def message(self, viewer: str, channel: str, *words: str, within: float = 10) -> Message:
        """The newest message in the channel that the viewer sees with all these words; waits for it."""

        def find() -> Message | None:
            seen = [one for one in self.actor(viewer).sees(channel) if all(w in text_of(one) for w in words)]
            return seen[-1] if seen else None

        return await until(find, within, f"{viewer} to see {words} in {channel}", self._seen(viewer, channel))

    def _seen(self, viewer: str, channel: str) -> Any:
        return lambda: "\n---\n".join(text_of(one) for one in self.actor(viewer).sees(channel)[-6:])


def approved(database_url: str) -> list[str]:
    """What people sent to customers."""
    engine = open_engine(database_url)
    with Session(engine) as session:
        texts = list(session.exec(select(Approval.text)))
    engine.dispose()
    return texts


def text_of(message: Message) -> str:
    """Everything that a reader sees of it."""
    return message.text + "\n" + json.dumps(message.blocks or [], ensure_ascii=False)


async def until(find: Any, within: float, what: str, shown: Any = lambda: "") -> Any:
    for _ in range(int(within / 0.02)):
        found = find()
        if found:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"waited {within} s for {what}; there was:\n{shown()}")


def settings_for(sandbox: Sandbox, database_url: str, mode: Mode = "http", **changed: Any) -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=BOT_TOKEN,
        slack_signing_secret=SIGNING_SECRET,
        slack_app_token=APP_TOKEN if mode == "socket" else None,
        slack_api_url=sandbox.api_url,
        database_url=database_url,
        liaison_port=free_port(),
        **{"liaison_handbook": SAMPLE_HANDBOOK, "liaison_settle_seconds": 1.0, **changed},
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def open_house(
    database_url: str,
    mode: Mode = "http",
    *,
    clock: Clock | None = None,
    has_page: bool = False,
    **changed: Any,
) -> AsyncIterator[House]:
    clock = clock or Clock()
    sandbox = Sandbox(tidewater(clock), manifest=MANIFEST, mode=mode)
    sandbox.slack.ack_seconds = PATIENCE
    sandbox.slack.triggers.lifetime = timedelta(seconds=PATIENCE)
    if has_page:
        sandbox.routes.extend(Page(sandbox.slack).routes)
    async with sandbox:
        settings = settings_for(sandbox, database_url, mode, **changed)
        sandbox.bot_url = f"http://127.0.0.1:{settings.liaison_port}/slack/events"
        async with bot_running(settings, clock):
            if mode == "socket":
                await until(lambda: sandbox.link.connections, 10, "the bot to connect")
            yield House(sandbox, settings)
        assert oracle.errors(sandbox.ledger.calls) == []
        leaked = leaks.leaks(sandbox.slack, approved(database_url))
        assert not leaked, "\n".join(leaked)


@asynccontextmanager
async def bot_running(settings: Settings, clock: Clock) -> AsyncIterator[None]:
    started, stop = asyncio.Event(), asyncio.Event()
    handbook = load_handbook(settings.liaison_handbook)
    running = asyncio.create_task(serve(settings, handbook, clock=clock, started=started, stop=stop))
    waiting = asyncio.create_task(started.wait())
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        running.result()
    try:
        yield
    finally:
        stop.set()
        await running
