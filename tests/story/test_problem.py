"""A Problem from two cases of two customers to its end, and back, through the front door."""

import json

from sandbox.workspace import Message
from tests.house import DESK, ENGINEERING, House, text_of, until
from tests.story.steps import desk_card, fill, open_case

PELICAN, WALRUS = "pelicans on the jetty", "walruses in the yard"
"""What the one customer said, and the other: neither may reach the other's CSM or the Problem."""


async def cards(house: House) -> tuple[Message, Message]:
    """Two cases with Engineering, of two customers and two CSMs; their desk cards."""
    for who, customer, title, story in (
        ("dana", "1", "Sign-in shows an empty page", PELICAN),
        ("ben", "2", "Nobody can log in", WALRUS),
    ):
        await open_case(
            house, title, who=who, customer=customer, department="engineering", story=f"They have {story}."
        )
    return await desk_card(house, "C-1"), await desk_card(house, "C-2")


async def open_problem(house: House) -> tuple[Message, Message]:
    """Through a card's menu; returns the Problem's cards, on the desk and in the department."""
    first, _ = await cards(house)
    dana = house.actor("dana")
    await dana.press(DESK, first.ts, "problem.join")
    view = dana.modal
    assert view is not None
    assert "pelican" not in json.dumps(view.blocks)
    offered = await dana.options(view.id, "problem.cases", "")
    assert {one["value"] for one in offered} == {"1", "2"}
    outcome = await dana.submit(
        view.id,
        {
            "title": "Sign-in fails since the release",
            "story": "With a password it fails; single sign-on works.",
            "problem.cases": ["1", "2"],
            "severity": "high",
        },
    )
    assert outcome.outcome == "closed", outcome
    on_desk = await house.message("dana", DESK, "🧩 Problem C-3", "C-1 ", "C-2 ")
    return on_desk, await house.message("priya", ENGINEERING, "🧩 Problem C-3", "handoff.take")


async def shows(house: House, who: str, channel: str, ts: str, *words: str) -> Message:
    """The message comes to show these words."""

    def now() -> Message:
        return next(one for one in house.actor(who).sees(channel) if one.ts == ts)

    def find() -> Message | None:
        return now() if all(word in text_of(now()) for word in words) else None

    found: Message = await until(find, 15, f"{ts} to show {words}", lambda: text_of(now()))
    return found


async def test_one_cause_behind_two_customers(house: House) -> None:
    priya, dana, ben = house.actor("priya"), house.actor("dana"), house.actor("ben")
    on_desk, in_department = await open_problem(house)
    await house.message("priya", ENGINEERING, "C-2", "goes on in")
    await priya.press(ENGINEERING, in_department.ts, "handoff.take")
    await shows(house, "dana", DESK, on_desk.ts, "Priya Raman has it")
    await shows(house, "ben", DESK, (await desk_card(house, "C-2")).ts, "Looked into there")

    await priya.say(ENGINEERING, "The release asks the old server.", thread_ts=in_department.ts)
    await house.message("dana", DESK, "The release asks the old server.")

    await fill(house, "dana", DESK, on_desk, "problem.update", text="We found the cause.")
    draft = await house.message(
        "ben", DESK, "a draft for", "We found the cause.", "problem.told", "U0BENLINDQV"
    )
    await ben.press(DESK, draft.ts, "problem.told")
    await shows(house, "ben", DESK, draft.ts, "Ben Lindqvist told")

    await fill(
        house, "priya", ENGINEERING, in_department, "handoff.done",
        root_cause="The release asked the old sign-in server.",
        to_tell="Signing in works again.",
        prevention="A test before each release.",
        preventer=priya.id,
        prevent_by=str(house.sandbox.clock.epoch() + 3 * 86_400),
    )  # fmt: skip
    await shows(house, "dana", DESK, on_desk.ts, "*Fixed*, says Priya Raman", "2 cases still to be told")
    for who, label in (("dana", "C-1"), ("ben", "C-2")):
        asked = await house.message(
            who, DESK, f"{label}: ", "Problem C-3 is fixed", "Signing in works again."
        )
        await fill(house, who, DESK, asked, "case.close")
    card = await shows(house, "dana", DESK, on_desk.ts, "all told and closed", "problem.prevented")
    await dana.press(DESK, card.ts, "problem.prevented")
    await shows(house, "dana", DESK, on_desk.ts, "*Closed*")
    assert dana.warnings == ben.warnings == priya.warnings == []


