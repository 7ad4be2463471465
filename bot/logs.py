"""What the bot writes about itself: one line per event, no secrets, nobody's words."""

import logging
import re
import sys
import traceback
from collections.abc import Iterable, MutableMapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TextIO

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from structlog.contextvars import bound_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.outages import OutagesInALine
from config.settings import Settings

SECRETS = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w.-]+"
    r"|xapp-[\w.-]+"
    r"|hooks\.slack\.com/[^\s\"'<>]+"
    r"|(?<=ticket=)[^\s&\"']+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
"""Tokens, response_urls, Socket Mode tickets, passwords in addresses."""

REDACTED = "[redacted]"
_HOST = re.compile(r"""\b(host|host name|server at) (["']).*?\2""")
"""As drivers name it; where a password was not escaped, it is a part of that."""
LONGEST_TEXT = 2000
SHORTEST_SECRET = 6
"""Shorter ones would redact half of what is written."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")

_CHATTY = (
    "slack_bolt",
    "slack_sdk",
    "aiohttp",
    "httpx",
    "httpcore",
    "asyncio",
    "apscheduler",
    "alembic",
    "uvicorn",
)
"""At DEBUG or INFO these write bodies, addresses with tokens, or a line per request: never below WARNING."""

_SPEAKS_OF_CODE = (
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
)
"""Errors whose message names code or a system call; any other may quote what a person wrote."""


def set_up(settings: Settings, stream: TextIO = sys.stderr) -> None:
    """Route structlog and the standard library's loggers through one redacting formatter."""
    structlog.configure(
        processors=[*_shared(OutagesInALine()), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(settings, has_colours=stream.isatty()))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.liaison_log_level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def report_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """For ``sys.excepthook``: what ends the process is redacted too."""
    structlog.get_logger().critical("Liaison fell over", exc_info=(kind, error, trace))


def quiet_logger(name: str, level: int = logging.WARNING) -> logging.Logger:
    """For libraries that write bodies at DEBUG or ask ``logger.level`` instead of the effective one."""
    logger = logging.getLogger(name)
    logger.setLevel(level)
    return logger


def delivery_context(delivery: str, retry: str | None = None) -> AbstractContextManager[None]:
    """Every line written inside the ``with`` names this delivery from Slack."""
    return bound_contextvars(delivery=delivery, **({"retry": retry[:3]} if retry else {}))


def _shared(*more: Processor) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _error_itself,
        *more,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _traceback_without_words,
    ]


def _formatter(settings: Settings, *, has_colours: bool) -> logging.Formatter:
    if settings.liaison_log_format == "json":
        renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        renderer = structlog.dev.ConsoleRenderer(
            colors=has_colours, exception_formatter=structlog.dev.plain_traceback
        )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            Redaction(_secrets_of(settings)),
            renderer,
        ],
    )


def _secrets_of(settings: Settings) -> list[str]:
    given = (settings.slack_bot_token, settings.slack_signing_secret, settings.slack_app_token)
    password = make_url(settings.database_url).password
    return [secret.get_secret_value() for secret in given if secret] + ([str(password)] if password else [])


class Redaction:
    """Takes secrets out of every text, by value and by their look; keeps each text on its own lines."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {key: self._cleaned(value, lines=key == "exception") for key, value in event.items()}

    def _cleaned(self, value: Any, *, lines: bool) -> Any:
        match value:
            case str():
                return self._text(value, lines=lines)
            case MutableMapping():
                return {str(key): self._cleaned(item, lines=False) for key, item in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._cleaned(item, lines=False) for item in value]
            case None | bool() | int() | float():
                return value
        return self._text(str(value), lines=lines)

    def _text(self, text: str, *, lines: bool) -> str:
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", SECRETS.sub(REDACTED, text))
        if lines:
            return text
        return text[:LONGEST_TEXT].replace("\n", "\\n")


def _error_itself(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """``exc_info`` may be the error, the interpreter's triple, or True for the one being handled."""
    raised = event.get("exc_info")
    if raised is True:
        raised = sys.exc_info()
    if isinstance(raised, tuple):
        event["exc_info"] = raised[1]
    return event


def _traceback_without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Where it went wrong and what kind of error it was, without quoting what people wrote."""
    raised = event.pop("exc_info", None)
    if isinstance(raised, BaseException):
        event["exception"] = "\n".join(_chain(raised))
    return event


def _chain(error: BaseException) -> list[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    inside = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    before = [line for each in (cause, *inside) if each for line in _chain(each)]
    return [*before, _frames(error.__traceback__) + describe(error)]


def _frames(trace: TracebackType | None) -> str:
    return "".join(traceback.format_list(traceback.extract_tb(trace)[-12:]))


def describe(error: BaseException) -> str:
    """The error's kind, and its message where that cannot quote anybody."""
    name = type(error).__qualname__
    if isinstance(error, SlackApiError):
        data = getattr(error.response, "data", None)
        return f"{name}: {data.get('error') if isinstance(data, dict) else 'no JSON'}"
    if isinstance(error, DBAPIError):
        said = str(error.orig).partition("\n")[0]
        return f"{name}: " + _HOST.sub(rf"\1 {REDACTED}", said)
    return f"{name}: {error}" if isinstance(error, _SPEAKS_OF_CODE) else name
