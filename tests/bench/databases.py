"""Databases as in production: every commit reaches the disk."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

from tests import postgres

Fresh = Callable[[], str]
"""The URL of a database that has never been used."""


@contextmanager
def sqlite(folder: Path) -> Iterator[Fresh]:
    numbers = count(1)
    yield lambda: f"sqlite:///{folder / f'{next(numbers)}.db'}"


@contextmanager
def postgresql(_folder: Path) -> Iterator[Fresh]:
    with postgres.server(is_durable=True) as running:
        yield running.fresh_database


KINDS = {"sqlite": sqlite, "postgresql": postgresql}


def rows_in(url: str, table: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
    engine.dispose()
    return found
