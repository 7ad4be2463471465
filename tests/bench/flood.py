"""A thousand cases from one outage: opened into a Problem, updated, fixed; and who waits meanwhile.

Through the real desk on a durable database, without Slack: until the last message stands in the outbox.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlmodel import Session, col, select

from casework import audit, cases, customers, handoffs
from casework.cases import NewCase
from casework.desk import OWN_WORK, Desk, Request
from casework.problems import fixing, opening, updates
from casework.problems.fixing import Fix
from casework.problems.opening import NewProblem
from models.case import Severity
from models.database import open_engine, open_reader
from models.handoff import Handoff
from models.migrate import migrate
from models.outgoing import Outgoing
from sandbox.clock import Clock
from scheduler import sweep
from tests.bench.databases import KINDS, Fresh
from tests.bench.report import Line, say_line
from tests.casework.room import DANA, NOON, PRIYA, seat_everybody
from tests.house import PLAIN

AT_ONCE = 8
PROBE_SECONDS = 0.02
CUSTOMERS = 900


@dataclass(frozen=True)
class Size:
    cases: int = 1_000


QUICK = Size(100)


def measure(kinds: Sequence[str], size: Size) -> None:
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder, KINDS[kind](Path(folder)) as fresh:
            asyncio.run(_flood(kind, fresh, size))


async def _flood(kind: str, fresh: Fresh, size: Size) -> None:
    url = fresh()
    engine = open_engine(url)
    migrate(engine)
    reader = open_reader(url, engine)
    async with Desk(engine, reader, PLAIN, b"bench", Clock(start=NOON, frozen=True)) as desk:
        await desk.do(OWN_WORK, customers.adopt_handbook)
        await desk.do(OWN_WORK, seat_everybody)
        by_itself = await _open(desk, size.cases // 10, None) / (size.cases // 10)
        problem = await desk.do(Request(by=DANA), opening.open_problem, _a_problem())
        seconds = await _open(desk, size.cases, problem)
        _say(kind, f"open.{size.cases}", seconds, "s")
        each, ratio = 1000 * seconds / size.cases, seconds / size.cases / by_itself
        say_line(Line(f"{kind}.flood.open.each", each, "ms", "a case by itself", ratio))
        await _say_round(kind, "take", desk, lambda: _take(desk, problem))
        await _say_round(kind, "update", desk, lambda: _update(desk, problem))
        await _say_round(kind, "fixed", desk, lambda: _fix(desk, problem))
        _check(engine, size)
        assert not any((await desk.read(OWN_WORK, audit.look)).values())
    reader.dispose()
    engine.dispose()


def _a_problem() -> NewProblem:
    return NewProblem("Sign-in fails", "Since nine.", Severity.CRITICAL, "engineering")


async def _open(desk: Desk, count: int, problem: int | None) -> float:
    """Seconds for so many, a few at once as people press the button."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        title, story = f"Cannot sign in {number}", f"Screen number {number} says error {number * 7}."
        customer = f"new:Customer {number % CUSTOMERS}"
        new = NewCase(customer, title, story, Severity.HIGH, "Help.", "billing", problem=problem)
        async with gate:
            await desk.do(Request(by=DANA), cases.open_case, new)

    begin = perf_counter()
    await asyncio.gather(*(one(number) for number in range(count)))
    return perf_counter() - begin


async def _take(desk: Desk, problem: int) -> None:
    """Somebody else has the ball then: the Problem is handed on, and every case waits for others."""
    handoff = await desk.read(OWN_WORK, lambda work: work.session.exec(_turn_of(problem)).one())
    about = {"department": "legal", "why": "Theirs.", "expected": "Look."}
    await desk.do(Request(by=PRIYA), handoffs.hand_on, handoff, **about)
    await sweep.tend_problems(desk)


def _turn_of(problem: int) -> Any:
    return select(Handoff.id).where(col(Handoff.case_number) == problem)


async def _update(desk: Desk, problem: int) -> None:
    await desk.do(Request(by=DANA), updates.announce, problem, text="We found the cause.")
    await sweep.tend_problems(desk)


async def _fix(desk: Desk, problem: int) -> None:
    await desk.do(Request(by=DANA), fixing.fixed, problem, Fix("The old server.", "It works again."))
    await sweep.tend_problems(desk)


async def _say_round(kind: str, name: str, desk: Desk, run: Callable[[], Awaitable[None]]) -> None:
    """Seconds until the last case has heard, and the longest that somebody else waited meanwhile."""
    waited: list[float] = []
    probing = asyncio.create_task(_probe(desk, name, waited))
    begin = perf_counter()
    await run()
    seconds = perf_counter() - begin
    probing.cancel()
    _say(kind, name, seconds, "s")
    waited.sort()
    _say(kind, f"{name}.others_p50", 1000 * waited[len(waited) // 2], "ms")
    _say(kind, f"{name}.others_longest", 1000 * waited[-1], "ms")


async def _probe(desk: Desk, name: str, waited: list[float]) -> None:
    """Somebody who writes one small row again and again."""
    for number in range(1_000_000):
        begin = perf_counter()
        await desk.do(Request(receipts=(f"probe:{name}:{number}",)), _nothing)
        waited.append(perf_counter() - begin)
        await asyncio.sleep(PROBE_SECONDS)


def _nothing(_work: object) -> None:
    """Its receipt is the write."""


def _say(kind: str, name: str, value: float, unit: str) -> None:
    say_line(Line(f"{kind}.flood.{name}", value, unit))


def _check(engine: Any, size: Size) -> None:
    """One card in a department for all of them; of each round one message a case, none twice."""
    with Session(engine) as session:
        by_kind = Counter(notice["kind"] for notice in session.exec(select(Outgoing.notice)))
    assert by_kind["ProblemDraftWaits"] == by_kind["LoopToClose"] == size.cases, by_kind
    assert by_kind["HandoffCard"] == size.cases // 10 + 2, by_kind
    assert by_kind["CaseCard"] == size.cases + size.cases // 10 + 1, by_kind
