"""Every way to open a case, to look one up, and to be told what is wrong with what one typed."""

import asyncio
import json

import pytest

from sandbox import happenings
from sandbox.ledger import Ledger
from sandbox.workspace import Message
from tests.house import BILLING, DESK, HANDBOOK, LEGAL, House, text_of, until
from tests.story.steps import open_case

GENERAL = "C0GENERAL01"


async def whisper(house: House, who: str, channel: str, *words: str) -> Message:
    """A line that only this person sees."""
    line = await house.message(who, channel, *words)
    assert line.ephemeral_to == house.actor(who).id
    return line


async def send(house: House, who: str, **values: str) -> None:
    actor = house.actor(who)
    await actor.options(actor.modal.id, "case.customer", "")
    values = {"case.customer": "1", "expected": "Help.", **values}
    outcome = await actor.submit(actor.modal.id, values)
    assert outcome.outcome == "closed", outcome


async def test_a_message_becomes_a_case_and_its_thread_comes_along(sqlite_house: House) -> None:
    house = sqlite_house
    ines, ben, dana = house.actor("ines"), house.actor("ben"), house.actor("dana")
    root = await ines.say(GENERAL, "Brightwater asks about the *data processing* <contract> & annex.")
    await ben.say(GENERAL, "They asked me on Monday, too.", thread_ts=root)

    await dana.shortcut("case.open_from_message", GENERAL, root)
    form = json.dumps(dana.modal.blocks, ensure_ascii=False)
    assert "Legal" in form
    assert "data processing" in form
    await send(house, "dana", **{"case.title": "Annex to the contract"})

    card = await house.message("jonas", LEGAL, "Annex to the contract")
    assert "They asked me on Monday, too." in text_of(card)
    assert "Ines Costa" in text_of(card)
    assert "&lt;contract&gt; &amp; annex" in text_of(card)
    told = await until(
        lambda: [
            one
            for one in dana.sees(DESK)
            if one.thread_ts not in (None, one.ts) and "archives/C0GENERAL01" in text_of(one)
        ],
        5,
        "the desk thread to link the message it came from",
    )
    assert "2 messages" in text_of(told[0])


@pytest.mark.parametrize("gesture", ["ticket", "mention"])
async def test_an_emoji_or_a_mention_offers_the_form(sqlite_house: House, gesture: str) -> None:
    house = sqlite_house
    dana = house.actor("dana")
    if gesture == "ticket":
        ts = await house.actor("ines").say(GENERAL, "Their invoice 4711 is wrong.")
        await dana.react(GENERAL, ts, "ticket")
    else:
        await dana.say(GENERAL, "@liaison open Their invoice 4711 is wrong.")
    hint = await whisper(house, "dana", GENERAL, "case.open_from_message")
    await dana.press(GENERAL, hint.ts, "case.open_from_message")
    assert "invoice 4711 is wrong" in json.dumps(dana.modal.blocks)
    await send(house, "dana", **{"case.title": "Wrong invoice", "story": "See above."})
    await house.message("mei", BILLING, "Wrong invoice")


async def test_eyes_take_a_case_and_a_check_mark_finishes_it(sqlite_house: House) -> None:
    house = sqlite_house
    mei = house.actor("mei")
    card = await open_case(house)
    await mei.react(BILLING, card.ts, "eyes")
    await house.message("dana", DESK, "Mei Tanaka", "has it")
    await mei.react(BILLING, card.ts, "white_check_mark")
    hint = await whisper(house, "mei", BILLING, "handoff.done", "is done?")
    await mei.press(BILLING, hint.ts, "handoff.done")
    await mei.submit(mei.modal.id, {"found": "Twice.", "to_tell": "It is refunded."})
    await house.message("dana", DESK, "U0DANAOKAFO", "It is refunded.")


async def test_the_department_follows_the_customer_and_the_title(sqlite_house: House) -> None:
    dana = sqlite_house.actor("dana")
    await dana.command("/case", "", "cs-desk")
    view = dana.modal
    await dana.press_in_view(view.id, "case.title", option="The firmware crashes")
    await until(lambda: "firmware" in json.dumps(dana.modal.blocks), 5, "a new proposal")
    assert "Engineering" in json.dumps(dana.modal.blocks)


@pytest.mark.parametrize(
    ("values", "block", "words"),
    [
        ({"case.title": " ", "story": "It broke."}, "title", "title"),
        ({"case.title": "x" * 163, "story": "It broke."}, "title", "13 too many"),
        ({"case.title": "Broken", "story": "y" * 3_004}, "story", "4 too many"),
        ({"case.title": "Broken", "story": "It broke.", "expected": " "}, "expected", "do"),
    ],
)
async def test_bad_input_is_refused_in_its_field_and_the_text_is_kept(
    sqlite_house: House, values: dict[str, str], block: str, words: str
) -> None:
    dana = sqlite_house.actor("dana")
    await dana.command("/case", "Something", "cs-desk")
    view = dana.modal
    await dana.options(view.id, "case.customer", "")
    outcome = await dana.submit(view.id, {"case.customer": "1", "expected": "Help.", **values})
    assert list(outcome.errors) == [block]
    assert words in outcome.errors[block]
    assert dana.modal is view
    assert sqlite_house.sandbox.ledger.posts == []


