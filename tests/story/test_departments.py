"""A department is learnt from what becomes of cases, proposed in the form, and corrected by one click."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from models.database import open_engine
from models.lesson import Lesson
from models.migrate import migrate
from sandbox.clock import Clock
from tests.casework.matching.lessons import teach
from tests.casework.room import Room
from tests.house import BILLING, DESK, House, open_house
from tests.story.steps import fill, open_case
from tests.story.test_life_of_a_case import card_shows

LOGISTICS = "C0LOGISTIC1"
TITLE, STORY = "Parcel lost by the courier", "The lorry left the warehouse, the address was right."
END = {"found": "Found.", "to_tell": "Tell them."}


@pytest.fixture
def room(database_url: str) -> Iterator[Room]:
    engine = open_engine(database_url)
    migrate(engine)
    yield Room(engine, Clock())
    engine.dispose()


@pytest.fixture
async def taught_house(database_url: str, room: Room) -> AsyncIterator[House]:
    """A bot that starts on what another process has learnt."""
    teach(room, ["billing", "engineering", "legal", "logistics"], 15)
    room.engine.dispose()
    async with open_house(database_url) as opened:
        yield opened


async def proposal(house: House, title: str) -> tuple[str, str]:
    """What is chosen in the form's menu, and the line below it."""
    dana = house.actor("dana")
    await dana.command("/case", title, "cs-desk")
    assert dana.modal
    blocks: list[dict[str, Any]] = dana.modal.blocks
    await dana.close_view(dana.modal.id)
    at = next(n for n, one in enumerate(blocks) if one["block_id"].startswith("department:"))
    return blocks[at]["element"]["initial_option"]["value"], blocks[at + 1]["elements"][0]["text"]


def learnt(room: Room) -> list[str]:
    return [one.department for one in room.rows(Lesson)]


async def test_a_bot_that_has_learnt_nothing_goes_by_the_rules(house: House) -> None:
    chosen, line = await proposal(house, TITLE)
    assert chosen == "auto"
    assert line.startswith("💡 Nothing speaks for a department so far; it would go to *Engineering*.")


async def test_the_form_preselects_what_was_learnt_and_sending_it_confirms(taught_house: House) -> None:
    chosen, line = await proposal(taught_house, TITLE)
    assert chosen == "logistics", line
    assert line.startswith("💡 *Logistics*, "), line
    assert "% sure, because of *" in line
    dana = taught_house.actor("dana")
    await dana.command("/case", TITLE, "cs-desk")
    assert dana.modal
    await dana.options(dana.modal.id, "case.customer", "")
    values = {"case.customer": "1", "story": STORY, "expected": "Find it."}
    assert (await dana.submit(dana.modal.id, values)).outcome == "closed"
    card = await taught_house.message("noor", LOGISTICS, TITLE, "handoff.take")
    assert "Dana Okafor confirmed it. Earlier cases speak for it, " in str(card.blocks)


async def test_not_ours_hands_it_on_by_one_click_and_teaches(taught_house: House, room: Room) -> None:
    card = await open_case(taught_house, TITLE, department="billing", story=STORY)
    assert learnt(room)[60:] == ["billing"], "Dana's own choice, against the proposal"
    mei, noor = taught_house.actor("mei"), taught_house.actor("noor")
    await card_shows(taught_house, "mei", BILLING, card, "Not ours → ", "handoff.not_ours.second")
    logistics = next(
        one["action_id"]
        for block in card.blocks or []
        for one in block.get("elements", ())
        if str(one.get("value", "")).endswith(":logistics")
    )
    await mei.press(BILLING, card.ts, logistics)
    given = await taught_house.message("noor", LOGISTICS, TITLE, "handoff.take")
    await card_shows(taught_house, "mei", BILLING, card, "Handed on to Logistics by Mei Tanaka")
    await taught_house.message("dana", DESK, "Billing says that it is not theirs; it belongs to Logistics.")
    assert learnt(room)[60:] == ["billing", "logistics"]
    await noor.press(LOGISTICS, given.ts, "handoff.take")
    await card_shows(taught_house, "noor", LOGISTICS, given, "handoff.done")
    await fill(taught_house, "noor", LOGISTICS, given, "handoff.done", **END)
    await taught_house.message("dana", DESK, "Tell them.")
    chosen, line = await proposal(taught_house, TITLE)
    assert chosen == "logistics"
    assert "; like C-1." in line, line
    assert mei.warnings == noor.warnings == []
