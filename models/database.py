"""Opening the database: SQLite embedded, PostgreSQL for teams."""

import fcntl
import os
import sqlite3
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 5


class DatabaseInUseError(Exception):
    """Another Liaison has this SQLite file open; two would send everything twice."""


def open_engine(url: str) -> Engine:
    """An engine whose every transaction is safe against lost updates.

    SQLite: WAL, synchronous=FULL (a commit survives power loss), BEGIN IMMEDIATE (a reader that turns
    writer would otherwise fail at once with SQLITE_BUSY_SNAPSHOT; https://www.sqlite.org/isolation.html).
    PostgreSQL: rows are locked by the operations; connections are tested before use.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url, "BEGIN IMMEDIATE")
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=12,
        connect_args={"options": "-c statement_timeout=10000 -c timezone=utc", "connect_timeout": 5},
    )


def open_reader(url: str, writer: Engine) -> Engine:
    """An engine for reading: on SQLite it waits for no writer; on PostgreSQL it is the same one."""
    return writer if writer.dialect.name == "postgresql" else _open_sqlite(url, "BEGIN")


def _open_sqlite(url: str, begin: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


class FileLock:
    """An exclusive lock beside the SQLite file, held while the process lives."""

    def __init__(self, url: str) -> None:
        database = make_url(url).database
        self._path = Path(f"{database}.lock") if database and database != ":memory:" else None
        self._file: Any = None

    def __enter__(self) -> Self:
        if self._path is None:
            return self
        self._file = self._path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "unknown"
            self._file.close()
            sentence = (
                f"{self._path.with_suffix('')} is already in use by another Liaison (process {holder}). "
                "Stop that one first, or use PostgreSQL to run several."
            )
            raise DatabaseInUseError(sentence) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
