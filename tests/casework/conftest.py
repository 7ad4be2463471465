"""A room of either kind: SQLite by a copied file, PostgreSQL by one database that is emptied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.database import open_engine
from models.migrate import migrate
from models.tables import METADATA
from sandbox.clock import Clock
from tests import postgres
from tests.casework.room import NOON, Room, furnish
from tests.conftest import migrated

EMPTY = "TRUNCATE " + ", ".join(f'"{name}"' for name in METADATA.tables) + " RESTART IDENTITY"


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("furnished") / "liaison.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    furnish(Room(engine, Clock(start=NOON, frozen=True)))
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def shared_database(postgresql: postgres.Postgres) -> Iterator[Engine]:
    engine = open_engine(migrated(postgresql.fresh_database()))
    yield engine
    engine.dispose()


@pytest.fixture
def quick_room(furnished_file: Path, tmp_path: Path) -> Iterator[Room]:
    """For rules in which the database has no part: SQLite alone."""
    engine = open_engine(f"sqlite:///{shutil.copy(furnished_file, tmp_path)}")
    yield Room(engine, Clock(start=NOON, frozen=True))
    engine.dispose()


@pytest.fixture
def shared_room(shared_database: Engine) -> Room:
    """PostgreSQL alone."""
    with shared_database.begin() as connection:
        connection.exec_driver_sql(EMPTY)
        connection.exec_driver_sql("INSERT INTO counter (name, value) VALUES ('case', 0)")
    room = Room(shared_database, Clock(start=NOON, frozen=True))
    furnish(room)
    return room


@pytest.fixture(params=["quick_room", "shared_room"], ids=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest) -> Room:
    """Either of the two."""
    return request.getfixturevalue(request.param)
