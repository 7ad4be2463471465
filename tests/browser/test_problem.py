"""A Problem through the page: opened by command, joined by two cases, fixed and told; wide and narrow."""

import pytest
from playwright.async_api import Locator, expect

from sandbox.company import DANA, DESK, ENGINEERING, PRIYA
from tests.browser.test_story import WITHIN, Cast, Screen, cast, house, size
from tests.house import House
from tests.story.steps import desk_card, open_case

__all__ = ["cast", "house", "size"]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
TITLES = {1: "Sign-in shows an empty page", 2: "Nobody can log in", 3: "Sign-in fails since the release"}


async def test_one_cause_behind_two_customers(cast: Cast, house: House) -> None:
    for number, customer in ((1, "1"), (2, "2")):
        await open_case(house, TITLES[number], customer=customer, department="engineering")
        await desk_card(house, f"C-{number}")
    dana = await cast.at(DANA.id, DESK.id)
    await opens(dana)
    for number in (1, 2):
        await joins(dana, number)
    await expect(of(dana, 3)).to_contain_text("in 2 cases", timeout=WITHIN)
    await dana.shot("problem-1-desk")
    await is_read_by_the_department(await cast.at(PRIYA.id, ENGINEERING.id))
    await is_fixed(dana)


def of(screen: Screen, number: int) -> Locator:
    """A card by its number and title: others name it too."""
    return screen.page.locator("[data-timeline] .message", has_text=f"C-{number} · {TITLES[number]}").first


async def opens(dana: Screen) -> None:
    await dana.say("/case problem")
    await expect(dana.modal).to_contain_text("Open a Problem", timeout=WITHIN)
    await dana.fill(title=TITLES[3], story="With a password it fails; single sign-on works.")
    await dana.choose("department", "Engineering")
    await dana.submit()
    await expect(of(dana, 3)).to_contain_text("Problem", timeout=WITHIN)


async def joins(dana: Screen, number: int) -> None:
    await of(dana, number).locator("[data-action-id='problem.join']").click()
    await expect(dana.modal).to_contain_text(TITLES[number], timeout=WITHIN)
    menu = dana.modal.locator(".block[data-block-id^='problem'] select")
    if await menu.count():
        await menu.select_option(index=1)
    await dana.submit()
    await expect(of(dana, number)).to_contain_text("Problem C-3", timeout=WITHIN)


async def is_read_by_the_department(priya: Screen) -> None:
    await expect(of(priya, 3)).to_contain_text("in 2 cases", timeout=WITHIN)
    await priya.shot("problem-2-department")


async def is_fixed(dana: Screen) -> None:
    await of(dana, 3).locator("[data-action-id='problem.fixed']").click()
    await expect(dana.modal).to_be_visible(timeout=WITHIN)
    await dana.fill(root_cause="An old server.", to_tell="Signing in works again.")
    await dana.submit()
    await expect(of(dana, 3)).to_contain_text("Fixed", timeout=WITHIN)
    await expect(of(dana, 1)).to_contain_text("tell the customer", timeout=WITHIN)
    await dana.shot("problem-3-fixed")
