"""``POST /slack/events``: the one door for everything that Slack sends by HTTP."""

import asyncio
from datetime import timedelta

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.clock import Clock
from bot.clock_skew import ClockSkew
from bot.metrics import Metrics
from bot.parsing import MalformedError, Payload, parse
from bot.reception import Reception
from bot.signature import UnsignedError, verify

MAX_BODY_BYTES = 1024 * 1024
BODY_SECONDS = 5.0
MAX_AGE = timedelta(minutes=5)
"""Older is a replay, or our clock is wrong.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""
LONGEST_CHALLENGE = 200

log = structlog.get_logger()


class RefusedError(Exception):
    """The request is turned away; the message says why, in a few words of our own."""


class Door:
    """Lets in what Slack has signed lately and well; everything else is answered 401 and logged in a line."""

    def __init__(
        self, secret: str, reception: Reception, *, clock: Clock, skew: ClockSkew, metrics: Metrics
    ) -> None:
        self._secret = secret
        self._reception = reception
        self._clock = clock
        self._skew = skew
        self._metrics = metrics

    async def events(self, request: Request) -> Response:
        """The endpoint."""
        try:
            payload = await self._admit(request)
            if payload.get("type") == "url_verification":
                return _echo(payload.get("challenge"))
        except (UnsignedError, MalformedError, RefusedError) as refusal:
            self._metrics.refused.inc()
            log.warning("Refused a request", reason=str(refusal)[:120])
            return Response(status_code=401)
        if "ssl_check" in payload:
            return Response()
        reply = await self._reception.receive(payload, retry=request.headers.get("x-slack-retry-num"))
        return Response(reply.body, status_code=reply.status, media_type=reply.media_type)

    async def _admit(self, request: Request) -> Payload:
        """The payload of a signed request, parsed once."""
        body = await _read(request)
        ahead = verify(self._secret, request.headers.raw, body, self._clock())
        self._skew.note(ahead)
        if abs(ahead) > MAX_AGE.total_seconds():
            raise RefusedError(f"the timestamp is {ahead:.0f} s old")
        return parse(body, request.headers.get("content-type", ""))


async def _read(request: Request) -> bytes:
    """The body, at most 1 MiB in at most five seconds, whatever Content-Length promises."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise RefusedError("the body is larger than 1 MiB")
    except TimeoutError:
        raise RefusedError("the body did not arrive in time") from None
    except ClientDisconnect:
        raise RefusedError("the connection was closed") from None
    return bytes(body)


def _echo(challenge: object) -> Response:
    """Slack asks whether this address is ours; only a short signed challenge is given back."""
    if not isinstance(challenge, str) or len(challenge) > LONGEST_CHALLENGE:
        raise RefusedError("the challenge is not a short text")
    return PlainTextResponse(challenge)
