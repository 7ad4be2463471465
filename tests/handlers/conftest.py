"""A floor with nobody's case yet, and what people do on it."""

from collections.abc import AsyncIterator

import pytest

from tests.floor import open_floor
from tests.handlers.desk_life import Life


@pytest.fixture
async def life(sqlite_url: str) -> AsyncIterator[Life]:
    async with open_floor(sqlite_url) as floor:
        yield Life(floor)


@pytest.fixture
async def either(database_url: str) -> AsyncIterator[Life]:
    """On SQLite and on PostgreSQL."""
    async with open_floor(database_url) as floor:
        yield Life(floor)
