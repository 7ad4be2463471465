"""The schema, by Alembic migrations only; Alembic itself is loaded when there is something to migrate."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).with_name("migrations")
VERSIONS = "alembic_version"
"""Alembic's own table: one row, the revision the schema is at."""


class NewerSchemaError(Exception):
    """The database was written by a newer Liaison, whose revisions this one does not know."""


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest revision; several replicas may try at once, one does it.

    Raises NewerSchemaError.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(727141)")
        present = _revision(connection)
        if present not in (None, *revisions()):
            raise NewerSchemaError(
                f"The database was written by a newer Liaison (schema {present}; "
                f"this one knows {revisions()[-1]} at most): run that one, or restore a backup."
            )
        if present != revisions()[-1]:
            _upgrade(connection)


def is_current(connection: Connection) -> bool:
    """Whether the schema is the one this code was written for."""
    return _revision(connection) == revisions()[-1]


def revisions() -> list[str]:
    """All that are known, the newest last: each file is named for its own, ``0002_search_and_history.py``."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _revision(connection: Connection) -> str | None:
    """The revision the schema is at; None where nothing was ever migrated."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    return connection.exec_driver_sql(f"SELECT version_num FROM {VERSIONS}").scalar()  # noqa: S608 - a constant


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - a tenth of a second that most starts need not spend

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
