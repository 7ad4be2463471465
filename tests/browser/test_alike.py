"""What looks alike through the page: in the form, added, and asked in the desk thread; wide and narrow."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from sandbox.clock import Clock
from sandbox.company import DANA, DESK
from tests.browser.test_story import NINE_IN_NEW_YORK, TITLE, WITHIN, Cast, Screen, cast, size
from tests.house import House, open_house
from tests.story.steps import desk_card, eager_handbook, open_case

__all__ = ["cast", "size"]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    url = f"sqlite:///{tmp_path / 'liaison.db'}"
    clock, handbook = Clock(start=NINE_IN_NEW_YORK), eager_handbook(tmp_path)
    async with open_house(
        url, clock=clock, has_page=True, liaison_handbook=handbook, liaison_tick_seconds=0.5
    ) as opened:
        yield opened


async def test_what_looks_alike_is_added_or_asked_about(cast: Cast, house: House) -> None:
    await open_case(house, TITLE)
    await desk_card(house)
    dana = await cast.at(DANA.id, DESK.id)
    await finds_it_known(dana)
    await adds_it(dana)
    await open_case(house, f"{TITLE} by direct debit")
    await tells_them_apart(dana)


async def finds_it_known(dana: Screen) -> None:
    await dana.say(f"/case {TITLE} again")
    await expect(dana.modal).to_contain_text("Looks like C-1, opened 1 min ago", timeout=WITHIN)
    await dana.modal.locator("[data-action-id='case.customer'] input").fill("bright")
    await dana.modal.get_by_role("option", name="Brightwater Foods", exact=True).click()
    await expect(dana.modal).to_contain_text("What is it?", timeout=WITHIN)
    await dana.shot("alike-1-form")


async def adds_it(dana: Screen) -> None:
    await dana.modal.get_by_text("More about C-1").click()
    send = dana.page.locator("[data-view-submit]")
    await expect(send).to_have_text("Add to C-1", timeout=WITHIN)
    await dana.fill(story="It happened again this morning.")
    await dana.shot("alike-2-more")
    await send.click()
    await expect(dana.modal).to_contain_text("No second case was opened", timeout=WITHIN)
    await expect(send).to_have_count(0)
    await dana.shot("alike-3-added")
    await dana.page.click("[data-view-close]")


async def tells_them_apart(dana: Screen) -> None:
    card = dana.page.locator("[data-timeline] .message", has_text="C-2 ·")
    await card.hover()
    await card.locator("[data-do=more]").click()
    await dana.page.click("[role=menuitem][data-do=thread]")
    asked = dana.said("This looks like")
    await expect(asked).to_contain_text("the same customer", timeout=WITHIN)
    await dana.shot("alike-4-asked")
    await asked.locator("[data-action-id='likeness.different']").click()
    await expect(asked).to_have_count(0, timeout=WITHIN)
