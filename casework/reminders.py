"""Direct reminders: who is to be told of what, and what is taken back of it before they were.

``wish`` says that somebody is to be told; ``telling`` makes one message of what waits for a person.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, or_, update
from sqlmodel import col, select

from casework.audiences import Ear
from casework.work import Work
from models import upsert
from models.outgoing import Outgoing
from models.promise import Promise, Reminder, Snooze, Via

IS_STILL_OWED = (
    col(Reminder.dropped_at).is_(None) & col(Promise.ended_at).is_(None) & col(Promise.paused_at).is_(None)
)
"""Of a reminder beside its promise."""
WAITS = col(Reminder.batch).is_(None) & col(Reminder.dropped_at).is_(None)
_SNOOZED = select(Snooze.person, Snooze.until).where(
    col(Snooze.promise_id) == bindparam("promise"),
    col(Snooze.person).in_(bindparam("persons", expanding=True)),
)
_THEIRS = (col(Reminder.promise_id) == bindparam("promise")) & col(Reminder.person).in_(
    bindparam("persons", expanding=True)
)
_DROP_LOWER = (
    update(Reminder)
    .where(WAITS, _THEIRS, col(Reminder.rung).not_like("later:%"))
    .values(dropped_at=bindparam("at"))
    .execution_options(synchronize_session=False)
)
_TOLD = select(Reminder).where(_THEIRS, col(Reminder.batch).is_not(None), col(Reminder.dropped_at).is_(None))


def key_of(batch: int) -> str:
    """The outbox's key of a message."""
    return f"remind:{batch}"


def wish(
    work: Work, promise: Promise, rung: str, *ears: Ear, note: str = "", after: datetime | None = None
) -> None:
    """These are to be told; whoever asked to be left alone is told when that time is over."""
    if not ears:
        return
    about = {"promise": promise.id, "persons": [ear.person for ear in ears]}
    snoozed = dict(work.session.exec(_SNOOZED, params=about).all())
    row = {"promise_id": promise.id, "rung": rung, "note": note, "created_at": work.now}
    begin = max(work.now, after or work.now)
    rows = [
        {
            **row,
            "person": ear.person,
            "via": ear.via,
            "not_before": max(begin, snoozed.get(ear.person, begin)),
        }
        for ear in ears
    ]
    upsert.add_missing(work.session, Reminder, rows)


def left_alone_until(work: Work, promise: Promise, person: str) -> datetime:
    """Until when they asked not to be reminded of it; now, if they did not."""
    about = {"promise": promise.id, "persons": [person]}
    snoozed = dict(work.session.exec(_SNOOZED, params=about).all())
    return snoozed.get(person, work.now)


def give_way(work: Work, promise: Promise, persons: Collection[str]) -> None:
    """These will be told of a higher rung: what they have not been shown of lower ones they need not see."""
    about = {"promise": promise.id, "persons": persons}
    work.session.exec(_DROP_LOWER, params={**about, "at": work.now})
    told = work.session.exec(_TOLD, params=about)
    rows = {one.batch: one for one in told}
    unsent = select(Outgoing.key).where(
        col(Outgoing.key).in_(keys_of(work, promise) if rows else []), col(Outgoing.ts).is_(None)
    )
    for key in work.session.exec(unsent).all() if rows else ():
        batch = int(key.split(":")[1])
        if batch in rows:
            rows[batch].dropped_at = work.now


def drop(work: Work, promise: Promise, which: ColumnElement[bool] | None = None) -> None:
    """What still waits of the promise is not told any more."""
    waits = [WAITS, col(Reminder.promise_id) == promise.id, *([] if which is None else [which])]
    dropping = update(Reminder).where(*waits).values(dropped_at=work.now)
    work.session.exec(dropping.execution_options(synchronize_session="fetch"))


def revive(work: Work, promise: Promise, dropped_at: datetime) -> None:
    """What was dropped in that moment, and not told, waits again."""
    theirs = (
        col(Reminder.promise_id) == promise.id,
        col(Reminder.dropped_at) == dropped_at,
        col(Reminder.batch).is_(None),
    )
    waiting = update(Reminder).where(*theirs).values(dropped_at=None)
    work.session.exec(waiting.execution_options(synchronize_session="fetch"))


def redraw(work: Work, promise: Promise) -> None:
    """The messages that name the promise follow what became of it."""
    keys = keys_of(work, promise)
    if keys:
        work.retell(col(Outgoing.key).in_(keys))


def keys_of(work: Work, promise: Promise) -> list[str]:
    """The outbox's keys of the messages that name the promise: to a person, and on the desk."""
    query = select(Reminder.batch, Reminder.via).where(
        col(Reminder.promise_id) == promise.id, col(Reminder.batch).is_not(None)
    )
    told = {(batch, via) for batch, via in work.session.exec(query) if batch is not None}
    direct = [key_of(batch) for batch, via in told if via is Via.DIRECT]
    return direct + _on_desks(work, [key_of(batch) for batch, via in told if via is Via.DESK])


def _on_desks(work: Work, keys: list[str]) -> list[str]:
    """With the thread: that of the case which it was then."""
    if not keys:
        return []
    ranges = [(col(Outgoing.key) >= f"{key}:") & (col(Outgoing.key) < f"{key};") for key in keys]
    return list(work.session.exec(select(Outgoing.key).where(or_(*ranges))))


def later(work: Work, promise: Promise, person: str, until: datetime) -> None:
    """Leave this person alone until then, and remind them then. Others are told all the same."""
    row = {"promise_id": promise.id, "person": person, "until": until}
    upsert.put(work.session, Snooze, row, replaces=("until",))
    rung = f"later:{int(until.timestamp())}"
    drop(work, promise, (col(Reminder.person) == person) & (col(Reminder.rung) != rung))
    promise.told_at = promise.told_at or work.now
    wish(work, promise, rung, Ear(person), after=until)
