"""The newcomer's steps are ticked by what the real bot has put into the workspace."""

from datetime import datetime, timedelta

from casework.working_time import WorkingTime
from sandbox.faults import Fault
from sandbox.steps import STEPS, Steps
from sandbox.workspace import Message
from tests.house import BILLING, DESK, ENGINEERING, HANDBOOK, House, text_of, until
from tests.story.steps import desk_card, fill, open_case


async def has_ticked(house: House, steps: Steps, *names: str) -> None:
    await until(lambda: steps.ticked() == list(names), 10, f"{names} to be ticked", steps.ticked)


async def engineering_card(house: House) -> Message:
    return await house.message("priya", ENGINEERING, "handoff.take")


async def test_each_step_is_ticked_when_it_has_happened(sqlite_house: House) -> None:
    house, steps = sqlite_house, Steps(sqlite_house.sandbox.slack)
    mei, priya = house.actor("mei"), house.actor("priya")
    assert steps.ticked() == []

    card = await open_case(house)
    await has_ticked(house, steps, "opened")
    await mei.press(BILLING, card.ts, "handoff.take")
    await has_ticked(house, steps, "opened", "taken")
    await mei.say(BILLING, "I see both payments.", thread_ts=card.ts)
    await has_ticked(house, steps, *STEPS[:3])

    on = {"department": "engineering", "why": "It is the scale.", "expected": "Stop it."}
    await fill(house, "mei", BILLING, card, "handoff.hand_on", **on)
    await has_ticked(house, steps, *STEPS[:4])
    offered = await engineering_card(house)
    await priya.press(ENGINEERING, offered.ts, "handoff.take")
    await house.message("priya", ENGINEERING, "handoff.done")
    await fill(house, "priya", ENGINEERING, offered, "handoff.done", found="Fixed.", to_tell="It is fixed.")
    await has_ticked(house, steps, *STEPS[:5])

    desk = await desk_card(house)
    await fill(house, "dana", DESK, desk, "case.close", told="It is fixed.")
    await has_ticked(house, steps, *STEPS[:6])
    assert "Reopen" in text_of(await desk_card(house))

    house.sandbox.faults.next("chat.postMessage", Fault.SERVER_ERROR_AFTER)
    another = await open_case(house, "Another one")
    await has_ticked(house, steps, *STEPS[:6], "misbehaved")
    await mei.press(BILLING, another.ts, "handoff.take")
    await house.message("mei", BILLING, "C-2", "Mei Tanaka has it", "handoff.done")
    house.sandbox.clock.push(most_of_the_time(house.sandbox.clock()))
    await has_ticked(house, steps, *STEPS)


def most_of_the_time(now: datetime) -> timedelta:
    """After which a word is asked for in the thread."""
    hours = HANDBOOK.hours_of("billing")
    allowed = HANDBOOK.allowance("progress", "normal", "gold", "billing").within(hours)
    return WorkingTime(hours).due(now, allowed * 0.8) - now


async def test_the_steps_that_were_left_out_are_not_ticked(sqlite_house: House) -> None:
    house, steps = sqlite_house, Steps(sqlite_house.sandbox.slack)
    card = await open_case(house)
    await house.actor("mei").say(BILLING, "Hello?", thread_ts=card.ts)
    await has_ticked(house, steps, "opened")
    await house.actor("mei").press(BILLING, card.ts, "handoff.take")
    await has_ticked(house, steps, "opened", "taken", "answered")
    await fill(house, "mei", BILLING, card, "handoff.done", found="Paid back.", to_tell="Paid back.")
    await has_ticked(house, steps, "opened", "taken", "answered", "done")
