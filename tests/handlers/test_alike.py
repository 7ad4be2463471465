"""Not the same, Show, and what is more about a case: what a press and a form bring."""

import json
from typing import Any

from handlers.answer import Answer, Kind
from models.case import Case
from models.entry import Entry
from models.likeness import LikenessVerdict
from models.receipt import Receipt
from models.thread import Message
from tests.floor import DANA
from tests.handlers.desk_life import MEI, Life, selected, typed
from tests.handlers.test_opening import GENERAL, form


def more(life: Life, number: int = 1, **changed: Any) -> dict[str, Any]:
    """The form, sent as more about a case; what is asked of a new one only was not drawn."""
    gone: dict[str, Any] = {"severity": None, "department": None, "expected": None}
    about = {"same": selected("case.same", f"more:{number}"), **gone, **changed}
    return form(life, **about)


async def test_what_is_more_about_a_case_opens_none_and_its_place_is_told(either: Life) -> None:
    await either.floor.open_case()
    body = more(either, title=typed("case.title", "A third time"), story="")
    answer = await either.answer(Kind.VIEW, body)
    assert isinstance(answer.body, dict)
    assert answer.body["response_action"] == "update"
    shown = json.dumps(answer.body)
    assert "Added to C-1" in shown
    assert either.desk_ts(1).replace(".", "") in shown
    assert [one.number for one in either.floor.rows(Case)] == [1]
    assert [one.text for one in either.floor.rows(Entry) if one.what == "added"] == ["A third time"]
    assert await either.answer(Kind.VIEW, body) == Answer(), "sent twice, it is added once"
    assert len([one for one in either.floor.rows(Entry) if one.what == "added"]) == 1


async def test_what_is_wrong_is_said_under_its_field_and_can_be_mended(life: Life) -> None:
    await life.floor.open_case()
    for changed, block, sentence in (
        ({"customer": selected("case.customer", "2")}, "same", "C-1 is another customer's."),
        ({"title": typed("case.title", " ")}, "title", "Give it a title"),
        ({"customer": None}, "customer", "Choose the customer"),
    ):
        answer = await life.answer(Kind.VIEW, more(life, **changed))
        assert isinstance(answer.body, dict)
        assert answer.body["errors"][block].startswith(sentence)
    assert life.floor.rows(Receipt) == []


async def test_the_message_that_it_is_opened_from_comes_along(life: Life) -> None:
    await life.floor.open_case()
    root = await life.floor.sandbox.actor("ines").say(GENERAL, "Brightwater was charged a third time.")
    await life.answer(Kind.VIEW, more(life, origin=[GENERAL, root, None]))
    assert [(one.case_number, one.text) for one in life.floor.rows(Message)] == [
        (1, "Brightwater was charged a third time.")
    ]


async def test_not_the_same_is_pressed_once_or_twice_by_who_may(life: Life) -> None:
    await life.floor.open_case()
    await life.floor.open_case()
    await life.answer(Kind.ACTION, life.pressed("likeness.different", "2:1", by=MEI))
    assert "Only a case's CSM" in life.shown()
    for _ in range(2):
        await life.answer(Kind.ACTION, life.pressed("likeness.different", "2:1", by=DANA))
        assert life.made() == []
    assert [(one.low, one.high) for one in life.floor.rows(LikenessVerdict)] == [(1, 2)]
    await life.answer(Kind.ACTION, life.pressed("likeness.show", 1, by=MEI))
    assert "C-1" in life.shown()
