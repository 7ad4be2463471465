"""The database is the referee: what must never be, it refuses, on SQLite and on PostgreSQL."""

import os
import sqlite3
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, SQLModel, col, select, update

from models import upsert
from models.database import DatabaseInUseError, FileLock, open_engine, open_reader
from models.handoff import OPEN_STATUSES, Handoff, HandoffStatus
from models.outgoing import Audience, Delivery, Pace
from models.receipt import Receipt
from tests.models.rows import (
    NOON,
    a_case,
    a_customer,
    a_handoff,
    a_member,
    a_message,
    a_receipt,
    a_thread,
    an_entry,
    an_outgoing,
)


def keep(engine: Engine, *rows: SQLModel) -> None:
    with Session(engine) as session:
        for row in rows:
            session.add(row)
            session.flush()
        session.commit()


DOUBLES = {
    "two open hand-offs of a department in a case": [a_handoff()],
    "two desk threads of a case": [a_thread(), a_thread(ts="2.000100")],
    "two threads of a hand-off": [a_thread(handoff_id=1), a_thread(handoff_id=1, channel="C0LEGAL0001")],
    "two threads at one message": [a_thread(ts="1.0"), a_thread(handoff_id=1, ts="1.0")],
    "two messages at one place": [a_message(), a_message()],
    "two receipts of one delivery": [a_receipt(), a_receipt()],
    "two promises of one message": [an_outgoing(), an_outgoing(marker="another")],
    "two messages with one marker": [an_outgoing(key="another", marker="one"), an_outgoing(marker="one")],
    "two customers of one name": [a_customer()],
    "two cases of one number": [a_case()],
    "a message that is sent and nowhere": [an_outgoing(status=Delivery.SENT)],
    "a message to a customer that nobody approved": [an_outgoing(audience=Audience.CUSTOMER)],
    "a case of a customer that is not there": [a_case(number=2, customer_id=99)],
    "a hand-off of a case that is not there": [a_handoff(case_number=99)],
    "a line in no case's history": [an_entry(case_number=99)],
}


@pytest.mark.parametrize("rows", DOUBLES.values(), ids=DOUBLES)
def test_what_must_never_be_is_refused(engine: Engine, rows: list[SQLModel]) -> None:
    copies = [type(row)(**row.model_dump()) for row in rows]
    *good, bad = copies
    keep(engine, *good)
    with pytest.raises(IntegrityError):
        keep(engine, bad)


WRONG = {
    "status of a hand-off": ("handoff", "status", "asleep"),
    "status of a case": ('"case"', "status", "OPEN"),
    "severity": ('"case"', "severity", "terrible"),
    "delivery": ("outgoing", "status", "lost"),
    "audience": ("outgoing", "audience", "everybody"),
    "standing": ("member", "standing", "king"),
}


@pytest.mark.parametrize(("table", "column", "value"), WRONG.values(), ids=WRONG)
def test_a_word_that_the_code_does_not_know_is_refused(
    engine: Engine, table: str, column: str, value: str
) -> None:
    keep(engine, an_outgoing(), a_member())
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": value})


@pytest.mark.parametrize("status", [one for one in HandoffStatus if one not in OPEN_STATUSES], ids=str)
def test_a_department_can_be_asked_again_once_its_turn_has_ended(
    engine: Engine, status: HandoffStatus
) -> None:
    with Session(engine) as session:
        session.exec(update(Handoff).values(status=status))
        session.commit()
    keep(engine, a_handoff())


def test_two_departments_can_have_a_case_at_once(engine: Engine) -> None:
    keep(engine, a_handoff(department="legal"))


@pytest.mark.parametrize("attempt", ["UPDATE entry SET text = 'nothing happened'", "DELETE FROM entry"])
def test_history_is_append_only(engine: Engine, attempt: str) -> None:
    keep(engine, an_entry())
    with pytest.raises(DBAPIError, match="history is append-only"), engine.begin() as connection:
        connection.execute(text(attempt))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT what, text FROM entry")).all() == [("opened", "")]


@pytest.mark.parametrize("hours", [-5, 0, 14])
def test_a_moment_is_kept_as_its_instant_in_utc(engine: Engine, hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    keep(engine, a_receipt(at=NOON.astimezone(zone)))
    with Session(engine) as session:
        at = session.exec(select(Receipt.at)).one()
    assert at == NOON
    assert at.utcoffset() == timedelta(0)


def test_enums_are_kept_by_value(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SELECT status FROM handoff")).scalar() == "offered"


def test_on_sqlite_a_commit_survives_power_loss_and_a_transaction_begins_as_a_writer(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    reader = open_reader(sqlite_url, engine)
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        with reader.connect() as reading:
            assert reading.execute(text("SELECT 1")).scalar() == 1, "a reader waits for no writer"
        second = sqlite3.connect(engine.url.database or "", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            second.execute("BEGIN IMMEDIATE")
        second.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    reader.dispose()
    engine.dispose()


def test_on_postgresql_the_reader_is_the_writer(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    reader = open_reader(url, engine)
    assert (reader is engine) is (engine.dialect.name == "postgresql")
    reader.dispose()


# -- upsert


def test_what_is_there_stays_and_says_so(engine: Engine) -> None:
    with Session(engine) as session:
        assert upsert.put(session, Receipt, {"key": "event:Ev1", "at": NOON})
        assert not upsert.put(session, Receipt, {"key": "event:Ev1", "at": NOON + timedelta(1)})
        session.commit()
        assert session.exec(select(Receipt.at)).one() == NOON


def test_what_is_there_is_replaced_only_where_it_may_be(engine: Engine) -> None:
    earlier, later = NOON, NOON + timedelta(seconds=5)
    with Session(engine) as session:
        assert put(session, earlier)
        assert not put(session, later, where=col(Pace.next_at) > later)
        assert put(session, later, where=col(Pace.next_at) <= earlier)
        session.commit()
        assert session.exec(select(Pace.next_at)).one() == later


def put(session: Session, at: datetime, **how: Any) -> bool:
    return upsert.put(session, Pace, {"key": "post:C1", "next_at": at}, replaces=("next_at",), **how)


# -- the file's lock


def test_a_second_liaison_is_kept_out_and_told_who_is_in(sqlite_url: str) -> None:
    sentence = rf"liaison\.db is already in use by another Liaison \(process {os.getpid()}\)"
    with FileLock(sqlite_url), pytest.raises(DatabaseInUseError, match=sentence):
        FileLock(sqlite_url).__enter__()
    with FileLock(sqlite_url):
        pass


def test_a_database_in_memory_needs_no_lock() -> None:
    with FileLock("sqlite:///:memory:"), FileLock("sqlite:///:memory:"):
        pass
