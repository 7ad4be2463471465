"""The threads that write: each takes an operation, commits it, and hands the outcome back to the loop.

On SQLite one thread writes, and what has arrived together shares a commit (each in its own savepoint, so
that one refusal undoes only itself); the bot's own work goes first, so that what is to be sent does not
wait behind a flood. On PostgreSQL several threads commit one operation each, and some are kept for the
bot's own work.
"""

import asyncio
import itertools
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from config.crashpoint import crashpoint

MOST_TOGETHER = 32
LONG_ENOUGH = 0.1
"""Seconds after which nothing more joins a commit: whoever waits for what is in it waits for all of it."""
FOR_PEOPLE, FOR_OWN_WORK = 6, 2
"""Threads on PostgreSQL."""
ATTEMPTS = 3
CROSSED = ("40P01", "40001")
"""PostgreSQL's codes for a deadlock and for a serialization failure: https://www.postgresql.org/docs/current/errcodes-appendix.html"""
_OWN, _PEOPLES, _END = range(3)


@dataclass
class Job:
    run: Callable[[Session], Any]
    done: "asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = None


class _Queue:
    """What is to be written, the bot's own work first, otherwise in the order in which it came."""

    def __init__(self) -> None:
        self._jobs: queue.PriorityQueue[tuple[int, int, Job | None]] = queue.PriorityQueue()
        self._numbers = itertools.count()

    def put(self, job: Job, *, is_own: bool) -> None:
        self._jobs.put((_OWN if is_own else _PEOPLES, next(self._numbers), job))

    def end(self) -> None:
        """For one thread, once everything else is done."""
        self._jobs.put((_END, next(self._numbers), None))

    def get(self) -> Job | None:
        """Waits for it. None at the end."""
        return self._jobs.get()[2]

    def is_empty(self) -> bool:
        return self._jobs.empty()

    def get_at_once(self) -> Job | None:
        """None where nothing waits."""
        try:
            entry = self._jobs.get_nowait()
        except queue.Empty:
            return None
        if entry[2] is None:
            self._jobs.put(entry)
        return entry[2]


@dataclass
class Writers:
    engine: Engine
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._shares_commits = self.engine.dialect.name == "sqlite"
        self._people = _Queue()
        self._own = self._people if self._shares_commits else _Queue()

    def put(self, job: Job, *, is_own: bool) -> None:
        """Its future is done once it is committed, or has failed. ``is_own``: nobody asked for it."""
        (self._own if is_own else self._people).put(job, is_own=is_own)

    def start(self) -> None:
        self._threads = [
            threading.Thread(target=self._work_off, args=(jobs,), name=f"writer-{n}", daemon=True)
            for n, jobs in enumerate(self._queues)
        ]
        for thread in self._threads:
            thread.start()

    async def stop(self) -> None:
        """Everything that was put before is done first."""
        for jobs in self._queues:
            jobs.end()
        for thread in self._threads:
            await asyncio.to_thread(thread.join)

    @property
    def _queues(self) -> list[_Queue]:
        """One for each thread."""
        if self._shares_commits:
            return [self._people]
        return [self._people] * FOR_PEOPLE + [self._own] * FOR_OWN_WORK

    def _work_off(self, jobs: _Queue) -> None:
        while (first := jobs.get()) is not None:
            is_alone = not self._shares_commits or jobs.is_empty()
            batch = [first]
            for attempt in range(1, ATTEMPTS + 1):
                commit(self.engine, batch, None if is_alone else jobs.get_at_once)
                if attempt == ATTEMPTS or not _have_crossed(batch):
                    break
                first.error = None
            first.done.get_loop().call_soon_threadsafe(settle, batch)


def commit(engine: Engine, batch: list[Job], another: Callable[[], Job | None] | None = None) -> None:
    """Do them in one transaction, with what ``another`` has meanwhile, which joins the batch.

    Without ``another`` the first is alone.
    """
    try:
        with engine.connect() as connection, _given_up(connection), connection.begin() as transaction:
            for job in _together(batch, another):
                _attempt(connection, job, is_alone=another is None)
                if another is not None:
                    _must_be_under_way(connection, job)
            if all(job.error for job in batch):
                if transaction.is_active:
                    transaction.rollback()
            else:
                crashpoint("before_commit")
                transaction.commit()
                crashpoint("after_commit")
    except Exception as error:  # noqa: BLE001  # nothing was committed: everybody in it must hear
        for job in batch:
            job.error = job.error or error


def _together(batch: list[Job], another: Callable[[], Job | None] | None) -> Iterator[Job]:
    """Each as its turn comes; what joins is in the batch before it is begun."""
    begun = monotonic()
    yield batch[0]
    while another and len(batch) < MOST_TOGETHER and monotonic() - begun < LONG_ENOUGH:
        job = another()
        if job is None:
            return
        batch.append(job)
        yield job


def settle(batch: list[Job]) -> None:
    """Whoever waits hears what became of it; on their loop."""
    for job in batch:
        if job.done.done():
            continue
        if job.error is not None:
            job.done.set_exception(job.error)
        else:
            job.done.set_result(job.result)


def _have_crossed(batch: list[Job]) -> bool:
    """Whether PostgreSQL undid a lone operation because it and another waited for each other."""
    error = batch[0].error
    return len(batch) == 1 and getattr(getattr(error, "orig", None), "sqlstate", None) in CROSSED


@contextmanager
def _given_up(connection: Connection) -> Iterator[None]:
    """A connection on which a commit failed may still stand in its transaction: nobody shall inherit it."""
    try:
        yield
    except Exception:
        connection.invalidate()
        raise


def _must_be_under_way(connection: Connection, job: Job) -> None:
    """SQLite gives up the whole transaction by itself when the disk is full or fails, savepoints and all.

    Whatever came next would be committed alone, and what came before would be lost and called kept.
    """
    if not getattr(connection.connection.dbapi_connection, "in_transaction", True):
        raise job.error or LookupError("the transaction is gone")


def _attempt(connection: Connection, job: Job, *, is_alone: bool) -> None:
    """In a savepoint, unless the transaction is the job's alone and is given up with it."""
    savepoint = nullcontext() if is_alone else connection.begin_nested()
    try:
        with (
            savepoint,
            Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session,
        ):
            job.result = job.run(session)
            session.flush()
    except Exception as error:  # noqa: BLE001  # handed to whoever asked, by settle
        job.error = error
