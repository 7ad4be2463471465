"""A case's whole life through the page, with the real bot behind it, on a wide screen and on a phone.

Leaves what people see at each station in `var/screens/`, and for the wide screen by night too.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import FrameLocator, Locator, Page, expect

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
    def home(self) -> Locator:
        return self.page.locator("[data-home-pane]")

    @property
    def card(self) -> Locator:
        """The case's card in the open channel."""
        return self.page.locator("[data-timeline] .message", has_text="C-1 ·")

    def said(self, words: str) -> Locator:
        """A message in the open thread."""
        return self.page.locator("[data-thread-list] .message", has_text=words).last

    def field(self, block: str) -> Locator:
        return self.modal.locator(f".block[data-block-id='{block}'] :is(input, textarea)")

    async def go(self, place: str) -> None:
        """To a channel by name, or "home"; on a phone by the drawer."""
        if self.size == "narrow":
            await self.page.click("[data-drawer]")
        await self.page.click("[data-home]" if place == "home" else f"[data-channel-name={place}]")

    async def say(self, text: str, composer: str = "channel") -> None:
        await self.page.fill(f"[data-composer={composer}]", text)
        await self.page.press(f"[data-composer={composer}]", "Enter")

    async def press(self, action_id: str) -> None:
        await self.card.locator(f"[data-action-id='{action_id}']").click()

    async def more(self, choice: str) -> None:
        await self.card.locator(".button.overflow").click()
        await self.page.get_by_role("menuitem", name=choice).click()

    async def open_thread(self) -> None:
        await self.card.hover()
        await self.card.locator("[data-do=more]").click()
        await self.page.click("[role=menuitem][data-do=thread]")
        await expect(self.page.locator("[data-thread-pane]")).to_be_visible()

    async def close_thread(self) -> None:
        await self.page.click("[data-thread-close]")

    async def fill(self, **texts: str) -> None:
        """Fields of the open form, by block."""
        for block, text in texts.items():
            await self.field(block).fill(text)

    async def choose(self, block: str, label: str) -> None:
        menu = self.modal.locator(f".block[data-block-id^='{block}'] select")
        await menu.select_option(label=label)

    async def submit(self) -> None:
        await self.page.click("[data-view-submit]")
        await expect(self.modal).to_have_count(0, timeout=WITHIN)

    async def invite(self, person_id: str) -> tuple[FrameLocator, FrameLocator]:
        """The two halves of the screen, once both are drawn."""
        if self.size == "narrow":
            await self.page.click("[data-rest]")
            await self.page.get_by_role("menuitem", name="Side by side").click()
        else:
            await self.page.click("[data-beside]")
        await self.page.click(f"[role=menuitem][data-person={person_id}]")
        await self.page.locator("body.split[data-ready]").wait_for()
        halves = [self.page.frame_locator(f"iframe[name={name}]") for name in ("left", "right")]
        for half in halves:
            await half.locator("body[data-ready]").wait_for(state="attached")
        return halves[0], halves[1]

    async def shot(self, name: str) -> None:
        SCREENS.mkdir(parents=True, exist_ok=True)
        await self.page.mouse.move(0, 0)
        assert self.page.viewport_size is not None
        wide = await self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], "sideways"
        await self.page.screenshot(path=SCREENS / f"{name}-{self.size}.png")
        if self.size == "wide":
            await self.page.emulate_media(color_scheme="dark")
            await self.page.screenshot(path=SCREENS / f"{name}-dark.png")
            await self.page.emulate_media(color_scheme="light")


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
    await begins(dana)
    await makes_a_mistake_and_mends_it(dana)
    await takes_it_from_the_channel(mei)
    await talk(mei, dana)
    await hands_it_on(mei)
    priya = await cast.at(PRIYA.id, ENGINEERING.id)
    await asks_the_csm(priya, dana)
    await homes(priya, dana)
    await finishes(priya)
    await closes_the_loop(dana)
    assert all(house.actor(one).warnings == [] for one in ("dana", "mei", "priya"))