async def test_nobody_reads_what_another_customer_said(house: House) -> None:
    """Each case's words stand in its own thread, and in none of the Problem's."""
    on_desk, in_department = await open_problem(house)
    ben, dana, priya = house.actor("ben"), house.actor("dana"), house.actor("priya")
    second = await desk_card(house, "C-2")
    await ben.say(DESK, f"They send pictures of {WALRUS}.", thread_ts=second.ts)
    await dana.say(DESK, "Which server does it ask?", thread_ts=on_desk.ts)
    await house.message("priya", ENGINEERING, "Which server does it ask?")
    await priya.press(ENGINEERING, in_department.ts, "handoff.take")
    await shows(house, "dana", DESK, on_desk.ts, "Priya Raman has it")
    everything = [*priya.sees(ENGINEERING), *dana.sees(DESK)]
    own = {on_desk.ts, in_department.ts}
    of_problem = [one for one in everything if one.ts in own or one.thread_ts in own]
    assert len(of_problem) > 3
    for word in ("pelican", "walrus"):
        assert not [one for one in of_problem if word in text_of(one)]
    first = await desk_card(house, "C-1")
    for thread, word in ((first.ts, "walrus"), (second.ts, "pelican"), (second.ts, "Which server")):
        of_case = [one for one in dana.sees(DESK) if thread in (one.ts, one.thread_ts)]
        assert not [one for one in of_case if word in text_of(one)]


async def test_a_case_can_join_with_one_click_and_leave_again(house: House) -> None:
    on_desk, _ = await open_problem(house)
    dana = house.actor("dana")
    await open_case(house, "Login page is white", who="dana", customer="3", department="engineering")
    third = await desk_card(house, "C-4")
    await dana.press(DESK, third.ts, "problem.join")
    outcome = await dana.submit(dana.modal.id, {"problem": "3"})
    assert outcome.outcome == "closed", outcome
    await shows(house, "dana", DESK, on_desk.ts, "C-4 ", "in 3 cases")
    await shows(house, "dana", DESK, third.ts, "Problem C-3")
    await dana.press(DESK, third.ts, "problem.leave")
    outcome = await dana.submit(dana.modal.id, {"reason": "Their own proxy."})
    assert outcome.outcome == "closed", outcome
    await shows(house, "dana", DESK, on_desk.ts, "in 2 cases")
    await house.message("priya", ENGINEERING, "Login page is white", "It left Problem C-3: Their own proxy.")


async def test_a_problem_is_opened_by_command(house: House) -> None:
    dana, mei = house.actor("dana"), house.actor("mei")
    await dana.command("/case", "problem", "cs-desk")
    assert dana.modal is not None
    outcome = await dana.submit(dana.modal.id, {"title": "Bank is down", "story": "All transfers."})
    assert outcome.outcome == "closed", outcome
    await house.message("dana", DESK, "🧩 Problem C-1", "No case yet")
    await mei.command("/case", "problem", "billing")
    assert mei.modal is None


async def test_one_more_case_of_a_problem_is_opened_into_it(house: House) -> None:
    on_desk, _ = await open_problem(house)
    dana = house.actor("dana")
    await dana.command("/case", "Sign-in shows an empty page", "cs-desk")
    view = dana.modal
    assert view is not None
    await dana.options(view.id, "case.customer", "")
    await dana.press_in_view(view.id, "case.customer", option="3")
    assert "One more of Problem C-3" in json.dumps(dana.modal.blocks)
    await dana.press_in_view(view.id, "case.same", option="problem:3")
    drawn = json.dumps(dana.modal.blocks)
    assert "no department is asked for it alone" in drawn
    assert "case.department" not in drawn
    outcome = await dana.submit(view.id, {"story": "An empty page since nine."})
    assert outcome.outcome == "closed", outcome
    await shows(house, "dana", DESK, on_desk.ts, "in 3 cases")
    await shows(house, "dana", DESK, (await desk_card(house, "C-4")).ts, "Problem C-3")
    titles = [text_of(one) for one in house.actor("priya").sees(ENGINEERING)]
    assert not [one for one in titles if "C-4 · " in one], "the department works in one thread"


async def test_a_problem_that_was_fixed_may_be_back(house: House) -> None:
    on_desk, _ = await open_problem(house)
    dana = house.actor("dana")
    await fill(house, "dana", DESK, on_desk, "problem.fixed", root_cause="A server.", to_tell="It works.")
    await shows(house, "dana", DESK, on_desk.ts, "*Fixed*, says Dana Okafor")
    await open_case(house, "Sign-in shows an empty page", customer="3", department="engineering")
    asked = await house.message("dana", DESK, "C-4: ", "Problem C-3", "problem.returns", within=20)
    await dana.press(DESK, asked.ts, "problem.returns")
    await shows(house, "dana", DESK, on_desk.ts, "in 3 cases")
    await shows(house, "dana", DESK, (await desk_card(house, "C-4")).ts, "Problem C-3")
