"""What people say to the clock: each press does its one thing, and says what will happen."""

import json
from datetime import timedelta

import pytest

from casework import handoffs, keeping
from handlers.answer import Answer, Kind
from models.case import Case, Severity
from models.promise import Outcome, Promise, PromiseKind, Snooze
from sandbox.faults import Fault
from tests.floor import DANA
from tests.handlers.desk_life import MEI, SAM, Life, selected


def live(life: Life) -> list[Promise]:
    return [one for one in life.floor.rows(Promise) if one.is_live]


async def test_still_mine_begins_the_time_anew_for_who_has_it_alone(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    await life.floor.do(handoffs.accept, handoff, by=MEI)
    (before,) = live(life)
    life.floor.sandbox.clock.push(timedelta(hours=1))
    assert await life.answer(Kind.ACTION, life.pressed("promise.still_mine", handoff, by=SAM)) == Answer()
    (said,) = life.made("__response_url__")
    assert said["text"] == "Mei Tanaka has C-1; only who has it can say that it is still theirs."
    assert await life.answer(Kind.ACTION, life.pressed("promise.still_mine", handoff, by=MEI)) == Answer()
    (after,) = live(life)
    assert after.runs_from - before.runs_from >= timedelta(hours=1)


async def test_who_wants_to_be_reminded_later_is_told_when_and_keeps_the_message(life: Life) -> None:
    await life.floor.open_case()
    (promise,) = live(life)
    chosen = life.pressed("promise.later", f"{promise.id}:3600", by=MEI, option=True)
    assert await life.answer(Kind.ACTION, chosen) == Answer()
    (snoozed,) = life.floor.rows(Snooze)
    assert snoozed.until - life.floor.sandbox.clock() > timedelta(minutes=59)
    (said,) = life.made("__response_url__")
    assert said["text"].startswith(f"⏰ I'll remind you again: <!date^{int(snoozed.until.timestamp())}^")
    assert (said["replace_original"], said["response_type"]) == (False, "ephemeral")


async def test_a_reminder_that_was_put_off_is_put_off_though_nobody_could_be_told(life: Life) -> None:
    await life.floor.open_case()
    (promise,) = live(life)
    chosen = life.pressed("promise.later", f"{promise.id}:3600", by=MEI, option=True)
    life.floor.sandbox.faults.next("__response_url__", Fault.SERVER_ERROR_BEFORE)
    assert await life.answer(Kind.ACTION, chosen) == Answer()
    assert len(life.floor.rows(Snooze)) == 1
    assert "nothing was changed" not in life.shown()


@pytest.mark.parametrize("seconds", [0, 60, 10**7, 10**9])
async def test_a_reminder_is_put_off_within_bounds(life: Life, seconds: int) -> None:
    await life.floor.open_case()
    (promise,) = live(life)
    chosen = life.pressed("promise.later", f"{promise.id}:{seconds}", by=MEI, option=True)
    assert await life.answer(Kind.ACTION, chosen) == Answer()
    assert "by five minutes at least and by" in life.shown()
    assert life.floor.rows(Snooze) == []


async def test_news_are_promised_in_a_form_and_told_by_a_button(life: Life) -> None:
    number, _ = await life.floor.open_case()
    await life.answer(Kind.ACTION, life.pressed("promise.update", number, by=DANA))
    (opened,) = life.made("views.open")
    picker = next(one["element"] for one in opened["view"]["blocks"] if one.get("block_id") == "until")
    until = picker["initial_date_time"]
    picked = "until", {"type": "datetimepicker", "selected_date_time": until}
    sent = life.sent("promise.update", {"case": number}, by=DANA, until=picked)
    assert await life.answer(Kind.VIEW, sent) == Answer()
    (promise,) = [one for one in live(life) if one.kind is PromiseKind.UPDATE]
    assert int(promise.due_at.timestamp()) == until
    told = life.pressed("promise.told", number, by=DANA) | {"view": {"type": "home", "id": "V1"}}
    assert await life.answer(Kind.ACTION, told) == Answer()
    assert [one.outcome for one in life.floor.rows(Promise) if one.id == promise.id] == [Outcome.KEPT]
    assert len(life.made("views.publish")) == 1, "the home shows that it is done"
    await life.answer(Kind.ACTION, life.pressed("promise.told", number, by=DANA))
    assert "No news is promised to the customer of C-1" in life.shown()


async def test_a_moment_that_has_passed_is_refused_under_its_field(life: Life) -> None:
    number, _ = await life.floor.open_case()
    picked = "until", {"type": "datetimepicker", "selected_date_time": 1_000_000_000}
    answer = await life.answer(
        Kind.VIEW, life.sent("promise.update", {"case": number}, by=DANA, until=picked)
    )
    assert isinstance(answer.body, dict)
    assert answer.body["errors"] == {"until": "That moment has passed; choose one that lies ahead."}


async def test_the_severity_is_changed_in_a_form(life: Life) -> None:
    number, _ = await life.floor.open_case()
    await life.answer(Kind.ACTION, life.pressed("case.more", f"severity:{number}", by=DANA, option=True))
    (opened,) = life.made("views.open")
    assert "Now: *▪️ Normal*" in json.dumps(opened["view"], ensure_ascii=False)
    chosen = selected("severity", "high")
    sent = life.sent("case.severity", {"case": number}, by=DANA, severity=chosen, reason="")
    assert await life.answer(Kind.VIEW, sent) == Answer()
    assert life.floor.rows(Case)[0].severity is Severity.HIGH


async def test_a_hand_off_is_re_assigned_from_a_reminder(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    await life.answer(Kind.ACTION, life.pressed("handoff.reassign", handoff, by=DANA))
    (opened,) = life.made("views.open")
    assert opened["view"]["callback_id"] == "handoff.reassign"
    assert json.loads(opened["view"]["private_metadata"])["handoff"] == handoff


async def test_what_is_done_needs_no_reminder(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    (promise,) = live(life)
    await life.floor.do(handoffs.accept, handoff, by=MEI)
    chosen = life.pressed("promise.later", f"{promise.id}:3600", by=MEI, option=True)
    await life.answer(Kind.ACTION, chosen)
    assert "there is nothing left to be reminded of" in life.shown()


async def test_news_are_promised_and_told_by_the_csm_alone(life: Life) -> None:
    number, _ = await life.floor.open_case()
    until = life.floor.sandbox.clock() + timedelta(hours=1)
    await life.floor.do(keeping.promise_update, number, until=until)
    await life.answer(Kind.ACTION, life.pressed("promise.told", number, by=MEI))
    assert "Only a case's CSM, a manager or an admin can do that." in life.shown()
    assert any(one.kind is PromiseKind.UPDATE for one in live(life))
