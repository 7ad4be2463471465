"""Carla writes in Brightwater's channel: she gets one number, departments her words, nothing is lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from casework import customers, people
from casework.voice import approvals, bindings
from casework.work import Work
from config.handbook import load_handbook
from config.settings import SAMPLE_HANDBOOK
from models.customer import Customer
from models.database import open_engine
from models.member import Channel
from sandbox.clock import Clock
from sandbox.company import BRIGHTWATER, CUSTOMER_TEAM, tidewater
from sandbox.server import Sandbox
from sandbox.workspace import Message
from tests.house import (
    BILLING,
    DESK,
    LEGAL,
    MANIFEST,
    PATIENCE,
    House,
    bot_running,
    settings_for,
    text_of,
    until,
)

HERE = BRIGHTWATER.id
DANA = "U0DANAOKAFO"


def bind(database_url: str, clock: Clock) -> None:
    """Dana has bound the channel, before the bot starts."""
    engine = open_engine(database_url)
    with Session(engine) as session:
        work = Work(session, clock(), load_handbook(SAMPLE_HANDBOOK), b"test", by=DANA)
        customers.adopt_handbook(work)
        channel = Channel(
            id=HERE, name="ext-brightwater", is_external=True, is_archived=False, teams=CUSTOMER_TEAM,
            fetched_at=work.now, members_at=work.now,
        )  # fmt: skip
        people.remember_channel(session, channel, [DANA])
        customer = session.exec(select(Customer).where(col(Customer.key) == "brightwater foods")).one()
        customer.csm = DANA
        session.flush()
        work.__dict__["actor"] = people.Actor(DANA, "Dana Okafor", "UTC", people.Standing.STAFF)
        bindings.bind(work, customer, HERE)
        approvals.agree(work, customer, "We say when we have heard, and how far it is.")
        session.commit()
    engine.dispose()


def handbook(folder: Path, intake: str) -> Path:
    text = SAMPLE_HANDBOOK.read_text(encoding="utf-8")
    path = folder / "handbook.toml"
    path.write_text(text.replace('intake = "ask"', f'intake = "{intake}"'), encoding="utf-8")
    return path


@asynccontextmanager
async def company(database_url: str, book: Path) -> AsyncIterator[House]:
    """The sandbox alone, with the channel bound; the bot comes and goes by ``bot_running``."""
    clock = Clock()
    bind(database_url, clock)
    sandbox = Sandbox(tidewater(clock), manifest=MANIFEST)
    sandbox.slack.ack_seconds = PATIENCE
    async with sandbox:
        settings = settings_for(sandbox, database_url, liaison_handbook=book, liaison_tick_seconds=0.2)
        sandbox.bot_url = f"http://127.0.0.1:{settings.liaison_port}/slack/events"
        yield House(sandbox, settings)


@pytest.fixture
async def by_itself(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with company(database_url, handbook(tmp_path, "by itself")) as opened:
        yield opened


@pytest.fixture
async def after_asking(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with company(database_url, handbook(tmp_path, "ask")) as opened:
        yield opened


async def in_the_inbox(house: House, who: str, *words: str) -> Message:
    def find() -> Message | None:
        seen = [one for one in house.actor(who).inbox() if all(word in text_of(one) for word in words)]
        return seen[-1] if seen else None

    found: Message = await until(find, 10, f"{who} to be asked {words}")
    return found


def from_us(house: House) -> list[Message]:
    """What the bot has said where the customer reads it."""
    return [one for one in house.actor("carla").sees(HERE) if one.bot_id]


async def test_her_words_are_a_case_and_the_conversation_stays_in_one(by_itself: House) -> None:
    house, carla, dana = by_itself, by_itself.actor("carla"), by_itself.actor("dana")
    async with bot_running(house.settings, house.sandbox.clock):
        first = await carla.say(HERE, "Our last invoice is wrong. It names the old address.")
        answer = await house.message("carla", HERE, "C-1", "Dana Okafor", "Our last invoice is wrong.")
        assert answer.thread_ts == first
        await house.message("mei", BILLING, "Our last invoice is wrong.", "handoff.take")

        await carla.say(HERE, "Please mind our contract, too.", thread_ts=first)
        await house.message("jonas", LEGAL, "C-1", "Please mind our contract, too.")
        await house.message("mei", BILLING, "Carla Voss", "the customer", "mind our contract")
        told = await house.message("dana", DESK, "Carla Voss", "mind our contract")

        await dana.say(HERE, "I look into it, Carla.", thread_ts=first)
        mine = await house.message("dana", DESK, "to the customer", "I look into it")
        assert mine.thread_ts == told.thread_ts

        await carla.say(HERE, "Thanks, Dana!", thread_ts=first)
        await house.message("dana", DESK, "Thanks, Dana!")
        assert len(from_us(house)) == 1, "one acknowledgement, no second number"
        shown = text_of(from_us(house)[0])
        assert "Billing" not in shown
        assert "Legal" not in shown
    assert carla.warnings == dana.warnings == []


async def test_the_csm_is_asked_and_decides_with_one_click(after_asking: House) -> None:
    house, carla, dana = after_asking, after_asking.actor("carla"), after_asking.actor("dana")
    async with bot_running(house.settings, house.sandbox.clock):
        first = await carla.say(HERE, "The scale in hall 2 does not start.")
        asked = await in_the_inbox(house, "dana", "Carla Voss", "hall 2", "inbound.open")
        assert from_us(house) == []
        await dana.press("@liaison", asked.ts, "inbound.open")
        answer = await house.message("carla", HERE, "C-1", "hall 2")
        assert answer.thread_ts == first
        settled = await in_the_inbox(house, "dana", "Dana Okafor opened C-1")
        assert settled.ts == asked.ts


async def test_what_was_lost_for_seventeen_hours_is_found_once(by_itself: House) -> None:
    house, carla = by_itself, by_itself.actor("carla")
    clock, weather = house.sandbox.clock, house.sandbox.faults.events
    async with bot_running(house.settings, clock):
        first = await carla.say(HERE, "Our last invoice is wrong.")
        await house.message("carla", HERE, "C-1")
    weather.lose = 1.0
    for hour in (4, 8, 12, 16):
        clock.push(timedelta(hours=4, minutes=15))
        await carla.say(HERE, f"The scale in hall {hour} does not start.")
        await carla.say(HERE, f"Hour {hour}: where is the invoice?", thread_ts=first)
    for _ in range(2):
        async with bot_running(house.settings, clock):
            await house.message("carla", HERE, "C-5", "hall 16", within=40)
            await house.message("dana", DESK, "Hour 16", within=40)
    assert len(from_us(house)) == 5
    mirrors = [one for one in house.actor("dana").sees(DESK) if "where is the invoice" in one.text]
    assert len(mirrors) == 4
