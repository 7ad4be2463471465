"""What is written: one line per event, no secrets, nobody's words."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import aiohttp
import httpx
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError
from structlog.contextvars import bound_contextvars

from bot import logs
from bot.logs import REDACTED, Redaction, delivery_context
from config.settings import Settings
from tests.bot.far_end import BOT_TOKEN, SECRET, FarEnd

PLANTED = {
    "fake-bot": "xoxb-fake-bot",
    "fake-person": "xoxp-fake-person",
    "fake-rotated": "xoxe.xoxb-1-fake-rotated",
    "fake-refresh": "xoxe-1-fake-refresh",
    "fake-app": "xapp-1-fake-app",
    "fake-hook": "https://hooks.slack.com/commands/T1/2/fake-hook",
    "fake-ticket": "wss://wss.slack.com/link/?ticket=fake-ticket&app_id=a",
    "fake-word": "postgresql+psycopg://liaison:fake-word@db/liaison",
}


@pytest.mark.parametrize("secret", PLANTED)
def test_secrets_are_recognised_by_their_look(written: StringIO, secret: str) -> None:
    text = PLANTED[secret]
    log = structlog.get_logger()
    log.warning(text, detail=text, nested={"deep": [text]})
    logging.getLogger("somebody.else").warning("about %s", text)
    log.error("broke", exc_info=OSError(text))
    assert secret not in written.getvalue()
    assert written.getvalue().count(REDACTED) == 5


def test_our_own_secrets_are_recognised_by_value(written: StringIO) -> None:
    structlog.get_logger().error("oops", header=f"v0:1:{SECRET}", token=BOT_TOKEN)
    assert SECRET not in written.getvalue()
    assert BOT_TOKEN not in written.getvalue()


@given(st.text())
def test_whatever_is_logged_stays_on_its_line(text: str) -> None:
    cleaned = Redaction()(None, "info", {"event": text})["event"]
    assert len(cleaned.splitlines()) <= 1


def test_a_forged_line_stays_inside_one_field(settings: Settings) -> None:
    with heard(settings, liaison_log_format="json") as stream:
        structlog.get_logger().warning("hello", said='x\n2026 [critical] forged "line"')
    [line] = stream.getvalue().splitlines()
    assert json.loads(line)["said"] == 'x\\n2026 [critical] forged "line"'


@contextmanager
def heard(settings: Settings, **choices: str) -> Iterator[StringIO]:
    stream, root = StringIO(), logging.getLogger()
    before = root.handlers, root.level
    logs.set_up(settings.model_copy(update=choices), stream)
    yield stream
    root.handlers, root.level = before
    structlog.reset_defaults()


class Form(BaseModel):
    number: int


RECIPE = "our recipe"


def quoting_errors() -> Iterator[Exception]:
    """What libraries raise when somebody's words do not fit."""
    for fails in (
        lambda: Form.model_validate({"number": RECIPE}),
        lambda: int(RECIPE),
        lambda: json.loads(RECIPE),
        lambda: RECIPE.encode("utf-32").decode("ascii"),
    ):
        with pytest.raises(ValueError) as raised:
            fails()
        yield raised.value


def test_an_error_tells_where_and_what_kind_but_quotes_nobody(written: StringIO) -> None:
    for error in quoting_errors():
        structlog.get_logger().error("broke", exc_info=error)
    for told in ("ValidationError", "ValueError", "JSONDecodeError", "UnicodeDecodeError", "test_logs.py"):
        assert told in written.getvalue()
    assert RECIPE not in written.getvalue()


def test_a_databases_error_names_the_rule_and_not_the_row(written: StringIO) -> None:
    engine = create_engine("sqlite://")
    insert = text("insert into note values (:words)")
    with engine.begin() as connection:
        connection.execute(text("create table note (words text unique)"))
        connection.execute(insert, {"words": RECIPE})
    with pytest.raises(IntegrityError) as raised, engine.begin() as connection:
        connection.execute(insert, {"words": RECIPE})
    structlog.get_logger().error("broke", exc_info=raised.value)
    engine.dispose()
    assert RECIPE not in written.getvalue()
    assert "IntegrityError: UNIQUE constraint failed: note.words" in written.getvalue()


def test_the_chain_of_causes_and_a_group_are_told(written: StringIO) -> None:
    many = ExceptionGroup("many", [TypeError("second"), OSError("third")])
    many.__cause__ = KeyError("first")
    structlog.get_logger().error("broke", exc_info=many)
    for told in ("KeyError: 'first'", "TypeError: second", "OSError: third", "ExceptionGroup"):
        assert told in written.getvalue()


def test_the_delivery_and_what_the_floors_below_bind_stand_in_every_line(written: StringIO) -> None:
    with delivery_context("Ev0EXAMPLE1", "2"), bound_contextvars(case="C-17"):
        structlog.get_logger().warning("one")
        logging.getLogger("somebody.else").warning("two")
    structlog.get_logger().warning("three")
    first, second, third = written.getvalue().splitlines()
    for line in (first, second):
        assert "delivery=Ev0EXAMPLE1" in line
        assert "retry=2" in line
        assert "case=C-17" in line
    assert "Ev0EXAMPLE1" not in third


async def test_libraries_are_not_heard_below_warning_even_at_debug(settings: Settings, slack: FarEnd) -> None:
    with heard(settings, liaison_log_level="DEBUG") as stream:
        for name in ("slack_bolt.App", "slack_sdk.web", "httpx", "aiohttp.client", "uvicorn.error"):
            logging.getLogger(name).info("a body")
        async with httpx.AsyncClient() as http:
            await http.get(f"{slack.url}/api/x?token=secret-in-the-address")
        structlog.get_logger().debug("our own")
    assert "a body" not in stream.getvalue()
    assert "secret-in-the-address" not in stream.getvalue()
    assert "our own" in stream.getvalue()


def habit_that_meets(error: Exception) -> None:
    try:
        raise error  # noqa: TRY301
    except Exception:  # noqa: BLE001
        structlog.get_logger().exception("habit_failed", habit="refresh")


def answered(status: int, code: str) -> SlackApiError:
    answer = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="",
        req_args={},
        headers={},
        status_code=status,
        data={"error": code},
    )
    return SlackApiError("the request failed", answer)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (answered(500, ""), "Slack is in trouble: it answered 500."),
        (answered(429, "ratelimited"), "Slack is in trouble: it answered ratelimited."),
        (TimeoutError(), "Slack did not answer in time."),
        (aiohttp.ServerDisconnectedError(), "Slack cannot be reached: ServerDisconnectedError."),
    ],
)
def test_an_outage_of_slack_is_a_warning_in_one_line_once_a_minute(
    settings: Settings, error: Exception, sentence: str
) -> None:
    with heard(settings, liaison_log_format="json") as stream:
        habit_that_meets(error)
        habit_that_meets(error)
        structlog.get_logger().error("A handler failed", exc_info=error, delivery="Ev1")
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["level"], first["event"], first["error"]) == ("warning", "habit_failed", sentence)
    assert (second["delivery"], second["error"]) == ("Ev1", sentence)
    assert "exception" not in first | second


def test_a_refusal_that_is_our_mistake_keeps_its_traceback(settings: Settings) -> None:
    with heard(settings, liaison_log_format="json") as stream:
        habit_that_meets(answered(200, "invalid_blocks"))
    [line] = map(json.loads, stream.getvalue().splitlines())
    assert line["level"] == "error"
    assert "in habit_that_meets" in line["exception"]
