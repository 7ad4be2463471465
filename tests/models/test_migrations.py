"""The schema: up, down and up again, and the same as the tables that the code knows."""

import json
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, insert, inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.database import open_engine
from models.migrate import NewerSchemaError, _config, is_current, migrate, revisions
from models.tables import METADATA
from tests.models.rows import a_case, a_customer, an_entry

BY_HAND = {"search_index", "found", "search_text_found"}
"""The full-text indexes, which no table of the code describes."""


@pytest.fixture
def blank(database_url: str) -> Iterator[Engine]:
    """Nothing in it, not even a schema."""
    engine = open_engine(database_url)
    to(engine, "base")
    yield engine
    engine.dispose()


def to(engine: Engine, revision: str) -> None:
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, "base")
        else:
            command.upgrade(config, revision)


def schema(engine: Engine) -> dict[str, list[str]]:
    """Every table with what can be said of its columns, indexes and constraints."""
    seen = inspect(engine)
    looks = (
        seen.get_columns,
        seen.get_indexes,
        seen.get_unique_constraints,
        seen.get_check_constraints,
        seen.get_foreign_keys,
    )
    return {
        table: sorted(json.dumps(found, default=str) for look in looks for found in look(table))
        for table in seen.get_table_names()
    }


def test_up_down_and_up_again_is_up(blank: Engine) -> None:
    migrate(blank)
    once = schema(blank)
    to(blank, "base")
    assert set(schema(blank)) == {"alembic_version"}
    migrate(blank)
    assert schema(blank) == once
    assert set(METADATA.tables) <= set(once)


def test_every_revision_can_be_gone_through_one_by_one(blank: Engine) -> None:
    revisions = [one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()]
    for revision in reversed(revisions):
        to(blank, revision)
    with blank.connect() as connection:
        assert is_current(connection)


def test_the_schema_is_what_the_code_was_written_for(blank: Engine) -> None:
    migrate(blank)
    options = {"include_object": _is_described, "compare_type": True, "compare_server_default": True}
    with blank.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def _is_described(_thing: object, name: str | None, _kind: str, _reflected: bool, _other: object) -> bool:
    return not any(str(name).startswith(hand) for hand in BY_HAND)


def test_an_old_schema_is_recognised(blank: Engine) -> None:
    with blank.connect() as connection:
        assert not is_current(connection)
    to(blank, "0001")
    with blank.connect() as connection:
        assert not is_current(connection)


def test_the_revisions_are_known_without_alembic() -> None:
    walked = [one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()]
    assert revisions() == walked[::-1]


def test_a_newer_schema_is_left_alone(blank: Engine) -> None:
    migrate(blank)
    with blank.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchemaError, match=rf"schema 9999; this one knows {revisions()[-1]} at most"):
        migrate(blank)
    with blank.begin() as connection:
        assert not is_current(connection)
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revisions()[-1]}'")


def test_migrating_twice_changes_nothing(blank: Engine) -> None:
    migrate(blank)
    once = schema(blank)
    migrate(blank)
    assert schema(blank) == once


def test_what_is_kept_survives_a_migration(blank: Engine) -> None:
    """From the first revision with rows to the newest."""
    to(blank, "0001")
    with blank.begin() as connection:
        for row in (a_customer(), a_case(), an_entry()):
            table = Table(row.__tablename__, MetaData(), autoload_with=connection)
            known = {name: value for name, value in row.model_dump().items() if name in table.columns}
            connection.execute(insert(table), {**known, **({"id": 1} if "id" in known else {})})
    migrate(blank)
    with blank.connect() as connection:
        assert connection.exec_driver_sql('SELECT title FROM "case"').scalar() == "Charged twice"
        assert connection.exec_driver_sql("SELECT count(*) FROM entry").scalar() == 1


def test_a_kind_of_promise_that_came_later_is_taken_and_no_other(blank: Engine) -> None:
    """SQLite's constraint is changed in its own text of the table."""
    migrate(blank)
    with Session(blank) as session:
        for row in (a_customer(), a_case()):
            session.add(row)
            session.flush()
        session.commit()
    _promise(blank, "prevent")
    with pytest.raises(IntegrityError):
        _promise(blank, "nonsense")
    if blank.dialect.name == "sqlite":
        with blank.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def _promise(engine: Engine, kind: str) -> None:
    columns = "kind, case_number, opened_at, runs_from, spent_seconds, allowed_seconds, due_at, rung"
    now = "'2026-11-23 12:00:00'"
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO promise ({columns}) VALUES ('{kind}', 1, {now}, {now}, 0, 1, {now}, 0)"
        )
