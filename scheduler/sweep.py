"""Looks at every promise that is due, each in a transaction of its own, and sends people their reminders."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import structlog

from casework import due, nudges, telling
from casework.desk import OWN_WORK, Desk
from casework.people import NeedsLookup
from casework.problems import fixing, rounds
from casework.voice import silence, touch

T = TypeVar("T")
LookUp = Callable[[NeedsLookup], Awaitable[None]]

BATCH = 200
AT_ONCE = 4
"""So few in hand that whoever presses a button meanwhile does not wait for them."""

log = structlog.get_logger("sweep")


async def climb(desk: Desk) -> int:
    """Every promise that is due climbs its ladder, and one that cannot stops no other; returns how many."""
    count = 0
    while ids := await desk.do(OWN_WORK, due.claim, limit=BATCH):
        await each(ids, lambda one: desk.do(OWN_WORK, nudges.climb, one), "promise_not_climbed")
        count += len(ids)
    return count


async def remind(desk: Desk, look_up: LookUp) -> None:
    """Everybody for whom something waits is told."""

    async def release(person: str) -> None:
        try:
            await desk.do(OWN_WORK, telling.release, person)
        except NeedsLookup:
            raise
        except Exception:
            await desk.do(OWN_WORK, telling.put_off, person)
            raise

    await informed(await desk.do(OWN_WORK, telling.waiting), release, "reminders_not_sent", look_up)


async def tend_problems(desk: Desk) -> None:
    """Whoever is still to hear of something hears of it; what is over is closed."""

    async def go_on(round_id: int) -> None:
        while await desk.do(OWN_WORK, rounds.go_on, round_id):
            pass

    await each(await desk.read(OWN_WORK, rounds.unfinished), go_on, "round_not_gone_on_with")
    over = await desk.read(OWN_WORK, fixing.finished)
    await each(over, lambda one: desk.do(OWN_WORK, fixing.close, one), "problem_not_closed")


async def ask_the_silent(desk: Desk) -> None:
    """Customers who were told and do not say whether it is solved are asked once more; then it is closed."""
    silent = await desk.read(OWN_WORK, silence.due)
    await each(silent, lambda one: desk.do(OWN_WORK, silence.go_on, one), "silence_not_heard")


async def keep_in_touch(desk: Desk) -> None:
    """Whose customer was spoken to has kept it; whose was not for long promises it."""
    kept = await desk.read(OWN_WORK, touch.kept)
    await each(kept, lambda one: desk.do(OWN_WORK, touch.was_spoken, one), "touch_not_ended")
    due_now = await desk.read(OWN_WORK, touch.due)
    await each(due_now, lambda one: desk.do(OWN_WORK, touch.promise, one), "touch_not_promised")


async def informed(
    items: Iterable[T], do: Callable[[T], Awaitable[object]], trouble: str, look_up: LookUp
) -> None:
    """Do it with each; what must be known of them is asked once for all, and then it is done with the rest.

    Raises what ``look_up`` raises, after everything that could be done without.
    """
    needs = await _try(items, do, trouble)
    if needs:
        users = set().union(*(need.users for need in needs.values()))
        channels = set().union(*(need.channels for need in needs.values()))
        await look_up(NeedsLookup(users=users, channels=channels))
        await _try(needs, do, trouble)


async def _try(
    items: Iterable[T], do: Callable[[T], Awaitable[object]], trouble: str
) -> dict[T, NeedsLookup]:
    """Returns those of whom too little is known, and what must be asked."""
    needs: dict[T, NeedsLookup] = {}

    async def one(item: T) -> None:
        try:
            await do(item)
        except NeedsLookup as need:
            needs[item] = need

    await each(items, one, trouble)
    return needs


async def each(items: Iterable[T], do: Callable[[T], Awaitable[object]], trouble: str) -> None:
    """Do it with each, a few at once; what goes wrong with one is logged as ``trouble``."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: T) -> None:
        async with gate:
            try:
                await do(item)
            except Exception:
                # It is tried again when its lease is over; the others go on.
                log.exception(trouble, about=item)

    await asyncio.gather(*(one(item) for item in items))
