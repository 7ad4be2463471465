"""Dana tells Brightwater: she sees it before they do, and they read it under her name."""

import json
from datetime import timedelta

from sqlalchemy import text

from models.database import open_engine
from sandbox.company import BRIGHTWATER
from tests.house import DESK, House, text_of
from tests.story.steps import desk_card, open_case

INTERNAL = "Ask Billing: https://wiki.tidewater.internal/refunds"
SAID = "Your second payment is on its way back & arrives by Friday."


def bind(house: House) -> None:
    """Brightwater Foods is spoken to in its channel."""
    engine = open_engine(house.settings.database_url)
    with engine.begin() as database:
        database.execute(
            text("UPDATE customer SET channel = :channel, binding = 1 WHERE id = 1"),
            {"channel": BRIGHTWATER.id},
        )
    engine.dispose()


async def test_dana_sees_the_warnings_and_carla_reads_what_was_approved(house: House) -> None:
    await open_case(house, department="billing")
    bind(house)
    card = await desk_card(house)
    dana = house.actor("dana")
    await dana.press(DESK, card.ts, "reply.ask")
    view = dana.modal
    assert view is not None, dana.warnings
    outcome = await dana.submit(view.id, {"text": INTERNAL})
    assert outcome.outcome == "updated", outcome
    shown = json.dumps(dana.modal.body, ensure_ascii=False)
    for words in ("It names Billing", "wiki.tidewater.internal, which", "Exactly this is what they see"):
        assert words in shown, words
    outcome = await dana.submit(dana.modal.id, {"text": SAID})
    assert outcome.outcome == "closed", outcome
    read = await house.message("carla", BRIGHTWATER.id, "Your second payment")
    assert (read.username, read.text) == ("Dana Okafor", SAID.replace("&", "&amp;"))
    assert "Billing" not in " ".join(text_of(one) for one in house.actor("carla").sees(BRIGHTWATER.id))
    await house.message("ben", DESK, "Dana Okafor told the customer", "Your second payment")


async def test_a_word_of_explanation_is_looked_at_again_as_well(sqlite_house: House) -> None:
    house, dana = sqlite_house, sqlite_house.actor("dana")
    await open_case(house, department="billing")
    bind(house)
    card = await desk_card(house)
    await dana.press(DESK, card.ts, "promise.update")
    assert dana.modal is not None, dana.warnings
    at = int((house.sandbox.clock() + timedelta(hours=4)).timestamp())
    outcome = await dana.submit(dana.modal.id, {"until": at, "word": INTERNAL})
    assert outcome.outcome == "updated", outcome
    shown = json.dumps(dana.modal.body, ensure_ascii=False)
    for words in ("It names Billing", "Exactly this is what they see", "Promise all the same"):
        assert words in shown, words
    outcome = await dana.submit(dana.modal.id, {"until": at, "word": SAID})
    assert outcome.outcome == "closed", outcome
    read = await house.message("carla", BRIGHTWATER.id, "Your second payment")
    assert (read.username, read.text) == ("Dana Okafor", SAID.replace("&", "&amp;"))
