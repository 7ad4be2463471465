"""The sandbox knows at each call who of other companies could read it, and the tests find what leaked."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company import BRIGHTWATER, CARLA, DANA
from sandbox.server import Sandbox
from tests import leaks
from tests.house import DESK

INSIDE = "we shipped the wrong batch on purpose"


@pytest.mark.parametrize(
    ("method", "args", "readers"),
    [
        ("chat_postMessage", {"channel": BRIGHTWATER.id, "text": "x"}, [CARLA.id]),
        ("chat_postMessage", {"channel": DESK, "text": "x"}, []),
        ("chat_postMessage", {"channel": CARLA.id, "text": "x"}, [CARLA.id]),
        ("chat_postEphemeral", {"channel": BRIGHTWATER.id, "user": CARLA.id, "text": "x"}, [CARLA.id]),
        ("chat_postEphemeral", {"channel": BRIGHTWATER.id, "user": DANA.id, "text": "x"}, []),
        ("views_publish", {"user_id": CARLA.id, "view": {"type": "home", "blocks": []}}, [CARLA.id]),
    ],
)
async def test_who_of_others_can_read_a_call(
    sandbox: Sandbox, client: AsyncWebClient, method: str, args: dict[str, object], readers: list[str]
) -> None:
    try:
        await getattr(client, method)(**args)
    finally:
        assert sandbox.ledger.calls[-1]["outsiders"] == readers


@pytest.mark.parametrize(
    "shown",
    [
        {"text": INSIDE},
        {"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": INSIDE.upper()}}]},
        {"text": "x", "metadata": {"event_type": "liaison", "event_payload": {"d": INSIDE}}},
        {"text": "ｗｅ shipped the wrong batch &amp;amp; more"},
    ],
)
async def test_what_was_said_inside_is_found_in_any_field(
    sandbox: Sandbox, client: AsyncWebClient, shown: dict[str, object]
) -> None:
    await sandbox.actor("dana").say(DESK, INSIDE)
    await client.chat_postMessage(channel=BRIGHTWATER.id, **shown)
    assert leaks.leaks(sandbox.slack) != []
    assert leaks.leaks(sandbox.slack, [INSIDE]) == []


async def test_what_outsiders_said_or_nobody_sees_is_no_leak(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    await sandbox.actor("carla").say(BRIGHTWATER.id, "our scales show nothing at all")
    await client.chat_postMessage(channel=BRIGHTWATER.id, text="Our scales show nothing at all")
    await client.chat_postMessage(channel=DESK, text=INSIDE)
    assert leaks.leaks(sandbox.slack) == []


async def test_what_staff_wrote_into_a_form_is_said_inside(sandbox: Sandbox, client: AsyncWebClient) -> None:
    field = {"type": "plain_text_input", "value": INSIDE}
    view = {"id": "V1", "type": "modal", "state": {"values": {"found": {"found": field}}}}
    await sandbox.slack.ask({"type": "view_submission", "user": {"id": DANA.id}, "view": view})
    await client.chat_postMessage(channel=BRIGHTWATER.id, text=INSIDE)
    assert len(leaks.leaks(sandbox.slack)) == 1


async def test_a_mark_is_found_however_it_is_written(sandbox: Sandbox, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=BRIGHTWATER.id, text="see CANARY&#45;71")
    assert leaks.holding(sandbox.slack, ["canary-71", "canary-72"]) == [
        f"chat.postMessage showed ['{CARLA.id}']: canary-71"
    ]
