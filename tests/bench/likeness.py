"""``python -m tests.bench --only likeness``: do suggestions and additions grow with what is stored?

Beside the database's own index over the same texts: FTS5 with ``bm25()``, a ``tsvector`` with ``ts_rank``,
each asked for the twelve rarest words. An addition includes its commit.
Medians; ``ratio`` is ours by the other's.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import Engine, insert, text
from sqlmodel import Session

from casework.matching import likeness
from models.case import Case
from models.database import open_engine
from models.migrate import migrate
from tests.bench.databases import KINDS
from tests.bench.report import Line, say, say_line
from tests.bench.stock import NOW, Library, case_row

OTHER = {
    "sqlite": (
        "CREATE VIRTUAL TABLE other USING fts5(title, body)",
        "INSERT INTO other(rowid, title, body) VALUES (:number, :title, :body)",
        "SELECT rowid FROM other WHERE other MATCH :words ORDER BY bm25(other, 4, 1) LIMIT 10",
        " OR ",
    ),
    "postgresql": (
        """CREATE TABLE other (number int PRIMARY KEY, title text, body text, found tsvector
           GENERATED ALWAYS AS (setweight(to_tsvector('simple', title), 'A')
           || to_tsvector('simple', body)) STORED);
           CREATE INDEX other_found ON other USING gin(found)""",
        "INSERT INTO other(number, title, body) VALUES (:number, :title, :body)",
        """SELECT number FROM other WHERE found @@ to_tsquery('simple', :words)
           ORDER BY ts_rank(found, to_tsquery('simple', :words)) DESC LIMIT 10""",
        " | ",
    ),
}
"""How the database's own index is made, filled and asked, and what stands between the words."""


@dataclass(frozen=True)
class Plan:
    sizes: Sequence[int] = (10_000, 100_000, 1_000_000)
    runs: int = 60


QUICK = Plan((2_000,), 5)
STARTS = 12


def measure(kinds: Sequence[str], plan: Plan) -> None:
    """Print a line of JSON for each figure."""
    for kind in kinds:
        for size in plan.sizes:
            with (
                tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder,
                KINDS[kind](Path(folder)) as fresh,
            ):
                url = fresh()
                engine = open_engine(url)
                migrate(engine)
                library = _on_one(engine, kind, size, plan.runs)
                engine.dispose()
                _start(url, kind, size, library)


def _start(url: str, kind: str, size: int, library: Library) -> None:
    """A process opens the database and suggests for the first time; beside one that only opens it."""

    def begin(*, suggests: bool) -> None:
        engine = open_engine(url)
        migrate(engine)
        if suggests:
            _suggest(engine, library, size)
        engine.dispose()

    ours = _timed(lambda: begin(suggests=True), STARTS)
    other = _timed(lambda: begin(suggests=False), STARTS)
    _beside(f"{kind}.likeness.start.{size // 1000}k", ours, other, "opening the database")


def _on_one(engine: Engine, kind: str, size: int, runs: int) -> Library:
    begin, library = perf_counter(), Library(size + 4 * runs)
    make, keep, _, _ = OTHER[kind]
    with engine.begin() as connection:
        for statement in make.split(";"):
            connection.execute(text(statement))
    library.fill(engine, size, keep)
    say(f"{kind}: {size:,} cases after {perf_counter() - begin:.0f} s")
    name = f"{kind}.likeness.{{}}.{size // 1000}k"
    fresh = iter(range(size + 1, size + 4 * runs + 1))
    ours = _timed(lambda: _suggest(engine, library, next(fresh)), runs)
    other = _timed(lambda: _ask_other(engine, kind, library, next(fresh)), runs)
    _beside(name.format("query"), ours, other, f"{kind}'s own index")
    ours = _timed(lambda: _remember(engine, library, next(fresh)), runs - 1)
    other = _timed(lambda: _keep_other(engine, keep, library, next(fresh)), runs - 1)
    _beside(name.format("addition"), ours, other, f"{kind}'s own index")
    return library


def _suggest(engine: Engine, library: Library, number: int) -> None:
    title, body = library.texts(number)
    with Session(engine) as session:
        assert likeness.suggest(session, title, body, now=NOW)


def _ask_other(engine: Engine, kind: str, library: Library, number: int) -> None:
    _, _, ask, between = OTHER[kind]
    words = between.join(library.rarest(number, 12))
    with engine.connect() as connection:
        assert connection.execute(text(ask), {"words": words}).all()


def _remember(engine: Engine, library: Library, number: int) -> None:
    title, body = library.texts(number)
    with Session(engine) as session:
        session.connection().execute(insert(Case), [case_row(number, title)])
        likeness.remember(session, number, title, body, now=NOW)
        session.commit()


def _keep_other(engine: Engine, keep: str, library: Library, number: int) -> None:
    title, body = library.texts(number)
    with engine.begin() as connection:
        connection.execute(text(keep), {"number": number, "title": title, "body": body})


def _timed(run: Callable[[], None], runs: int) -> list[float]:
    took = []
    for _ in range(runs):
        begin = perf_counter()
        run()
        took.append(1000 * (perf_counter() - begin))
    return took[1:]


def _beside(name: str, ours: list[float], other: list[float], against: str) -> None:
    say_line(Line(name, median(ours), "ms", against, median(ours) / median(other)))
    say_line(Line(f"{name}.p95", quantiles(ours, n=20)[-1], "ms"))
