"""Whether Slack still knows us: the identity, and whether its token was revoked since."""

import asyncio
from collections.abc import Callable
from time import monotonic

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.health import Finding
from bot.outages import is_passing
from bot.slack_client import Identity, sentence_about

ASK_EVERY_SECONDS = 60.0
ASK_SECONDS = 2.0


class Standing:
    """Asks ``auth.test`` at most once a minute, when somebody wants to know.

    That Slack does not answer says nothing about the token: what it said last still counts.
    """

    def __init__(self, client: AsyncWebClient, *, read: Callable[[], float] = monotonic) -> None:
        self._client = client
        self._read = read
        self._asked_at = 0.0
        self._refusal = ""
        self.identity: Identity | None = None

    def introduced(self, identity: Identity) -> None:
        self.identity, self._asked_at = identity, self._read()

    async def check(self) -> Finding:
        if self.identity is None:
            return Finding(ok=False, says="Slack has not told us yet who we are.")
        if self._read() - self._asked_at > ASK_EVERY_SECONDS:
            await self._ask()
        if self._refusal:
            return Finding(ok=False, says=self._refusal)
        return Finding(ok=True, says="Slack knows us and takes our token.")

    async def _ask(self) -> None:
        self._asked_at = self._read()
        try:
            async with asyncio.timeout(ASK_SECONDS):
                await self._client.auth_test()
            self._refusal = ""
        except SlackApiError as error:
            self._refusal = self._refusal if is_passing(error) else sentence_about(error)
        except (aiohttp.ClientError, TimeoutError):
            return
