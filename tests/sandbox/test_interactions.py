"""Commands, buttons, modals and shortcuts through a bare Bolt app over HTTP."""

import json
from urllib.parse import parse_qs

import pytest
from slack_sdk.errors import SlackApiError
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.slack import Answer

DESK = "C0CSDESK001"


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict:
    return {"text": plain(value.title()), "value": value}


def field(block_id: str, element: dict, **facts) -> dict:
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, **facts}


FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("A form"),
    "submit": plain("Send"),
    "notify_on_close": True,
    "private_metadata": "secret",
    "blocks": [
        field("summary", {"type": "plain_text_input", "action_id": "text"}),
        field(
            "severity",
            {
                "type": "static_select",
                "action_id": "pick",
                "options": [option("low"), option("high")],
                "initial_option": option("low"),
            },
        ),
        field(
            "customer",
            {"type": "external_select", "action_id": "who", "min_query_length": 1},
            optional=True,
        ),
        field(
            "flags",
            {"type": "checkboxes", "action_id": "flags", "options": [option("urgent"), option("vip")]},
            optional=True,
        ),
        field("owner", {"type": "users_select", "action_id": "user"}, optional=True),
        field("due", {"type": "datepicker", "action_id": "date"}, optional=True),
    ],
}
CARD = [
    {
        "type": "actions",
        "block_id": "card",
        "elements": [
            {"type": "button", "action_id": "take", "text": plain("Take it"), "value": "17"},
            {"type": "overflow", "action_id": "more", "options": [option("ask"), option("history")]},
        ],
    }
]


@pytest.fixture
def dana(sandbox):
    return sandbox.actor("dana")


@pytest.fixture
def heard(bolt) -> list[dict]:
    """A Bolt app that opens FORM on `/case` and remembers the bodies it gets."""
    bodies: list[dict] = []

    @bolt.command("/case")
    async def open_form(ack, body, client):
        bodies.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @bolt.view("form")
    async def submitted(ack, body):
        bodies.append(body)
        await ack()

    @bolt.view_closed("form")
    async def closed(ack, body):
        bodies.append(body)
        await ack()

    for action_id in ("take", "more", "who"):

        @bolt.action(action_id)
        async def pressed(ack, body):
            bodies.append(body)
            await ack()

    @bolt.options("who")
    async def customers(ack, body):
        bodies.append(body)
        await ack(options=[option(name) for name in ("brightwater", "bluebell") if body["value"] in name])

    return bodies


async def test_a_command_opens_a_form_and_the_form_is_submitted(dana, heard):
    await dana.command("/case", "scale shows 0 & <nothing>", "cs-desk")
    command = heard[0]
    assert (command["command"], command["channel_name"]) == ("/case", "cs-desk")
    assert command["text"] == "scale shows 0 &amp; &lt;nothing&gt;"
    offered = await dana.options(dana.modal.id, "who", "bright")
    assert [o["value"] for o in offered] == ["brightwater"]
    answer = await dana.submit(
        dana.modal.id,
        {
            "summary": "a < b",
            "who": "brightwater",
            "flags": ["vip"],
            "owner": "U0BENLINDQV",
            "due": "2026-12-01",
        },
    )
    assert answer.closed
    assert dana.modal is None
    values = heard[-1]["view"]["state"]["values"]
    assert values["summary"]["text"] == {"type": "plain_text_input", "value": "a < b"}
    assert values["severity"]["pick"]["selected_option"]["value"] == "low"
    assert values["customer"]["who"]["selected_option"]["text"]["text"] == "Brightwater"
    assert [o["value"] for o in values["flags"]["flags"]["selected_options"]] == ["vip"]
    assert values["owner"]["user"]["selected_user"] == "U0BENLINDQV"
    assert values["due"]["date"]["selected_date"] == "2026-12-01"
    assert heard[-1]["view"]["private_metadata"] == "secret"


async def test_what_is_left_empty_is_sent_as_nothing(dana, heard):
    await dana.command("/case")
    await dana.submit(dana.modal.id, {"summary": "x"})
    values = heard[-1]["view"]["state"]["values"]
    assert values["customer"]["who"] == {"type": "external_select", "selected_option": None}
    assert values["flags"]["flags"] == {"type": "checkboxes", "selected_options": []}


