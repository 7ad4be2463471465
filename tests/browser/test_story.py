"""A case's whole life through the page, with the real bot behind it, on a wide screen and on a phone.

Leaves what people see at each station in `var/screens/`, by day and by night.
"""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from sandbox.clock import Clock
from sandbox.company import BILLING, DANA, DESK, ENGINEERING, MEI, PRIYA
from tests.browser.windows import NARROW, WIDE, Windows
from tests.house import ROOT, House, open_house

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SCREENS = ROOT / "var" / "screens"
NINE_IN_NEW_YORK = datetime(2026, 5, 12, 13, 4, tzinfo=UTC)
WITHIN = 10_000
TITLE = "Charged twice for invoice 4711"
STORY = """Carla was charged twice for invoice 4711: once on Monday, once this morning.
She has to close her books on Friday and wants one payment back before that."""
EXPECTED = "Refund the second payment and send me the credit note's number."
ANSWER = "I see both payments. The second one has no order behind it; I am asking the bank now."
REPLY = "Thank you! Carla needs the number by Friday noon."
WHY = "The scale in hall 4 reported the same weight twice, so the shop billed it twice."
NEEDED = "Find out why firmware 2.3 sends a weight twice, and stop it."
QUESTION = "Since when do they run firmware 2.3?"
SINCE = "Since Thursday, says Carla."
FOUND = "After a timeout the scale sent the weight again, without a sequence number. Fixed in 2.3.1."
TO_TELL = "A scale reported one weighing twice. It is repaired, and the second payment is on its way back."
TOLD = "The second payment is on its way back; it will be there on Thursday."


class Screen:
    """One person before the page, on a screen of one size."""

    def __init__(self, page: Page, size: str) -> None:
        self.page, self.size = page, size

    @property
    def modal(self) -> Locator:
        return self.page.locator("dialog.modal")

    @property
    def thread(self) -> Locator:
        return self.page.locator("[data-thread-list] .message")

    def card(self, *words: str) -> Locator:
        found = self.page.locator("[data-timeline] .message")
        for word in words:
            found = found.filter(has_text=word)
        return found

    async def go(self, place: str) -> None:
        """To a channel by name, or "home"; on a phone by the drawer."""
        if self.size == "narrow":
            await self.page.click("[data-drawer]")
        await self.page.click("[data-home]" if place == "home" else f"[data-channel-name={place}]")

    async def say(self, text: str, composer: str = "channel") -> None:
        await self.page.fill(f"[data-composer={composer}]", text)
        await self.page.press(f"[data-composer={composer}]", "Enter")

    async def open_thread(self, card: Locator) -> None:
        await card.hover()
        await card.locator("[data-do=more]").click()
        await self.page.click("[role=menuitem][data-do=thread]")
        await expect(self.page.locator("[data-thread-pane]")).to_be_visible()

    async def close_thread(self) -> None:
        await self.page.click("[data-thread-close]")

    async def fill(self, **texts: str) -> None:
        """Fields of the open form, by block."""
        for block, text in texts.items():
            await self.modal.locator(f"[data-block-id='{block}'] :is(input, textarea)").fill(text)

    async def choose(self, block: str, label: str) -> None:
        await self.modal.locator(f".block[data-block-id^='{block}'] select").select_option(label=label)

    async def submit(self) -> None:
        await self.page.click("[data-view-submit]")
        await expect(self.modal).to_have_count(0, timeout=WITHIN)

    async def more(self, where: Locator, choice: str) -> None:
        await where.locator(".button.overflow").click()
        await self.page.get_by_role("menuitem", name=choice).click()

    async def shot(self, name: str) -> None:
        SCREENS.mkdir(parents=True, exist_ok=True)
        await self.page.mouse.move(0, 0)
        assert await self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "sideways"
        for scheme, suffix in (("dark", "-dark"), ("light", "")):
            await self.page.emulate_media(color_scheme=scheme)
            await self.page.screenshot(path=SCREENS / f"{name}-{self.size}{suffix}.png")


