"""The same workspace through Socket Mode."""

import asyncio
from datetime import timedelta

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company import tidewater
from sandbox.server import Sandbox

FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "A form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "summary",
            "label": {"type": "plain_text", "text": "Summary"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


@pytest.fixture
async def sandbox(manifest):
    async with Sandbox(tidewater(), manifest=manifest, mode="socket") as running:
        running.slack.pace.enabled = False
        yield running


@pytest.fixture
async def bolt(sandbox, client):
    app = AsyncApp(client=client, signing_secret="unused")
    handler = AsyncSocketModeHandler(app, sandbox.slack.app_token)
    await handler.connect_async()
    await asyncio.wait_for(sandbox.link.connected.wait(), 5)
    yield app
    await handler.close_async()


async def test_events_commands_and_forms_come_through_the_socket(sandbox, bolt):
    heard = []

    @bolt.event("message")
    async def message(event):
        heard.append(event["text"])

    @bolt.command("/case")
    async def command(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack("Opening…")

    @bolt.view("form")
    async def submitted(ack, view):
        value = view["state"]["values"]["summary"]["text"]["value"]
        await ack(response_action="errors", errors={"summary": f"Not {value}."})

    dana = sandbox.actor("dana")
    await dana.say("cs-desk", "hello")
    await sandbox.settled()
    assert heard == ["hello"]
    line = await dana.command("/case")
    assert (line.text, line.ephemeral_to) == ("Opening…", dana.id)
    answer = await dana.submit(dana.modal.id, {"summary": "this"})
    assert answer.errors == {"summary": "Not this."}


async def test_an_envelope_nobody_acknowledged_comes_again(sandbox, session):
    sandbox.slack.ack_seconds = 0.1
    opener = AsyncWebClient(sandbox.slack.app_token, sandbox.api_url, session=session)
    url = (await opener.apps_connections_open(app_token=sandbox.slack.app_token))["url"]
    async with session.ws_connect(url) as link:
        hello = await link.receive_json()
        assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", "A0LIAISON00")
        await sandbox.actor("dana").say("cs-desk", "hello")
        first = await link.receive_json()
        assert (first["type"], first["retry_attempt"]) == ("events_api", 0)
        second = await link.receive_json()
        assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
        assert second["payload"]["event_id"] == first["payload"]["event_id"]
        await link.send_json({"envelope_id": second["envelope_id"]})
        await sandbox.settled()
        assert sandbox.deliveries.log[0].was_accepted
        await sandbox.link.disconnect()
        assert (await link.receive_json())["reason"] == "refresh_requested"


async def test_events_wait_for_a_connection(sandbox, session):
    await sandbox.actor("dana").say("cs-desk", "hello")
    await sandbox.settled()
    opener = AsyncWebClient(sandbox.slack.app_token, sandbox.api_url, session=session)
    url = (await opener.apps_connections_open(app_token=sandbox.slack.app_token))["url"]
    async with session.ws_connect(url) as link:
        await link.receive_json()
        sandbox.clock.push(timedelta(minutes=1))
        assert (await link.receive_json())["payload"]["event"]["text"] == "hello"


async def test_a_link_is_for_app_tokens_and_socket_mode_only(sandbox, session, manifest):
    bot = AsyncWebClient(sandbox.slack.bot_token, sandbox.api_url, session=session)
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await bot.apps_connections_open(app_token=sandbox.slack.bot_token)
    async with Sandbox(tidewater(), manifest=manifest) as over_http:
        app = AsyncWebClient(over_http.slack.app_token, over_http.api_url, session=session)
        with pytest.raises(SlackApiError, match="socket_mode_not_enabled"):
            await app.apps_connections_open(app_token=over_http.slack.app_token)
