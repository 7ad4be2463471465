"""Each measurement: the contestants by turns, each time afresh, several rounds."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

from tests.bench.contestants import Contestant
from tests.bench.load import Outcome
from tests.bench.scenarios import REPLY, Scenario
from tests.bench.trial import Lab, trial

T = TypeVar("T")
Rounds = Mapping[Contestant, Sequence[T]]
"""What each round brought, by contestant."""

CALM = 20
"""Requests a second that leave every server time to spare."""
WARM_UP_SECONDS = 1.5
REST_SECONDS = 2
ONE_BY_ONE = (Contestant.LIAISON, Contestant.BARE)


@dataclass(frozen=True)
class Plan:
    """How often and how long."""

    rounds: int = 5
    seconds: float = 5
    calm_rounds: int = 3
    calm_seconds: float = 20


QUICK = Plan(rounds=1, seconds=2, calm_rounds=1, calm_seconds=4)


async def flat_out(lab: Lab, scenario: Scenario, plan: Plan) -> Rounds[Outcome]:
    """32 connections, as fast as answers come."""

    async def once(contestant: Contestant) -> Outcome:
        async with trial(lab, scenario, contestant) as running:
            await running.first_ack()
            await running.flat_out(WARM_UP_SECONDS)
            return await running.flat_out(plan.seconds)

    return await _by_turns(scenario.contestants, plan.rounds, once)


async def calm(lab: Lab, scenario: Scenario, plan: Plan) -> Rounds[Outcome]:
    """20 requests a second, whether or not the last one is answered."""

    async def once(contestant: Contestant) -> Outcome:
        async with trial(lab, scenario, contestant) as running:
            await running.first_ack()
            await running.at_rate(CALM, WARM_UP_SECONDS)
            return await running.at_rate(CALM, plan.calm_seconds)

    return await _by_turns((Contestant.LIAISON, scenario.rival), plan.calm_rounds, once)


async def start(lab: Lab, plan: Plan) -> Rounds[float]:
    """Seconds from the start of the process until a reply is acknowledged and kept."""

    async def once(contestant: Contestant) -> float:
        async with trial(lab, REPLY, contestant) as running:
            await running.first_ack()
            return perf_counter() - running.child.started_at

    return await _by_turns(ONE_BY_ONE, plan.rounds, once)


async def memory(lab: Lab, plan: Plan) -> Rounds[float]:
    """Resident MiB, after a hundred replies and a rest."""

    async def once(contestant: Contestant) -> float:
        async with trial(lab, REPLY, contestant) as running:
            await running.first_ack()
            await running.flat_out(WARM_UP_SECONDS * 10, at_most=99)
            await asyncio.sleep(REST_SECONDS)
            return running.child.resident_mib

    return await _by_turns(ONE_BY_ONE, plan.calm_rounds, once)


async def _by_turns(
    contestants: Sequence[Contestant], rounds: int, once: Callable[[Contestant], Awaitable[T]]
) -> Rounds[T]:
    """Who goes first changes from round to round."""
    found: dict[Contestant, list[T]] = {contestant: [] for contestant in contestants}
    for number in range(rounds):
        first = number % len(contestants)
        for contestant in [*contestants[first:], *contestants[:first]]:
            found[contestant].append(await once(contestant))
    return found
