"""Bugs that the story must catch. Functions of this process are replaced, none of the product's."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from casework import due, nudges, promised, quiet, reminders, waits
from casework.calendars import working_time
from casework.digests import sending
from casework.work import Work
from casework.working_time import WorkingTime
from config.handbook import Handbook
from models import upsert
from models.case import Case
from models.handoff import Handoff
from models.promise import Nudge, Promise, PromiseKind
from models.wait import Holder, Wait
from tests.timelapse.bot import Bot
from tests.timelapse.plan import Plan
from tests.timelapse.scenes import after_a_day_without_slack, as_it_should_be, with_deaths

LOOSE = (
    "DROP TABLE nudge",
    "CREATE TABLE nudge (id INTEGER PRIMARY KEY, promise_id INTEGER, rung INTEGER, at DATETIME)",
)
"""As SQLite says it: without the constraint that a rung is reached once."""


def timer_in_memory(patch: pytest.MonkeyPatch, _: Engine) -> None:
    """What is due is known to the process alone, and forgotten with it."""
    timers: dict[int, datetime] = {}
    schedule, is_born = nudges.schedule, Bot.__aenter__

    def remember(work: Work, promise: Promise) -> None:
        schedule(work, promise)
        work.session.flush()
        timers.pop(promise.id or 0, None)
        if promise.id and promise.next_at:
            timers[promise.id] = promise.next_at

    def claim(work: Work, *, limit: int) -> list[int]:
        ids = sorted(one for one, at in timers.items() if at <= work.now)[:limit]
        for one in ids:
            del timers[one]
        return ids

    async def forget(bot: Bot) -> Bot:
        timers.clear()
        return await is_born(bot)

    patch.setattr(nudges, "schedule", remember)
    patch.setattr(due, "claim", claim)
    patch.setattr(Bot, "__aenter__", forget)


def digest_by_utc_date(patch: pytest.MonkeyPatch, _: Engine) -> None:
    """Of two evenings in Los Angeles one is tomorrow already: its digest is spent before tomorrow comes."""
    words = {**vars(quiet), "day_of": lambda _reader, at: at.astimezone(UTC).date()}
    patch.setattr(sending, "quiet", SimpleNamespace(**words))


def seen_by_two(patch: pytest.MonkeyPatch, _: Engine) -> None:
    """No bug yet: two replicas have read a promise before either of them wrote. The row decides."""
    climb = nudges.climb

    def twice(work: Work, promise_id: int) -> None:
        before = work.session.get_one(Promise, promise_id)
        rung, told_at = before.rung, before.told_at
        climb(work, promise_id)
        if before.is_live and before.rung != rung:
            before.rung, before.told_at = rung, told_at
            work.session.flush()
            climb(work, promise_id)

    patch.setattr(nudges, "climb", twice)


def rung_not_unique(patch: pytest.MonkeyPatch, engine: Engine) -> None:
    """The same, without the constraint and without the look whether the row is new."""
    seen_by_two(patch, engine)
    with engine.begin() as connection:
        for statement in LOOSE:
            connection.exec_driver_sql(statement)
    put = upsert.put

    def always(session: Any, table: Any, row: dict[str, Any], **how: Any) -> bool:
        if table is not Nudge:
            return put(session, table, row, **how)
        session.add(Nudge(**row))
        return True

    patch.setattr(upsert, "put", always)


def servers_zone(patch: pytest.MonkeyPatch, _: Engine) -> None:
    """Nine o'clock is nine o'clock where the server stands."""

    def here(handbook: Handbook, _kind: PromiseKind, department: str | None) -> WorkingTime:
        return working_time(replace(handbook.hours_of(department), zone=ZoneInfo("UTC")))

    for module in (promised, nudges):
        patch.setattr(module, "calendar_of", here)


def lapses_unheard(patch: pytest.MonkeyPatch, _: Engine) -> None:
    """It goes back, whether or not anybody was told."""
    patch.setattr(nudges, "_somebody_heard", lambda _work, _promise: True)


def lower_after_higher(patch: pytest.MonkeyPatch, _: Engine) -> None:
    """What waits to be told of a lower rung is told, too."""
    patch.setattr(reminders, "give_way", lambda _work, _promise, _persons: None)
    patch.setattr(nudges, "_take_back_lower", lambda _work, _promise, _rung: None)


def night_by_the_server(patch: pytest.MonkeyPatch, _: Engine) -> None:
    """It is night when it is night in London."""
    free_from = quiet.free_from

    def there(person: quiet.Reader, *rest: Any) -> datetime:
        return free_from(replace(person, zone=ZoneInfo("UTC")), *rest)

    patch.setattr(quiet, "free_from", there)


def pause_counted_twice(patch: pytest.MonkeyPatch, engine: Engine) -> None:
    """What is stuck already is counted once more with every step, and no index forbids it."""
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX one_lasting_wait_a_case_and_department")
    follow = waits.follow

    def again(work: Work, case: Case, handoffs: Sequence[Handoff]) -> None:
        follow(work, case, handoffs)
        for one in handoffs:
            if one.paused_until is not None:
                since = waits._now_or_later(work, case.number)
                stuck = Wait(
                    case_number=case.number, holder=Holder.PAUSED, department=one.department, since=since
                )
                work.session.add(stuck)

    patch.setattr(waits, "follow", again)


PLANTED: dict[Callable[[pytest.MonkeyPatch, Engine], None], tuple[Callable[[Plan], Plan], str]] = {
    timer_in_memory: (with_deaths, "is missing"),
    digest_by_utc_date: (as_it_should_be, "'s digest of"),
    rung_not_unique: (as_it_should_be, "is missing"),
    servers_zone: (as_it_should_be, "rung 75"),
    lapses_unheard: (after_a_day_without_slack, "nobody had been told"),
    lower_after_higher: (after_a_day_without_slack, "nobody expects it"),
    night_by_the_server: (as_it_should_be, "was disturbed"),
    pause_counted_twice: (as_it_should_be, "and the split says"),
}
"""Each with the scene that it is caught in, and what is complained of.

A rung told twice stumbles over the unique key of its message: it is lost with its transaction.
"""
