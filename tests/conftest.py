"""Fixtures of all tests: an empty database of either kind, and the whole house."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from models.database import open_engine
from models.migrate import migrate
from tests import postgres
from tests.house import House, Mode, open_house


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Postgres]:
    with postgres.server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'liaison.db'}"
    return migrated(request.getfixturevalue("postgresql").fresh_database())


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'liaison.db'}"


def migrated(url: str) -> str:
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    return url


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
