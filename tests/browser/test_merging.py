"""Two cases become one and two again, through the page; wide and narrow."""

import pytest
from playwright.async_api import Locator, expect

from sandbox.company import DANA, DESK, LEGAL
from tests.browser.test_story import TITLE, WITHIN, Cast, Screen, cast, house, size
from tests.house import House
from tests.story.steps import desk_card, open_case

__all__ = ["cast", "house", "size"]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
AGAIN = "Invoice 4711: paid two times"


async def test_two_cases_become_one_and_two_again(cast: Cast, house: House) -> None:
    await open_case(house, TITLE, department="billing")
    await open_case(house, AGAIN, department="legal", story="The contract says once. She has asked before.")
    for label in ("C-1", "C-2"):
        await desk_card(house, label)
    mei = house.actor("mei")
    card = await house.message("mei", house.channel_of("billing"), TITLE, "handoff.take")
    await mei.press(house.channel_of("billing"), card.ts, "handoff.take")
    dana = await cast.at(DANA.id, DESK.id)
    await previews(dana)
    await merges(dana)
    await is_read_by_the_department(await cast.at("U0JONASWEBE", LEGAL.id))
    await undoes(dana)


def of(dana: Screen, number: int) -> Locator:
    """A case's own card: the other one names it too."""
    title = {1: TITLE, 2: AGAIN}[number]
    return dana.page.locator("[data-timeline] .message", has_text=f"C-{number} · {title}").first


async def previews(dana: Screen) -> None:
    card = of(dana, 2)
    await expect(card).to_contain_text("Legal", timeout=WITHIN)
    await card.locator(".button.overflow").last.click()
    await dana.page.get_by_role("menuitem", name="Merge with another case …").click()
    await expect(dana.modal).to_contain_text("Which case of", timeout=WITHIN)
    await dana.shot("merge-1-choose")
    await dana.page.click("[data-view-submit]")
    await expect(dana.modal).to_contain_text("Which number shall it keep?", timeout=WITHIN)
    await dana.shot("merge-2-preview")


async def merges(dana: Screen) -> None:
    await dana.submit()
    gone = of(dana, 2)
    await expect(gone).to_contain_text("Merged into", timeout=WITHIN)
    await expect(of(dana, 1)).to_contain_text("C-2 is part of it", timeout=WITHIN)
    await dana.shot("merge-3-merged")


async def is_read_by_the_department(jonas: Screen) -> None:
    await expect(jonas.card).to_contain_text("was C-2", timeout=WITHIN)
    await jonas.open_thread()
    await expect(jonas.said("Go on here")).to_be_visible(timeout=WITHIN)
    await jonas.shot("merge-4-department")


async def undoes(dana: Screen) -> None:
    gone = of(dana, 2)
    await gone.locator("[data-action-id='merge.undo']").click()
    await dana.shot("merge-5-undo")
    await dana.page.get_by_role("button", name="Undo the merge").last.click()
    await expect(gone).to_contain_text("offered, nobody has taken it yet", timeout=WITHIN)
    await expect(of(dana, 1)).to_contain_text("Mei Tanaka has it", timeout=WITHIN)