async def begins(dana: Screen) -> None:
    await dana.say(f"/case {TITLE}")
    await fill_the_form(dana)


async def fill_the_form(dana: Screen) -> None:
    await expect(dana.modal).to_contain_text("Open a case", timeout=WITHIN)
    await dana.modal.locator("[data-action-id='case.customer'] input").fill("bright")
    await dana.modal.get_by_role("option", name="Brightwater Foods", exact=True).click()
    await expect(dana.modal).to_contain_text("Billing, because of invoice and charged twice", timeout=WITHIN)
    await dana.choose("severity", "High: it hurts them every day")
    await dana.fill(story=STORY, expected=EXPECTED)


async def makes_a_mistake_and_mends_it(dana: Screen) -> None:
    await dana.shot("modal")
    await dana.fill(title="x" * 163)
    await dana.page.click("[data-view-submit]")
    await expect(dana.modal.locator(".error")).to_have_text(
        "The title has 163 characters, 13 too many; 150 fit.", timeout=WITHIN
    )
    for block, text in {"title": "x" * 163, "story": STORY, "expected": EXPECTED}.items():
        await expect(dana.field(block)).to_have_value(text)
    await expect(dana.field("customer")).to_have_value("Brightwater Foods")
    await dana.shot("modal-error")
    await dana.fill(title=TITLE)
    await dana.submit()


async def takes_it_from_the_channel(mei: Screen) -> None:
    await expect(mei.card).to_contain_text(EXPECTED, timeout=WITHIN)
    await mei.shot("card-offered")
    await mei.go("home")
    await expect(mei.home).to_contain_text("Waiting to be taken (1)", timeout=WITHIN)
    await mei.shot("home-waiting")
    await mei.go("billing")
    await mei.press("handoff.take")
    await expect(mei.card).to_contain_text("Mei Tanaka has it", timeout=WITHIN)
    await mei.shot("card-taken")


async def talk(mei: Screen, dana: Screen) -> None:
    await mei.open_thread()
    await mei.say(ANSWER, "thread")
    await dana.open_thread()
    await expect(dana.said(ANSWER)).to_contain_text("Mei Tanaka (Billing):", timeout=WITHIN)
    await dana.say(REPLY, "thread")
    await expect(mei.said(REPLY)).to_contain_text("Dana Okafor (desk):", timeout=WITHIN)
    await dana.shot("desk-thread")
    await mei.close_thread()


async def hands_it_on(mei: Screen) -> None:
    await mei.press("handoff.hand_on")
    await mei.choose("department", "Engineering")
    await mei.fill(why=WHY, expected=NEEDED)
    await mei.shot("modal-hand-on")
    await mei.submit()
    await expect(mei.card).to_contain_text("Handed on to Engineering", timeout=WITHIN)
    await mei.shot("card-handed-on")


async def asks_the_csm(priya: Screen, dana: Screen) -> None:
    for words in (WHY, NEEDED, *STORY.split("\n"), ANSWER):
        await expect(priya.card).to_contain_text(words, timeout=WITHIN)
    await priya.shot("card-with-history")
    await priya.press("handoff.take")
    await expect(priya.card).to_contain_text("Priya Raman has it", timeout=WITHIN)
    await priya.more("Ask the CSM")
    await priya.fill(question=QUESTION)
    await priya.submit()
    await expect(dana.said(QUESTION)).to_contain_text("@Dana Okafor", timeout=WITHIN)
    await dana.say(SINCE, "thread")
    await priya.open_thread()
    await expect(priya.said(SINCE)).to_have_count(1, timeout=WITHIN)
    await priya.close_thread()
    await dana.close_thread()


async def homes(priya: Screen, dana: Screen) -> None:
    await priya.go("home")
    await expect(priya.home).to_contain_text("With you (1)", timeout=WITHIN)
    await priya.shot("home-engineer")
    await dana.go("home")
    await expect(dana.home).to_contain_text("Engineering (Priya Raman)", timeout=WITHIN)
    await dana.shot("home-csm")


