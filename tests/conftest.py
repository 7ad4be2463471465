"""Fixtures of all tests: an empty database of either kind, and the whole house."""

import gc
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.database import open_engine
from models.migrate import migrate
from tests import postgres
from tests.house import House, Mode, open_house


@pytest.fixture(scope="module", autouse=True)
def _unwatched() -> Iterator[None]:
    """What outlives a file's tests the garbage collector walks no more: late in a run that took seconds."""
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Postgres]:
    with postgres.server() as running:
        yield running


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and no rows, closed: to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "liaison.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def shared_database(postgresql: postgres.Postgres) -> Iterator[Engine]:
    """One PostgreSQL database for many tests, each of which empties it first."""
    engine = open_engine(postgresql.migrated_database())
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of either kind."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("postgresql").migrated_database())


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path)}"


@pytest.fixture
def mode() -> Mode:
    return "http"


@pytest.fixture
async def house(database_url: str, mode: Mode) -> AsyncIterator[House]:
    async with open_house(database_url, mode) as opened:
        yield opened


@pytest.fixture
async def sqlite_house(sqlite_url: str) -> AsyncIterator[House]:
    async with open_house(sqlite_url) as opened:
        yield opened
