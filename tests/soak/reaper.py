"""Lets the bot live and die, as often as the plan wants, in every way that it names."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.soak import diary
from tests.soak.bell import Bell
from tests.soak.child import Child
from tests.soak.plan import Death, Plan

LONGEST_LIFE = 2.5
"""Seconds after which a bot that did not come to its labelled place is killed all the same."""
LONGEST_START = 20.0


class StillbornError(Exception):
    """The bot does not start, or ended by itself; there is nothing to kill."""


@dataclass
class Reaper:
    """``people_done`` tells how far people have come, of 1; deaths do not run ahead of them."""

    plan: Plan
    child: Child
    settings: dict[str, str]
    bell: Bell
    people_done: Callable[[], float]
    kills: int = 0
    deaths: Counter[str] = field(default_factory=Counter)
    lines: list[diary.Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(f"{self.plan.seed} reaper")

    @property
    def share_done(self) -> float:
        return self.kills / self.plan.kills if self.plan.kills else 1.0

    async def run(self) -> None:
        kinds, weights = zip(*self.plan.ordeal.deaths.items(), strict=True)
        while self.kills < self.plan.kills:
            (death,) = self.random.choices(kinds, weights)
            await self._one_life(death)
            if not self.child.was_killed:
                message = f"the bot ended by itself, with {self.child.code}"
                raise StillbornError(message)
            self.kills += 1
            self.deaths[death] += 1
            self.lines.append((diary.now(), f"the bot dies: {death}"))
            self.bell.ring()

    async def _one_life(self, death: Death) -> None:
        await self.child.start(self.settings | self._crash_at(death))
        match death:
            case "starting":
                await self._live(self.random.uniform(0.02, 0.3))
            case "working":
                await self._until_ready()
                await self._live(self.random.uniform(0.1, 1.0))
                await self._let_people_catch_up()
            case _:
                await self._until_ready()
                await self._live(LONGEST_LIFE)
        await self.child.kill()

    def _crash_at(self, death: Death) -> dict[str, str]:
        """Requests are rarer than commits."""
        if death in ("starting", "working"):
            return {"LIAISON_CRASH_AT": ""}
        most = 40 if death.endswith("commit") else 12
        return {"LIAISON_CRASH_AT": f"{death}:{self.random.randint(1, most)}"}

    async def _until_ready(self) -> None:
        ready = asyncio.ensure_future(self.child.ready.wait())
        dead = asyncio.ensure_future(self.child.dead.wait())
        done, waiting = await asyncio.wait(
            {ready, dead}, timeout=LONGEST_START, return_when=asyncio.FIRST_COMPLETED
        )
        for one in waiting:
            one.cancel()
        if not done:
            raise StillbornError("the bot does not get ready")

    async def _live(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.child.dead.wait(), seconds)

    async def _let_people_catch_up(self) -> None:
        with contextlib.suppress(TimeoutError):
            await self.bell.until(lambda: self.people_done() >= self.share_done, self.plan.patience)
