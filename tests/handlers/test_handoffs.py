"""The buttons of the cards: what they do, to whom they say no, and that a click counts once."""

import asyncio
import json
from typing import Any

import pytest

from handlers.answer import Answer, Kind
from models.case import Case, CaseStatus
from models.entry import Entry
from models.handoff import Handoff, HandoffStatus
from models.receipt import Receipt
from tests.floor import DANA
from tests.handlers.desk_life import MEI, PRIYA, SAM, Life, selected
from tests.house import BILLING

RUTH = "U0RUTHABARA"


def happened(life: Life) -> list[tuple[str, str]]:
    return [(entry.what, entry.by) for entry in life.floor.rows(Entry)]


async def test_two_who_press_take_it_at_once_get_one_owner_and_one_sentence(either: Life) -> None:
    _, handoff = await either.floor.open_case()
    presses = [either.pressed("handoff.take", handoff, by=by) for by in (MEI, SAM)]
    answers = await asyncio.gather(*(either.floor.answer(Kind.ACTION, press) for press in presses))
    assert answers == [Answer(), Answer()]
    (taken,) = either.floor.rows(Handoff)
    owner = {MEI: "Mei Tanaka", SAM: "Sam Carter"}[taken.owner]
    said = [call["args"] for call in either.floor.sandbox.ledger.of("__response_url__")]
    assert [one["text"] for one in said] == [f"C-1 is already with {owner}."]
    assert said[0]["replace_original"] is False, "the card stays where it is"


