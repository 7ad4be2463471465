"""A thousand customers' messages in a minute while CSMs answer: what is lost, and how long do answers wait?

A bot in a process of its own, at the far end the sandbox's Slack with its rate limits, real HTTP between.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sandbox.clock import Clock
from sandbox.server import Sandbox
from sandbox.slack import Answer
from sandbox.workspace import Json
from tests.bench import crowd
from tests.bench.answering import Answering
from tests.bench.contestants import Child, Contestant, child
from tests.bench.crowd import Line as Said
from tests.bench.databases import KINDS, Fresh
from tests.bench.kept import Kept, cards_waiting, kept
from tests.bench.report import Line, say, say_line
from tests.house import MANIFEST, until

AT_ONCE = 16
"""Events that Slack delivers side by side."""
SETTLE_SECONDS = 420
"""Slack's last repetition comes after six minutes."""
NEEDED_PER_SECOND = 1_000 / 60
AIM_SECONDS = 5


@dataclass(frozen=True)
class Size:
    intake: int = 300
    messages: int = 1_000
    seconds: float = 60
    answers: int = 60
    rounds: int = 3


QUICK = Size(intake=100, messages=100, seconds=6, answers=6, rounds=1)


@dataclass
class Timed:
    """The way to the bot, with a watch: seconds until each event was acknowledged, and what was not."""

    door: "Sandbox"
    acks: list[float] = field(default_factory=list)
    refused: int = 0

    async def event(self, envelope: Json, *, attempt: int, reason: str) -> Answer:
        begin = perf_counter()
        answer = await self.door.http.event(envelope, attempt=attempt, reason=reason)
        self.acks.append(perf_counter() - begin)
        self.refused += not answer.is_ok
        return answer

    async def interact(self, payload: Json) -> Answer:
        return await self.door.http.interact(payload)


@dataclass(frozen=True)
class Street:
    """The sandbox, the bot, and what was said so far: the timestamp of each line."""

    sandbox: Sandbox
    door: Timed
    bot: Child
    url: str

    async def say(self, line: Said, said: list[str]) -> str:
        under = None if line.under is None else said[line.under]
        return await self.sandbox.actor(line.author).say(crowd.room_id(line.room), line.text, thread_ts=under)


def measure(kinds: Sequence[str], size: Size) -> None:
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder, KINDS[kind](Path(folder)) as fresh:
            say(f"{kind}: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
            rates = [asyncio.run(_as_fast_as_it_goes(Path(folder), fresh, size)) for _ in range(size.rounds)]
            per_second = median(rates)
            _say(kind, "intake", per_second, "1/s", "what is needed", per_second / NEEDED_PER_SECOND)
            rounds = [asyncio.run(_a_minute(Path(folder), fresh, size)) for _ in range(size.rounds)]
            _say_rounds(kind, rounds)


@asynccontextmanager
async def _street(folder: Path, fresh: Fresh) -> AsyncIterator[Street]:
    url, clock, handbook = fresh(), Clock(), crowd.write_handbook(folder)
    crowd.bind_everybody(url, clock, handbook)
    sandbox = Sandbox(crowd.town(clock), manifest=MANIFEST)
    sandbox.deliveries.at_once = AT_ONCE
    async with sandbox:
        door = sandbox.slack.door = Timed(sandbox)
        api = sandbox.api_url
        async with child(
            Contestant.LIAISON, folder, slack_api_url=api, database_url=url, handbook=handbook
        ) as bot:
            sandbox.bot_url = f"http://127.0.0.1:{bot.port}/slack/events"
            while not await sandbox.verify():
                bot.must_live()
                await asyncio.sleep(0.05)
            await until(
                lambda: len(sandbox.ledger.of("conversations.history")) >= crowd.ROOMS,
                30,
                "the first look back",
            )
            yield Street(sandbox, door, bot, url)
            bot.must_live()


async def _as_fast_as_it_goes(folder: Path, fresh: Fresh, size: Size) -> float:
    """Messages a second, from the first until the last is kept, while nobody answers."""
    lines, said = list(crowd.script(size.intake, seed=1)), list[str]()
    async with _street(folder, fresh) as street:
        begin = perf_counter()
        for line in lines:
            said.append(await street.say(line, said))
        seconds = begin
        while len(kept(street.url)) < len(lines):
            await asyncio.sleep(0.05)
            seconds = perf_counter() - begin
        return len(lines) / seconds


@dataclass(frozen=True)
class Round:
    """Of one minute. ``answers`` are seconds from the approval until the customer could read it."""

    kept: Kept
    acks: list[float]
    refused: int
    answers: list[float]
    cards_waiting: int


async def _a_minute(folder: Path, fresh: Fresh, size: Size) -> Round:
    async with _street(folder, fresh) as street:
        first = crowd.first_lines()
        begun = [await street.say(line, []) for line in first]
        answering = Answering(street.sandbox)
        await until(lambda: len(answering.cards()) == len(first), 120, "every customer's first card")
        street.door.acks.clear()
        answers = asyncio.create_task(answering.run(size.answers, size.seconds))
        lines, said = list(crowd.script(size.messages, seed=2)), list[str]()
        begin = perf_counter()
        for number, line in enumerate(lines):
            await asyncio.sleep(begin + number * size.seconds / size.messages - perf_counter())
            said.append(await street.say(line, said))
        waiting = cards_waiting(street.url)
        await answers
        await _until_quiet(street)
        found = kept(street.url)
        return Round(
            Kept.of(found, [*zip(first, begun, strict=True), *zip(lines, said, strict=True)]),
            street.door.acks,
            street.door.refused,
            answering.seconds(),
            waiting,
        )


async def _until_quiet(street: Street) -> None:
    """Every event has been taken, repetitions too."""
    await street.sandbox.settled(SETTLE_SECONDS)
    log = street.sandbox.deliveries.log
    await until(lambda: all(one.is_done for one in log), SETTLE_SECONDS, "Slack to give up no event")


def _say_rounds(kind: str, rounds: Sequence[Round]) -> None:
    for name, found in (("ack", [one.acks for one in rounds]), ("answer", [one.answers for one in rounds])):
        for share, label in ((0.5, "p50"), (0.95, "p95"), (1, "max")):
            value = median(_share(one, share) for one in found)
            is_aimed_at = (name, label) == ("answer", "p95")
            _say(kind, f"{name}.{label}", value, "s", *(("aim", value / AIM_SECONDS) if is_aimed_at else ()))
    _say(kind, "answers", median(len(one.answers) for one in rounds), "messages")
    for name in ("said", "lost", "twice", "misfiled"):
        _say(kind, name, sum(getattr(one.kept, name) for one in rounds), "messages")
    _say(kind, "events_repeated", sum(one.refused for one in rounds), "events")
    _say(kind, "cards_waiting", median(one.cards_waiting for one in rounds), "messages")


def _share(found: Sequence[float], share: float) -> float:
    return sorted(found)[min(len(found) - 1, int(share * len(found)))]


def _say(kind: str, name: str, value: float, unit: str, *against: Any) -> None:
    """``against`` is what it is set beside, and the ratio to that."""
    say_line(Line(f"{kind}.customers.{name}", value, unit, *against))
