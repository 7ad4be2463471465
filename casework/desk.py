"""Lends an operation a transaction: load, apply a rule, write, tell, all or nothing.

Operations are plain functions ``operation(work, …)``. Callers are async; the work is done in threads
(``casework.writers``), so no transaction can stand open around the network.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, ParamSpec, Self, TypeVar

import structlog
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from casework import access, afterwards
from casework.access import Operation
from casework.work import Work
from casework.writers import Job, Writers
from config.handbook import Handbook
from models import upsert
from models.receipt import Receipt

P = ParamSpec("P")
T = TypeVar("T")
Clock = Callable[[], datetime]

log = structlog.get_logger("desk")

READERS = 4


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
class Desk:
    writer: Engine
    reader: Engine
    handbook: Handbook
    secret: bytes
    clock: Clock
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    """Rung after a commit that promised a message; the courier listens."""

    def __post_init__(self) -> None:
        self._writers = Writers(self.writer)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._writers.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._writers.stop()
        self._readers.shutdown()

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

        job = Job(run, self._loop.create_future())
        self._writers.put(job, is_own=request.by is None)
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


def was_kept(work: Work, receipts: tuple[str, ...]) -> bool:
    """Whether a delivery with any of these receipts has had its effect."""
    known = select(Receipt.key).where(col(Receipt.key).in_(receipts))
    return work.session.exec(known).first() is not None


def _keep_receipts(session: Session, keys: tuple[str, ...], now: datetime) -> None:
    for key in keys:
        if not upsert.put(session, Receipt, {"key": key, "at": now}):
            raise AlreadyDone(key)