async def finishes(priya: Screen) -> None:
    await priya.home.locator("[data-action-id='handoff.done']").click()
    await priya.fill(found=FOUND, to_tell=TO_TELL)
    await priya.shot("modal-done")
    await priya.submit()
    await priya.go("engineering")
    await expect(priya.card).to_contain_text("Done by Priya Raman", timeout=WITHIN)
    await priya.shot("card-done")


async def closes_the_loop(dana: Screen) -> None:
    await dana.go("cs-desk")
    await expect(dana.card).to_contain_text("Answered: tell the customer", timeout=WITHIN)
    await dana.open_thread()
    loop = dana.said("everybody is done")
    await expect(loop).to_contain_text("@Dana Okafor", timeout=WITHIN)
    await dana.shot("desk-answered")
    await loop.locator("[data-action-id='case.close']").click()
    await expect(dana.field("told")).to_have_value(TO_TELL)
    await dana.fill(told=TOLD)
    await dana.submit()
    await expect(dana.said(TOLD)).to_have_count(1, timeout=WITHIN)
    await dana.close_thread()
    await expect(dana.card).to_contain_text("Closed", timeout=WITHIN)
    await dana.shot("desk-closed")


async def test_two_people_share_a_screen_and_the_clock_is_pushed(cast: Cast, house: House) -> None:
    dana = await cast.at(DANA.id, DESK.id)
    await begins(dana)
    await dana.submit()
    await expect(dana.card).to_contain_text("Billing", timeout=WITHIN)

    left, right = await dana.invite(MEI.id)
    if cast.size == "narrow":
        await dana.page.tap(f"[data-half={MEI.id}] [data-who]")
    await right.locator("[data-action-id='handoff.take']").click()
    card = left.locator("[data-timeline] .message", has_text="C-1")
    await expect(card).to_contain_text("Mei Tanaka has it", timeout=WITHIN)
    if cast.size == "narrow":
        await dana.page.tap("[data-clock]")
    await dana.page.click("[data-push='60']:visible")
    await expect(dana.page.locator("[data-clock]")).to_contain_text("10:0", timeout=WITHIN)
    for person in (DANA, MEI):
        await expect(dana.page.locator(f"[data-half={person.id}] small")).to_contain_text("10:0")
    assert (house.sandbox.clock() - NINE_IN_NEW_YORK).total_seconds() >= 3600
    await dana.shot("side-by-side")


async def test_the_guide_leads_a_newcomer_from_step_to_step(browser, house: House) -> None:
    windows = Windows(browser, house.sandbox.base_url)
    page = await windows.window("/")
    dana = Screen(page, "wide")
    await expect(page.locator("[data-welcome]")).to_contain_text("One face for the customer")
    await page.click("[data-try]")
    await expect(page.locator("[data-composer=channel]")).to_have_value(f"/case {TITLE}")
    await page.press("[data-composer=channel]", "Enter")
    await fill_the_form(dana)
    await dana.submit()

    guide = page.locator("[data-guide-strip]")
    await expect(guide).to_contain_text("Take it. Billing has a card now", timeout=WITHIN)
    await expect(guide.locator("[data-steps]")).to_have_attribute("data-steps", "1 of 8")
    await page.click(f"[data-become={MEI.id}]")
    mei = Screen(page, "wide")
    await expect(page.locator(".you [data-person]")).to_have_text("Mei Tanaka")
    await mei.press("handoff.take")
    await expect(guide).to_contain_text("Answer. Write what you found", timeout=WITHIN)
    await mei.open_thread()
    await mei.say(ANSWER, "thread")
    await expect(guide).to_contain_text("Hand it on.", timeout=WITHIN)
    await guide.locator("summary").click()
    await expect(guide.locator("li.ticked strong")).to_have_text(["Open a case", "Take it", "Answer"])
    await windows.close()
    assert not windows.complaints
