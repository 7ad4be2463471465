"""``python -m tests.bench --only sweep``: does the sweep grow with what is due or with what is stored?

Beside bare SQL that does the same through the same partial index, and beside APScheduler with one job a case
in its SQLAlchemy job store. Medians; ``ratio`` is ours by the other's.
"""

import asyncio
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import insert, text
from sqlmodel import Session

from casework import audit, due
from casework.desk import OWN_WORK
from casework.work import Work
from models.database import open_engine
from models.migrate import migrate
from models.outgoing import Outgoing
from scheduler import sweep
from tests.bench import jobs
from tests.bench.databases import KINDS
from tests.bench.promised import DUE, ENDED, HANDBOOK, NOW, Ledger, introduce
from tests.bench.report import Line, say, say_line

EARLIER = NOW - timedelta(days=3)
"""When nothing was due."""
INDEX = "promises_to_look_at"


_ROW = """
INSERT INTO outgoing (key, marker, audience, is_root, lane, notice, revision, drawn, is_gone, status, due_at,
    created_at, fence, attempts, lookups, error)
VALUES (?, ?, 'internal', false, 'x', '{}', 1, 0, false, 'pending', ?, ?, 0, 0, 0, '')"""


@dataclass(frozen=True)
class Plan:
    sizes: Sequence[int] = (10_000, 100_000, 1_000_000)
    ended: int = ENDED
    runs: int = 15
    jobs: Sequence[int] = (10_000, 100_000)


