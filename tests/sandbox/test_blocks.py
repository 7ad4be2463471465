"""Block Kit's limits, each met and each exceeded by one."""

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.blocks import complaints

DESK = "C0CSDESK001"


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(text: str = "Go", **facts) -> dict:
    return {"type": "button", "text": plain(text), "action_id": "go", **facts}


def actions(*elements: dict) -> dict:
    return {"type": "actions", "elements": list(elements)}


def option(number: int, text: str = "x", value: str = "") -> dict:
    return {"text": plain(text), "value": value or str(number)}


def select(count: int, **facts) -> dict:
    return {"type": "static_select", "action_id": "s", "options": [option(n) for n in range(count)], **facts}


def overflow(count: int) -> dict:
    return {"type": "overflow", "action_id": "o", "options": [option(n) for n in range(count)]}


def buttons(count: int) -> list[dict]:
    return [button(action_id=f"go{n}") for n in range(count)]


def chart(title: str, series: int = 1, points: int = 1) -> dict:
    names = [f"c{n}" for n in range(points)]
    data = [{"label": name, "value": 1} for name in names]
    plots = [{"name": f"s{n}", "data": data} for n in range(series)]
    body = {"type": "bar", "series": plots, "axis_config": {"categories": names}}
    return {"type": "data_visualization", "title": title, "chart": body}


LIMITS = {
    "section text": (lambda n: section("x" * n), 3000),
    "header": (lambda n: {"type": "header", "text": plain("x" * n)}, 150),
    "button text": (lambda n: actions(button("x" * n)), 75),
    "button value": (lambda n: actions(button(value="x" * n)), 2000),
    "action_id": (lambda n: actions(button(action_id="x" * n)), 255),
    "block_id": (lambda n: {"type": "divider", "block_id": "x" * n}, 255),
    "option text": (lambda n: actions(select(1, options=[option(1, "x" * n)])), 75),
    "option value": (lambda n: actions(select(1, options=[option(1, "x", "x" * n)])), 150),
    "options": (lambda n: actions(select(n)), 100),
    "overflow options": (lambda n: actions(overflow(n)), 5),
    "actions' elements": (lambda n: actions(*buttons(n)), 25),
    "fields": (lambda n: {"type": "section", "fields": [plain("x")] * n}, 10),
    "field text": (lambda n: {"type": "section", "fields": [plain("x" * n)]}, 2000),
    "context elements": (lambda n: {"type": "context", "elements": [plain("x")] * n}, 10),
    "markdown": (lambda n: {"type": "markdown", "text": "x" * n}, 12_000),
    "chart title": (lambda n: chart("x" * n), 50),
    "chart series": (lambda n: chart("x", series=n), 6),
    "chart points": (lambda n: chart("x", points=n), 20),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_may_be_met_but_not_exceeded(name):
    make, limit = LIMITS[name]
    assert complaints([make(limit)], "message") == []
    assert complaints([make(limit + 1)], "message")


@pytest.mark.parametrize(
    "block",
    [
        {"type": "sparkles"},
        {"text": "no type"},
        {"type": "section"},
        section(""),
        {"type": "section", "text": {"type": "plain_text", "text": "x", "verbatim": True}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}},
        {"type": "divider", "colour": "red"},
        actions(),
        actions({"type": "plain_text_input", "action_id": "typed"}),
        actions(button(style="loud")),
        actions(button(value=3)),
        actions(button(), button()),
        actions(select(0)),
        actions(select(2, initial_option=option(7))),
        actions(select(1, options=[option(1), option(1)])),
        {"type": "image", "image_url": "https://example.com/a.png"},
        {"type": "alert", "text": plain("x")},
        {"type": "input", "label": plain("x"), "element": button()},
    ],
)
def test_a_wrong_block_is_complained_of(block):
    assert complaints([block], "message")


def test_fifty_blocks_fit_a_message_and_a_hundred_a_view():
    assert complaints([{"type": "divider"}] * 50, "message") == []
    assert complaints([{"type": "divider"}] * 51, "message")
    assert complaints([{"type": "divider"}] * 100, "modal") == []
    assert complaints([{"type": "divider"}] * 101, "home")


def test_block_ids_are_unique_and_tables_single():
    twice = {"type": "divider", "block_id": "same"}
    assert complaints([twice, dict(twice)], "message")
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
    assert complaints([table], "message") == []
    assert complaints([table, table], "message")


def test_an_alert_stands_in_modals_only():
    alert = {"type": "alert", "text": plain("Careful"), "level": "warning"}
    assert complaints([alert], "modal") == []
    assert complaints([alert], "message")
    assert complaints([alert], "home")


def test_a_series_has_one_point_per_category():
    crooked = chart("x", points=2)
    crooked["chart"]["series"][0]["data"].pop()
    assert complaints([crooked], "message")


async def test_wrong_blocks_are_refused_with_a_pointer_to_the_place(client):
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=DESK, text="x", blocks=[section("fine"), section("x" * 3001)])
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]


async def test_all_blocks_together_have_a_budget_of_characters(client):
    await client.chat_postMessage(channel=DESK, text="x", blocks=[section("x" * 3000)] * 4)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=DESK, text="x", blocks=[section("x" * 2700)] * 5)
    assert caught.value.response["error"] == "msg_blocks_too_long"


async def test_a_block_not_rolled_out_here_is_refused(client, sandbox):
    await client.chat_postMessage(channel=DESK, text="x", blocks=[chart("fine")])
    sandbox.slack.refused_blocks = {"data_visualization"}
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=DESK, text="x", blocks=[chart("too new")])
    assert caught.value.response["error"] == "invalid_blocks"


async def test_missing_ids_are_filled_in(client):
    nameless = {"type": "button", "text": plain("Go")}
    answer = await client.chat_postMessage(channel=DESK, text="x", blocks=[actions(nameless)])
    block = answer["message"]["blocks"][0]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]
