"""One voice through the page: Dana in one window, Carla of Brightwater Foods in a second, Mei in a third."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from sandbox.clock import Clock
from sandbox.company import (
    BEN,
    BILLING,
    BRIGHTWATER,
    CARLA,
    DANA,
    DESK,
    JONAS,
    LEGAL,
    LIAISON,
    MEI,
    PEOPLE,
    ROOMS,
)
from tests.browser.test_story import NINE_IN_NEW_YORK, WITHIN, Cast, Screen, cast, size
from tests.house import HANDBOOK, House, open_house

__all__ = ["cast", "size"]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ASKED = "We were charged twice for invoice 4711. Can you send one payment back?"
FOUND = "The shop counted one weighing two times."
PROPOSED = "Mei Tanaka of Billing gave one payment back: https://wiki.tidewater.internal/refunds"
CARELESS = "Ask Mei Tanaka in #billing, as for Fjordlab in C-99: https://wiki.tidewater.internal/refunds"
WARNINGS = (
    "It mentions a channel: #billing.",
    "It names Mei Tanaka: the customer knows one face of ours.",
    "A link leads to wiki.tidewater.internal, which the customer cannot open.",
    "C-99 is not a case of this customer's.",
    "It names Fjordlab, another customer.",
)
FIRST = "One of the two payments is on its way back; you have it on Friday."
MISSING = "The fee of 12 € did not come back."
SECOND = (
    "The fee follows today: 12 € & *no* further <charges>; our status page is https://status.example.com/4711"
)
PRAISE = "Quick and friendly."
TERMS = "Do the terms of our contract allow a second site?"
ALLOWED = "Yes: a second site is free of charge."

OURS = (
    *(one.name for one in HANDBOOK.departments.values()),
    *(room.name for room, _ in ROOMS if room.id != BRIGHTWATER.id),
    *(one.real_name for one in PEOPLE if one.id not in {DANA.id, CARLA.id, LIAISON.id}),
    *(one.name for one in HANDBOOK.customers if one.name != "Brightwater Foods"),
    *(FOUND, PROPOSED, CARELESS, "tidewater.internal", "hand-off", "department"),
)
"""What no customer ever reads. Ben sits in their channel, and so in the list of its members."""

LISTEN = """() => {
  const seen = (window.seen = new Set());
  const keep = () => {
    const parts = [document.body.textContent, document.title];
    for (const node of document.querySelectorAll("[title],[aria-label],[placeholder],[href]"))
      if (!node.matches(".members"))
        parts.push(...[...node.attributes].map((attribute) => attribute.value));
    seen.add(parts.join("\\n"));
  };
  keep();
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(keep).observe(document, all);
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    url, clock = f"sqlite:///{tmp_path / 'liaison.db'}", Clock(start=NINE_IN_NEW_YORK)
    async with open_house(url, clock=clock, has_page=True, liaison_tick_seconds=0.5) as opened:
        yield opened


async def outside(cast: Cast) -> Screen:
    """Carla's window, in which everything is kept that stood there at any moment.

    All she has of us is this one channel: no home, no commands, nobody to mention but who is in it.
    """
    carla = await cast.at(CARLA.id, BRIGHTWATER.id)
    page = carla.page
    await expect(page.locator("[data-guide-strip]")).to_contain_text(
        "all that Brightwater Foods sees of Tidewater"
    )
    assert await page.locator("[data-places] a").all_text_contents() == ["ext-brightwater"]
    offered = page.locator("#suggest-channel [role=option]")
    await page.fill("[data-composer=channel]", "/")
    await expect(offered).to_have_count(0)
    await page.fill("[data-composer=channel]", "@")
    people = ["@LiaisonApp", "@Dana OkaforCustomer success", "@Ben LindqvistCustomer success"]
    await expect(offered).to_have_text(people)
    await page.fill("[data-composer=channel]", "")
    await expect(offered).to_have_count(0)
    await page.evaluate(LISTEN)
    return carla


async def has_seen_nothing_of_ours(page: Page) -> None:
    seen = "\n".join(await page.evaluate("[...window.seen]")).casefold()
    assert ASKED.casefold() in seen or TERMS.casefold() in seen
    assert not [words for words in OURS if words.casefold() in seen]


async def test_a_customer_asks_is_answered_and_has_the_last_word(cast: Cast, house: House) -> None:
    dana, carla = await cast.at(DANA.id, DESK.id), await outside(cast)
    await binds_the_channel(dana)
    await carla.say(ASKED)
    await opens_a_case(dana)
    status = await is_acknowledged(carla)
    await works_on_it(await cast.at(MEI.id, BILLING.id))
    await expect(status).to_contain_text("We are working on it", timeout=WITHIN)
    await is_warned(dana)
    await sends(dana)
    await reads(carla, FIRST)
    await wants_to_know(carla)
    await is_not_satisfied(carla, status)
    await sends_what_the_preview_shows(dana, carla)
    await is_satisfied(carla, status)
    await reads_what_they_think(dana)
    await has_seen_nothing_of_ours(carla.page)
    assert all(house.actor(one).warnings == [] for one in ("dana", "carla", "mei"))


async def binds_the_channel(dana: Screen) -> None:
    await dana.say("/case customer Brightwater Foods")
    await expect(dana.modal).to_contain_text("Saving agrees to that.", timeout=WITHIN)
    for block, name in (("csm", "Dana Okafor"), ("deputy", "Ben Lindqvist"), ("channel", "ext-brightwater")):
        await dana.field(block).fill(name)
        await dana.modal.get_by_role("option", name=name).click()
    await dana.shot("customer-1-form")
    await dana.submit()


async def opens_a_case(dana: Screen) -> None:
    await dana.go("Liaison")
    asked = dana.page.locator(
        "[data-timeline] .message", has_text="Carla Voss of Brightwater Foods wrote"
    ).last
    await expect(asked).to_contain_text("If nobody decides by today 09:3", timeout=WITHIN)
    await dana.shot("customer-2-asked")
    await asked.locator("[data-action-id='inbound.open']").click()
    await expect(asked).to_contain_text("Dana Okafor opened C-1", timeout=WITHIN)
    await dana.go("cs-desk")
    await expect(dana.card).to_contain_text(
        "News is promised to the customer by tomorrow 09:04", timeout=WITHIN
    )
    await dana.shot("customer-3-desk-card")


async def is_acknowledged(carla: Screen) -> Locator:
    """One message: the number, who looks after it, and when they hear next, on their own clock."""
    await carla.page.locator("[data-timeline] .replies").click(timeout=WITHIN)
    status = carla.page.locator("[data-thread-list] .message:not(.ephemeral)", has_text="C-1 ·")
    for words in ("We have it.", "Dana Okafor looks after it; you hear from us by tomorrow 15:04."):
        await expect(status).to_contain_text(words)
    await expect(carla.page.locator("[data-thread-list] .message")).to_have_count(2)
    await carla.shot("customer-4-acknowledged")
    return status


async def works_on_it(mei: Screen) -> None:
    await mei.press("handoff.take")
    await expect(mei.card).to_contain_text("Mei Tanaka has it", timeout=WITHIN)
    await mei.shot("customer-5-department-card")
    await mei.press("handoff.done")
    await mei.fill(found=FOUND, to_tell=PROPOSED)
    await mei.submit()


async def is_warned(dana: Screen) -> None:
    """She changes what Billing proposed, and nothing for the better."""
    await expect(dana.card).to_contain_text("Answered: tell the customer", timeout=WITHIN)
    await dana.open_thread()
    await dana.said("everybody is done").locator("[data-action-id='reply.loop']").click()
    await expect(dana.field("text")).to_have_value(PROPOSED, timeout=WITHIN)
    await dana.fill(text=CARELESS)
    await dana.page.click("[data-view-submit]")
    await expect(dana.page.locator("[data-view-submit]")).to_have_text("Send anyway", timeout=WITHIN)
    for warning in WARNINGS:
        await expect(dana.modal).to_contain_text(warning)
    assert await shown(dana).inner_text() == CARELESS


async def sends(dana: Screen) -> None:
    await dana.shot("customer-6-preview")
    await dana.fill(text=FIRST)
    await dana.submit()
    await dana.close_thread()
    await expect(dana.card).to_contain_text("With the customer: asked whether it is solved", timeout=WITHIN)


def shown(dana: Screen) -> Locator:
    """What the preview says that they will see."""
    head = dana.modal.locator(".block", has_text="Exactly this")
    return head.locator("xpath=following-sibling::*[1]").locator("blockquote")


async def reads(carla: Screen, words: str) -> Locator:
    """Exactly these, under Dana's name and with her face."""
    told = carla.said(words[:20])
    await expect(told).to_be_visible(timeout=WITHIN)
    await expect(told.locator(".author")).to_have_text("Dana Okafor")
    await expect(told.locator(".face")).to_have_text("DO")
    body = told.locator(".blocks .mrkdwn")
    assert await body.inner_text() == words
    return body


async def wants_to_know(carla: Screen) -> None:
    await carla.say("@Liaison status", "thread")
    answer = carla.said("Open for Brightwater Foods")
    await expect(answer).to_contain_text("Only visible to you", timeout=WITHIN)
    for words in ("C-1 · We were charged twice for invoice 4711.", "We have answered."):
        await expect(answer).to_contain_text(words)
    await carla.shot("customer-7-status")


async def is_not_satisfied(carla: Screen, status: Locator) -> None:
    await expect(status).to_contain_text("Does that solve it for you?")
    await status.locator("[data-action-id='customer.not_yet']").click()
    await expect(carla.modal).to_contain_text("What is still missing?", timeout=WITHIN)
    await carla.fill(words=MISSING)
    await carla.shot("customer-8-not-yet")
    await carla.submit()
    await expect(status).to_contain_text("We are working on it", timeout=WITHIN)


async def sends_what_the_preview_shows(dana: Screen, carla: Screen) -> None:
    await dana.open_thread()
    await expect(dana.said(MISSING)).to_contain_text(
        "C-1 is not solved yet. It is open again.", timeout=WITHIN
    )
    await dana.shot("customer-9-not-yet-at-the-desk")
    await dana.close_thread()
    await dana.press("reply.ask")
    await expect(dana.modal).to_contain_text(FIRST, timeout=WITHIN)
    await dana.fill(text=SECOND)
    await dana.page.click("[data-view-submit]")
    await expect(dana.modal).to_contain_text("they were told otherwise", timeout=WITHIN)
    await expect(dana.modal).not_to_contain_text("another message from us")
    text, drawn = await shown(dana).inner_text(), await shown(dana).inner_html()
    await dana.submit()
    read = await reads(carla, text)
    assert (text.replace("no", "*no*", 1), await read.inner_html()) == (SECOND, drawn)


async def is_satisfied(carla: Screen, status: Locator) -> None:
    await status.locator("[data-action-id='customer.solved']").click(timeout=WITHIN)
    await expect(status).to_contain_text("How satisfied are you", timeout=WITHIN)
    await carla.shot("customer-10-solved")
    await status.locator("[data-action-id='customer.score.5']").click()
    await carla.fill(words=PRAISE)
    await carla.submit()
    await expect(status).to_contain_text("Thank you! You gave it 5 of 5.", timeout=WITHIN)


async def reads_what_they_think(dana: Screen) -> None:
    await expect(dana.card).to_contain_text("Closed", timeout=WITHIN)
    await dana.open_thread()
    await expect(dana.said(PRAISE)).to_contain_text("Carla Voss says why C-1 got 5 of 5", timeout=WITHIN)
    await dana.shot("customer-11-desk-thread")


@pytest.mark.parametrize("size", ["wide"], indirect=True)
async def test_what_legal_has_a_part_in_a_second_person_reads_first(cast: Cast, house: House) -> None:
    dana, carla, ben = await cast.at(DANA.id, DESK.id), await outside(cast), await cast.at(BEN.id, DESK.id)
    await binds_the_channel(dana)
    await carla.say(TERMS)
    await opens_a_case(dana)
    await is_acknowledged(carla)
    jonas = await cast.at(JONAS.id, LEGAL.id)
    await expect(jonas.card).to_contain_text(TERMS, timeout=WITHIN)

    await dana.press("reply.ask")
    await expect(dana.modal).to_contain_text("A second person reads it first", timeout=WITHIN)
    await dana.fill(text=ALLOWED)
    await dana.submit()
    for each in (dana, ben):
        await each.open_thread()
        await expect(each.said(ALLOWED)).to_contain_text("Somebody else reads it first", timeout=WITHIN)
    await dana.said(ALLOWED).locator("[data-action-id='draft.approve']").click()
    await expect(dana.page.locator("body")).to_contain_text("You wrote it yourself", timeout=WITHIN)
    await expect(carla.page.locator("[data-thread-list] .message")).to_have_count(2)
    await ben.shot("customer-12-second-pair")
    await ben.said(ALLOWED).locator("[data-action-id='draft.approve']").click()
    await reads(carla, ALLOWED)
    await expect(ben.said("Ben Lindqvist read it before")).to_contain_text(ALLOWED, timeout=WITHIN)
    await has_seen_nothing_of_ours(carla.page)
