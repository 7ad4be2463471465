"""The digest over a million cases, beside the same over ten thousand: what is stored must not slow it down.

Both have the same 5,000 open cases and 6,400 new ones a week; one has three years of closed ones behind it.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text
from sqlmodel import Session

from casework.digests.facts import facts_for
from casework.digests.scopes import EVERYTHING, Scope
from casework.quiet import Reader
from casework.work import Work
from models.database import open_engine
from models.digest_facts import DigestFacts
from models.migrate import migrate
from tests.bench import databases, history
from tests.bench.databases import Fresh
from tests.bench.report import Line, say, say_line
from tests.house import HANDBOOK

NOW = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
DAY = date(2026, 11, 23)
READER = Reader("U0RUTHABARA", "Ruth", ZoneInfo("America/New_York"), HANDBOOK.hours_of(None))
READERS: dict[str, Scope] = {"manager": EVERYTHING, "lead": Scope(("billing",))}


@dataclass(frozen=True)
class Size:
    few: int = 10_000
    many: int = 1_000_000
    rounds: int = 7


QUICK = Size(1_000, 10_000, 3)


def measure(kinds: Sequence[str], size: Size) -> None:
    """Print a line of JSON for each reader and database: milliseconds, and the ratio to the few cases'."""
    for kind in kinds:
        with (
            tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder,
            databases.KINDS[kind](Path(folder)) as fresh,
        ):
            _on_one(kind, fresh, size)


def _on_one(kind: str, fresh: Fresh, size: Size) -> None:
    few = _times(fresh, size.few, size.rounds)
    many = _times(fresh, size.many, size.rounds)
    for reader in READERS:
        name, against = f"{kind}.digest.{reader}", f"{size.few} cases"
        say_line(Line(name, 1000 * many[reader], "ms", against, many[reader] / few[reader]))


def _times(fresh: Fresh, cases: int, rounds: int) -> dict[str, float]:
    """The median of the rounds in seconds, by reader."""
    with _desk_of(fresh, cases) as engine:
        return {reader: _median(engine, scope, rounds) for reader, scope in READERS.items()}


@contextmanager
def _desk_of(fresh: Fresh, cases: int) -> Iterator[Engine]:
    engine = open_engine(fresh())
    migrate(engine)
    begin = perf_counter()
    history.write(engine, cases, NOW)
    say(f"{engine.dialect.name}: {cases:,} cases written in {perf_counter() - begin:.0f} s")
    try:
        yield engine
    finally:
        engine.dispose()


def _median(engine: Engine, scope: Scope, rounds: int) -> float:
    found = digest(engine, scope)
    assert found.stalled.total > len(found.stalled.lines), "there is nothing to find"
    return median(_seconds(lambda: digest(engine, scope)) for _ in range(rounds))


def _seconds(what: Callable[[], object]) -> float:
    begin = perf_counter()
    what()
    return perf_counter() - begin


def digest(engine: Engine, scope: Scope) -> DigestFacts:
    with Session(engine) as session:
        session.execute(text("SELECT 1"))
        return facts_for(Work(session, NOW, HANDBOOK, b"bench"), READER, DAY, scope)
