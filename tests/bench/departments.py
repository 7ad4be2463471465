"""What it costs to learn a department and to suggest one: 150 departments, 20,000 earlier cases.

``python -m tests.bench.departments [--quick] [sqlite | postgresql]``: medians; a line of JSON each as well.
Against what the same database takes for the least of the kind: to commit one row of as many bytes, to read
one row by its key. ``start`` is the first suggestion of a process, which reads all that was learnt.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from sqlalchemy import Engine, text
from sqlmodel import Session

from casework.matching import departments
from casework.matching.routing import memory
from casework.work import Work
from config.handbook import Handbook
from models.database import open_engine
from models.migrate import migrate
from tests.bench.databases import KINDS
from tests.matching.routing_harness import NOW, handbook_of

DEPARTMENTS = 150
TOGETHER = 50
"""Lessons of one commit, to fill the database sooner."""
VOCABULARY, OWN_WORDS = 30_000, 40

Lesson = tuple[str, str, str]


@dataclass(frozen=True)
class Plan:
    lessons: int = 20_000
    runs: int = 200


QUICK = Plan(lessons=1_000, runs=40)


@dataclass
class Stage:
    engine: Engine
    handbook: Handbook
    kind: str
    plan: Plan
    lessons: Iterator[Lesson]

    def learn(self, together: int = 1) -> None:
        with Session(self.engine) as session:
            for lesson in islice(self.lessons, together):
                departments.learn(self.work(session), *lesson)
            session.commit()

    def suggest(self) -> None:
        title, body, _ = next(self.lessons)
        with Session(self.engine) as session:
            departments.suggest(self.work(session), title, body, 3)

    def start(self) -> None:
        memory._memory.cache_clear()
        self.suggest()

    def commit_a_row(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(text("INSERT INTO bench_row (body) VALUES (:body)"), {"body": "x" * 600})

    def read_a_row(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(text("SELECT department FROM lesson WHERE id = 1")).all()

    def work(self, session: Session) -> Work:
        return Work(session, NOW, self.handbook, b"bench")

    def took(self, what: Callable[[], None], runs: int | None = None) -> float:
        """The median, in milliseconds."""
        took = []
        for _ in range(runs or self.plan.runs):
            begin = perf_counter()
            what()
            took.append(perf_counter() - begin)
        return 1000 * median(took)

    def bytes_of_a_lesson(self) -> float:
        """In the table, without its indexes."""
        size = (
            "avg(pg_column_size(lesson.*))"
            if self.kind == "postgresql"
            else "avg(length(marks) + length(says) + length(digest) + length(department) + 20)"
        )
        with self.engine.connect() as connection:
            return float(connection.execute(text(f"SELECT {size} FROM lesson")).scalar_one())


def made_up(seed: int) -> Iterator[Lesson]:
    """Titles of eight words and bodies of sixty, of which some belong to the department."""
    random = Random(seed)
    words = [f"{random.choice('bdfgklmnprst')}{random.randrange(10**6):x}" for _ in range(VOCABULARY)]
    while True:
        department = random.randrange(DEPARTMENTS)
        own = [words[department * OWN_WORDS + random.randrange(OWN_WORDS)] for _ in range(12)]
        common = [words[int(VOCABULARY * random.random() ** 4)] for _ in range(56)]
        title, body = own[:4] + common[:4], own[4:] + common[4:]
        random.shuffle(body)
        yield " ".join(title), " ".join(body), f"department-{department}"


def fill(stage: Stage) -> None:
    with stage.engine.begin() as connection:
        connection.execute(text("CREATE TABLE bench_row (body TEXT)"))
    for _ in range(stage.plan.lessons // TOGETHER):
        stage.learn(TOGETHER)
    stage.suggest()


def measure(stage: Stage) -> None:
    row, key = stage.took(stage.commit_a_row), stage.took(stage.read_a_row)
    say(stage, "learn", stage.took(stage.learn), "a row committed", row)
    say(stage, "suggest", stage.took(stage.suggest), "a row read by its key", key)
    say(stage, "start", stage.took(stage.start, 3), "a row read by its key", key)
    say(stage, "lesson", stage.bytes_of_a_lesson(), "the longest title and story", 3_150, unit="B")


def say(stage: Stage, name: str, value: float, against: str, rivals: float, *, unit: str = "ms") -> None:
    name = f"departments.{stage.kind}.{name}"
    sys.stdout.write(f"{name:32} {value:9,.2f} {unit:3} {against}: {rivals:,.2f}\n")
    figure = {"name": name, "value": round(value, 3), "unit": unit, "against": against}
    sys.stdout.write(json.dumps(figure | {"ratio": round(value / rivals, 3)}) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("kinds", nargs="*")
    options = parser.parse_args()
    handbook = handbook_of([f"department-{number}" for number in range(DEPARTMENTS)])
    sys.stdout.write(f"{os.cpu_count()} processors\n")
    for kind in options.kinds or list(KINDS):
        with tempfile.TemporaryDirectory() as folder, KINDS[kind](Path(folder)) as fresh:
            engine = open_engine(fresh())
            migrate(engine)
            stage = Stage(engine, handbook, kind, QUICK if options.quick else Plan(), made_up(1))
            fill(stage)
            measure(stage)
            engine.dispose()


if __name__ == "__main__":
    main()
