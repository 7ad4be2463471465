"""Socket Mode: an envelope is acknowledged when it was kept, and a silent line is replaced."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any

import pytest

from bot import socket_mode
from bot.slack_client import make_client, open_session
from bot.socket_mode import SocketMode
from config.settings import Settings
from handlers.answer import Answer, Kind
from tests.bot import payloads
from tests.bot.conftest import Front
from tests.bot.far_end import APP_TOKEN, FarEnd


@asynccontextmanager
async def opened(front: Front, settings: Settings) -> AsyncIterator[None]:
    async with (
        open_session() as session,
        SocketMode(APP_TOKEN, make_client(settings, session), front.reception),
    ):
        yield


@pytest.fixture
async def line(front: Front, slack: FarEnd, settings: Settings) -> AsyncIterator[FarEnd]:
    """Slack's end of the open lines, with the front behind ours."""
    async with opened(front, settings):
        await slack.greeted(2)
        yield slack


async def deliver(line: FarEnd, payload: dict[str, Any], **envelope: Any) -> None:
    await line.send({"type": "events_api", "envelope_id": "first", "payload": payload, **envelope})
    await asyncio.sleep(0.1)


async def test_both_lines_are_opened(line: FarEnd) -> None:
    assert len(line.lines) == 2


async def test_an_envelope_that_was_kept_is_acknowledged(line: FarEnd, front: Front) -> None:
    await deliver(line, payloads.event())
    assert front.heard == [(Kind.EVENT, payloads.event())]
    assert line.acks == [{"envelope_id": "first"}]


@pytest.mark.parametrize("status", [500, 503])
async def test_an_envelope_that_was_not_kept_is_not_acknowledged(
    line: FarEnd, front: Front, status: int
) -> None:
    front.answer = Answer(status=status)
    await deliver(line, payloads.event())
    assert (len(front.heard), line.acks) == (1, [])


async def test_a_failing_handler_leaves_the_envelope_to_be_sent_again(line: FarEnd, front: Front) -> None:
    front.answer = RuntimeError("no")
    await deliver(line, payloads.event())
    assert line.acks == []
    front.answer = Answer()
    await deliver(line, payloads.event(), retry_attempt=1, retry_reason="timeout")
    assert line.acks == [{"envelope_id": "first"}]


async def test_the_answer_travels_with_the_acknowledgement_where_slack_takes_one(
    line: FarEnd, front: Front
) -> None:
    front.answer = Answer(body={"response_action": "clear"})
    await deliver(line, payloads.view(), type="interactive", accepts_response_payload=True)
    front.answer = Answer(body="C-17 is yours.")
    await deliver(line, payloads.command("payload"), type="slash_commands", accepts_response_payload=True)
    await deliver(line, payloads.event())
    assert line.acks == [
        {"envelope_id": "first", "payload": {"response_action": "clear"}},
        {"envelope_id": "first", "payload": {"text": "C-17 is yours."}},
        {"envelope_id": "first"},
    ]


async def test_a_foreign_envelope_is_acknowledged_and_does_nothing(
    line: FarEnd, front: Front, written: StringIO
) -> None:
    await deliver(line, payloads.event() | {"api_app_id": "A0OTHER0001"})
    assert (front.heard, line.acks) == ([], [{"envelope_id": "first"}])
    assert "Security" in written.getvalue()


async def test_characters_that_no_database_keeps_are_replaced_here_too(line: FarEnd, front: Front) -> None:
    await deliver(line, payloads.event(text="a\x00b\ud800"))
    assert front.heard[0][1]["event"]["text"] == "a\ufffdb\ufffd"


async def test_slacks_farewell_brings_a_new_connection(line: FarEnd, front: Front) -> None:
    await line.send({"type": "disconnect", "reason": "refresh_requested"})
    await line.greeted(3)
    await deliver(line, payloads.event())
    assert line.acks == [{"envelope_id": "first"}]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket_mode, "GREETING_SECONDS", 0.2)
    monkeypatch.setattr(socket_mode, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(socket_mode, "FIRST_PAUSE_SECONDS", 0.05)


@pytest.mark.usefixtures("impatient")
async def test_a_line_on_which_slack_says_nothing_is_replaced(
    front: Front, slack: FarEnd, settings: Settings
) -> None:
    slack.greets = False
    async with opened(front, settings):
        await slack.linked(4)
        slack.greets = True
        await slack.greeted(2)
        await deliver(slack, payloads.event())
    assert slack.acks == [{"envelope_id": "first"}]


@pytest.mark.usefixtures("impatient")
async def test_a_line_that_falls_silent_is_replaced(
    front: Front, slack: FarEnd, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "WORD_SECONDS", 0.3)
    async with opened(front, settings):
        await slack.linked(4)


@pytest.mark.usefixtures("impatient")
async def test_a_refused_app_token_is_tried_again_and_not_written_down(
    front: Front, slack: FarEnd, settings: Settings, written: StringIO
) -> None:
    slack.says["apps.connections.open"] = {"ok": False, "error": "invalid_auth"}
    async with opened(front, settings):
        await slack.called(4)
        del slack.says["apps.connections.open"]
        await slack.greeted(2)
    assert APP_TOKEN not in written.getvalue()
    assert "secret-ticket" not in written.getvalue()
