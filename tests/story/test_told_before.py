"""Nobody asks Brightwater twice: what Carla said is remembered, changed, and shown to who asks again."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.actors import Actor
from sandbox.company import BRIGHTWATER
from sandbox.workspace import Message, View
from tests.house import BILLING, DESK, House, open_house, text_of, until
from tests.story.steps import desk_card, eager_handbook, fill, open_case
from tests.story.test_to_the_customer import bind

GHENT, ANTWERP = "Our invoices go to the office in Ghent.", "Invoices go to the office in Antwerp."
TOLD = "We refunded one of the two payments."


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """Little is needed to be alike."""
    book = eager_handbook(tmp_path)
    async with open_house(database_url, liaison_handbook=book, liaison_tick_seconds=0.2) as opened:
        yield opened


def screen(actor: Actor) -> View:
    assert actor.modal is not None, actor.warnings
    return actor.modal


def shown(actor: Actor) -> str:
    return json.dumps(screen(actor).body, ensure_ascii=False)


async def remember(house: House, text: str = GHENT) -> None:
    """Dana, on Carla's message in their channel."""
    dana = house.actor("dana")
    said = await house.actor("carla").say(BRIGHTWATER.id, text)
    await dana.shortcut("fact.remember", BRIGHTWATER.id, said)
    for words in ("*Brightwater Foods*", text, "Carla Voss"):
        assert words in shown(dana), words
    outcome = await dana.submit(screen(dana).id)
    assert outcome.outcome == "closed", outcome


async def ask(house: House, question: str) -> str:
    """Mei presses *Ask the CSM*; returns what came of it."""
    mei, card = house.actor("mei"), await house.message("mei", BILLING, "handoff.more")
    await mei.press(BILLING, card.ts, "handoff.more", option="ask:1")
    return (await mei.submit(screen(mei).id, {"question": question})).outcome


async def taken(house: House, about: str, customer: str = "1") -> Message:
    """A case that Mei has taken; its card."""
    card = await open_case(house, f"Charged twice for {about}", customer=customer, department="billing")
    await house.actor("mei").press(BILLING, card.ts, "handoff.take")
    return await house.message("mei", BILLING, about, "handoff.done")


async def test_what_carla_said_stands_on_the_card_and_is_shown_to_who_asks_for_it(house: House) -> None:
    await open_case(house, department="billing")
    bind(house)
    await remember(house)
    await house.message("mei", BILLING, "handoff.take", "They told us", GHENT)
    assert "They told us" in text_of(await desk_card(house))

    mei = house.actor("mei")
    assert await ask(house, "Which office do the invoices go to?") == "updated"
    assert "They told us on" in shown(mei)
    assert "That answers it" in shown(mei)
    await mei.close_view(screen(mei).id)
    assert not [one for one in house.actor("dana").sees(DESK) if "asks:" in text_of(one)]

    assert await ask(house, "Which office do the invoices go to?") == "updated"
    outcome = await mei.submit(screen(mei).id, {"question": "Do invoices for spare parts go to that office?"})
    assert outcome.outcome == "closed", outcome
    asked = await house.message("dana", DESK, "spare parts", "Mei Tanaka has seen this")
    assert GHENT in text_of(asked)
    assert await ask(house, "Is there a credit note?") == "closed"


async def test_a_change_keeps_the_old_and_what_is_no_longer_true_leaves_the_cards(house: House) -> None:
    await open_case(house, department="billing")
    bind(house)
    await remember(house)
    dana = house.actor("dana")
    await dana.command("/case", "customer Brightwater Foods", "cs-desk")
    form = screen(dana)
    await dana.press_in_view(form.id, "fact.more", option="change:1")
    outcome = await dana.submit(screen(dana).id, {"fact": ANTWERP})
    assert outcome.outcome == "closed", outcome
    assert screen(dana).id == form.id
    words = shown(dana)
    assert words.index(ANTWERP) < words.index("until <!date^") < words.index(GHENT)
    await house.message("mei", BILLING, "handoff.take", "They told us", ANTWERP)

    await dana.press_in_view(form.id, "fact.more", option="end:2")
    assert "fact.more" not in shown(dana)
    outcome = await dana.submit(form.id, {"goals": "Fewer questions"})
    assert outcome.outcome == "closed", outcome

    def is_gone() -> bool:
        cards = [text_of(one) for one in house.actor("mei").sees(BILLING) if "handoff.take" in text_of(one)]
        return "They told us" not in cards[-1]

    await until(is_gone, 10, "the card to forget it")
    assert dana.warnings == []


async def test_what_was_answered_before_is_offered_where_it_is_done(house: House) -> None:
    card = await taken(house, "invoice 4711")
    bind(house)
    await fill(house, "mei", BILLING, card, "handoff.done", found="Twice.", to_tell=TOLD)
    proposed = await house.message("dana", DESK, "reply.loop")
    day = (house.sandbox.clock() + timedelta(days=3)).date().isoformat()
    await fill(house, "dana", DESK, proposed, "reply.loop", valid_until=day)
    await house.message("carla", BRIGHTWATER.id, TOLD)

    mei = house.actor("mei")
    again = await taken(house, "invoice 4712", customer="2")
    await mei.press(BILLING, again.ts, "handoff.done")
    assert "Told *Brightwater Foods*" in shown(mei)
    assert "_It holds until" in shown(mei)
    outcome = await mei.submit(screen(mei).id, {"found": "Twice.", "to_tell": "", "taken_up": "1"})
    assert outcome.outcome == "closed", outcome