QUICK = Plan((10_000,), ENDED // 20, 3, (10_000,))


def measure(kinds: Sequence[str], plan: Plan) -> None:
    """Print a line of JSON for each figure."""
    for kind in kinds:
        with (
            tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder,
            KINDS[kind](Path(folder)) as fresh,
        ):
            asyncio.run(_on_one(kind, fresh(), plan))
            for line in jobs.measure(kind, fresh, plan.jobs):
                say_line(Line(*line))


async def _on_one(kind: str, url: str, plan: Plan) -> None:
    engine = open_engine(url)
    migrate(engine)
    ledger, sizes, runs = Ledger(engine, kind, plan.ended), plan.sizes, plan.runs
    start = perf_counter()
    async with ledger.desk() as desk:
        await introduce(desk)
    ledger.fill()
    least: dict[str, float] = {}
    for size in sizes:
        ledger.grow(size)
        say(f"{kind}: {size:,} open promises after {perf_counter() - start:.0f} s")
        for line in [*_found(ledger, runs), *_claimed(ledger, runs), *await _swept(ledger, runs)]:
            first = least.setdefault(line.name, line.value)
            say_line(replace(line, name=f"{kind}.sweep.{line.name}.{size // 1000}k"))
            if size == sizes[-1] and size != sizes[0]:
                many = f"{line.name}.{sizes[0] // 1000}k"
                say_line(
                    Line(
                        f"{kind}.sweep.{line.name}.growth", line.value / first, "x", many, line.value / first
                    )
                )
    ledger.as_before()
    with engine.begin() as connection:
        connection.execute(text(f"DROP INDEX {INDEX}"))
    say_line(
        Line(
            f"{kind}.sweep.find.without_index.{sizes[-1] // 1000}k",
            _milliseconds(_bare_find(ledger), 3),
            "ms",
        )
    )
    engine.dispose()


def _found(ledger: Ledger, runs: int) -> Iterable[Line]:
    params = {"now": NOW, "limit": DUE}

    def find() -> None:
        with Session(ledger.engine) as session:
            assert len(session.connection().execute(due.DUE, params).all()) == DUE

    return [_beside("find", _milliseconds(find, runs), _milliseconds(_bare_find(ledger), runs))]


def _bare_find(ledger: Ledger) -> Callable[[], None]:
    query, mark = _bare(ledger, due_only=True)

    def find() -> None:
        with _cursor(ledger) as cursor:
            cursor.execute(query, (mark, DUE))
            assert len(cursor.fetchall()) == DUE

    return find


def _bare(ledger: Ledger, *, due_only: bool = False) -> tuple[str, object]:
    """The statement, and what “now” is in it."""
    which = "SELECT id FROM promise WHERE ended_at IS NULL AND next_at <= ? ORDER BY next_at LIMIT ?"
    if ledger.kind == "postgresql":
        which += " FOR UPDATE SKIP LOCKED"
    if not due_only:
        which = f"UPDATE promise SET next_at = ? WHERE id IN ({which}) RETURNING id"
    return which.replace("?", "%s") if ledger.kind == "postgresql" else which, ledger.stamp(NOW)


class _cursor:  # noqa: N801 - used as a function
    """The driver's own, in a transaction that is committed."""

    def __init__(self, ledger: Ledger) -> None:
        self.raw = ledger.engine.raw_connection()
        self.is_sqlite = ledger.kind == "sqlite"

    def __enter__(self):
        cursor = self.raw.cursor()
        if self.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        return cursor

    def __exit__(self, *_: object) -> None:
        if self.is_sqlite:
            self.raw.driver_connection.execute("COMMIT")
        else:
            self.raw.commit()
        self.raw.close()


def _claimed(ledger: Ledger, runs: int) -> Iterable[Line]:
    statement, mark = _bare(ledger)
    lease, numbers = ledger.stamp(NOW + due.LEASE), count(1)
    row = _ROW.replace("?", "%s") if ledger.kind == "postgresql" else _ROW

    def bare() -> None:
        with _cursor(ledger) as cursor:
            cursor.execute(statement, (lease, mark, DUE))
            ids = cursor.fetchall()
            assert len(ids) == DUE
            cursor.executemany(row, [(key := f"b:{next(numbers)}", key, mark, mark) for _ in ids])

    def ours() -> None:
        with Session(ledger.engine) as session:
            ids = due.claim(Work(session, NOW, HANDBOOK, b"bench"), limit=DUE)
            assert len(ids) == DUE
            session.connection().execute(insert(Outgoing), [_outgoing(next(numbers)) for _ in ids])
            session.commit()

    return [
        _beside(
            "claim", _milliseconds(ours, runs, ledger.as_before), _milliseconds(bare, runs, ledger.as_before)
        )
    ]


def _outgoing(number: int) -> dict[str, object]:
    key = f"o:{number}"
    return {"key": key, "marker": key, "lane": "x", "notice": {}, "due_at": NOW, "created_at": NOW}


async def _swept(ledger: Ledger, runs: int) -> Iterable[Line]:
    async with ledger.desk() as desk, ledger.desk(EARLIER) as idle:
        climbing, resting, auditing = [], [], []
        for _ in range(max(1, runs // 5)):
            ledger.as_before()
            begin = perf_counter()
            assert await sweep.climb(desk) == DUE
            climbing.append(perf_counter() - begin)
        _is_climbed(ledger)
        for _ in range(runs):
            begin = perf_counter()
            assert await sweep.climb(idle) == 0
            resting.append(perf_counter() - begin)
        for _ in range(runs):
            begin = perf_counter()
            found = await desk.read(OWN_WORK, audit.look)
            auditing.append(perf_counter() - begin)
            assert not any(found.values()), found
    return [
        Line("climb", 1000 * median(climbing) / DUE, "ms a promise"),
        Line("idle", 1000 * median(resting), "ms"),
        Line("audit", 1000 * median(auditing), "ms"),
    ]


def _is_climbed(ledger: Ledger) -> None:
    """Every promise has reached its rung, and whoever it means is told."""
    with ledger.engine.connect() as connection:
        rungs = connection.execute(text("SELECT rung, count(*) FROM nudge GROUP BY rung ORDER BY rung")).all()
    assert [tuple(one) for one in rungs] == [(rung, DUE // 4) for rung in (75, 100, 150, 200)], rungs


def _milliseconds(run: Callable[[], None], runs: int, prepare: Callable[[], None] = lambda: None) -> float:
    took = []
    for _ in range(runs + 1):
        prepare()
        begin = perf_counter()
        run()
        took.append(perf_counter() - begin)
    return 1000 * median(took[1:])


def _beside(name: str, ours: float, bare: float) -> Line:
    return Line(name, ours, "ms", "bare SQL", ours / bare)
