"""Databases without rows: SQLite by a copied file, PostgreSQL by one database that is emptied."""

import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Engine, event

from models.database import open_engine
from models.tables import METADATA

_EMPTY = (
    "SET LOCAL session_replication_role = replica",  # no triggers: history may go this once
    *(f'DELETE FROM "{name}"' for name in METADATA.tables),
    "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
    "INSERT INTO counter (name, value) VALUES ('case', 0)",
)


def copy_of(file: Path, folder: Path) -> Engine:
    """A copy of the file, without fsync: no test pulls the machine's plug."""
    engine = open_engine(f"sqlite:///{shutil.copy(file, folder)}")

    @event.listens_for(engine, "connect")
    def _hurry(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    return engine


def emptied(database: Engine) -> Engine:
    """As it was after its migration; far quicker than another database."""
    with database.begin() as connection:
        for statement in _EMPTY:
            connection.exec_driver_sql(statement)
    return database
