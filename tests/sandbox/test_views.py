"""Modals and home tabs: triggers, stacks, hashes, forms."""

from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.errors import NotPossibleError


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def typed(block_id: str, *, optional: bool = False, **facts) -> dict:
    element = {"type": "plain_text_input", "action_id": "value", **facts}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id),
        "element": element,
        "optional": optional,
    }


def modal(*blocks: dict, **facts) -> dict:
    return {
        "type": "modal",
        "title": plain("A form"),
        "submit": plain("Send"),
        "callback_id": "form",
        "blocks": list(blocks) or [typed("summary")],
        **facts,
    }


def home(text: str = "hello") -> dict:
    return {"type": "home", "blocks": [{"type": "section", "text": plain(text)}]}


async def refused(call) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


@pytest.fixture
def trigger(sandbox):
    return lambda view_id=None: sandbox.slack.triggers.issue("U0DANAOKAFO", view_id)


async def test_a_trigger_opens_one_modal_within_three_seconds(client, sandbox, trigger):
    spent = trigger()
    await client.views_open(trigger_id=spent, view=modal())
    assert sandbox.actor("dana").modal.body["callback_id"] == "form"
    assert sandbox.actor("ben").modal is None
    assert await refused(client.views_open(trigger_id=spent, view=modal())) == "exchanged_trigger_id"
    late = trigger()
    sandbox.clock.push(timedelta(seconds=4))
    assert await refused(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": plain("x" * 25)},
        {"submit": plain("x" * 25)},
        {"close": plain("x" * 25)},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"submit": None},
        {"hash": "1.x"},
        {"type": "home"},
        {"blocks": [{"type": "markdown", "text": "x"}]},
    ],
)
async def test_a_wrong_modal_is_refused(client, trigger, wrong):
    view = {name: part for name, part in (modal() | wrong).items() if part is not None}
    assert await refused(client.views_open(trigger_id=trigger(), view=view)) == "invalid_arguments"


async def test_a_view_has_a_size_limit(client, trigger):
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 90
    assert await refused(client.views_open(trigger_id=trigger(), view=modal(*blocks))) == "view_too_large"


async def test_three_modals_may_lie_on_each_other(client, sandbox, trigger):
    dana = sandbox.actor("dana")
    await client.views_open(trigger_id=trigger(), view=modal())
    for _ in range(2):
        await client.views_push(trigger_id=trigger(dana.modal.id), view=modal())
    fourth = client.views_push(trigger_id=trigger(dana.modal.id), view=modal())
    assert await refused(fourth) == "push_limit_reached"
    stack = sandbox.workspace.stacks[dana.id]
    assert dana.modal.previous_view_id == stack[1].id
    assert dana.modal.root_view_id == stack[0].id
    await dana.close_view(dana.modal.id)
    assert dana.modal is stack[1]


async def test_an_update_needs_the_right_hash_and_keeps_what_was_typed(client, sandbox, trigger):
    view = (await client.views_open(trigger_id=trigger(), view=modal(typed("a"), typed("b"))))["view"]
    dana = sandbox.actor("dana")
    dana.modal.values["a"]["value"]["value"] = "half a sentence"
    fresh = modal(typed("a"), typed("c", initial_value="given"))
    await client.views_update(view_id=view["id"], hash=view["hash"], view=fresh)
    assert dana.modal.values["a"]["value"]["value"] == "half a sentence"
    assert dana.modal.values["c"]["value"]["value"] == "given"
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=fresh)
    assert await refused(stale) == "hash_conflict"
    assert await refused(client.views_update(view_id="V0NOWHERE00", view=fresh)) == "not_found"


async def test_an_external_id_names_one_view(client, trigger):
    named = modal(external_id="case-17")
    await client.views_open(trigger_id=trigger(), view=named)
    await client.views_update(external_id="case-17", view=named)
    second = client.views_push(trigger_id=trigger("V0"), view=named)
    assert await refused(second) == "duplicate_external_id"


async def test_a_home_tab_belongs_to_one_person(client, sandbox):
    await client.views_publish(user_id="U0DANAOKAFO", view=home("hello Dana"))
    first = sandbox.actor("dana").home
    await client.views_publish(user_id="U0DANAOKAFO", view=home("again"))
    assert sandbox.actor("dana").home is first
    assert first.blocks[0]["text"]["text"] == "again"
    assert sandbox.actor("ben").home is None
    assert await refused(client.views_publish(user_id="U0DANAOKAFO", view=modal())) == "invalid_arguments"


async def test_slacks_own_screen_refuses_empty_and_overlong_fields(client, sandbox, trigger):
    fields = typed("summary", max_length=10), typed("more", optional=True)
    await client.views_open(trigger_id=trigger(), view=modal(*fields))
    dana = sandbox.actor("dana")
    empty = await dana.submit(dana.modal.id)
    assert (empty.outcome, empty.errors_by_slack, set(empty.errors)) == ("errors", True, {"summary"})
    overlong = await dana.submit(dana.modal.id, {"summary": "x" * 11})
    assert set(overlong.errors) == {"summary"}
    with pytest.raises(NotPossibleError, match="summary, more"):
        await dana.submit(dana.modal.id, {"nothing_like_it": "x"})


async def test_nobody_submits_another_persons_modal(client, sandbox, trigger):
    await client.views_open(trigger_id=trigger(), view=modal())
    view_id = sandbox.actor("dana").modal.id
    with pytest.raises(NotPossibleError):
        await sandbox.actor("ben").submit(view_id, {"summary": "x"})