async def test_a_new_customer_is_added_by_name(sqlite_house: House) -> None:
    dana = sqlite_house.actor("dana")
    await dana.command("/case", "Late delivery", "cs-desk")
    view = dana.modal
    offered = await dana.options(view.id, "case.customer", "Orchard & Sons")
    assert offered[-1]["value"] == "new:Orchard & Sons"
    outcome = await dana.submit(
        view.id, {"case.customer": "new:Orchard & Sons", "story": "No pallet.", "expected": "Find it."}
    )
    assert outcome.outcome == "closed"
    await sqlite_house.message("noor", "C0LOGISTIC1", "Orchard &amp; Sons (standard)")


async def test_lists_find_and_show(house: House) -> None:
    dana = house.actor("dana")
    await open_case(house)
    await open_case(
        house, "Pallet arrived damaged", department="logistics", customer="2", story="Two are bent."
    )

    mine = await dana.command("/case", "list", "cs-desk")
    assert "C-1" in text_of(mine)
    assert "C-2" in text_of(mine)
    assert "C-1" not in text_of(await dana.command("/case", "list logistics", "cs-desk"))
    assert "C-1" not in text_of(await dana.command("/case", "list customer cedar", "cs-desk"))
    found = text_of(await dana.command("/case", "find bent", "cs-desk"))
    assert "C-2" in found
    assert "C-1" not in found
    assert "Two are bent." in text_of(await dana.command("/case", "show c-2", "cs-desk"))
    assert "no C-9" in text_of(await dana.command("/case", "show 9", "cs-desk"))
    assert "/case list" in text_of(await dana.command("/case", "lists", "cs-desk"))
    assert "find" in text_of(await dana.command("/case", "help", "cs-desk"))


async def test_a_long_list_turns_its_pages(sqlite_house: House) -> None:
    dana = sqlite_house.actor("dana")
    for number in range(1, 13):
        await dana.command("/case", f"Invoice {number}", "cs-desk")
        await send(sqlite_house, "dana", story="Twice.")
    page = await dana.command("/case", "list all", "cs-desk")
    assert "Page 1 of 2" in text_of(page)
    assert "C-12" in text_of(page)
    await dana.press(DESK, page.ts, "cases.page.next")
    await sqlite_house.message("dana", DESK, "Page 2 of 2", "C-1")


async def test_home_shows_what_waits_for_whom(sqlite_house: House) -> None:
    house = sqlite_house
    mei, dana = house.actor("mei"), house.actor("dana")
    await open_case(house)
    for actor, word in ((mei, "handoff.take"), (dana, "Charged twice")):
        await actor.open_home()
        await until(lambda a=actor, w=word: a.home and w in json.dumps(a.home.blocks), 5, word)
    await mei.press_home("handoff.take")
    await house.message("dana", DESK, "Mei Tanaka", "has it")
    await until(lambda: "handoff.take" not in json.dumps(mei.home.blocks), 5, "the offer to leave her home")


async def test_two_who_press_at_once_are_told_who_won(house: House) -> None:
    card = await open_case(house)
    mei, sam = house.actor("mei"), house.actor("sam")
    await asyncio.gather(*(one.press(BILLING, card.ts, "handoff.take") for one in (mei, sam)))
    told = await until(
        lambda: [
            one for actor in (mei, sam) for one in actor.sees(BILLING) if "already with" in text_of(one)
        ],
        5,
        "the slower one to be told",
    )
    assert len(told) == 1
    assert ("Sam Carter" if told[0].ephemeral_to == mei.id else "Mei Tanaka") in text_of(told[0])


async def test_a_guest_gets_one_polite_line(sqlite_house: House) -> None:
    card = await open_case(sqlite_house)
    await sqlite_house.actor("gil").press(BILLING, card.ts, "handoff.take")
    await whisper(sqlite_house, "gil", BILLING, "own staff")


async def test_what_people_say_elsewhere_is_none_of_the_bots_business(sqlite_house: House) -> None:
    ledger = sqlite_house.sandbox.ledger
    readers = {*HANDBOOK.managers, *(one for each in HANDBOOK.departments.values() for one in each.leads)}
    await until(lambda: _asked(ledger, "conversations.members") == len(HANDBOOK.channels), 10, "the channels")
    await until(lambda: _asked(ledger, "users.info") >= len(readers), 10, "whoever reads the digest")
    calls = len(ledger.calls)
    await sqlite_house.actor("carla").say("C0EXTBRIGHT", "Hello, lunch?")
    await sqlite_house.actor("gil").say(BILLING, "Is this the right channel?")
    await sqlite_house.sandbox.settled()
    assert [call["method"] for call in ledger.calls[calls:]] == []


def _asked(ledger: Ledger, method: str) -> int:
    return sum(call["method"] == method for call in ledger.calls)


async def test_a_deleted_card_comes_back(sqlite_house: House) -> None:
    house = sqlite_house
    card = await open_case(house)
    workspace = house.sandbox.workspace
    happenings.delete(workspace, workspace.channels[BILLING].message(card.ts))
    desk = next(one for one in house.actor("dana").sees(DESK) if one.thread_ts in (None, one.ts))
    await house.actor("dana").press(DESK, desk.ts, "case.more", option="reassign:1")
    dana = house.actor("dana")
    outcome = await dana.submit(dana.modal.id, {"person": "U0SAMCARTER", "reason": "Sam knows it."})
    assert outcome.closed
    again = await house.message("mei", BILLING, "C-1", "Sam Carter has it")
    assert again.ts != card.ts
