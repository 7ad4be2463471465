"""The sandbox's Slack and the bot in one process, no socket between: what each hears went through JSON."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.logs import quiet_logger
from bot.parsing import parse
from bot.reception import Reception
from sandbox import web_api
from sandbox.arguments import Args, decoded
from sandbox.errors import SlackError
from sandbox.faults import Fault
from sandbox.http_door import OK, parsed
from sandbox.slack import Answer, Slack
from sandbox.web_api import Call
from sandbox.workspace import Json
from tests.timelapse.mortal import Died

BASE = "http://sandbox.example"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


class Client(AsyncWebClient):
    """The SDK's client with the wire taken out. ``slack`` is the far end of this history."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        super().__init__(
            token=slack.bot_token,
            base_url=f"{BASE}/api/",
            retry_handlers=[],
            session=_Session(self),  # type: ignore[arg-type]
            logger=quiet_logger("liaison.slack_sdk"),
        )

    async def api_call(
        self,
        api_method: str,
        *,
        http_verb: str = "POST",
        params: Any = None,
        json: Any = None,
        **_rest: Any,
    ) -> AsyncSlackResponse:
        sent = _through_json(json) if json is not None else _as_form(params or {})
        kind = JSON if json is not None else FORM
        if json is not None and api_method in web_api.FORM_ONLY:
            sent = {}
        call = Call(api_method, Args(decoded(sent)), self.slack.bot_token, kind, http_verb)
        outcome, fault = web_api.take(self.slack, call)
        status, headers = outcome.status, {"x-oauth-scopes": ",".join(self.slack.scopes)}
        body = _through_json(outcome.body)
        if fault is Fault.RATE_LIMITED:
            status, body, headers["Retry-After"] = 429, {"ok": False, "error": "ratelimited"}, "1"
        elif fault is not None:
            raise aiohttp.ServerDisconnectedError
        if outcome.retry_after is not None:
            headers["Retry-After"] = str(outcome.retry_after)
        answer = AsyncSlackResponse(
            client=self,
            http_verb=http_verb,
            api_url=f"{BASE}/api/{api_method}",
            req_args={},
            data=body,
            headers=headers,
            status_code=status,
        )
        return answer.validate()


def _through_json(value: Any) -> Any:
    return {} if value is None else json.loads(json.dumps(value))


def _as_form(params: Json) -> Json:
    """What is left of values in a query: text."""
    return {
        name: ("1" if value else "0") if isinstance(value, bool) else str(value)
        for name, value in params.items()
        if value is not None
    }


@dataclass
class _Session:
    """Where the SDK posts to a response_url."""

    client: Client
    closed: bool = False

    @asynccontextmanager
    async def request(self, _verb: str, url: str, *, data: str, **_rest: Any) -> AsyncIterator[Any]:
        status = 200
        try:
            web_api.take_response(self.client.slack, url.rpartition("/")[2], json.loads(data))
        except SlackError as refusal:
            status = 404 if refusal.code.endswith("_url") else 400

        async def text() -> str:
            return "ok"

        yield SimpleNamespace(status=status, headers={}, text=text)


@dataclass
class Door:
    """Slack's way to the bot. A bot that dies over a request has not answered it."""

    reception: Reception

    async def event(self, envelope: Json, *, attempt: int, reason: str) -> Answer:
        return await self._hand_in(json.dumps(envelope), JSON, str(attempt) if attempt else None)

    async def interact(self, payload: Json) -> Answer:
        fields = {"payload": json.dumps(payload)} if "type" in payload else payload
        return await self._hand_in(urlencode(fields), FORM, None)

    async def _hand_in(self, body: str, kind: str, retry: str | None) -> Answer:
        try:
            reply = await self.reception.receive(parse(body.encode(), kind), retry=retry)
        except Died:
            return Answer(failure="connection_failed")
        said = parsed(reply.body) if reply.media_type == JSON else reply.body
        return Answer(reply.status, said, "" if reply.status in OK else "http_error")
