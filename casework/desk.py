"""Lends an operation a transaction: load, apply a rule, write, tell, all or nothing.

Operations are plain functions ``operation(work, …)``. Callers are async; the work is done in threads, so
no transaction can stand open around the network. On SQLite one thread writes, and operations that arrive
together share one commit (each in its own savepoint, so that one refusal undoes only itself). On
PostgreSQL several threads commit one operation each, and rows are locked by the operations; some are kept
for the bot's own work, so that what is to be sent does not wait behind people who wait for each other.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlmodel import Session, col, select

from casework import access, afterwards
from casework.access import Operation
from casework.work import Work
from config.crashpoint import crashpoint
from config.handbook import Handbook
from models import upsert
from models.receipt import Receipt

P = ParamSpec("P")
T = TypeVar("T")
Clock = Callable[[], datetime]

log = structlog.get_logger("desk")

MOST_TOGETHER = 32
READERS = 4
FOR_PEOPLE, FOR_OWN_WORK = 6, 2
"""Writing threads on PostgreSQL."""
ATTEMPTS = 3
CROSSED = ("40P01", "40001")
"""PostgreSQL's codes for a deadlock and for a serialization failure: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


class AlreadyDone(Exception):
    """The delivery was kept before; it has no second effect."""


class NothingToDo(Exception):
    """The delivery is none of our business: nothing is kept of it, not even a receipt."""


@dataclass(frozen=True)
class Request:
    """Who asks, what for, and under which receipts the effect is kept. Empty for the bot's own work."""

    by: str | None = None
    may: Operation | None = None
    receipts: tuple[str, ...] = ()
    delivery: str = ""
    is_foreign: bool = False
    """Slack said with the delivery that the person is of another team."""


OWN_WORK = Request()


@dataclass
class _Job:
    run: Callable[[Session], Any]
    done: "asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = None


_Queue = queue.SimpleQueue[_Job | None]


@dataclass
class Desk:
    writer: Engine
    reader: Engine
    handbook: Handbook
    secret: bytes
    clock: Clock
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    """Rung after a commit that promised a message; the courier listens."""

    def __post_init__(self) -> None:
        self._is_shared = self.writer.dialect.name != "sqlite"
        self._jobs = _Queue()
        self._own = _Queue() if self._is_shared else self._jobs
        self._threads: list[threading.Thread] = []
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._threads = [
            threading.Thread(target=self._work_off, args=(jobs,), name=f"writer-{n}", daemon=True)
            for n, jobs in enumerate(self._queues)
        ]
        for thread in self._threads:
            thread.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        for jobs in self._queues:
            jobs.put(None)
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        self._readers.shutdown()

    @property
    def _queues(self) -> list[_Queue]:
        """One for each writing thread."""
        return [self._jobs] * FOR_PEOPLE + [self._own] * FOR_OWN_WORK if self._is_shared else [self._jobs]

    async def do(
        self,
        request: Request,
        operation: Callable[Concatenate[Work, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run the operation in a transaction and commit it.

        Raises AlreadyDone when a receipt of the request exists, NeedsLookup when too little is known of
        the person, and whatever the operation raises; nothing is kept then.
        """
        assert self._loop is not None
        told: list[Work] = []

        def run(session: Session) -> T:
            work = self._work(session, request)
            result = operation(work, *args, **kwargs)
            afterwards.settle(work)
            told.append(work)
            return result

        job = _Job(run, self._loop.create_future())
        (self._own if request.by is None else self._jobs).put(job)
        result: T = await job.done
        work = told[-1]
        if work.has_told:
            self.bell.set()
        if work.by is not None:
            log.info("done", operation=operation.__name__, case=work.case_number, delivery=work.delivery)
        return result

    async def read(
        self, request: Request, query: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query; nothing it does is kept."""
        assert self._loop is not None

        def run() -> T:
            with Session(self.reader, expire_on_commit=False) as session:
                return query(self._work(session, request), *args, **kwargs)

        return await self._loop.run_in_executor(self._readers, run)

    def _work(self, session: Session, request: Request) -> Work:
        now = self.clock()
        _keep_receipts(session, request.receipts, now)
        work = Work(
            session,
            now,
            self.handbook,
            self.secret,
            by=request.by,
            delivery=request.delivery,
            is_foreign=request.is_foreign,
        )
        if request.may is not None:
            access.admit(work.actor, request.may, self.handbook.company)
        return work

    def _work_off(self, jobs: _Queue) -> None:
        while (batch := self._next_batch(jobs)) is not None:
            for attempt in range(1, ATTEMPTS + 1):
                _commit_together(self.writer, batch)
                if attempt == ATTEMPTS or not _have_crossed(batch):
                    break
                batch[0].error = None
            assert self._loop is not None
            self._loop.call_soon_threadsafe(_hand_back, batch)

    def _next_batch(self, jobs: _Queue) -> list[_Job] | None:
        first = jobs.get()
        if first is None:
            return None
        batch = [first]
        while not self._is_shared and len(batch) < MOST_TOGETHER:
            try:
                job = jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                jobs.put(None)
                break
            batch.append(job)
        return batch


def _have_crossed(batch: list[_Job]) -> bool:
    """Whether PostgreSQL undid a lone operation because it and another waited for each other."""
    error = batch[0].error
    return len(batch) == 1 and getattr(getattr(error, "orig", None), "sqlstate", None) in CROSSED


def _commit_together(engine: Engine, batch: list[_Job]) -> None:
    is_alone = len(batch) == 1
    try:
        with engine.connect() as connection, _given_up(connection), connection.begin() as transaction:
            for job in batch:
                _attempt(connection, job, is_alone=is_alone)
                if not is_alone:
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


@contextmanager
def _given_up(connection: Connection) -> Iterator[None]:
    """A connection on which a commit failed may still stand in its transaction: nobody shall inherit it."""
    try:
        yield
    except Exception:
        connection.invalidate()
        raise


def _must_be_under_way(connection: Connection, job: _Job) -> None:
    """SQLite gives up the whole transaction by itself when the disk is full or fails, savepoints and all.

    Whatever came next would be committed alone, and what came before would be lost and called kept.
    """
    if not getattr(connection.connection.dbapi_connection, "in_transaction", True):
        raise job.error or LookupError("the transaction is gone")


def _attempt(connection: Connection, job: _Job, *, is_alone: bool) -> None:
    """In a savepoint, unless the transaction is the job's alone and is given up with it."""
    savepoint = nullcontext() if is_alone else connection.begin_nested()
    try:
        with (
            savepoint,
            Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only") as session,
        ):
            job.result = job.run(session)
            session.flush()
    except Exception as error:  # noqa: BLE001  # handed to whoever asked, by _hand_back
        job.error = error


def _hand_back(batch: list[_Job]) -> None:
    for job in batch:
        if job.done.done():
            continue
        if job.error is not None:
            job.done.set_exception(job.error)
        else:
            job.done.set_result(job.result)


def was_kept(work: Work, receipts: tuple[str, ...]) -> bool:
    """Whether a delivery with any of these receipts has had its effect."""
    known = select(Receipt.key).where(col(Receipt.key).in_(receipts))
    return work.session.exec(known).first() is not None


def _keep_receipts(session: Session, keys: tuple[str, ...], now: datetime) -> None:
    for key in keys:
        if not upsert.put(session, Receipt, {"key": key, "at": now}):
            raise AlreadyDone(key)
