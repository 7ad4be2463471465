"""One contestant at work on a fresh database, and at the end the proof that it did the work."""

import gc
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox.company import MEI
from tests.bench import load
from tests.bench.contestants import Child, Contestant, child
from tests.bench.databases import Fresh, rows_in
from tests.bench.load import Outcome
from tests.bench.payloads import Place, numbered
from tests.bench.scenarios import Scenario
from tests.bench.seed import seed
from tests.house import BILLING

ANYWHERE = [Place(BILLING, "1760000000.000100", MEI.id)]
"""Bare Bolt does not look where a reply belongs."""


class LostError(Exception):
    """The database holds less, or more, than was acknowledged."""


@dataclass(frozen=True)
class Lab:
    """What all trials on one kind of database share."""

    folder: Path
    slack_api_url: str
    fresh: Fresh


@dataclass
class Trial:
    child: Child
    requests: Iterator[bytes]
    wanted: bytes
    acks: int = 0

    async def first_ack(self) -> None:
        await self.child.first_ack(next(self.requests))
        self.acks += 1

    async def flat_out(self, seconds: float, *, at_most: int = load.MOST_REQUESTS) -> Outcome:
        return await self._watched(
            load.flat_out(
                self.child.port, self.requests, seconds=seconds, at_most=at_most, wanted=self.wanted
            )
        )

    async def at_rate(self, per_second: float, seconds: float) -> Outcome:
        return await self._watched(
            load.at_rate(
                self.child.port, self.requests, per_second=per_second, seconds=seconds, wanted=self.wanted
            )
        )

    async def _watched(self, loading: Awaitable[Outcome]) -> Outcome:
        before = self.child.cpu_seconds
        outcome = await loading
        self.acks += outcome.acks
        return replace(outcome, cpu_seconds=self.child.cpu_seconds - before)


@asynccontextmanager
async def trial(lab: Lab, scenario: Scenario, contestant: Contestant) -> AsyncIterator[Trial]:
    """Raises LostError at the end unless there is a row for every ack."""
    url = lab.fresh()
    is_ours = contestant is Contestant.LIAISON
    places = await seed(url, lab.slack_api_url) if is_ours else ANYWHERE
    table = scenario.table_of(contestant)
    before = rows_in(url, table) if table and is_ours else 0
    requests = numbered(scenario.templates(places))
    with _undisturbed():
        async with child(
            contestant, lab.folder, slack_api_url=lab.slack_api_url, database_url=url
        ) as started:
            running = Trial(started, requests, scenario.wanted_of(contestant))
            yield running
            started.must_live()
    kept = rows_in(url, table) - before if table else running.acks
    if kept != running.acks:
        raise LostError(f"{contestant} acknowledged {running.acks} and kept {kept}; {started.last_words()}")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """The load generator's own garbage collector shall not pass for a slow answer."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
