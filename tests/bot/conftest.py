"""What the roof's tests stand on: a small far end, a moved clock, and the front of the house."""

import hashlib
import hmac
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.routing import Route

from bot import logs
from bot.bolt import build_app
from bot.clock_skew import ClockSkew
from bot.door import Door
from bot.metrics import Metrics
from bot.reception import Reception
from bot.slack_client import Identity, make_client, open_session
from config.settings import Settings
from handlers.answer import Answer, Kind
from tests.bot.far_end import APP, BOT, BOT_TOKEN, BOT_USER, SECRET, TEAM, FarEnd, far_end

IDENTITY = Identity(TEAM, None, APP, BOT_USER, BOT, "https://tidewater.slack.com/", frozenset())
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Front:
    """The door with everything behind it; the floor below is ``answer``, and what it heard is ``heard``."""

    now: datetime = NOON
    answer: Answer | Exception = field(default_factory=Answer)
    heard: list[tuple[Kind, dict[str, Any]]] = field(default_factory=list)
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        self.skew = ClockSkew(self.clock)
        self.reception = Reception(self.metrics)
        door = Door(SECRET, self.reception, clock=self.clock, skew=self.skew, metrics=self.metrics)
        app = Starlette(routes=[Route("/slack/events", door.events, methods=["POST"])])
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://liaison.example")

    def clock(self) -> datetime:
        return self.now

    async def answers(self, kind: Kind, body: dict[str, Any]) -> Answer:
        self.heard.append((kind, body))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def post(
        self,
        body: bytes,
        content_type: str = "application/json",
        *,
        headers: list[tuple[bytes, bytes]] | None = None,
        late: timedelta = timedelta(0),
        extra: dict[str, str] | None = None,
    ) -> httpx.Response:
        """Post as Slack would, signed unless ``headers`` say otherwise."""
        signed = signed_headers(body, self.now - late) if headers is None else headers
        named = [(key.encode(), value.encode()) for key, value in (extra or {}).items()]
        return await self.http.post(
            "/slack/events", content=body, headers=[(b"content-type", content_type.encode()), *signed, *named]
        )


def signed_headers(body: bytes, at: datetime) -> list[tuple[bytes, bytes]]:
    stamp = str(int(at.timestamp()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return [(b"x-slack-request-timestamp", stamp.encode()), (b"x-slack-signature", f"v0={digest}".encode())]


@pytest.fixture
async def slack() -> AsyncIterator[FarEnd]:
    async with far_end() as slack:
        yield slack


@pytest.fixture
def settings(slack: FarEnd) -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=BOT_TOKEN,
        slack_signing_secret=SECRET,
        slack_api_url=f"{slack.url}/api/",
    )


@pytest.fixture
async def front(settings: Settings) -> AsyncIterator[Front]:
    """The door, open, with a floor below that answers what a test wants."""
    front = Front()
    async with open_session() as session, front.http:
        client = make_client(settings, session)
        front.reception.open(build_app(client, IDENTITY, front.answers), IDENTITY)
        yield front


@pytest.fixture
def written(settings: Settings) -> Iterator[StringIO]:
    """The log as an operator would see it on stderr."""
    root, stream = logging.getLogger(), StringIO()
    before = root.handlers, root.level
    logs.set_up(settings, stream)
    yield stream
    root.handlers, root.level = before
    structlog.reset_defaults()
