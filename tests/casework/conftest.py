"""A room of either kind."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.database import open_engine
from sandbox.clock import Clock
from tests.casework.room import NOON, Room, furnish
from tests.models.blank import copy_of, emptied


@pytest.fixture(scope="session")
def furnished_file(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = Path(shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("furnished")))
    engine = open_engine(f"sqlite:///{path}")
    furnish(Room(engine, Clock(start=NOON, frozen=True)))
    engine.dispose()
    return path


@pytest.fixture
def quick_room(furnished_file: Path, tmp_path: Path) -> Iterator[Room]:
    """For rules in which the database has no part: SQLite alone."""
    engine = copy_of(furnished_file, tmp_path)
    yield Room(engine, Clock(start=NOON, frozen=True))
    engine.dispose()


@pytest.fixture
def shared_room(shared_database: Engine) -> Room:
    """PostgreSQL alone."""
    room = Room(emptied(shared_database), Clock(start=NOON, frozen=True))
    furnish(room)
    return room


@pytest.fixture(params=["quick_room", "shared_room"], ids=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest) -> Room:
    """Either of the two."""
    return request.getfixturevalue(request.param)
