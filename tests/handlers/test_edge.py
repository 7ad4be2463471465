"""A "no" in the form that the person is looking at; and what happens when something breaks."""

import json

import pytest

from handlers import switchboard
from handlers.answer import Answer, Kind
from models.receipt import Receipt
from sandbox.faults import Fault
from tests.handlers.desk_life import MEI, PRIYA, Life
from tests.house import BILLING, DESK

SENTENCE = "That is for Billing: only members of its channel can do it. Nothing was changed."
OTHERS = "Cases are opened by the customer success team. Tell a CSM, and they will."


async def test_a_button_of_a_message_is_answered_beside_it(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    await life.answer(Kind.ACTION, life.pressed("handoff.take", handoff, by=PRIYA))
    (line,) = life.made()
    assert (line["text"], line["response_type"], line["replace_original"]) == (SENTENCE, "ephemeral", False)


@pytest.mark.parametrize(("type_", "method"), [("modal", "views.push"), ("home", "views.open")])
async def test_a_button_of_a_view_is_answered_in_a_modal(life: Life, type_: str, method: str) -> None:
    _, handoff = await life.floor.open_case()
    press = life.pressed("handoff.take", handoff, by=PRIYA)
    del press["response_url"]
    sandbox = life.floor.sandbox
    if type_ == "modal":
        view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}
        await life.floor.office.client.views_open(trigger_id=sandbox.slack.triggers.issue(PRIYA), view=view)
    await life.answer(Kind.ACTION, {**press, "view": {"type": type_, "id": "V1"}})
    (shown,) = life.made(method)
    assert SENTENCE in json.dumps(shown["view"])


async def test_a_form_is_answered_under_its_field_or_above_it(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    empty = life.sent("handoff.decline", {"handoff": handoff}, by=MEI, reason="")
    answer = await life.answer(Kind.VIEW, empty)
    assert answer.body == {
        "response_action": "errors",
        "errors": {"reason": "Say why; the CSM decides from it where the case goes next."},
    }
    foreign = life.sent("handoff.decline", {"handoff": handoff}, by=PRIYA, reason="x")
    answer = await life.answer(Kind.VIEW, foreign)
    assert isinstance(answer.body, dict)
    assert answer.body["response_action"] == "push"
    assert SENTENCE in json.dumps(answer.body)


async def test_a_command_is_answered_in_its_own_answer(life: Life) -> None:
    answer = await life.answer(Kind.COMMAND, life.command("Charged twice", by=MEI))
    assert isinstance(answer.body, dict)
    assert (answer.body["text"], answer.body["response_type"]) == (OTHERS, "ephemeral")


async def test_a_shortcut_is_answered_in_a_modal_and_a_menu_with_nothing_to_choose(life: Life) -> None:
    shortcut = {**life.person("shortcut", MEI), "callback_id": "case.open_anywhere"}
    assert await life.answer(Kind.SHORTCUT, shortcut) == Answer()
    assert OTHERS in json.dumps(life.made("views.open"))
    menu = {**life.person("block_suggestion", MEI), "action_id": "case.customer", "value": "b"}
    assert await life.answer(Kind.OPTIONS, menu) == Answer(body={"options": []})


async def test_a_gesture_is_answered_by_a_line_that_only_the_person_sees(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    item = {"type": "message", "channel": BILLING, "ts": life.card_ts(handoff)}
    await life.answer(
        Kind.EVENT, life.event("reaction_added", user="U0GILFOSTER", reaction="eyes", item=item)
    )
    (line,) = life.made("chat.postEphemeral")
    assert (line["user"], line["channel"]) == ("U0GILFOSTER", BILLING)
    assert "own staff" in line["text"]


async def test_a_refused_reaction_on_a_card_is_answered_below_the_card(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    card = life.card_ts(handoff)
    item = {"type": "message", "channel": BILLING, "ts": card}
    for author, thread in (("U0LIAISON00", card), (MEI, None)):
        event = life.event(
            "reaction_added", user="U0GILFOSTER", reaction="ticket", item=item, item_user=author
        )
        await life.answer(Kind.EVENT, event)
        assert life.made("chat.postEphemeral")[-1].get("thread_ts") == thread


async def test_an_open_home_is_no_place_to_whisper(life: Life) -> None:
    home = life.event("app_home_opened", user="U0GILFOSTER", channel="D0000000001", tab="home")
    assert await life.answer(Kind.EVENT, home) == Answer()
    assert life.made() == []


async def test_a_refusal_that_cannot_be_shown_leaves_slacks_warning_at_the_control(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    before = life.floor.fingerprint(1)
    for fault in (Fault.SERVER_ERROR_BEFORE, Fault.RESET_BEFORE, Fault.RATE_LIMITED):
        life.floor.sandbox.faults.next("response_url", fault)
        answer = await life.answer(Kind.ACTION, life.pressed("handoff.take", handoff, by=PRIYA))
        assert answer == Answer(status=503), fault
    assert life.floor.fingerprint(1) == before


async def test_an_answer_goes_nowhere_but_to_slack(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    press = life.pressed("handoff.take", handoff, by=PRIYA) | {"response_url": "https://evil.example/collect"}
    with pytest.raises(ValueError, match="the response_url leads elsewhere"):
        await life.answer(Kind.ACTION, press)
    assert life.made() == []


# -- something breaks


async def test_who_pressed_something_that_breaks_is_told_so(life: Life) -> None:
    """A modal cannot be opened, for instance; the click is not repeated by Slack."""
    _, handoff = await life.floor.open_case()
    life.floor.sandbox.faults.next("views.open", Fault.SERVER_ERROR_BEFORE)
    assert await life.answer(Kind.ACTION, life.pressed("handoff.done", handoff, by=MEI)) == Answer()
    assert life.made("__response_url__")[0]["text"] == switchboard.SORRY
    odd = await life.answer(Kind.ACTION, life.pressed("handoff.take", "not a number", by=MEI))
    assert odd == Answer()
    assert life.made("__response_url__")[0]["text"] == switchboard.SORRY
    garbled = life.sent("handoff.done", {"handoff": handoff}, by=MEI, found="x", to_tell="y")
    garbled["view"]["private_metadata"] = "{"
    answer = await life.answer(Kind.VIEW, garbled)
    assert isinstance(answer.body, dict)
    assert "nothing was changed" in json.dumps(answer.body)


async def test_an_event_that_breaks_is_delivered_again(life: Life) -> None:
    await life.floor.open_case()
    slack = life.floor.sandbox
    said = life.said("hello", by="U0NEWCOMER1", channel=DESK, thread=life.desk_ts(1))
    slack.faults.next("users.info", Fault.SERVER_ERROR_BEFORE)
    with pytest.raises(Exception, match="server responded"):
        await life.answer(Kind.MESSAGE, said)
    assert life.floor.rows(Receipt) == []


async def test_of_another_organisation_nobody_gets_further_than_the_door(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    before = life.floor.fingerprint(1)
    press = life.pressed("handoff.take", handoff, by=MEI)
    press["user"]["team_id"] = "T0ELSEWHERE"
    await life.answer(Kind.ACTION, press)
    assert "own staff" in life.made()[0]["text"]
    assert life.floor.fingerprint(1) == before
