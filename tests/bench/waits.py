"""How quick the split of the wait over a period is: what is stored must not slow it down.

Both have some 6,700 stretches a day and 10,000 cases in somebody's hands; one has 600 days behind it.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import Engine, text
from sqlmodel import Session

from casework import wait_splits
from models.database import open_engine
from models.migrate import migrate
from tests.bench.databases import KINDS, Fresh
from tests.bench.report import Line, say_line
from tests.house import HANDBOOK

STRETCHES_A_DAY = 6_667
OPEN = 10_000
"""Cases with a stretch that lasts, of the last ten days."""
NOW = datetime(2026, 11, 20, 8, 30, 0, 250_000, UTC)
PERIODS = {"yesterday": timedelta(days=1), "week": timedelta(days=7)}


@dataclass(frozen=True)
class Size:
    few: int = 10
    """Days that are stored."""
    many: int = 600
    rounds: int = 15


QUICK = Size(10, 20, 3)

_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)",
    "postgresql": "WITH n AS (SELECT generate_series(0, :count - 1) AS i)",
}
_CASE = (
    'INSERT INTO "case" (number, customer_id, title, story, severity, status, csm, opened_at, moved_at) '
    "{numbers} SELECT i + 1, 1, 't', 's', 'normal', 'closed', 'U0DANAOKAFO', :now, :now FROM n"
)
_WAIT = (
    "INSERT INTO wait (case_number, holder, department, shared_by, since, until) {numbers} SELECT i / 4 + 1, "
    "CASE i % 4 WHEN 0 THEN 'csm' WHEN 1 THEN 'customer' ELSE 'department' END, "
    "CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 'billing' WHEN 2 THEN 'legal' ELSE 'engineering' END, "
    "1 + (i % 4) / 2, {since}, {until} FROM n"
)
_LASTING = (
    "INSERT INTO wait (case_number, holder, department, shared_by, since) {numbers} "
    "SELECT i + 1, 'department', 'logistics', 1, {since} FROM n"
)


def moment(kind: str, seconds: str) -> str:
    """SQL for so many seconds before now, some microseconds later."""
    if kind == "postgresql":
        return f"CAST(:now AS timestamptz) - ({seconds} - (i % 999983) * 0.000001) * interval '1 second'"
    second = f"strftime('%Y-%m-%d %H:%M:%S', :now, '-' || ({seconds}) || ' seconds')"
    return f"{second} || printf('.%06d', i % 999983)"


def fill(engine: Engine, kind: str, days: int) -> None:
    stretches = days * STRETCHES_A_DAY
    numbers, now = _NUMBERS[kind], NOW if kind == "postgresql" else f"{NOW:%Y-%m-%d %H:%M:%S.%f}"
    ago = f"({stretches} - i) * {86_400 / STRETCHES_A_DAY}"
    if kind == "sqlite":
        ago = f"CAST({ago} AS INTEGER)"
    wait = _WAIT.format(
        numbers=numbers, since=moment(kind, f"{ago} + 3600 + i % 50000"), until=moment(kind, ago)
    )
    lasting = _LASTING.format(numbers=numbers, since=moment(kind, "i * 86"))
    with engine.begin() as connection:
        if kind == "postgresql":
            connection.execute(text("SET statement_timeout = 0"))
        connection.execute(
            text("INSERT INTO customer (id, name, key, tier) VALUES (1, 'Fjordlab', 'fjordlab', 'gold')")
        )
        connection.execute(
            text(_CASE.format(numbers=numbers)), {"count": max(stretches // 4 + 1, OPEN), "now": now}
        )
        connection.execute(text(wait), {"count": stretches, "now": now})
        connection.execute(text(lasting), {"count": OPEN, "now": now})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def measure(kinds: Sequence[str], size: Size) -> None:
    """Print a line of JSON for each period and database: milliseconds, and the ratio to the few days'."""
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder, KINDS[kind](Path(folder)) as fresh:
            few, many = (_times(fresh, kind, days, size.rounds) for days in (size.few, size.many))
            for name, seconds in many.items():
                ratio = seconds / few[name]
                say_line(Line(f"{kind}.waits.{name}", 1000 * seconds, "ms", f"{size.few} days", ratio))


def _times(fresh: Fresh, kind: str, days: int, rounds: int) -> dict[str, float]:
    """The median of the rounds in seconds, by period."""
    engine = open_engine(fresh())
    migrate(engine)
    fill(engine, kind, days)
    try:
        took = {name: [_seconds(engine, length) for _ in range(rounds)] for name, length in PERIODS.items()}
        return {name: median(seconds) for name, seconds in took.items()}
    finally:
        engine.dispose()


def _seconds(engine: Engine, length: timedelta) -> float:
    with Session(engine) as session:
        begin = perf_counter()
        found = wait_splits.over(session, HANDBOOK, NOW - length, NOW, now=NOW)
        took = perf_counter() - begin
    assert found.total
    assert sum((part.length for part in found.parts), timedelta(0)) == found.total
    return took
