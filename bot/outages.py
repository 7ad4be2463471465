"""Slack's own troubles, told from mistakes of ours: a later try may succeed, and no stack explains them."""

import time
from http import HTTPStatus

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from structlog.typing import EventDict, WrappedLogger

PASSING_ERRORS = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
)
"""Slack's own troubles, which a later try may not meet."""

SAID_ONCE_IN_SECONDS = 60.0


def is_passing(error: SlackApiError) -> bool:
    """Whether Slack itself is in trouble, so that a later try may succeed."""
    status = _status(error)
    return (
        error_code(error) in PASSING_ERRORS
        or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        or status == HTTPStatus.TOO_MANY_REQUESTS
    )


def error_code(error: SlackApiError) -> str:
    """Slack's name for what went wrong, such as ``channel_not_found``; empty if the answer was no JSON."""
    data = getattr(error.response, "data", error.response)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _status(error: SlackApiError) -> int:
    """The HTTP status; where Slack sent no JSON the SDK hands over aiohttp's own response."""
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))


def outage(error: object) -> str | None:
    """What is the matter with Slack, as a sentence; None when the fault may be ours."""
    match error:
        case SlackApiError() if is_passing(error):
            return f"Slack is in trouble: it answered {error_code(error) or _status(error)}."
        case TimeoutError():
            return "Slack did not answer in time."
        case aiohttp.InvalidURL():
            return None
        case aiohttp.ClientError():
            return f"Slack cannot be reached: {type(error).__name__}."
    return None


class OutagesInALine:
    """A log processor: an outage is a warning of one line, and the same line is said once a minute."""

    def __init__(self) -> None:
        self._said: dict[str, float] = {}

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        sentence = outage(event.get("exc_info"))
        if sentence is None or event.get("level") == "critical":
            return event
        del event["exc_info"]
        event.update(level="warning", error=sentence)
        if self._was_said_lately(repr(event)):
            raise structlog.DropEvent
        return event

    def _was_said_lately(self, line: str) -> bool:
        now = time.monotonic()
        self._said = {said: at for said, at in self._said.items() if now - at < SAID_ONCE_IN_SECONDS}
        was_said = line in self._said
        self._said.setdefault(line, now)
        return was_said
