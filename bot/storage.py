"""The database as the process needs it: open, its alone if embedded, and migrated."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import describe
from config.settings import Settings
from models.database import FileLock, open_engine, open_reader
from models.migrate import is_current, migrate


class StartError(Exception):
    """Liaison cannot start; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Storage:
    engine: Engine
    reader: Engine


@contextmanager
def open_storage(settings: Settings) -> Iterator[Storage]:
    """Open for the process's life. Raises DatabaseInUseError or StartError.

    The embedded database is migrated here. A team's is migrated by ``python -m bot migrate``, once for all
    replicas, with rights that the bot itself need not have.
    """
    with _alone(settings):
        engine = open_engine(settings.database_url)
        reader = open_reader(settings.database_url, engine)
        try:
            _prepare(engine, is_embedded=settings.is_embedded)
            yield Storage(engine, reader)
        finally:
            reader.dispose()
            engine.dispose()


@contextmanager
def open_for_reading(settings: Settings) -> Iterator[Engine]:
    """Beside a bot that runs. Raises StartError."""
    writer = open_engine(settings.database_url)
    reader = open_reader(settings.database_url, writer)
    try:
        _prepare(reader, is_embedded=False)
        yield reader
    finally:
        reader.dispose()
        writer.dispose()


def migrate_storage(settings: Settings) -> None:
    """Bring the schema to the newest. Raises DatabaseInUseError or StartError."""
    with _alone(settings):
        engine = open_engine(settings.database_url)
        try:
            migrate(engine)
        except SQLAlchemyError as error:
            raise StartError(f"The migration failed: {describe(error)}.") from None
        finally:
            engine.dispose()


def _alone(settings: Settings) -> AbstractContextManager[object]:
    """No other process may use an embedded database at the same time."""
    return FileLock(settings.database_url) if settings.is_embedded else nullcontext()


def _prepare(engine: Engine, *, is_embedded: bool) -> None:
    try:
        if is_embedded:
            migrate(engine)
        with engine.connect() as connection:
            current = is_current(connection)
    except SQLAlchemyError as error:
        raise StartError(f"The database does not answer: {describe(error)}.") from None
    if not current:
        raise StartError("The database needs its migrations: run python -m bot migrate.")
