"""How quick the split of the wait over a period is, beside a million cases and four million stretches.

``python -m tests.bench.waits [sqlite | postgresql]``: the median of so many runs, in milliseconds.
"""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import Engine, text
from sqlmodel import Session

from casework import wait_splits
from models.database import open_engine
from models.facts import WaitSplit
from models.migrate import migrate
from tests.bench.databases import KINDS
from tests.house import HANDBOOK

CASES, STRETCHES = 1_000_000, 4_000_000
DAYS = 600
"""So that some 20,000 stretches touch a period of three days."""
OPEN = 10_000
"""Cases with a stretch that lasts, of the last ten days."""
NOW = datetime(2026, 11, 20, 8, 30, 0, 250_000, UTC)
RUNS = 15
PERIODS = {"yesterday": timedelta(days=1), "three days": timedelta(days=3), "a week": timedelta(days=7)}

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


def fill(engine: Engine, kind: str) -> None:
    numbers, now = _NUMBERS[kind], NOW if kind == "postgresql" else f"{NOW:%Y-%m-%d %H:%M:%S.%f}"
    ago = f"({STRETCHES} - i) * {DAYS * 86_400 / STRETCHES}"
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
        connection.execute(text(_CASE.format(numbers=numbers)), {"count": CASES, "now": now})
        connection.execute(text(wait), {"count": STRETCHES, "now": now})
        connection.execute(text(lasting), {"count": OPEN, "now": now})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def measure(engine: Engine, length: timedelta) -> tuple[float, WaitSplit]:
    took = []
    for _ in range(RUNS):
        with Session(engine) as session:
            begin = perf_counter()
            found = wait_splits.over(session, HANDBOOK, NOW - length, NOW, now=NOW)
            took.append(perf_counter() - begin)
    return 1000 * median(took), found


def touched(engine: Engine, length: timedelta) -> int:
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM wait WHERE until > :since OR until IS NULL")
        since = NOW - length
        given = since if engine.dialect.name == "postgresql" else f"{since:%Y-%m-%d %H:%M:%S.%f}"
        return int(connection.execute(query, {"since": given}).scalar_one())


def main(kinds: list[str]) -> None:
    for kind in kinds or list(KINDS):
        with tempfile.TemporaryDirectory() as folder, KINDS[kind](Path(folder)) as fresh:
            engine = open_engine(fresh())
            migrate(engine)
            fill(engine, kind)
            for name, length in PERIODS.items():
                took, found = measure(engine, length)
                assert sum((part.length for part in found.parts), timedelta(0)) == found.total
                stretches = f"{touched(engine, length):>7,} stretches"
                sys.stdout.write(f"{kind:10} {name:10} {stretches} {took:8.1f} ms\n")
            engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1:])
