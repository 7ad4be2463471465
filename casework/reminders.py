"""Direct reminders: one message for what is due together, in the reader's day, and never too many.

``wish`` says that somebody is to be told; ``release`` makes one message of what waits for a person, or
passes it on when they are away. Until Slack has the message, everything is asked once more.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, update
from sqlmodel import col, select

from casework import audiences, people, quiet
from casework.audiences import Ear
from casework.work import Work
from models import upsert
from models.case import Case
from models.member import Member
from models.notices import NudgedDesk, Reminders
from models.outgoing import Outgoing
from models.promise import Promise, Reminder, Snooze, Via

MOST_PEOPLE = 50
"""So many are looked after in one round."""
NOTES = 200

_WAITS = col(Reminder.batch).is_(None) & col(Reminder.dropped_at).is_(None)


def key_of(batch: int) -> str:
    """The outbox's key of a message."""
    return f"remind:{batch}"


def wish(
    work: Work, promise: Promise, rung: str, ear: Ear, *, note: str = "", after: datetime | None = None
) -> None:
    """Somebody is to be told; whoever asked to be left alone is told when that time is over."""
    assert promise.id is not None
    snoozed = work.session.get(Snooze, (promise.id, ear.person))
    not_before = max(filter(None, (work.now, after, snoozed.until if snoozed else None)))
    row = {"promise_id": promise.id, "rung": rung, "person": ear.person, "via": ear.via, "note": note}
    upsert.put(work.session, Reminder, {**row, "created_at": work.now, "not_before": not_before})


def waiting(work: Work) -> list[str]:
    """The people for whom something is due."""
    query = select(Reminder.person).where(_WAITS, col(Reminder.not_before) <= work.now)
    return list(work.session.exec(query.distinct().limit(MOST_PEOPLE)))


def release(work: Work, person: str) -> None:
    """Tell the person what is due, if they may be told now; else it waits, or goes to somebody else.

    Raises NeedsLookup when too little is known of them.
    """
    actor = people.actor(work.session, person, work.handbook, work.now)
    due = _due(work, person) if _is_mine(work, person) else []
    if not due:
        return
    absence = quiet.away(quiet.reader(work, person), work.now, work.handbook.away)
    if not actor.is_staff or absence is not None:
        why = absence.note if absence else f"{actor.name} cannot be reached"
        due = [one for one in due if not _passed_on(work, one, why)]
    when = _free_from(work, person)
    if when > work.now:
        for reminder in due:
            reminder.not_before = when
        return
    _tell(work, person, due)


def _passed_on(work: Work, reminder: Reminder, why: str) -> bool:
    """A direct message is; a line on the desk can be read by whoever stands in."""
    if reminder.via is Via.DIRECT:
        _pass_on(work, reminder, why)
    return reminder.via is Via.DIRECT


def _is_mine(work: Work, person: str) -> bool:
    """Only one replica at a time speaks to a person; another one's turn comes with the next tick."""
    row = select(Member.user_id).where(col(Member.user_id) == person)
    return work.session.exec(row.with_for_update(skip_locked=True)).first() is not None


def _due(work: Work, person: str) -> list[Reminder]:
    query = select(Reminder).where(
        _WAITS, col(Reminder.person) == person, col(Reminder.not_before) <= work.now
    )
    return list(work.session.exec(query.order_by(col(Reminder.id))))


def _free_from(work: Work, person: str) -> datetime:
    """Not at night, not on a day off, and not more often than the handbook allows."""
    ladder = work.handbook.ladder
    reader = quiet.reader(work, person)
    when = quiet.free_from(reader, work.now, ladder.night)
    if when > work.now or _told_today(work, person, quiet.day_begins(reader, work.now)) < ladder.most_a_day:
        return when
    return quiet.free_from(reader, quiet.next_day_begins(reader, work.now), ladder.night)


def _told_today(work: Work, person: str, since: datetime) -> int:
    """Of their messages since then, those that came to nothing on their way do not count."""
    batches = select(Reminder.batch).where(
        col(Reminder.person) == person, col(Reminder.released_at) >= since, col(Reminder.via) == Via.DIRECT
    )
    keys = [key_of(batch) for batch in work.session.exec(batches.distinct()) if batch is not None]
    told = select(func.count()).where(col(Outgoing.key).in_(keys), ~col(Outgoing.is_gone))
    return int(work.session.exec(told).one())


def _tell(work: Work, person: str, due: list[Reminder]) -> None:
    live = _one_a_promise(work, [one for one in due if _is_needed(work, one)])
    direct = [one for one in live if one.via is Via.DIRECT]
    for one in live:
        one.batch, one.released_at = (direct[0].id if one.via is Via.DIRECT else one.id), work.now
    if direct:
        assert direct[0].id is not None
        work.tell_person(person, Reminders(direct[0].id), key=key_of(direct[0].id), lane=f"remind:{person}")
    for one in live:
        if one.via is Via.DESK:
            _tell_desk(work, one)


def _one_a_promise(work: Work, due: list[Reminder]) -> list[Reminder]:
    """Whoever asked to be reminded now, and would be told of a rung besides, reads of the promise once."""
    newest = {(one.promise_id, one.via): one for one in due}
    for reminder in due:
        if reminder not in newest.values():
            reminder.dropped_at = work.now
    return list(newest.values())