async def test_a_click_that_is_delivered_again_has_no_second_effect(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    click = life.pressed("handoff.take", handoff, by=MEI)
    await life.answer(Kind.ACTION, click)
    await life.answer(Kind.ACTION, life.pressed("handoff.more", f"release:{handoff}", by=MEI, option=True))
    assert await life.answer(Kind.ACTION, click) == Answer()
    assert [what for what, _ in happened(life)][-2:] == ["accepted", "released"]
    assert life.made() == [], "and nobody is told anything"
    assert len(life.floor.rows(Receipt)) == 2


STEPS: list[tuple[str, dict[str, Any], HandoffStatus]] = [
    ("handoff.done", {"found": "Twice.", "to_tell": "Refunded."}, HandoffStatus.DONE),
    ("handoff.decline", {"reason": "Not ours."}, HandoffStatus.DECLINED),
    (
        "handoff.hand_on",
        {"department": selected("department", "legal"), "why": "x", "expected": "y"},
        HandoffStatus.HANDED_ON,
    ),
    ("handoff.ask", {"question": "Which one?"}, HandoffStatus.OFFERED),
]


@pytest.mark.parametrize(("callback", "values", "status"), STEPS, ids=[step[0] for step in STEPS])
async def test_a_form_is_opened_sent_and_counts_once(
    life: Life, callback: str, values: dict[str, Any], status: HandoffStatus
) -> None:
    _, handoff = await life.floor.open_case()
    asks = callback == "handoff.ask"
    press = ("handoff.more", f"ask:{handoff}") if asks else (callback, handoff)
    await life.answer(Kind.ACTION, life.pressed(*press, by=MEI, option=asks))
    (opened,) = life.made("views.open")
    assert opened["view"]["callback_id"] == callback
    sent = life.sent(callback, json.loads(opened["view"]["private_metadata"]), by=MEI, **values)
    assert await life.answer(Kind.VIEW, sent) == Answer()
    history = happened(life)
    assert await life.answer(Kind.VIEW, sent) == Answer()
    assert happened(life) == history
    assert life.floor.rows(Handoff)[0].status is status


async def test_being_stuck_is_a_form_with_a_day(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    await life.answer(Kind.ACTION, life.pressed("handoff.take", handoff, by=MEI))
    await life.answer(Kind.ACTION, life.pressed("handoff.stuck", handoff, by=MEI))
    (opened,) = life.made("views.open")
    proposed = json.dumps(opened["view"])
    assert "initial_date_time" in proposed
    ahead = int(life.floor.desk.clock().timestamp()) + 3600

    def stuck(until: int | None) -> dict[str, Any]:
        day = ("until", {"type": "datetimepicker", "selected_date_time": until})
        return life.sent("handoff.stuck", {"handoff": handoff}, by=MEI, reason="The bank.", until=day)

    for until, sentence in ((None, ""), (ahead - 7200, "That date has passed")):
        answer = await life.answer(Kind.VIEW, stuck(until))
        assert isinstance(answer.body, dict)
        assert answer.body["errors"]["until"].startswith(sentence)
    assert await life.answer(Kind.VIEW, stuck(ahead)) == Answer()
    assert life.floor.rows(Handoff)[0].pause_reason == "The bank."


async def test_the_csm_closes_and_reopens(life: Life) -> None:
    number, _ = await life.floor.open_case()
    await life.answer(Kind.ACTION, life.pressed("case.close", number, by=DANA))
    assert life.made("views.open")[0]["view"]["callback_id"] == "case.close"
    closing = life.sent("case.close", {"case": number}, by=DANA, told="Refunded.")
    for _ in range(2):
        assert await life.answer(Kind.VIEW, closing) == Answer()
    assert life.floor.rows(Case)[0].status is CaseStatus.CLOSED
    await life.answer(Kind.ACTION, life.pressed("case.reopen", number, by=DANA))
    assert life.made("views.open")[0]["view"]["callback_id"] == "case.reopen"
    reopening = life.sent("case.reopen", {"case": number}, by=DANA, reason="Again.")
    for _ in range(2):
        assert await life.answer(Kind.VIEW, reopening) == Answer()
    assert life.floor.rows(Case)[0].status is CaseStatus.OPEN
    assert [what for what, _ in happened(life)][-2:] == ["closed", "reopened"]


async def test_a_form_that_comes_too_late_is_not_opened(life: Life) -> None:
    number, _ = await life.floor.open_case()
    await life.answer(Kind.ACTION, life.pressed("case.reopen", number, by=DANA))
    assert [one["text"] for one in life.made()] == ["C-1 is open already."]
    await life.answer(Kind.VIEW, life.sent("case.close", {"case": number}, by=DANA, told="Refunded."))
    late = {
        "case.close": "C-1 is closed already.",
        "case.add": "C-1 is closed. Reopen it first; nothing was changed.",
    }
    for button, sentence in late.items():
        await life.answer(Kind.ACTION, life.pressed(button, number, by=DANA))
        assert [one["text"] for one in life.made()] == [sentence], "and no form"


async def test_reassigning_is_to_a_department_or_a_person_and_not_both(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    somebody = ("person", {"type": "users_select", "selected_user": SAM})
    nobody = ("person", {"type": "users_select", "selected_user": None})
    legal, ids = selected("department", "legal"), {"handoff": handoff}
    both = life.sent("handoff.reassign", ids, by=DANA, person=somebody, department=legal, reason="x")
    neither = life.sent("handoff.reassign", ids, by=DANA, person=nobody, reason="x")
    for body, sentence in ((both, "not both"), (neither, "Choose a person, or another department")):
        answer = await life.answer(Kind.VIEW, body)
        assert isinstance(answer.body, dict)
        assert sentence in answer.body["errors"]["person"]
    stranger = ("person", {"type": "users_select", "selected_user": "U0GILFOSTER"})
    answer = await life.answer(
        Kind.VIEW, life.sent("handoff.reassign", ids, by=DANA, person=stranger, reason="x")
    )
    assert answer.body["errors"] == {"person": "Gil Foster is not staff; choose a colleague."}  # type: ignore[index]
    person = life.sent("handoff.reassign", ids, by=DANA, person=somebody, reason="His.")
    assert await life.answer(Kind.VIEW, person) == Answer()
    assert life.floor.rows(Handoff)[0].owner == SAM


async def test_the_rest_of_the_menus(life: Life) -> None:
    number, handoff = await life.floor.open_case()
    await life.answer(Kind.ACTION, life.pressed("case.more", f"take_over:{number}", by=RUTH, option=True))
    assert life.floor.rows(Case)[0].csm == RUTH
    await life.answer(Kind.ACTION, life.pressed("case.more", f"show:{number}", by=PRIYA, option=True))
    assert "They paid invoice 4711 twice." in life.shown()
    await life.answer(Kind.ACTION, life.pressed("case.more", f"withdraw:{handoff}", by=RUTH, option=True))
    assert life.made("views.open")[0]["view"]["callback_id"] == "handoff.withdraw"
    await life.answer(Kind.ACTION, life.pressed("case.add", number, by=RUTH))
    added = life.sent(
        *("case.add", {"case": number}),
        by=RUTH,
        department=selected("department", "legal"),
        why="x",
        expected="y",
    )
    await life.answer(Kind.VIEW, added)
    assert [one.department for one in life.floor.rows(Handoff)] == ["billing", "legal"]


async def test_a_choice_that_no_menu_offers_does_nothing(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    before = life.floor.fingerprint(1)
    for control in ("handoff.more", "case.more"):
        odd = life.pressed(control, f"explode:{handoff}", by=DANA, option=True)
        assert await life.answer(Kind.ACTION, odd) == Answer()
    assert await life.answer(Kind.ACTION, life.pressed("nobody.made.this", 1, by=MEI)) == Answer()
    assert life.floor.fingerprint(1) == before


async def test_an_eye_takes_it_and_a_check_mark_offers_the_form(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    item = {"type": "message", "channel": BILLING, "ts": life.card_ts(handoff)}
    eyes = life.event("reaction_added", user=MEI, reaction="eyes", item=item)
    for _ in range(2):
        assert await life.answer(Kind.EVENT, eyes) == Answer()
    assert life.floor.rows(Handoff)[0].owner == MEI
    await life.answer(Kind.EVENT, life.event("reaction_added", user=SAM, reaction="eyes", item=item))
    assert [one["text"] for one in life.made("chat.postEphemeral")] == ["C-1 is already with Mei Tanaka."]
    check = {"user": MEI, "reaction": "white_check_mark::skin-tone-3", "item": item}
    await life.answer(Kind.EVENT, life.event("reaction_added", **check))
    assert "handoff.done" in life.shown()
    await life.answer(Kind.EVENT, life.event("reaction_added", user=MEI, reaction="tada", item=item))
    assert life.made() == []
