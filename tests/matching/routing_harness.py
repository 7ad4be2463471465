"""The product's own department suggestions behind a ``learn``/``suggest`` protocol, on a database of its own.

``ProductRouter?url=postgresql%2Bpsycopg://…`` names another database than a new SQLite file. Each lesson is
committed. The handbook has the departments that were learnt so far.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event
from sqlmodel import Session

from casework.matching import departments
from casework.work import Work
from config.handbook import Department, Handbook
from models.database import open_engine
from models.migrate import migrate
from tests.house import PLAIN

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class ProductRouter:
    def __init__(self, url: str = "", silent_below: float = 0.0, *, durable: bool = False) -> None:
        """``silent_below``: 0 ranks whatever there is; ``durable``: SQLite waits for the disk."""
        self._folder = tempfile.TemporaryDirectory()
        self._engine = open_engine(url or f"sqlite:///{Path(self._folder.name) / 'liaison.db'}")
        if not durable and not url:
            event.listen(self._engine, "connect", _hurry)
        migrate(self._engine)
        self._silent_below = silent_below
        self._handbook = handbook_of([])

    def learn(self, title: str, body: str, department: str) -> None:
        if department not in self._handbook.departments:
            self._handbook = handbook_of([*self._handbook.departments, department])
        with self._work() as work:
            departments.learn(work, title, body, department)

    def suggest(self, title: str, body: str, k: int) -> list[tuple[str, float]]:
        with self._work() as work:
            found = departments.suggest(work, title, body, k, silent_below=self._silent_below)
        return [(one.department, one.confidence) for one in found]

    def close(self) -> None:
        self._engine.dispose()
        self._folder.cleanup()

    @contextmanager
    def _work(self) -> Iterator[Work]:
        with Session(self._engine) as session:
            yield Work(session, NOW, self._handbook, b"test")
            session.commit()


def handbook_of(keys: list[str]) -> Handbook:
    """A handbook of these departments and no rules."""
    known = {key: Department.model_construct(name=key, channel=f"C{n:09}") for n, key in enumerate(keys)}
    return PLAIN.model_copy(update={"departments": known})


def _hurry(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
