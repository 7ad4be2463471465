"""The same rules in hypothesis' hands, which makes a short story of a long one; on both databases."""

import asyncio
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine

from tests.canaries.company import HANDBOOKS
from tests.canaries.history import InMemory, Stage, begin
from tests.canaries.rules import BY_NAME, RULES, play
from tests.canaries.world import World
from tests.models.blank import emptied

CHANCE = st.randoms(use_true_random=False)


class Canaries(RuleBasedStateMachine):
    """Nobody outside ever reads what is not for them."""

    open: Callable[[random.Random], World]
    loop: asyncio.AbstractEventLoop

    @initialize(rng=CHANCE)
    def begin(self, rng: random.Random) -> None:
        self.world = type(self).open(rng)
        self.step("opens_a_case", rng)
        self.step("customer_writes", rng)

    def step(self, name: str, rng: random.Random) -> None:
        self.world.rng = self.world.marks.rng = rng
        type(self).loop.run_until_complete(play(self.world, BY_NAME[name]))

    @invariant()
    def nothing_was_shown(self) -> None:
        if hasattr(self, "world"):
            assert [str(one) for one in self.world.found] == []


def _ruled(name: str) -> Any:
    def step(self: Canaries, rng: random.Random) -> None:
        self.step(name, rng)

    step.__name__ = name
    return rule(rng=CHANCE)(step)


for _one in RULES:
    setattr(Canaries, _one.name, _ruled(_one.name))


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


def _play(
    loop: asyncio.AbstractEventLoop, stage: Stage, empty: Callable[[], None], *, lives: int, steps: int
) -> None:
    def opened(rng: random.Random) -> World:
        empty()
        return loop.run_until_complete(stage.open(rng))

    machine = type("CanariesHere", (Canaries,), {"open": staticmethod(opened), "loop": loop})
    suppressed = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=lives, stateful_step_count=steps, deadline=None, suppress_health_check=suppressed
        ),
    )


def test_nothing_is_read_by_whom_it_is_not_for_sqlite(loop: asyncio.AbstractEventLoop) -> None:
    memory = InMemory()
    _play(loop, Stage(memory.engine), memory.empty, lives=20, steps=14)


def test_nothing_is_read_by_whom_it_is_not_for_postgresql(
    loop: asyncio.AbstractEventLoop, shared_database: Engine
) -> None:
    def empty() -> None:
        begin(emptied(shared_database), HANDBOOKS[0])

    _play(loop, Stage(shared_database), empty, lives=6, steps=12)
