"""A migrated database of either kind, and a case with a hand-off in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from tests import postgres
from tests.models.blank import copy_of, emptied, migrated_database, migrated_file
from tests.models.rows import a_case, a_customer, a_handoff


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_file(tmp_path_factory.mktemp("blank"))


@pytest.fixture(scope="session")
def shared_database(postgresql: postgres.Postgres) -> Iterator[Engine]:
    engine = migrated_database(postgresql)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    is_file = request.param == "sqlite"
    file, shared = ("blank_file", "shared_database")
    engine = (
        copy_of(request.getfixturevalue(file), tmp_path)
        if is_file
        else emptied(request.getfixturevalue(shared))
    )
    with Session(engine) as session:
        for row in (a_customer(), a_case(), a_handoff()):
            session.add(row)
            session.flush()
        session.commit()
    yield engine
    if is_file:
        engine.dispose()
