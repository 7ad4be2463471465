"""Two cases become one on the desk, are read as one, and become two again."""

import json

from sandbox.workspace import Message
from tests.house import BILLING, DESK, LEGAL, House, text_of, until
from tests.story.steps import desk_card, open_case

TITLE, AGAIN = "Charged twice for invoice 4711", "Invoice 4711: paid two times"


async def two_cases(house: House) -> tuple[Message, Message]:
    """Of one customer: C-1 with Billing, C-2 with Legal. Returns their cards on the desk."""
    await open_case(house, TITLE, department="billing")
    await open_case(house, AGAIN, department="legal", story="The contract says once.")
    return await desk_card(house, "C-1"), await desk_card(house, "C-2")


async def merge(house: House, card: Message, number: int, *, other: str, survivor: str) -> str:
    """By the menu of a card; returns the preview."""
    dana = house.actor("dana")
    await dana.press(DESK, card.ts, "case.more", option=f"merge:{number}")
    view = dana.modal.id
    outcome = await dana.submit(view, {"other": other})
    assert outcome.outcome == "updated", outcome
    preview = json.dumps(dana.modal.body, ensure_ascii=False)
    outcome = await dana.submit(dana.modal.id, {"survivor": survivor})
    assert outcome.outcome == "closed", outcome
    return preview


async def shows(house: House, card: Message, *words: str, channel: str = DESK, who: str = "dana") -> None:
    def now() -> str:
        return text_of(next(one for one in house.actor(who).sees(channel) if one.ts == card.ts))

    await until(lambda: all(word in now() for word in words), 10, f"the card to show {words}", now)


async def test_two_cases_become_one_after_a_preview_of_both_stories(house: House) -> None:
    first, second = await two_cases(house)
    preview = await merge(house, second, 2, other="1", survivor="1")
    for words in (
        *(TITLE, AGAIN, "They paid invoice 4711 twice on Monday.", "The contract says once."),
        *("Which number shall it keep?", "*Billing* (C-1) goes on, not taken yet", "*Legal* (C-2) goes on"),
        *("*C-1* · <!date^", "*C-2* · <!date^", "opened the case", "undo it for 14 days"),
    ):
        assert words in preview, words
    await shows(house, second, "Merged into", "C-1")
    await shows(house, first, "C-2 is part of it", "The contract says once.", "Billing", "Legal")
    await house.message("jonas", LEGAL, "Dana Okafor merged C-2 into it", "Go on here")
    shown = await house.actor("dana").command("/case", "show C-2", "cs-desk")
    assert shown is not None
    assert f"C-1 · {TITLE}" in text_of(shown)
    assert house.actor("dana").warnings == []


async def test_what_is_said_in_the_old_threads_arrives_where_it_goes_on(house: House) -> None:
    first, second = await two_cases(house)
    await merge(house, second, 2, other="1", survivor="1")
    await shows(house, second, "Merged into")
    ben, jonas = house.actor("ben"), house.actor("jonas")
    await ben.say(DESK, "They called again.", thread_ts=second.ts)
    heard = await house.message("mei", BILLING, "They called again.", "Ben Lindqvist")
    assert "C-1" in heard.text
    await until(
        lambda: any(
            one.thread_ts == first.ts and "They called again." in text_of(one)
            for one in house.actor("dana").sees(DESK)
        ),
        10,
        "the desk thread that goes on to hear it",
    )
    card = await house.message("jonas", LEGAL, TITLE, "was C-2", "The contract says once.", "handoff.take")
    await jonas.press(LEGAL, card.ts, "handoff.take")
    await shows(house, first, "Jonas")


async def test_an_undone_merge_leaves_both_as_they_were(house: House) -> None:
    first, second = await two_cases(house)
    await merge(house, second, 2, other="1", survivor="2")
    await shows(house, first, "Merged into", "C-2")
    await house.actor("dana").press(DESK, first.ts, "merge.undo")
    await shows(house, first, "Billing", "offered, nobody has taken it yet")
    await shows(house, second, "Legal", "offered, nobody has taken it yet")
    await house.message("dana", DESK, "two cases again, as they were")
    card = await house.message("mei", BILLING, TITLE, "handoff.take")
    await house.actor("mei").press(BILLING, card.ts, "handoff.take")
    await shows(house, first, "Mei Tanaka has it")


async def test_a_part_is_split_off_and_goes_on_in_its_thread(house: House) -> None:
    first, _ = await two_cases(house)
    dana = house.actor("dana")
    await dana.press(DESK, first.ts, "case.more", option="split:1")
    outcome = await dana.submit(dana.modal.id, {"title": "A credit note", "story": "They want one."})
    assert outcome.outcome == "closed"
    new = await desk_card(house, "C-3 · A credit note")
    await shows(house, new, "Billing", "They want one.")
    await shows(house, first, "no department has it")
    await house.message("mei", BILLING, "split", "off from", "C-1")


async def test_a_message_is_split_off_by_the_shortcut_that_opens_cases(house: House) -> None:
    first, _ = await two_cases(house)
    ben, dana = house.actor("ben"), house.actor("dana")
    said_ts = await ben.say(DESK, "And where is our parcel?", thread_ts=first.ts)
    await house.message("mei", BILLING, "And where is our parcel?")
    await dana.shortcut("case.open_from_message", DESK, said_ts)
    form = json.dumps(dana.modal.body, ensure_ascii=False)
    assert "This message stands in C-1 so far" in form
    assert "Brightwater Foods" in form, "the customer is known"
    outcome = await dana.submit(dana.modal.id, {"expected": "Find it.", "case.department": "logistics"})
    assert outcome.outcome == "closed", outcome
    await shows(house, first, TITLE)
    await house.message("dana", DESK, "split", "off", "C-3")
