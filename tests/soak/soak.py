"""The soak itself: people work in a bad Slack while the bot dies again and again; then all is judged."""

import asyncio
import gc
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from sandbox.clock import Clock
from sandbox.server import BOT_TOKEN, SIGNING_SECRET, Sandbox
from tests.house import MANIFEST, free_port
from tests.soak import clockwork, diary, town
from tests.soak.bell import Bell
from tests.soak.board import Board
from tests.soak.child import Child, nursery
from tests.soak.generator import Generator
from tests.soak.oracle import Oracle, Verdict
from tests.soak.plan import Plan
from tests.soak.reaper import Reaper
from tests.soak.witness import Witness

LONGEST_HEALING = 240.0
CALM = 2.0
"""Seconds of silence after which what is well may be believed to stay so."""
TELL_EVERY = 10.0


async def soak(plan: Plan, database_url: str, log: Path) -> "Soak":
    """From an empty, migrated database to the verdict."""
    async with Sandbox(town.town(Clock()), manifest=MANIFEST) as sandbox:
        town.unsettle(sandbox, plan)
        port = free_port()
        sandbox.bot_url = f"http://127.0.0.1:{port}/slack/events"
        settings = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": sandbox.api_url,
            "DATABASE_URL": database_url,
            "LIAISON_PORT": str(port),
            "LIAISON_SETTLE_SECONDS": str(clockwork.SETTLE_SECONDS),
            "LIAISON_LOG_FORMAT": "json",
            "LIAISON_CRASH_AT": "",
        }
        async with nursery(plan.mutant, log) as child:
            soak = Soak(plan, sandbox, child, settings)
            await soak.run()
            return soak


@dataclass
class Soak:
    plan: Plan
    sandbox: Sandbox
    child: Child
    settings: dict[str, str]
    longest_stall: float = 0.0
    """Of this process; longer than the settle time less Slack's lag it would spoil the experiment."""

    def __post_init__(self) -> None:
        bell = Bell()
        self.board = Board(self.sandbox, bell)
        assert self.sandbox.slack.door is not None
        self.witness = self.sandbox.slack.door = Witness(
            self.sandbox.slack.door, bell, self.sandbox.faults, self.plan.ordeal.unheard
        )
        self.reaper = Reaper(self.plan, self.child, self.settings, bell, lambda: self.generator.share_done)
        self.generator = Generator(self.plan, self.sandbox, self.board, self.witness, self._cases_by_now)
        self.oracle = Oracle(self.board, self.generator.diary, self.witness)
        self.verdict = Verdict()
        self.began = time.time() - diary.now()
        """When the diary's clock stood at zero, for times of the sandbox's ledger."""

    def _cases_by_now(self) -> float:
        """People begin their cases as the bot dies its deaths, so that neither runs out first."""
        return self.plan.at_once + self.plan.cases * self.reaper.share_done

    async def run(self) -> None:
        async with asyncio.TaskGroup() as work:
            watching = [work.create_task(self._tell()), work.create_task(self._watch_for_stalls())]
            people = work.create_task(self.generator.run())
            await self.reaper.run()
            say("No more kills.")
            await self.child.start(self.settings)
            await people
            say("Nobody does anything more, and Slack is well again.")
            self._heal()
            self.verdict = await self._healed()
            for task in watching:
                task.cancel()

    def _heal(self) -> None:
        town.heal(self.sandbox)
        self.witness.unheard = 0.0

    async def _healed(self) -> Verdict:
        """When all is well, when nothing has moved for so long that nothing will, or when it is too late."""
        since = deadline = time.monotonic()
        deadline += LONGEST_HEALING
        calls = 0
        while (now := time.monotonic()) < deadline:
            verdict = self.oracle.judge()
            if verdict.twice:
                break
            if calls != len(self.sandbox.ledger.calls):
                calls, since = len(self.sandbox.ledger.calls), now
            elif now - since > (CALM if verdict.is_clean else self.plan.quiet):
                break
            await asyncio.sleep(0.5)
        return self.oracle.judge()

    async def _tell(self) -> None:
        while True:
            gc.freeze()  # the ledgers only grow; a collection that walked them all would stall Slack
            await asyncio.sleep(TELL_EVERY)
            say(
                f"{self.reaper.kills} kills, {self.generator.diary.concluded} of {self.plan.cases} cases, "
                f"{len(self.board.posts)} posts, {self.witness.failures} failed deliveries, "
                f"stall {self.longest_stall:.2f} s"
            )

    async def _watch_for_stalls(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.02)
            self.longest_stall = max(self.longest_stall, time.monotonic() - before - 0.02)


def say(line: str) -> None:
    sys.stderr.write(f"{diary.now():7.1f} s  {line}\n")
    sys.stderr.flush()
