"""A sandbox with a small Bolt app at the other end, over real HTTP or Socket Mode."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.company import tidewater
from sandbox.loopback import served
from sandbox.server import Sandbox

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Liaison"},
    "features": {
        "bot_user": {"display_name": "Liaison"},
        "slash_commands": [{"command": "/case", "description": "Open a case"}],
        "shortcuts": [
            {"name": "Open a case", "type": "global", "callback_id": "open_case"},
            {"name": "Open a case", "type": "message", "callback_id": "case_from_message"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                *(
                    "app_mentions:read",
                    "channels:history",
                    "channels:join",
                    "channels:read",
                    "chat:write",
                    "commands",
                ),
                *("files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read"),
                *("im:write", "reactions:read", "reactions:write", "team:read", "users:read"),
                "users.profile:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                *(
                    "app_home_opened",
                    "app_mention",
                    "channel_archive",
                    "channel_id_changed",
                    "channel_rename",
                ),
                *("channel_shared", "channel_unshared", "group_archive", "member_joined_channel"),
                *("member_left_channel", "message.channels", "message.groups", "message.im"),
                *(
                    "reaction_added",
                    "reaction_removed",
                    "tokens_revoked",
                    "user_change",
                    "user_status_changed",
                ),
            ]
        }
    },
}


@pytest.fixture
def manifest() -> dict[str, Any]:
    return MANIFEST


@pytest.fixture
async def sandbox(manifest) -> AsyncIterator[Sandbox]:
    async with Sandbox(tidewater(), manifest=manifest) as running:
        running.slack.pace.enabled = False
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as opened:
        yield opened


@pytest.fixture
def client(sandbox, session) -> AsyncWebClient:
    """The SDK without its own retries, which would hide what the sandbox did."""
    return AsyncWebClient(sandbox.slack.bot_token, sandbox.api_url, session=session, retry_handlers=[])


class Ear:
    """An app that answers every request as it is told, and remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[Response] = []
        self.slow = 0.0

    async def hear(self, request: Request) -> Response:
        self.heard.append((dict(request.headers), await request.body()))
        await asyncio.sleep(self.slow)
        return self.answers.pop(0) if self.answers else Response()


@pytest.fixture
async def ear(sandbox) -> AsyncIterator[Ear]:
    listening = Ear()
    async with served(Starlette(routes=[Route("/slack/events", listening.hear, methods=["POST"])])) as url:
        sandbox.bot_url = f"{url}/slack/events"
        yield listening


@pytest.fixture
async def bolt(sandbox, client) -> AsyncIterator[AsyncApp]:
    """A bare Bolt app; a test adds its listeners."""
    app = AsyncApp(client=client, signing_secret=sandbox.slack.signing_secret, process_before_response=True)
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    async with served(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as url:
        sandbox.bot_url = f"{url}/slack/events"
        yield app
