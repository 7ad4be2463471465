"""A migrated database of either kind, and a case with a hand-off in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from tests.models.blank import copy_of, emptied
from tests.models.rows import a_case, a_customer, a_handoff


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    is_file = request.param == "sqlite"
    file, shared = ("migrated_sqlite", "shared_database")
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