async def test_closing_a_form_is_told_if_the_app_asked_for_it(dana, heard):
    await dana.command("/case")
    await dana.close_view(dana.modal.id)
    assert dana.modal is None
    assert (heard[-1]["type"], heard[-1]["is_cleared"]) == ("view_closed", False)


async def test_buttons_and_menus_of_a_message(client, dana, heard):
    ts = (await client.chat_postMessage(channel=DESK, text="card", blocks=CARD))["ts"]
    await dana.press("cs-desk", ts, "take")
    await dana.press("cs-desk", ts, "more", option="history")
    taken, chosen = heard
    assert taken["actions"][0]["value"] == "17"
    assert taken["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": DESK,
        "is_ephemeral": False,
    }
    assert taken["message"]["bot_id"] == "B0LIAISON00"
    assert chosen["actions"][0]["selected_option"]["value"] == "history"
    assert dana.warnings == []


async def test_a_customer_may_press_buttons_too(client, sandbox, heard):
    ts = (await client.chat_postMessage(channel="C0EXTBRIGHT", text="card", blocks=CARD))["ts"]
    await sandbox.actor("carla").press("ext-brightwater", ts, "take")
    assert heard[0]["user"]["team_id"] == "T0BRIGHTWTR"
    assert heard[0]["team"]["id"] == "T0TIDEWATER", "the app's own: its signature and its installation"


async def test_a_private_channels_name_is_not_told(client, sandbox, heard):
    ts = (await client.chat_postMessage(channel="C0LEGAL0001", text="card", blocks=CARD))["ts"]
    await sandbox.actor("jonas").press("legal", ts, "take")
    assert heard[0]["channel"] == {"id": "C0LEGAL0001", "name": "privategroup"}


async def test_home_tab_controls_are_pressed_like_others(client, dana, heard):
    await client.views_publish(user_id=dana.id, view={"type": "home", "blocks": CARD})
    await dana.press_home("take")
    assert heard[0]["view"]["id"] == dana.home.id
    assert heard[0]["container"]["type"] == "view"


async def test_shortcuts_global_and_on_a_message(bolt, sandbox, dana):
    bodies = []

    @bolt.shortcut("open_case")
    @bolt.shortcut("case_from_message")
    async def started(ack, body):
        bodies.append(body)
        await ack()

    await dana.shortcut("open_case")
    ts = await dana.say("cs-desk", "look at this")
    await dana.shortcut("case_from_message", "cs-desk", ts)
    everywhere, on_message = bodies
    assert "response_url" not in everywhere
    assert on_message["message"]["text"] == "look at this"
    assert on_message["message_ts"] == ts


async def test_a_response_url_answers_five_times_in_half_an_hour(bolt, sandbox, dana):
    @bolt.command("/case")
    async def answer(ack, respond):
        await ack("at once")
        await respond("to you alone")
        await respond(text="to everybody", response_type="in_channel")

    await dana.command("/case", channel="cs-desk")
    lines = [(m.text, m.ephemeral_to) for m in dana.sees("cs-desk")]
    assert sorted(lines, key=str) == [
        ("at once", dana.id),
        ("to everybody", None),
        ("to you alone", dana.id),
    ]
    url = next(iter(sandbox.slack.response_urls.values()))
    assert url.uses_left == 3


async def test_what_a_response_url_says_to_all_is_not_the_bot_users(bolt, client, sandbox, dana):
    @bolt.command("/case")
    async def answer(ack):
        await ack(text="to everybody", response_type="in_channel")

    line = await dana.command("/case", channel="cs-desk")
    await sandbox.settled()
    event = sandbox.deliveries.log[-1].event
    assert (event["subtype"], event["bot_id"]) == ("bot_message", "B0LIAISON00")
    assert "user" not in event
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await client.chat_update(channel=DESK, ts=line.ts, text="changed")


