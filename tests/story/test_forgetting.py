"""Carla is forgotten by a command that is killed; then nobody reads her words with us."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path
from secrets import token_hex

import pytest
from sqlmodel import Session, select

from bot import forget as command
from casework import people
from models.database import open_engine
from models.erasure import Erasure
from models.refusal import Refusal
from tests.casework.privacy.test_forget import kept_in
from tests.house import BILLING, DESK, HANDBOOK, House, bot_running, text_of
from tests.story.steps import fill, open_case
from tests.story.test_closing_the_loop import asked, do, tell
from tests.story.test_from_the_customer import HERE, company, handbook

MARK = f"zq{token_hex(6)}"
ROOT = Path(__file__).parents[2]
KILL = "before_commit:11"
"""Some tables are done by then."""


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with company(database_url, handbook(tmp_path, "by itself")) as opened:
        yield opened


async def forget(house: House, *arguments: str, crash: str = "") -> tuple[int | None, str]:
    """The exit code, and what it said."""
    settings = house.settings
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": settings.slack_bot_token.get_secret_value(),
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret.get_secret_value(),
        "DATABASE_URL": settings.database_url,
        "LIAISON_HANDBOOK": str(settings.liaison_handbook),
        "LIAISON_CRASH_AT": crash,
    }
    line = (sys.executable, "-m", "bot", "forget", "contact", *arguments)
    process = await asyncio.create_subprocess_exec(
        *line, cwd=ROOT, env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    return process.returncode, (out + err).decode()


async def say_everything(house: House) -> None:
    """Through the front door, all that one of a customer's people can say."""
    carla, mei = house.actor("carla"), house.actor("mei")
    first = await carla.say(HERE, f"Our last invoice {MARK}a is wrong.", files=[(f"{MARK}b.txt", "x")])
    await house.message("carla", HERE, "C-1", "Dana Okafor")
    card = await house.message("mei", BILLING, f"{MARK}a", "handoff.take")
    await carla.say(HERE, f"Please mind our contract {MARK}c, too.", thread_ts=first)
    await house.message("dana", DESK, f"{MARK}c")
    await carla.edit(HERE, first, f"Our last invoice {MARK}d is wrong indeed.")
    await house.message("dana", DESK, f"{MARK}d")
    await mei.press(BILLING, card.ts, "handoff.take")
    card = await house.message("mei", BILLING, "handoff.done")
    await fill(house, "mei", BILLING, card, "handoff.done", found="Twice.", to_tell="Refunded.")
    do(house, lambda work: people.joined(work.session, HERE, carla.id))
    do(house, tell)
    message = await asked(house)
    await fill(house, "carla", HERE, message, "customer.not_yet", words=f"Only one {MARK}e came.")
    await house.message("dana", DESK, f"{MARK}e")
    do(house, tell)
    await house.message("carla", HERE, "customer.solved")
    await carla.press(HERE, message.ts, "customer.solved")
    await house.message("carla", HERE, "customer.score.5")
    await carla.press(HERE, message.ts, "customer.score.5")
    assert carla.modal is not None
    await carla.submit(carla.modal.id, {"words": f"Fast {MARK}f."})
    await house.message("dana", DESK, f"{MARK}f")
    await open_case(house, "Call about an invoice", department="billing", story="Carla Voss rang about it.")


def unagreed(house: House, who: str) -> None:
    engine = open_engine(house.settings.database_url)
    try:
        command.run(engine, HANDBOOK, who, of=None, by=None, is_agreed=False)
    finally:
        engine.dispose()


async def test_a_killed_run_goes_on_and_nothing_of_hers_is_left(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    carla = house.actor("carla")
    async with bot_running(house.settings, house.sandbox.clock):
        await say_everything(house)
    with pytest.raises(Refusal, match="Nothing was changed"):
        await asyncio.to_thread(unagreed, house, carla.id)
    assert "Cases in which they wrote: C-1\n" in capsys.readouterr().out
    code, told = await forget(house, carla.id, "--by", "Ola Nowak", "--yes", crash=KILL)
    assert code == -signal.SIGKILL, told
    assert kept_in(house.settings.database_url, MARK) != []
    code, told = await forget(house, carla.id, "--yes")
    assert code == 0, told
    assert "it goes on where it stopped" in told
    assert "Not ours to delete" in told
    assert kept_in(house.settings.database_url, MARK, carla.id, "Carla", "Voss") == []
    assert [(one.asked_by, one.who) for one in erasures(house)] == [("Ola Nowak", {})]
    async with bot_running(house.settings, house.sandbox.clock):
        await house.message("dana", DESK, "C-1", "words removed at the person")
        await house.message("mei", BILLING, "words removed at the person")
        assert await nothing_of_ours(house)


async def nothing_of_ours(house: House) -> bool:
    """The bot has drawn again, in every channel, what quoted her."""
    places = (("dana", DESK), ("mei", BILLING), ("carla", HERE))
    for _ in range(500):
        seen = [text_of(one) for who, place in places for one in house.actor(who).sees(place) if one.bot_id]
        seen += [text_of(one) for one in house.actor("dana").inbox() if one.bot_id]
        if not any(MARK in one for one in seen):
            return True
        await asyncio.sleep(0.02)
    raise AssertionError([one for one in seen if MARK in one])


def erasures(house: House) -> list[Erasure]:
    engine = open_engine(house.settings.database_url)
    with Session(engine, expire_on_commit=False) as session:
        found = list(session.exec(select(Erasure)))
    engine.dispose()
    return found
