"""What the bot does by the clock: a few habits, each a row here.

APScheduler only ticks them: its store stays in memory, a late run is run once, and none overlaps itself.
What is due stands in the database, so any replica may run any habit.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from casework import upkeep
from casework.desk import OWN_WORK, Desk
from casework.digests import sending
from casework.matching import upkeep as matching
from casework.people import NeedsLookup
from casework.work import Work
from scheduler import comparing, sweep, undecided
from scheduler.auditor import Auditor
from scheduler.backfill import Backfill
from scheduler.patience import Patience

log = structlog.get_logger("timetable")


FINISH_SECONDS = 2.0
TIDY_EVERY = timedelta(hours=1)
AUDIT_EVERY = timedelta(minutes=1)
MATCH_EVERY = timedelta(minutes=1)
BACKFILL_EVERY = timedelta(minutes=1)
"""A round; each channel and thread is read again after five minutes."""
LISTEN_EVERY = timedelta(minutes=10)
MEET_EVERY = timedelta(minutes=5)

Ran = Callable[[str], None]
"""Told the name of a habit that has run well."""


@dataclass(frozen=True)
class Habit:
    name: str
    every: timedelta
    run: Callable[[], Coroutine[Any, Any, None]]


def habits(
    desk: Desk,
    look_up: Callable[[NeedsLookup], Awaitable[None]],
    *,
    tick: timedelta,
    auditor: Auditor | None = None,
    backfill: Backfill | None = None,
) -> list[Habit]:
    """Every habit. What is due stands in the database; the tick is how often it is looked for."""

    async def ask_for(whom: Callable[[Work], NeedsLookup | None]) -> None:
        need = await desk.read(OWN_WORK, whom)
        if need is not None:
            await look_up(need)

    async def tidy() -> None:
        await desk.do(OWN_WORK, upkeep.forget_old_receipts)

    async def tend_matching() -> None:
        await desk.do(OWN_WORK, matching.tend)

    async def send_digests() -> None:
        readers = await desk.read(OWN_WORK, sending.due_readers)
        await sweep.informed(readers, lambda one: _send_digest(desk, one), "digest_not_sent", look_up)

    async def climb() -> None:
        await sweep.climb(desk)

    async def remind() -> None:
        await sweep.remind(desk, look_up)

    return [
        Habit("climb", tick, climb),
        Habit("problems", tick, partial(sweep.tend_problems, desk)),
        Habit("remind", tick, remind),
        Habit("undecided", tick, partial(undecided.decide, desk)),
        Habit("compare", tick, partial(comparing.compare, desk)),
        Habit("refresh_channels", tick, partial(ask_for, upkeep.channels_getting_stale)),
        Habit("digest", tick, send_digests),
        Habit("refresh_readers", tick, partial(ask_for, upkeep.readers_getting_stale)),
        Habit("meet", MEET_EVERY, partial(ask_for, upkeep.colleagues_never_met)),
        Habit("tidy", TIDY_EVERY, tidy),
        Habit("silence", LISTEN_EVERY, partial(sweep.ask_the_silent, desk)),
        Habit("touch", TIDY_EVERY, partial(sweep.keep_in_touch, desk)),
        Habit("matching", MATCH_EVERY, tend_matching),
        Habit("audit", AUDIT_EVERY, (auditor or Auditor(desk)).run),
        *([Habit("backfill", BACKFILL_EVERY, backfill.run)] if backfill else []),
    ]


async def _send_digest(desk: Desk, reader: str) -> None:
    """Gathered while others write; promised in a transaction of its own."""
    facts = await desk.read(OWN_WORK, sending.facts_of, reader)
    await desk.do(OWN_WORK, sending.send, reader, facts)


@asynccontextmanager
async def ticking(rows: list[Habit], ran: Ran = lambda _name: None) -> AsyncIterator[None]:
    """Tick them on the running loop: each at once, then at its interval; at the end they finish."""
    scheduler = AsyncIOScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}, timezone="UTC"
    )
    under_way: set[asyncio.Task[Any]] = set()
    for habit in rows:
        run, seconds = _guarded(habit, under_way, ran), habit.every.total_seconds()
        scheduler.add_job(run, "interval", seconds=seconds, id=habit.name, next_run_time=datetime.now(UTC))
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()
        if under_way:
            await asyncio.wait(under_way, timeout=FINISH_SECONDS)
        scheduler.shutdown(wait=False)


def _guarded(habit: Habit, under_way: set[asyncio.Task[Any]], ran: Ran) -> Callable[[], Awaitable[None]]:
    patience = Patience()

    async def run() -> None:
        if patience.is_out:
            return
        task = asyncio.ensure_future(habit.run())
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        try:
            await task
        except Exception:
            # It rests a while, so that Slack in trouble is not asked at every tick. It stops no other.
            log.exception("habit_failed", habit=habit.name)
            patience.failed()
        else:
            patience.worked()
            ran(habit.name)

    return run
