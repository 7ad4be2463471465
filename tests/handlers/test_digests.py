"""`/case digest` and the digest's buttons, which act on the present."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlmodel import Session

from casework import handoffs
from casework.access import Kind as Standing
from handlers.answer import Kind
from models.promise import Promise, Reminder
from tests.floor import DANA, open_floor
from tests.handlers.desk_life import MEI, PRIYA, Life
from tests.handlers.people import LED, SOMEBODY

RUTH, BEN, NOOR = SOMEBODY[Standing.MANAGER], SOMEBODY[Standing.OTHER_CSM], SOMEBODY[Standing.LEAD]


@pytest.fixture
async def life(sqlite_url: str) -> AsyncIterator[Life]:
    """Noor leads Billing; an offer to Billing is an hour over its time."""
    async with open_floor(sqlite_url, handbook=LED) as floor:
        await floor.open_case("Charged twice")
        with Session(floor.engine) as session:
            owed = session.get_one(Promise, 1)
            owed.due_at = owed.opened_at.replace(year=owed.opened_at.year - 1)
            session.add(owed)
            session.commit()
        yield Life(floor)


async def asked(life: Life, text: str, by: str = RUTH) -> str:
    """What only the person sees."""
    answer = await life.answer(Kind.COMMAND, life.command(text, by=by))
    return json.dumps([answer.body, life.made()], ensure_ascii=False)


def shown(life: Life) -> dict[str, Any]:
    (view,) = [call["view"] for call in life.made() if "view" in call]
    return view


async def test_a_manager_asks_for_everything_or_a_department(life: Life) -> None:
    for text in ("digest", "digest week", "digest yesterday", "digest billing", "DIGEST Billing WEEK"):
        assert "C-1 Charged twice" in await asked(life, text), text
    assert "Nothing is stuck in Legal today" in await asked(life, "digest legal")


async def test_it_is_shown_to_the_person_alone(life: Life) -> None:
    await asked(life, "digest")
    (said,) = life.made("__response_url__")
    assert said["response_type"] == "ephemeral"
    assert life.made("chat.postMessage") == []


async def test_where_slack_has_no_charts_it_is_said_in_lines(life: Life) -> None:
    life.floor.sandbox.slack.refused_blocks = {"data_visualization"}
    await asked(life, "digest")
    _refused, said = life.made("__response_url__")
    assert {block["type"] for block in said["blocks"]} == {"header", "section", "actions", "context"}


async def test_others_read_their_own_departments_and_no_other(life: Life) -> None:
    assert "C-1 Charged twice" in await asked(life, "digest", by=MEI)
    assert "C-1 Charged twice" in await asked(life, "digest billing", by=NOOR)
    assert "Charged twice" not in await asked(life, "digest", by=PRIYA)
    assert "Billing's digest is for its members and leads" in await asked(life, "digest billing", by=PRIYA)
    assert "Digests are for managers" in await asked(life, "digest", by=DANA)


async def test_words_that_name_no_department_may_open_a_case(life: Life) -> None:
    said = await asked(life, "digest of the week is missing")
    assert "There is no digest of “of the week is missing”." in said
    assert "case.open_with_words" in said


async def test_open_shows_the_case_as_it_is_now(life: Life) -> None:
    await life.floor.do(handoffs.accept, 1, by=MEI)
    await life.answer(Kind.ACTION, life.pressed("digest.open", 1, by=RUTH))
    assert "Mei Tanaka has it" in json.dumps(shown(life))


async def test_show_all_has_a_menu_on_every_line(life: Life) -> None:
    await life.answer(Kind.ACTION, life.pressed("digest.all", "2026-11-23|yesterday|", by=RUTH))
    (menu,) = (block["accessory"] for block in shown(life)["blocks"] if "accessory" in block)
    assert [one["value"] for one in menu["options"]] == ["open:1", "nudge:1", "reassign:1"]


async def test_show_all_of_a_department_is_not_for_others(life: Life) -> None:
    await life.answer(Kind.ACTION, life.pressed("digest.all", "2026-11-23|yesterday|billing", by=PRIYA))
    assert "Billing's digest is for its members and leads" in life.shown()


async def test_a_nudge_reaches_the_departments_lead(life: Life) -> None:
    await asked(life, "digest", by=NOOR)  # so that their name is known
    await life.answer(Kind.ACTION, life.pressed("digest.nudge", 1, by=RUTH))
    assert "Noor Haddad" in life.shown()
    assert [one.person for one in life.floor.rows(Reminder)] == [NOOR]


async def test_a_lead_re_assigns_what_is_their_departments(life: Life) -> None:
    await life.answer(Kind.ACTION, life.pressed("handoff.reassign", 1, by=NOOR))
    assert shown(life)["callback_id"] == "handoff.reassign"
    await life.answer(Kind.ACTION, life.pressed("handoff.reassign", 1, by=BEN))
    assert "a lead of Billing" in life.shown()


async def test_what_was_settled_meanwhile_is_said_so(life: Life) -> None:
    await life.floor.do(handoffs.decline, 1, by=MEI, reason="Not ours.")
    await life.answer(Kind.ACTION, life.pressed("handoff.reassign", 1, by=RUTH))
    assert "Mei Tanaka has declined C-1 for Billing already." in life.shown()
