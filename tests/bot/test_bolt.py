"""Bolt between the door and the floor below: every kind arrives, failures are honest, nothing is a 404."""

from io import StringIO
from typing import Any

import pytest

from bot.bolt import build_app
from bot.slack_client import make_client, open_session
from config.settings import Settings
from handlers.answer import Answer, Kind
from models.refusal import Refusal
from tests.bot import payloads
from tests.bot.conftest import IDENTITY, Front
from tests.bot.far_end import BOT, BOT_USER, FarEnd

KINDS = {
    Kind.MESSAGE: [
        payloads.event("message", text="hello"),
        payloads.event("message", subtype="message_changed", message={"text": "hello"}),
        payloads.event("message", subtype="message_deleted"),
        payloads.event("message", subtype="file_share", files=[]),
        payloads.event("message", subtype="bot_message", bot_id="B0OTHER0001"),
        payloads.event("message", user=BOT_USER, bot_id=BOT, text="our own echo"),
    ],
    Kind.EVENT: [
        payloads.event("reaction_added"),
        payloads.event("member_joined_channel"),
        payloads.event("app_uninstalled"),
        payloads.event("tokens_revoked", tokens={"bot": [BOT_USER]}),
        payloads.event("user_change"),
        payloads.event("function_executed", function={"callback_id": "x"}),
    ],
    Kind.COMMAND: [payloads.command("list"), payloads.command("")],
    Kind.ACTION: [payloads.action()],
    Kind.VIEW: [payloads.view()],
    Kind.VIEW_CLOSED: [payloads.view("view_closed")],
    Kind.SHORTCUT: [payloads.shortcut(), payloads.shortcut("message_action")],
    Kind.OPTIONS: [payloads.options()],
}
EVERY = [(kind, body) for kind, bodies in KINDS.items() for body in bodies]

UNKNOWN = {
    "an event without a type": payloads.event() | {"event": {}},
    "a rate limit's notice": payloads.event() | {"type": "app_rate_limited"},
    "a legacy button": payloads.action() | {"type": "interactive_message", "callback_id": "x"},
    "a dialog": payloads.action() | {"type": "dialog_submission", "callback_id": "x"},
    "a form with nothing we know": {"team_id": "T0HOME00001"},
}


async def send(front: Front, body: dict[str, Any]) -> int:
    is_form = "event" not in body
    response = await front.post(*(payloads.as_form(body) if is_form else payloads.as_json(body)))
    return response.status_code


@pytest.mark.parametrize(("kind", "body"), EVERY, ids=[f"{kind}-{n}" for n, (kind, _) in enumerate(EVERY)])
async def test_every_kind_of_payload_reaches_the_floor_below_once(
    front: Front, kind: Kind, body: dict[str, Any]
) -> None:
    assert await send(front, body) == 200
    assert front.heard == [(kind, body)]


def test_every_kind_is_tried() -> None:
    assert set(KINDS) == set(Kind)


@pytest.mark.parametrize(("kind", "body"), EVERY, ids=[f"{kind}-{n}" for n, (kind, _) in enumerate(EVERY)])
async def test_a_handler_that_fails_is_answered_500_and_nobodys_words_are_logged(
    front: Front, kind: Kind, body: dict[str, Any], written: StringIO
) -> None:
    front.answer = ValueError("the customer said: our secret recipe")
    assert await send(front, body) == 500
    log = written.getvalue()
    assert "ValueError" in log
    assert "recipe" not in log


async def test_a_refusal_that_nobody_caught_is_a_failure_too(front: Front) -> None:
    front.answer = Refusal("C-17 is already with somebody.")
    assert await send(front, payloads.action()) == 500


async def test_a_status_from_below_is_slacks_to_hear(front: Front) -> None:
    front.answer = Answer(status=503)
    assert await send(front, payloads.event()) == 503


@pytest.mark.parametrize("body", UNKNOWN.values(), ids=UNKNOWN.keys())
async def test_what_nobody_handles_is_answered_200_with_a_warning(
    front: Front, body: dict[str, Any], written: StringIO
) -> None:
    assert await send(front, body) == 200
    assert front.heard == []
    assert "Nobody handles this payload" in written.getvalue()


async def test_slack_is_not_asked_who_we_are_at_every_payload(front: Front, slack: FarEnd) -> None:
    for _, body in EVERY:
        await send(front, body)
    assert slack.calls == []


async def test_oauth_settings_in_the_environment_switch_nothing_on(
    front: Front, settings: Settings, slack: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN", "SLACK_VERIFICATION_TOKEN"):
        monkeypatch.setenv(name, "not-real")
    async with open_session() as session:
        front.reception.open(build_app(make_client(settings, session), IDENTITY, front.answers), IDENTITY)
        for _, body in EVERY:
            assert await send(front, body) == 200
    assert len(front.heard) == len(EVERY)
    assert slack.calls == []
