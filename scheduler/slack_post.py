"""The requests of the courier: one message posted, changed, deleted or looked for."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from casework.errands import Errand
from config.crashpoint import crashpoint
from models.customer_notices import CustomerNotice, CustomerReply
from models.outgoing import MARKER_TYPE
from scheduler import pictures
from scheduler.retries import MAY_BE_TAKEN, PLAIN_MAY_DO, Failure, Outcome
from views import outside
from views.blocks import Block
from views.drawn import Drawn
from views.letterhead import Letterhead
from views.render import render

CLOCK_SKEW = timedelta(minutes=6)
"""The front door lets our clock and Slack's differ by five minutes."""
PAGES, PAGE = 5, 200
_READS = ("conversations.history", "conversations.replies")

Posted = tuple[str, str]
"""(channel, ts) of the message as Slack has it."""
Addressed = Callable[[Errand, str], Awaitable[None]]


class Failed(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error)
        self.failure = failure


async def send(
    client: AsyncWebClient, errand: Errand, letterhead: Letterhead, addressed: Addressed
) -> Posted:
    """Make the errand's request. Raises Failed with what is known of the outcome.

    ``addressed`` is told the conversation that was opened for a direct message, before anything is posted.
    """
    channel = errand.channel
    if channel is None:
        assert errand.recipient is not None
        channel = await _open_conversation(client, errand.recipient)
        await addressed(errand, channel)
    if errand.verb == "delete":
        await _call(client, "chat.delete", channel=channel, ts=errand.ts)
        return channel, errand.ts or ""
    answer = await _say(client, errand, channel, _drawn(errand, letterhead))
    if answer.get("channel") != channel or not answer.get("ts"):
        raise Failed(Failure(Outcome.UNCLEAR, "the answer names no message"))
    return channel, str(answer["ts"])


def _drawn(errand: Errand, letterhead: Letterhead) -> Drawn:
    """In words for the house or, by another door altogether, for a customer."""
    if isinstance(errand.notice, CustomerNotice):
        return outside.render(errand.notice)
    return render(errand.notice, letterhead)


async def _say(client: AsyncWebClient, errand: Errand, channel: str, drawn: Drawn) -> dict[str, Any]:
    """As it was drawn; once that was refused, plainer and plainer until Slack takes it.

    What was refused is certainly not there, so that one errand may try them all.
    """
    content: dict[str, Any] = {"channel": channel, "text": drawn.text}
    if errand.verb == "update":
        method, content["ts"] = "chat.update", errand.ts
    else:
        method, content = "chat.postMessage", content | _posting(errand)
    if errand.last_error not in PLAIN_MAY_DO:
        return await _call(client, method, **content, blocks=drawn.blocks)
    for blocks in await _plainer(client, drawn):
        try:
            return await _call(client, method, **content, blocks=blocks)
        except Failed as failed:
            if failed.failure.error not in PLAIN_MAY_DO:
                raise
    return await _call(client, method, **content, blocks=[])


async def _plainer(client: AsyncWebClient, drawn: Drawn) -> list[list[Block]]:
    """With its charts as a picture, where one can be had; and without."""
    if drawn.plainer is None:
        return []
    picture = await pictures.picture(client, drawn.plainer.charts)
    return [*([drawn.plainer.with_picture(picture)] if picture else []), drawn.plainer.blocks]


def _posting(errand: Errand) -> dict[str, Any]:
    """Our marker, and nothing that Slack would add of its own."""
    extra: dict[str, Any] = {"thread_ts": errand.thread_ts} if errand.thread_ts else {}
    if isinstance(errand.notice, CustomerReply) and errand.notice.name:
        extra["username"] = errand.notice.name
        if errand.notice.picture:
            extra["icon_url"] = errand.notice.picture
    metadata = {"event_type": MARKER_TYPE, "event_payload": {"d": errand.marker}}
    return {"metadata": metadata, "unfurl_links": False, "unfurl_media": False, "link_names": False, **extra}


async def _open_conversation(client: AsyncWebClient, user_id: str) -> str:
    try:
        answer = await _call(client, "conversations.open", users=user_id)
    except Failed as failed:
        failure = replace(failed.failure, method="conversations.open")
        if failure.outcome is Outcome.UNCLEAR:
            # Nothing was posted yet, so nothing can be doubled.
            failure = replace(failure, outcome=Outcome.UNREACHABLE)
        raise Failed(failure) from None
    return str(answer["channel"]["id"])


async def find(client: AsyncWebClient, errand: Errand, bot_user: str) -> str | None:
    """The timestamp of the errand's message, by its marker; None when Slack certainly has none.

    Raises Failed when the search is incomplete.
    """
    if errand.channel is None:
        return None
    oldest = f"{(errand.first_claimed_at - CLOCK_SKEW).timestamp():.6f}"
    wanted = {"channel": errand.channel, "oldest": oldest, "limit": PAGE, "include_all_metadata": True}
    method = "conversations.history"
    if errand.thread_ts:
        method, wanted["ts"] = "conversations.replies", errand.thread_ts
    for _page in range(PAGES):
        answer = await _call(client, method, **wanted)
        for message in answer.get("messages", []):
            if _is_ours(message, errand.marker, bot_user):
                return str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
        wanted["cursor"] = cursor
    raise Failed(Failure(Outcome.REFUSED, "too many messages since then"))


def _is_ours(message: dict[str, Any], marker: str, bot_user: str) -> bool:
    metadata = message.get("metadata") or {}
    return (
        message.get("user") == bot_user
        and metadata.get("event_type") == MARKER_TYPE
        and (metadata.get("event_payload") or {}).get("d") == marker
    )


async def _call(client: AsyncWebClient, method: str, **arguments: Any) -> dict[str, Any]:
    try:
        if method in _READS:
            answer = await client.api_call(method, http_verb="GET", params=arguments)
        else:
            crashpoint("before_request")
            answer = await client.api_call(method, json=arguments)
            crashpoint("after_request")
    except SlackApiError as error:
        raise Failed(_of_answer(error)) from None
    except aiohttp.ClientConnectorError as error:
        raise Failed(Failure(Outcome.UNREACHABLE, type(error).__name__)) from None
    except (
        aiohttp.ClientError,
        TimeoutError,
        SlackClientError,
        ValueError,
        OSError,
        AttributeError,
    ) as error:
        # AttributeError: the SDK trips over an answer of 200 that is no JSON.
        raise Failed(Failure(Outcome.UNCLEAR, type(error).__name__)) from None
    if not isinstance(answer.data, dict):
        raise Failed(Failure(Outcome.UNCLEAR, "the answer is no JSON"))
    return answer.data


def limit_of(error: Exception) -> timedelta | None:
    """How long Slack wants to be left alone, where that is all that is wrong."""
    return _of_answer(error).retry_after if isinstance(error, SlackApiError) else None


def _of_answer(error: SlackApiError) -> Failure:
    """What Slack's answer says; where it was no JSON the SDK hands over aiohttp's own response."""
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in ("ratelimited", "rate_limited"):
        seconds = str(response.headers.get("Retry-After", "1"))
        wait = timedelta(seconds=int(seconds) if seconds.isascii() and seconds.isdigit() else 1)
        return Failure(Outcome.RATE_LIMITED, "ratelimited", wait)
    if not code or status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in MAY_BE_TAKEN:
        return Failure(Outcome.UNCLEAR, code or f"http_{status}")
    return Failure(Outcome.REFUSED, code)
