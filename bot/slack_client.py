"""One connection to Slack's Web API, and who we are there."""

import asyncio
from dataclasses import dataclass

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.logs import quiet_logger
from bot.outages import error_code, is_passing
from config.settings import Settings

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0

log = structlog.get_logger()


class IntroductionError(Exception):
    """Slack does not accept us; trying again would not help. The message is a sentence for the operator."""


@dataclass(frozen=True)
class Identity:
    """Who this installation is. ``enterprise_id`` is None outside Enterprise Grid."""

    team_id: str
    enterprise_id: str | None
    app_id: str
    bot_user_id: str
    bot_id: str
    workspace_url: str
    scopes: frozenset[str]


def open_session() -> aiohttp.ClientSession:
    """One session for all calls. The time-out stands here: the client's own is ignored beside a session."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10, connect=5))


def make_client(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client that never repeats a request by itself: the SDK's own handler posts twice."""
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        retry_handlers=[],
        session=session,
        logger=quiet_logger("liaison.slack_sdk"),
    )


async def introduce(client: AsyncWebClient) -> Identity:
    """Ask Slack who we are, as often as it takes. Raises IntroductionError when asking is hopeless."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return await identify(client)
        except SlackApiError as error:
            if not is_passing(error):
                raise IntroductionError(sentence_about(error)) from None
            wait = max(pause, _retry_after(error))
        except (aiohttp.ClientError, TimeoutError):
            wait = pause
        log.warning("Slack does not answer; asking again", seconds=wait)
        await asyncio.sleep(wait)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


async def identify(client: AsyncWebClient) -> Identity:
    """Ask Slack once. Raises SlackApiError, aiohttp.ClientError, TimeoutError or IntroductionError."""
    me = await client.auth_test()
    if not me.get("bot_id"):
        raise IntroductionError("SLACK_BOT_TOKEN is not a bot's token; it begins with xoxb-.")
    return Identity(
        team_id=me["team_id"],
        enterprise_id=me.get("enterprise_id"),
        app_id=me.get("app_id") or await _app_of(client, me["bot_id"]),
        bot_user_id=me["user_id"],
        bot_id=me["bot_id"],
        workspace_url=me.get("url", ""),
        scopes=_scopes(me),
    )


async def _app_of(client: AsyncWebClient, bot_id: str) -> str:
    found = await client.bots_info(bot=bot_id)
    return str(found["bot"]["app_id"])


def _scopes(response: AsyncSlackResponse) -> frozenset[str]:
    granted = str(response.headers.get("x-oauth-scopes", "")).split(",")
    return frozenset(scope.strip() for scope in granted if scope.strip())


def sentence_about(error: SlackApiError) -> str:
    """For the operator: what Slack said about our token."""
    code = error_code(error)
    if code == "missing_scope":
        return f"The bot token lacks a scope that Slack asks for ({error.response.get('needed', 'unknown')})."
    return f"Slack refuses SLACK_BOT_TOKEN: {code or 'it gave no reason'}."


def _retry_after(error: SlackApiError) -> float:
    seconds = str(getattr(error.response, "headers", {}).get("Retry-After", "0"))
    return min(float(seconds), 60) if seconds.isascii() and seconds.isdigit() else 0
