"""The whole life of a case through the front door, over both transports, on both databases."""

import pytest

from sandbox.workspace import Message
from tests.house import BILLING, DESK, ENGINEERING, LEGAL, House, Mode, text_of, until
from tests.story.steps import desk_card, fill, open_case


@pytest.fixture(params=["http", "socket"])
def mode(request: pytest.FixtureRequest) -> Mode:
    return request.param


async def test_a_case_travels_to_a_department_and_back(house: House) -> None:
    dana, mei, priya = house.actor("dana"), house.actor("mei"), house.actor("priya")

    card = await open_case(house)
    assert "Brightwater Foods (gold)" in text_of(card)
    assert "Dana Okafor" in text_of(card)
    desk = await desk_card(house)

    await mei.press(BILLING, card.ts, "handoff.take")
    await house.message("dana", DESK, "Mei Tanaka", "has it")
    await card_shows(house, "mei", BILLING, card, "Mei Tanaka has it", "handoff.done")

    reply = await mei.say(BILLING, "The scale billed them twice.", thread_ts=card.ts)
    mirror = await house.message("dana", DESK, "The scale billed them twice.")
    assert mirror.thread_ts == desk.ts
    assert "Mei Tanaka" in text_of(mirror)
    await mei.edit(BILLING, reply, "The scale reported the weight twice.")
    await house.message("dana", DESK, "reported the weight twice", "edited")

    await dana.say(DESK, "They need it by Friday.", thread_ts=desk.ts)
    answer = await house.message("mei", BILLING, "They need it by Friday.")
    assert answer.thread_ts == card.ts

    await fill(
        house, "mei", BILLING, card, "handoff.hand_on",
        department="engineering", why="Firmware sends each weight twice.", expected="Stop the double report.",
    )  # fmt: skip
    new_card = await house.message("priya", ENGINEERING, "C-1", "handoff.take")
    assert "Firmware sends each weight twice." in text_of(new_card)
    assert "They paid invoice 4711 twice on Monday." in text_of(new_card)
    await card_shows(house, "mei", BILLING, card, "Handed on to Engineering")

    await priya.press(ENGINEERING, new_card.ts, "handoff.take")
    await card_shows(house, "priya", ENGINEERING, new_card, "handoff.done")
    await fill(
        house, "priya", ENGINEERING, new_card, "handoff.done",
        found="Retry without a sequence number.", to_tell="The second charge was ours; it is refunded.",
    )  # fmt: skip
    loop = await house.message("dana", DESK, "U0DANAOKAFO", "The second charge was ours")
    assert loop.thread_ts == desk.ts

    await fill(house, "dana", DESK, loop, "case.close", told="Refunded, with apologies.")
    await house.message("dana", DESK, "Refunded, with apologies.")
    await card_shows(house, "dana", DESK, desk, "Closed", "case.reopen")


async def test_departments_work_side_by_side_and_the_csm_steers(house: House) -> None:
    dana, mei, jonas = house.actor("dana"), house.actor("mei"), house.actor("jonas")
    card = await open_case(house)
    desk = await desk_card(house)

    await fill(
        house, "dana", DESK, desk, "case.add",
        department="legal", why="They mention the contract.", expected="Read clause 7.",
    )  # fmt: skip
    legal_card = await house.message("jonas", LEGAL, "C-1", "Read clause 7.")

    await fill(house, "jonas", LEGAL, legal_card, "handoff.decline", reason="No contract is touched.")
    await house.message("dana", DESK, "No contract is touched.", "U0DANAOKAFO")

    await mei.press(BILLING, card.ts, "handoff.take")
    await card_shows(house, "mei", BILLING, card, "Mei Tanaka has it")
    await fill(
        house, "mei", BILLING, card, "handoff.stuck",
        reason="The bank answers on Friday.", until=str(house.sandbox.clock.epoch() + 86_400),
    )  # fmt: skip
    await card_shows(house, "mei", BILLING, card, "The bank answers on Friday.")

    await mei.press(BILLING, card.ts, "handoff.more", option="ask:1")
    outcome = await mei.submit(mei.modal.id, {"question": "Which account do they want it on?"})
    assert outcome.outcome == "closed"
    await house.message("dana", DESK, "Which account do they want it on?", "U0DANAOKAFO")

    await dana.press(DESK, desk.ts, "case.more", option="withdraw:1")
    outcome = await dana.submit(dana.modal.id, {"reason": "They found the money."})
    assert outcome.outcome == "closed"
    await house.message("mei", BILLING, "They found the money.")
    await card_shows(house, "mei", BILLING, card, "Withdrawn")
    assert jonas.warnings == mei.warnings == dana.warnings == []


async def card_shows(house: House, who: str, channel: str, card: Message, *words: str) -> None:
    """The living card comes to show these words."""

    def find() -> bool:
        now = next(one for one in house.actor(who).sees(channel) if one.ts == card.ts)
        return all(word in text_of(now) for word in words)

    def shown() -> str:
        return text_of(next(one for one in house.actor(who).sees(channel) if one.ts == card.ts))

    await until(find, 10, f"the card to show {words}", shown)