async def test_a_response_url_replaces_and_deletes_an_ephemeral_message(client, bolt, sandbox, dana):
    @bolt.action("take")
    async def replace(ack, respond, action):
        await ack()
        if action["value"] == "17":
            await respond(text="taken", replace_original=True)

    @bolt.action("more")
    async def delete(ack, respond):
        await ack()
        await respond(delete_original=True)

    ts = (await client.chat_postEphemeral(channel=DESK, user=dana.id, text="card", blocks=CARD))["message_ts"]
    await dana.press("cs-desk", ts, "take")
    assert [m.text for m in dana.sees("cs-desk")] == ["taken"]
    ts = (await client.chat_postEphemeral(channel=DESK, user=dana.id, text="card", blocks=CARD))["message_ts"]
    await dana.press("cs-desk", ts, "more", option="ask")
    assert [m.text for m in dana.sees("cs-desk")] == ["taken"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Response(status_code=500), "/case failed with the error “dispatch_failed”"),
        (PlainTextResponse("Hello"), "Hello"),
        (JSONResponse({"text": "Hi", "response_type": "in_channel"}), "Hi"),
        (JSONResponse({"blocks": [{"type": "sparkles"}]}), "/case failed with the error “invalid_blocks”"),
    ],
)
async def test_what_a_command_draws(ear, dana, answer, words):
    ear.answers = [answer]
    line = await dana.command("/case")
    assert line.text == words


async def test_a_command_unanswered_fails_by_name(sandbox, ear, dana):
    sandbox.slack.ack_seconds, ear.slow = 0.1, 0.3
    assert (await dana.command("/case")).text == "/case failed with the error “operation_timeout”"
    sandbox.bot_url = ""
    assert (await dana.command("/case")).text == "/case failed with the error “dispatch_failed”"


async def test_a_command_is_a_signed_form(sandbox, ear, dana):
    await dana.command("/case", "webhook payload bug")
    headers, body = ear.heard[0]
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body.decode())["text"] == ["webhook payload bug"]


async def test_a_press_without_a_proper_answer_is_a_warning(client, sandbox, ear, dana):
    ts = (await client.chat_postMessage(channel=DESK, text="card", blocks=CARD))["ts"]
    await sandbox.settled()
    ear.answers = [Response(status_code=404)]
    await dana.press("cs-desk", ts, "take")
    assert dana.warnings == ["This app responded with Status Code 404."]


@pytest.fixture
async def form(client, sandbox, dana):
    await client.views_open(trigger_id=sandbox.slack.triggers.issue(dana.id), view=FORM)
    return dana.modal


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        ({"response_action": "errors", "errors": {"summary": "Too short."}}, ("errors", 1)),
        ({"response_action": "update", "view": {**FORM, "callback_id": "second"}}, ("updated", 1)),
        ({"response_action": "push", "view": {**FORM, "callback_id": "second"}}, ("pushed", 2)),
        ({"response_action": "clear"}, ("cleared", 0)),
        ({}, ("closed", 0)),
        ({"response_action": "errors", "errors": {"no_such_block": "?"}}, ("failed", 1)),
        ({"response_action": "errors", "errors": {}}, ("failed", 1)),
        ({"response_action": "dance"}, ("failed", 1)),
        ({"response_action": "update", "view": {"type": "modal"}}, ("failed", 1)),
    ],
)
async def test_what_a_submission_leads_to(ear, dana, form, body, ending):
    ear.answers = [JSONResponse(body)]
    answer = await dana.submit(form.id, {"summary": "x"})
    assert (answer.outcome, len(dana.workspace.stacks[dana.id])) == ending


async def test_a_failed_submission_keeps_what_was_typed(ear, dana, form):
    ear.answers = [Response(status_code=500)]
    answer = await dana.submit(form.id, {"summary": "two hours of work"})
    assert answer.outcome == "failed"
    assert answer.warning
    assert dana.modal.values["summary"]["text"]["value"] == "two hours of work"


async def test_a_forged_interaction_reaches_the_app_signed(sandbox, ear):
    answer = await sandbox.interact({"type": "block_actions", "user": {"id": "U0MAXUNKNOW"}})
    assert isinstance(answer, Answer)
    payload = json.loads(parse_qs(ear.heard[0][1].decode())["payload"][0])
    assert payload["user"]["id"] == "U0MAXUNKNOW"