class Cast:
    """The people of the story, each at a screen of their own."""

    def __init__(self, windows: Windows, size: str) -> None:
        self.windows, self.size = windows, size

    async def at(self, person_id: str, channel_id: str) -> Screen:
        more: dict[str, Any] = {"size": WIDE}
        if self.size == "narrow":
            more = {"size": NARROW, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
        page = await self.windows.be(person_id, channel_id, **more)
        await page.click("[data-guide=close]")
        return Screen(page, self.size)


@pytest.fixture(params=["wide", "narrow"])
def size(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = Clock(start=NINE_IN_NEW_YORK)
    async with open_house(f"sqlite:///{tmp_path / 'liaison.db'}", clock=clock, has_page=True) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def cast(browser, house: House, size: str) -> AsyncIterator[Cast]:
    windows = Windows(browser, house.sandbox.base_url)
    yield Cast(windows, size)
    await windows.close()
    assert not windows.complaints


async def test_a_case_travels_to_two_departments_and_back(cast: Cast, house: House) -> None:
    dana, mei = await cast.at(DANA.id, DESK.id), await cast.at(MEI.id, BILLING.id)

    await dana.say(f"/case {TITLE}")
    await expect(dana.modal).to_contain_text("Open a case", timeout=WITHIN)
    customer = dana.modal.locator("[data-action-id='case.customer'] input")
    await customer.fill("bright")
    await dana.modal.get_by_role("option", name="Brightwater Foods", exact=True).click()
    await expect(dana.modal).to_contain_text("Billing, because of", timeout=WITHIN)
    await dana.choose("severity", "🔺 High: it hurts them every day")
    await dana.fill(story=STORY, expected=EXPECTED)
    await dana.shot("modal")

    title = dana.modal.locator("[data-action-id='case.title'] input")
    await title.fill("x" * 163)
    await dana.page.click("[data-view-submit]")
    await expect(dana.modal.locator(".block[data-block-id=title] .error")).to_contain_text("13 too many")
    await expect(title).to_have_value("x" * 163)
    await expect(dana.modal.locator("[data-block-id=story] textarea")).to_have_value(STORY)
    await expect(customer).to_have_value("Brightwater Foods")
    await dana.shot("modal-error")
    await title.fill(TITLE)
    await dana.submit()

    billing = mei.card("C-1", "Brightwater Foods")
    await expect(billing).to_have_count(1, timeout=WITHIN)
    await mei.shot("card-offered")
    await billing.locator("[data-action-id='handoff.take']").click()
    await expect(billing).to_contain_text("Mei Tanaka has it", timeout=WITHIN)
    await mei.shot("card-taken")

    await mei.open_thread(billing)
    await mei.say(ANSWER, "thread")
    desk = dana.card("C-1", "Brightwater Foods")
    await dana.open_thread(desk)
    await expect(dana.thread.filter(has_text=ANSWER)).to_have_count(1, timeout=WITHIN)
    await dana.say(REPLY, "thread")
    await expect(mei.thread.filter(has_text=REPLY)).to_have_count(1, timeout=WITHIN)
    await dana.shot("desk-thread")
    await mei.shot("card-thread")
    await mei.close_thread()

    await billing.locator("[data-action-id='handoff.hand_on']").click()
    await mei.choose("department", "Engineering")
    await mei.fill(why=WHY, expected=NEEDED)
    await mei.shot("modal-hand-on")
    await mei.submit()
    await expect(billing).to_contain_text("Handed on to Engineering", timeout=WITHIN)
    await mei.shot("card-handed-on")

    priya = await cast.at(PRIYA.id, ENGINEERING.id)
    engineering = priya.card("C-1", "Brightwater Foods")
    await expect(engineering).to_contain_text(STORY.split("\n")[0], timeout=WITHIN)
    await priya.go("home")
    await expect(priya.page.locator("[data-home-pane]")).to_contain_text(TITLE, timeout=WITHIN)
    await priya.shot("home-offers")
    await priya.go("engineering")
    await priya.shot("card-second")
    await engineering.locator("[data-action-id='handoff.take']").click()
    await expect(engineering).to_contain_text("Priya Raman has it", timeout=WITHIN)
    await priya.more(engineering, "Ask the CSM")
    await priya.fill(question=QUESTION)
    await priya.submit()
    await expect(dana.thread.filter(has_text=QUESTION)).to_have_count(1, timeout=WITHIN)
    await dana.say(SINCE, "thread")
    await priya.open_thread(engineering)
    await expect(priya.thread.filter(has_text=SINCE)).to_have_count(1, timeout=WITHIN)
    await priya.close_thread()

    await priya.go("home")
    await expect(priya.page.locator("[data-home-pane]")).to_contain_text(TITLE, timeout=WITHIN)
    await priya.shot("home-engineer")
    await dana.close_thread()
    await dana.go("home")
    await expect(dana.page.locator("[data-home-pane]")).to_contain_text("Priya Raman", timeout=WITHIN)
    await dana.shot("home-csm")

    await priya.go("engineering")
    await engineering.locator("[data-action-id='handoff.done']").click()
    await priya.fill(found=FOUND, to_tell=TO_TELL)
    await priya.shot("modal-done")
    await priya.submit()
    await expect(engineering).to_contain_text("Done by Priya Raman", timeout=WITHIN)
    await priya.shot("card-done")

    await dana.go("cs-desk")
    await expect(desk).to_contain_text("tell the customer", timeout=WITHIN)
    await dana.shot("desk-answered")
    await dana.open_thread(desk)
    loop = dana.thread.filter(has_text="everybody is done")
    await expect(loop).to_contain_text("@Dana Okafor", timeout=WITHIN)
    await dana.shot("desk-loop")
    await loop.locator("[data-action-id='case.close']").click()
    await dana.fill(told=TOLD)
    await dana.shot("modal-close")
    await dana.submit()
    await expect(dana.thread.filter(has_text=TOLD)).to_have_count(1, timeout=WITHIN)
    await dana.close_thread()
    await expect(desk).to_contain_text("Closed", timeout=WITHIN)
    await dana.shot("desk-closed")
    assert all(house.actor(one).warnings == [] for one in ("dana", "mei", "priya"))


async def test_two_people_share_a_screen_and_the_clock_is_pushed(cast: Cast, house: House) -> None:
    dana = await cast.at(DANA.id, DESK.id)
    await dana.say(f"/case {TITLE}")
    await dana.modal.locator("[data-action-id='case.customer'] input").fill("bright")
    await dana.modal.get_by_role("option", name="Brightwater Foods", exact=True).click()
    await dana.fill(story=STORY, expected=EXPECTED)
    await dana.submit()
    await expect(dana.card("C-1", "Billing")).to_have_count(1, timeout=WITHIN)

    if cast.size == "narrow":
        await dana.page.click("[data-rest]")
        await dana.page.get_by_role("menuitem", name="Side by side").click()
    else:
        await dana.page.click("[data-beside]")
    await dana.page.click(f"[role=menuitem][data-person={MEI.id}]")
    left = dana.page.frame_locator("iframe[name=left]")
    right = dana.page.frame_locator("iframe[name=right]")
    if cast.size == "narrow":
        await right.locator("[data-drawer]").click()
    await right.locator("[data-channel-name=billing]").click()
    await right.locator("[data-action-id='handoff.take']").click()
    card = left.locator("[data-timeline] .message", has_text="C-1")
    await expect(card).to_contain_text("Mei Tanaka has it", timeout=WITHIN)
    await right.locator("[data-push='60']").click()
    for half in (left, right):
        await expect(half.locator("[data-clock]")).to_contain_text(re.compile(r"\b10:0\d"), timeout=WITHIN)
    assert (house.sandbox.clock() - NINE_IN_NEW_YORK).total_seconds() >= 3600
    await dana.shot("side-by-side")
