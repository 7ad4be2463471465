"""People at work: cases are opened, taken, talked about, handed on, finished and closed, many at a time."""

import asyncio
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sandbox.server import Sandbox
from tests.soak import town
from tests.soak.board import Board
from tests.soak.diary import CaseDiary, Diary
from tests.soak.people import Staff
from tests.soak.plan import Plan
from tests.soak.story import Story
from tests.soak.witness import Witness


@dataclass
class Generator:
    """``cases_by_now`` says how many cases may have been begun."""

    plan: Plan
    sandbox: Sandbox
    board: Board
    witness: Witness
    cases_by_now: Callable[[], float]
    diary: Diary = field(default_factory=Diary)

    def __post_init__(self) -> None:
        self._numbers: Iterator[int] = itertools.count(1)
        self._staff: dict[str, Staff] = {}

    @property
    def share_done(self) -> float:
        """Of all cases, counting those that people are busy with as half done."""
        return (self.diary.concluded + self.plan.at_once / 2) / self.plan.cases

    def token(self, kind: str) -> str:
        return f"{kind}-{next(self._numbers):05}"

    def staff(self, name: str) -> Staff:
        return self._staff.setdefault(
            name,
            Staff(self.sandbox.actor(name), self.board, random.Random(f"{self.plan.seed} {name}")),
        )

    async def run(self) -> None:
        """Live through all cases, a bounded number at a time."""
        slots = asyncio.Semaphore(self.plan.at_once)
        async with asyncio.TaskGroup() as stories:
            for number in range(self.plan.cases):
                await slots.acquire()
                await self.board.bell.until(lambda number=number: number <= self.cases_by_now())
                stories.create_task(self._live(number, slots))

    async def _live(self, number: int, slots: asyncio.Semaphore) -> None:
        rng = random.Random(f"{self.plan.seed} case {number}")
        story = Story(self, self.staff(rng.choice(town.csms())), rng)
        try:
            await story.live()
        finally:
            self.diary.concluded += 1
            self.board.bell.ring()
            slots.release()

    def begin(self, case: CaseDiary) -> CaseDiary:
        self.diary.cases.append(case)
        return case
