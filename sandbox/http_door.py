"""Slack's requests to an app that runs a web server: signed, form or JSON, three seconds to answer."""

import asyncio
import json
import secrets
from collections.abc import Callable
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from sandbox.events import TOKEN
from sandbox.slack import Answer, Slack
from sandbox.workspace import Json

OK = range(200, 300)


class HttpDoor:
    """`url` says where the app listens at this moment; empty means nowhere."""

    def __init__(self, slack: Slack, url: Callable[[], str]) -> None:
        self._slack = slack
        self._url = url
        self._session: aiohttp.ClientSession | None = None

    async def event(self, envelope: Json, *, attempt: int, reason: str) -> Answer:
        headers = {"content-type": "application/json"}
        if attempt:
            headers |= {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": reason}
        return await self.post(json.dumps(envelope), headers)

    async def verify(self) -> bool:
        """Slack's handshake when a request URL is entered: the app must echo a challenge."""
        challenge = secrets.token_hex(16)
        body = {"type": "url_verification", "token": TOKEN, "challenge": challenge}
        answer = await self.event(body, attempt=0, reason="")
        return answer.is_ok and answer.body in (challenge, {"challenge": challenge})

    async def interact(self, payload: Json) -> Answer:
        headers = {"content-type": "application/x-www-form-urlencoded"}
        fields = {"payload": json.dumps(payload)} if "type" in payload else payload
        return await self.post(urlencode(fields), headers)

    async def post(self, body: str, headers: dict[str, str]) -> Answer:
        """Sign and send; never raises."""
        if not self._url():
            return Answer(failure="connection_failed")
        timeout = aiohttp.ClientTimeout(total=self._slack.ack_seconds)
        signed = headers | self.signature(body)
        try:
            async with self._open().post(
                self._url(), data=body.encode(), headers=signed, timeout=timeout
            ) as answer:
                return _read(answer, await answer.text())
        except TimeoutError:
            return Answer(failure="http_timeout")
        except (aiohttp.ClientError, OSError):
            return Answer(failure="connection_failed")

    def signature(self, body: str) -> dict[str, str]:
        """Slack's two headers, for this moment of the sandbox's clock."""
        timestamp = str(self._slack.clock.epoch())
        verifier = SignatureVerifier(self._slack.signing_secret)
        signature = verifier.generate_signature(timestamp=timestamp, body=body)
        return {"x-slack-request-timestamp": timestamp, "x-slack-signature": str(signature)}

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            await asyncio.sleep(0)

    def _open(self) -> aiohttp.ClientSession:
        """Each request has a connection of its own, so that an app may restart between two of them."""
        if self._session is None:
            headers = {"user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
            self._session = aiohttp.ClientSession(
                headers=headers, connector=aiohttp.TCPConnector(force_close=True)
            )
        return self._session


def _read(answer: aiohttp.ClientResponse, text: str) -> Answer:
    no_retry = answer.headers.get("x-slack-no-retry") == "1"
    failure = "" if answer.status in OK else "http_error"
    return Answer(answer.status, parsed(text), failure, no_retry)


def parsed(text: str) -> Json | str:
    """A JSON object, or the text as it is."""
    try:
        body = json.loads(text)
    except ValueError:
        return text
    return body if isinstance(body, dict) else text
