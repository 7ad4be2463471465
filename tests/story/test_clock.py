"""A promise runs out through the front door: a quiet line, a direct message, thanks, and the way back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.clock import Clock
from sandbox.controls import controls
from sandbox.workspace import Message
from tests.house import BILLING, DESK, House, open_house, text_of, until
from tests.story.steps import desk_card, fill, open_case

TEN_IN_NEW_YORK = datetime(2026, 5, 12, 14, 0, tzinfo=UTC)
DIGEST = "☀️"
HANDBOOK = """
company = "Tidewater Instruments"
default_department = "billing"
tiers = ["gold"]
managers = ["U0RUTHABARA"]
admins = ["U0OLANOWAK0"]
desk = { channel = "C0CSDESK001" }
customers = [{ name = "Brightwater Foods", tier = "gold" }]

[departments.billing]
name = "Billing"
channel = "C0BILLING01"
words = ["charged twice"]
leads = ["U0SAMCARTER"]

[departments.engineering]
name = "Engineering"
channel = "C0ENGINEER1"
words = ["firmware"]

[promises]
accept = "1h"
progress = "2h"
"""


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A Tuesday in May: two hours for a word, one to take an offer; a tick is a fifth of a second."""
    handbook = tmp_path / "handbook.toml"
    handbook.write_text(HANDBOOK, encoding="utf-8")
    clock = Clock(start=TEN_IN_NEW_YORK)
    async with open_house(
        database_url, clock=clock, liaison_handbook=handbook, liaison_tick_seconds=0.2
    ) as opened:
        yield opened


def push(house: House, **by: float) -> None:
    house.sandbox.clock.push(timedelta(**by))


async def reminder(house: House, who: str, *words: str, count: int = 1) -> Message:
    """The person's newest direct message, once there are so many and it says these words."""
    inbox = house.actor(who).inbox

    def find() -> Message | None:
        seen = [one for one in inbox() if DIGEST not in text_of(one)]
        is_there = len(seen) == count and all(word in text_of(seen[-1]) for word in words)
        return seen[-1] if is_there else None

    shown = lambda: "\n---\n".join(map(text_of, inbox()))  # noqa: E731
    found: Message = await until(find, 10, f"{who}'s message {count} with {words}", shown)
    return found


async def offered(house: House) -> Message:
    """A case whose card is known to be posted: only then an offer's clock begins."""
    card = await open_case(house)
    await house.message("dana", DESK, "|thread>")
    return card


async def test_a_word_that_does_not_come_is_asked_for_until_it_does(house: House) -> None:
    mei = house.actor("mei")
    card = await offered(house)
    assert "To be taken by" in text_of(card)
    await mei.press(BILLING, card.ts, "handoff.take")
    await house.message("mei", BILLING, "A word is promised by", "handoff.done")

    push(house, minutes=91)
    line = await house.message("mei", BILLING, "⏳", "Mei Tanaka (Billing) has it")
    assert line.thread_ts == card.ts
    assert mei.inbox() == [], "a quarter of the time is left"

    push(house, minutes=30)
    asked = await reminder(house, "mei", "Still yours?", "Charged twice", "handoff.stuck")
    await house.message("mei", BILLING, "⏰ *A word was promised by", "handoff.done")
    await house.message("dana", DESK, "⏰ *A word was promised by", "case.add")
    await mei.press("@liaison", asked.ts, "promise.still_mine")
    await reminder(house, "mei", "thanks to Mei Tanaka")
    await house.message("mei", BILLING, "⏳ A word is promised by", "handoff.done")

    push(house, minutes=121)
    again = await reminder(house, "mei", "Still yours?", count=2)
    menu = next(one for one in controls(again.blocks) if one.action_id == "promise.later")
    in_an_hour = menu.element["options"][0]
    assert in_an_hour["text"]["text"] == "Remind me in an hour"
    await mei.press("@liaison", again.ts, "promise.later", option=in_an_hour["value"])
    promised = await until(
        lambda: [one for one in mei.inbox() if "I'll remind you again" in text_of(one)], 5, "a word on when"
    )
    push(house, minutes=61)
    count = 2 + len(promised) + 1
    third = await reminder(house, "mei", "Still yours?", count=count)
    await fill(house, "mei", "@liaison", third, "handoff.done", found="Twice.", to_tell="Refunded.")
    await reminder(house, "mei", "thanks to Mei Tanaka", count=count)
    await house.message("dana", DESK, "The customer hears by", "case.close")
    assert mei.warnings == []


async def test_an_offer_that_nobody_takes_comes_back_to_the_csm(house: House) -> None:
    dana = house.actor("dana")
    card = await offered(house)
    push(house, minutes=46)
    line = await house.message("mei", BILLING, "Nobody in Billing has taken it yet", "handoff.take")
    assert line.thread_ts == card.ts
    push(house, minutes=45)
    await reminder(house, "sam", "Nobody in Billing has taken it yet", "handoff.take")
    push(house, minutes=31)
    await reminder(house, "ruth", "Nobody in Billing has taken it yet")
    await house.message("dana", DESK, "The customer may like to hear")
    push(house, minutes=61)
    back = await house.message("dana", DESK, "U0DANAOKAFO", "took it in time", "case.add", "case.close")
    assert back.thread_ts == (await desk_card(house)).ts
    await house.message("mei", BILLING, "Nobody took it in time", "It is back with Dana Okafor")
    await reminder(house, "sam", "Nobody took it in time; Dana Okafor decides where it goes")
    await house.message("dana", DESK, "To be decided by", "case.add")
    await dana.press(DESK, back.ts, "case.add")
    assert dana.modal is not None


async def test_news_are_promised_to_the_customer_and_given(house: House) -> None:
    await offered(house)
    card = await desk_card(house)
    at = str(house.sandbox.clock.epoch() + 3600)
    await fill(house, "dana", DESK, card, "promise.update", until=at)
    await house.message("dana", DESK, "News is promised to the customer by", "promise.told", "case.add")
    push(house, minutes=61)
    asked = await reminder(
        house, "dana", "Brightwater Foods waits for news", "promise.told", "promise.update"
    )
    await house.message("dana", DESK, "⏰ *News was promised to the customer by", "case.add")
    await house.actor("dana").press("@liaison", asked.ts, "promise.told")
    await reminder(house, "dana", "Dana Okafor saw to it. Thank you!")
    await house.message("dana", DESK, "Promise news", "case.add")
