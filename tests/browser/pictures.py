"""``python -m tests.browser.pictures``: the README's pictures, taken from the bot at work."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator, async_playwright, expect

from sandbox.clock import Clock
from sandbox.company import BILLING, BRIGHTWATER, CARLA, DANA, DESK, ENGINEERING, MEI, PRIYA
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.test_customer import (
    ASKED,
    FIRST,
    binds_the_channel,
    is_acknowledged,
    is_warned,
    opens_a_case,
    reads,
    sends,
    works_on_it,
)
from tests.browser.test_story import (
    ANSWER,
    NINE_IN_NEW_YORK,
    REPLY,
    WITHIN,
    Screen,
    begins,
    hands_it_on,
)
from tests.browser.windows import Windows
from tests.house import ROOT, House, open_house

DOCS = ROOT / "docs"
RUTH = "U0RUTHABARA"
OTHERS = (
    "Customs form missing for the pallet to Chicago",
    "The refund for invoice 4655 has not arrived",
    "Scale 7 drifts after the update",
)


async def main() -> None:
    async with _workspace() as (house, windows):
        await _side_by_side(windows)
        await _card(windows)
        await _digest(house, windows)
    async with _workspace() as (_, windows):
        await _customer(windows)


@asynccontextmanager
async def _workspace() -> AsyncIterator[tuple[House, Windows]]:
    clock = Clock(start=NINE_IN_NEW_YORK)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'liaison.db'}"
        async with open_house(url, clock=clock, has_page=True) as house, _browser() as browser:
            windows = Windows(browser, house.sandbox.base_url)
            yield house, windows
            await windows.close()


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        await running.close()


async def _at(windows: Windows, person: str, channel: str, width: int, height: int) -> Screen:
    size = {"width": width, "height": height}
    page = await windows.be(person, channel, size=size, device_scale_factor=2)
    await page.click("[data-guide=close]")
    return Screen(page, "wide")


async def _side_by_side(windows: Windows) -> None:
    dana = await _at(windows, DANA.id, DESK.id, 1240, 760)
    await begins(dana)
    await dana.submit()
    await expect(dana.card).to_contain_text("Billing", timeout=WITHIN)
    left, right = await dana.invite(MEI.id)
    await right.locator("[data-action-id='handoff.take']").click()
    await expect(right.locator("[data-timeline] .message", has_text="C-1 ·")).to_contain_text(
        "Mei Tanaka has it", timeout=WITHIN
    )
    mei = await _at(windows, MEI.id, BILLING.id, 1240, 760)
    await mei.open_thread()
    await mei.say(ANSWER, "thread")
    card = left.locator("[data-timeline] .message", has_text="C-1 ·")
    await card.hover()
    await card.locator("[data-do=more]").click()
    await left.locator("[role=menuitem][data-do=thread]").click()
    thread = left.locator("[data-thread-list]")
    await expect(thread).to_contain_text(ANSWER, timeout=WITHIN)
    await left.locator("[data-composer=thread]").fill(REPLY)
    await left.locator("[data-composer=thread]").press("Enter")
    await expect(mei.said(REPLY)).to_have_count(1, timeout=WITHIN)
    await dana.page.mouse.move(0, 0)
    await dana.page.screenshot(path=DOCS / "desk.png")
    _make_smaller(DOCS / "desk.png")
    await mei.close_thread()
    await hands_it_on(mei)


async def _card(windows: Windows) -> None:
    priya = await _at(windows, PRIYA.id, ENGINEERING.id, 1100, 900)
    await expect(priya.card).to_contain_text(ANSWER, timeout=WITHIN)
    await _of(priya.card, "card")


async def _digest(house: House, windows: Windows) -> None:
    """Two mornings later, for the manager."""
    dana = await _at(windows, DANA.id, DESK.id, 1240, 760)
    for title in OTHERS:
        await _open(dana, title)
    await expect(dana.page.locator("[data-timeline] .message", has_text="C-4 ·")).to_be_visible()
    priya = await _at(windows, PRIYA.id, ENGINEERING.id, 1240, 760)
    scale = priya.page.locator("[data-timeline] .message", has_text="C-4 ·")
    await scale.locator("[data-action-id='handoff.take']").click()
    await expect(scale).to_contain_text("Priya Raman has it", timeout=WITHIN)
    house.sandbox.clock.push(timedelta(days=2))
    ruth = await _at(windows, RUTH, "", 1100, 1400)
    await ruth.page.get_by_text("Liaison", exact=True).first.click()
    digest = ruth.page.locator("[data-timeline] .message", has_text="overdue").last
    await expect(digest).to_contain_text("Show all", timeout=6 * WITHIN)
    await _of(digest, "digest")


async def _customer(windows: Windows) -> None:
    """What Dana sees before she sends, and what Carla reads."""
    dana = await _at(windows, DANA.id, DESK.id, 1240, 900)
    carla = await _at(windows, CARLA.id, BRIGHTWATER.id, 1240, 620)
    await binds_the_channel(dana)
    await carla.say(ASKED)
    await opens_a_case(dana)
    await is_acknowledged(carla)
    await works_on_it(await _at(windows, MEI.id, BILLING.id, 1240, 760))
    await is_warned(dana)
    await _of(dana.modal, "preview")
    await sends(dana)
    await reads(carla, FIRST)
    await carla.page.screenshot(path=DOCS / "customer.png")
    _make_smaller(DOCS / "customer.png")


async def _open(dana: Screen, title: str) -> None:
    await dana.say(f"/case {title}")
    await expect(dana.modal).to_contain_text("because of", timeout=WITHIN)
    await dana.modal.locator("[data-action-id='case.customer'] input").fill("fjord")
    await dana.modal.get_by_role("option", name="Fjordlab", exact=True).click()
    await dana.fill(story=title, expected="Find out what happened, and tell me by when it is mended.")
    await dana.submit()


async def _of(message: Locator, name: str) -> None:
    await message.page.mouse.move(0, 0)
    await message.screenshot(path=DOCS / f"{name}.png")
    _make_smaller(DOCS / f"{name}.png")


def _make_smaller(picture: Path) -> None:
    """Of flat colours 256 are enough."""
    Image.open(picture).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
