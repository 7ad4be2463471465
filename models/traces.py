"""What a database keeps of rows that were changed: old pages, dead rows, words in full-text indexes."""

from contextlib import closing

from sqlalchemy import Engine

_SQLITE = (
    "PRAGMA secure_delete=ON",
    "INSERT INTO search_index(search_index) VALUES ('optimize')",
    "VACUUM",
    "PRAGMA wal_checkpoint(TRUNCATE)",
)
"""FTS5 only marks a word as gone until its segments are merged (https://www.sqlite.org/fts5.html)."""
_POSTGRESQL = (
    "SET statement_timeout = 0",
    "REINDEX INDEX CONCURRENTLY search_text_found",
    "VACUUM (ANALYZE)",
    "RESET statement_timeout",
)
"""A GIN index never lets go of a word (https://www.postgresql.org/docs/current/gin-implementation.html), and
the planner's statistics hold frequent values."""


def wipe(engine: Engine) -> None:
    """Nothing of it is left in the database's own files; it may take minutes where they are large."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as raw:
            for statement in _SQLITE:
                raw.cursor().execute(statement).fetchall()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in _POSTGRESQL:
            connection.exec_driver_sql(statement)
