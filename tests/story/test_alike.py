"""The duplicate before it is a second case, and after: in the form and in the desk thread."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.settings import Settings
from sandbox.clock import Clock
from sandbox.company import tidewater
from sandbox.controls import controls
from sandbox.server import Sandbox
from sandbox.workspace import Message
from tests import oracle
from tests.house import (
    BILLING,
    DESK,
    MANIFEST,
    House,
    bot_running,
    free_port,
    open_house,
    settings_for,
    text_of,
    until,
)
from tests.story.steps import desk_card, eager_handbook, open_case

TITLE = "Charged twice for invoice 4711"
CANARY = "kookaburra"


@pytest.fixture
def eager(tmp_path: Path) -> Path:
    return eager_handbook(tmp_path)


@pytest.fixture
async def house(database_url: str, eager: Path) -> AsyncIterator[House]:
    async with open_house(database_url, liaison_handbook=eager, liaison_tick_seconds=0.2) as opened:
        yield opened


def asked(house: House, label: str) -> list[Message]:
    """What the case's desk thread says of cases that look like it."""
    seen = house.actor("dana").sees(DESK)
    return [one for one in seen if "🔎" in one.text and one.text.startswith(f"{label}:")]


async def question(house: House, label: str, *words: str) -> Message:
    def find() -> Message | None:
        return next((one for one in asked(house, label) if all(word in text_of(one) for word in words)), None)

    found: Message = await until(find, 10, f"{label} to be told that it looks like {words}")
    return found


async def fill_in(house: House, customer: str, title: str = TITLE) -> str:
    """`/case` and a customer chosen; returns the form as it is drawn then."""
    dana = house.actor("dana")
    await dana.command("/case", title, "cs-desk")
    await dana.options(dana.modal.id, "case.customer", "")
    await dana.press_in_view(dana.modal.id, "case.customer", option=customer)
    return json.dumps(dana.modal.blocks, ensure_ascii=False)


async def test_more_about_a_case_is_added_to_it_and_opens_no_second(house: House) -> None:
    dana = house.actor("dana")
    await open_case(house, TITLE)
    await desk_card(house)
    drawn = await fill_in(house, "1", "Charged twice for invoice 4711 again")
    assert "Looks like" in drawn
    assert "ago by Dana Okafor, with Billing: *Charged twice for invoice 4711*" in drawn
    view = dana.modal
    await dana.press_in_view(view.id, "case.same", option="more:1")
    assert dana.modal.body["submit"]["text"] == "Add to C-1"
    outcome = await dana.submit(view.id, {"story": "The zebra account was charged as well."})
    assert outcome.outcome == "updated"
    assert "Added to C-1" in json.dumps(dana.modal.body)
    told = await house.message("mei", BILLING, "Charged twice for invoice 4711 again", "zebra")
    assert "Dana Okafor" in text_of(told)
    await house.message("dana", DESK, "zebra", "Dana Okafor", "adds")
    listed = await dana.command("/case", "find zebra", "cs-desk")
    assert listed is not None
    assert "C-1" in text_of(listed)
    everything = await dana.command("/case", "list all", "cs-desk")
    assert everything is not None
    assert "C-2" not in text_of(everything)


async def test_what_looks_alike_is_asked_in_the_desk_thread_decided_and_not_asked_again(house: House) -> None:
    dana = house.actor("dana")
    await open_case(house, TITLE)
    await open_case(house, f"{TITLE} by card")
    message = await question(house, "C-2", "C-1", "the same customer")
    assert message.thread_ts == (await desk_card(house, "C-2")).ts
    assert {one.action_id for one in controls(message.blocks)} >= {"likeness.different", "likeness.show"}
    await dana.press(DESK, message.ts, "likeness.show")
    assert TITLE in json.dumps(dana.modal.body)
    await dana.press(DESK, message.ts, "likeness.different")
    await until(lambda: not asked(house, "C-2"), 10, "the question to go")
    await open_case(house, f"{TITLE} by post")
    assert "C-1" in text_of(await question(house, "C-3", "C-1", "C-2"))
    await asyncio.sleep(0.6)
    assert not asked(house, "C-2")


async def test_of_another_customer_only_title_and_people_are_shown(house: House) -> None:
    await open_case(house, TITLE, customer="2", story=f"Our {CANARY} paid invoice 4711 twice.")
    drawn = await fill_in(house, "1", f"Charged twice for invoice 4711 says the {CANARY}")
    assert "of another customer" in drawn
    assert "case.same" not in drawn
    assert CANARY not in drawn.split("Looks like")[1].split("What happened")[0]
    await open_case(house, "Invoice 4711, twice", story="Charged twice.", customer="1")
    message = await question(house, "C-2", "C-1", "Cedar Valley Dairy")
    assert CANARY not in text_of(message)


async def test_a_case_that_was_closed_while_the_form_was_open_is_not_added_to(house: House) -> None:
    dana = house.actor("dana")
    await open_case(house, TITLE)
    await fill_in(house, "1")
    view = dana.modal
    await dana.press_in_view(view.id, "case.same", option="more:1")
    ruth = house.actor("ruth")
    card = await desk_card(house)
    await ruth.press(DESK, card.ts, "case.close")
    await ruth.submit(ruth.modal.id, {"told": "It is refunded."})
    outcome = await dana.submit(view.id, {"story": "Again."})
    assert outcome.outcome == "errors"
    assert "C-1 was closed meanwhile" in str(outcome.errors)


@pytest.fixture
async def town(database_url: str, eager: Path) -> AsyncIterator[tuple[House, Settings]]:
    """A Slack, and how often a bot on it is to tick: its settings look at new cases once a minute."""
    async with Sandbox(tidewater(Clock()), manifest=MANIFEST) as sandbox:
        settings = settings_for(sandbox, database_url, liaison_handbook=eager, liaison_tick_seconds=60)
        sandbox.bot_url = f"http://127.0.0.1:{settings.liaison_port}/slack/events"
        yield House(sandbox, settings), settings
        assert oracle.errors(sandbox.ledger.calls) == []


def lively(settings: Settings) -> Settings:
    """Another bot on the same database, that looks often."""
    return settings.model_copy(update={"liaison_tick_seconds": 0.2, "liaison_port": free_port()})


async def test_what_was_not_looked_at_before_a_restart_is_looked_at_after_it(
    town: tuple[House, Settings],
) -> None:
    house, settings = town
    clock = house.sandbox.clock
    async with bot_running(settings, clock):
        for title in (TITLE, f"{TITLE} by card"):
            await open_case(house, title)
        await desk_card(house, "C-2")
        assert not asked(house, "C-2")
    async with bot_running(lively(settings), clock):
        await question(house, "C-2", "C-1")


async def test_two_replicas_say_it_once(town: tuple[House, Settings]) -> None:
    house, settings = town
    if settings.database_url.startswith("sqlite"):
        pytest.skip("a SQLite file is one process's")
    clock = house.sandbox.clock
    async with bot_running(lively(settings), clock), bot_running(lively(settings), clock):
        async with bot_running(settings, clock):
            for number in range(5):
                await open_case(house, f"{TITLE}, number {number}")
        for number in range(2, 6):
            await question(house, f"C-{number}")
        await asyncio.sleep(1)
        assert [len(asked(house, f"C-{number}")) for number in range(2, 6)] == [1, 1, 1, 1]