def _is_needed(work: Work, reminder: Reminder) -> bool:
    """A promise that ended meanwhile, or was put aside, needs no reminder."""
    promise = work.session.get(Promise, reminder.promise_id, populate_existing=True)
    if promise is not None and promise.is_live and promise.paused_at is None:
        return True
    reminder.dropped_at = work.now
    return False


def _tell_desk(work: Work, reminder: Reminder) -> None:
    promise = work.session.get(Promise, reminder.promise_id)
    assert promise is not None
    assert promise.id is not None
    assert reminder.id is not None
    thread = work.desk_thread(work.case(promise.case_number))
    notice = NudgedDesk(promise.case_number, promise.id, reminder.id)
    work.tell(thread, notice, key=key_of(reminder.id))


def _pass_on(work: Work, reminder: Reminder, why: str) -> None:
    """The next further up hears of it, and why it comes to them."""
    reminder.dropped_at = work.now
    promise = work.session.get(Promise, reminder.promise_id)
    if promise is None or not promise.is_live or promise.paused_at is not None:
        return
    case = work.session.get(Case, promise.case_number)
    assert case is not None
    note = "; ".join(filter(None, (reminder.note, why)))[:NOTES]
    for ear in audiences.behind(work.handbook, promise, case.csm, reminder.person):
        wish(work, promise, reminder.rung, ear, note=note)


def give_way(work: Work, promise: Promise, persons: Collection[str]) -> None:
    """These will be told of a higher rung: what they have not been shown of lower ones they need not see."""
    theirs = col(Reminder.person).in_(persons)
    drop(work, promise, theirs & col(Reminder.rung).not_like("later:%"))
    told = select(Reminder).where(
        theirs,
        col(Reminder.promise_id) == promise.id,
        col(Reminder.batch).is_not(None),
        col(Reminder.dropped_at).is_(None),
    )
    rows = {key_of(one.batch): one for one in work.session.exec(told) if one.batch is not None}
    unsent = select(Outgoing.key).where(col(Outgoing.key).in_(rows), col(Outgoing.ts).is_(None))
    for key in work.session.exec(unsent).all() if rows else ():
        rows[key].dropped_at = work.now


def drop(work: Work, promise: Promise, which: ColumnElement[bool] | None = None) -> None:
    """What still waits of the promise is not told any more."""
    waits = [_WAITS, col(Reminder.promise_id) == promise.id, *([] if which is None else [which])]
    dropping = update(Reminder).where(*waits).values(dropped_at=work.now)
    work.session.exec(dropping.execution_options(synchronize_session="fetch"))


def redraw(work: Work, promise: Promise) -> None:
    """The messages that name the promise follow what became of it."""
    for batch in _batches(work, promise):
        work.retell(col(Outgoing.key) == key_of(batch))


def _batches(work: Work, promise: Promise) -> set[int]:
    query = select(Reminder.batch).where(
        col(Reminder.promise_id) == promise.id, col(Reminder.batch).is_not(None)
    )
    return {batch for batch in work.session.exec(query) if batch is not None}


# -- on the way


def not_now(work: Work, row: Outgoing) -> datetime | None:
    """When a message that has not been posted may go out, if not at once: it may have waited for Slack."""
    if row.recipient is None or row.notice["kind"] != Reminders.__name__ or row.ts is not None:
        return None
    reader = quiet.reader(work, row.recipient)
    when = quiet.free_from(reader, work.now, work.handbook.ladder.night)
    return when if when > work.now else None


def is_moot(work: Work, row: Outgoing) -> bool:
    """Nothing that it would remind of needs reminding any more."""
    kind, batch = row.notice["kind"], row.notice.get("batch")
    if row.ts is not None or kind != Reminders.__name__:
        return False
    live = (
        select(Reminder.id)
        .join(Promise, col(Promise.id) == col(Reminder.promise_id))
        .where(
            col(Reminder.batch) == batch,
            col(Reminder.dropped_at).is_(None),
            col(Promise.ended_at).is_(None),
            col(Promise.paused_at).is_(None),
        )
    )
    return work.session.exec(live).first() is None


def undeliverable(work: Work, row: Outgoing) -> None:
    """Slack will not take it for this person: somebody else hears of what is in it."""
    if row.recipient is None or row.notice["kind"] != Reminders.__name__:
        return
    name = people.name_of(work.session, row.recipient)
    batch = select(Reminder).where(col(Reminder.batch) == row.notice["batch"])
    for reminder in work.session.exec(batch).all():
        _pass_on(work, reminder, f"{name} cannot be reached")


# -- what people ask for


def later(work: Work, promise: Promise, person: str, until: datetime) -> None:
    """Leave this person alone until then, and remind them then. Others are told all the same."""
    row = {"promise_id": promise.id, "person": person, "until": until}
    upsert.put(work.session, Snooze, row, replaces=("until",))
    drop(work, promise, col(Reminder.person) == person)
    promise.told_at = promise.told_at or work.now
    wish(work, promise, f"later:{int(until.timestamp())}", Ear(person), after=until)
