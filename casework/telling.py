"""One message for what is due together, in the reader's day, or somebody else hears of it."""

from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import col, select

from casework import audiences, people, quiet
from casework.reminders import WAITS, key_of, wish
from casework.work import Work
from models.case import Case
from models.clock_notices import NudgedDesk, Reminders
from models.member import Member
from models.outgoing import Delivery, Outgoing
from models.promise import Promise, Reminder, Via

MOST_PEOPLE = 50
"""So many are looked after in one round."""
MOST_AT_ONCE = 40
"""So many reminders of one person in one transaction: whoever presses a button meanwhile waits for it."""
REST = timedelta(minutes=1)
NOTES = 200


def waiting(work: Work) -> list[str]:
    """The people for whom something is due, whoever waits longest first."""
    query = select(Reminder.person).where(WAITS, col(Reminder.not_before) <= work.now)
    first = func.min(col(Reminder.not_before))
    return list(work.session.exec(query.group_by(Reminder.person).order_by(first).limit(MOST_PEOPLE)))


def put_off(work: Work, person: str) -> None:
    """Something went wrong with them: others come first for a while."""
    later = update(Reminder).where(
        WAITS, col(Reminder.person) == person, col(Reminder.not_before) <= work.now
    )
    work.session.exec(later.values(not_before=work.now + REST))


def release(work: Work, person: str) -> None:
    """Tell the person what is due, if they may be told now; else it waits, or goes to somebody else.

    So many at most in one transaction; what is left is for the next. Raises NeedsLookup when too little is
    known of them.
    """
    actor = people.actor(work.session, person, work.handbook, work.now)
    due = _needed(work, _due(work, person)) if _is_mine(work, person) else []
    if not due:
        return
    absence = quiet.away(quiet.reader(work, person), work.now, work.handbook.away)
    if not actor.is_staff or absence is not None:
        why = absence.note if absence else f"{actor.name} cannot be reached"
        due = [one for one in due if not _passed_on(work, one, why)]
    desk, direct = ([one for one in due if one.via is via] for via in (Via.DESK, Via.DIRECT))
    _tell_or_wait(work, person, desk, awake_from(work, person))
    _tell_or_wait(work, person, direct, free_from(work, person) if direct else work.now)


def _tell_or_wait(work: Work, person: str, due: list[Reminder], when: datetime) -> None:
    if when > work.now:
        for reminder in due:
            reminder.not_before = when
    else:
        _tell(work, person, due)


def _passed_on(work: Work, reminder: Reminder, why: str) -> bool:
    """A direct message is; a line on the desk can be read by whoever stands in."""
    if reminder.via is Via.DIRECT:
        pass_on(work, reminder, why)
    return reminder.via is Via.DIRECT


def _is_mine(work: Work, person: str) -> bool:
    """Only one replica at a time speaks to a person; another one's turn comes with the next tick."""
    row = select(Member.user_id).where(col(Member.user_id) == person)
    return work.session.exec(row.with_for_update(skip_locked=True)).first() is not None


def _due(work: Work, person: str) -> list[tuple[Reminder, Promise]]:
    query = (
        select(Reminder, Promise)
        .join(Promise, col(Promise.id) == col(Reminder.promise_id))
        .where(WAITS, col(Reminder.person) == person, col(Reminder.not_before) <= work.now)
        .order_by(col(Reminder.id))
        .limit(MOST_AT_ONCE)
    )
    return list(work.session.exec(query))


def _needed(work: Work, due: list[tuple[Reminder, Promise]]) -> list[Reminder]:
    """A promise that ended meanwhile, or was put aside, needs no reminder; of the others each one."""
    newest: dict[tuple[int, Via], Reminder] = {}
    for reminder, promise in due:
        key = (reminder.promise_id, reminder.via)
        if not promise.is_live or promise.paused_at is not None:
            reminder.dropped_at = work.now
            continue
        if key in newest:
            newest[key].dropped_at = work.now
        newest[key] = reminder
    return list(newest.values())


def awake_from(work: Work, person: str) -> datetime:
    """Not at night, not on a day off."""
    return quiet.free_from(quiet.reader(work, person), work.now, work.handbook.ladder.night)


def free_from(work: Work, person: str) -> datetime:
    """Nor more often than the handbook allows; what Slack has not shown yet takes in what is new."""
    ladder = work.handbook.ladder
    reader = quiet.reader(work, person)
    when = quiet.free_from(reader, work.now, ladder.night)
    if when > work.now or _unposted(work, person) is not None:
        return when
    if _told_today(work, person, quiet.day_begins(reader, work.now)) < ladder.most_a_day:
        return when
    return quiet.free_from(reader, quiet.next_day_begins(reader, work.now), ladder.night)


def _unposted(work: Work, person: str) -> int | None:
    """The batch of a message to the person that Slack certainly does not have yet."""
    query = select(Outgoing.notice).where(
        col(Outgoing.lane) == _lane(person),
        col(Outgoing.ts).is_(None),
        col(Outgoing.is_gone).is_(False),
        col(Outgoing.status) == Delivery.PENDING,
    )
    notice = work.session.exec(query).first()
    return int(notice["batch"]) if notice else None


def _lane(person: str) -> str:
    return f"remind:{person}"


def _told_today(work: Work, person: str, since: datetime) -> int:
    """Of their messages since then, those that came to nothing on their way do not count."""
    batches = select(Reminder.batch).where(
        col(Reminder.person) == person, col(Reminder.released_at) >= since, col(Reminder.via) == Via.DIRECT
    )
    keys = [key_of(batch) for batch in work.session.exec(batches.distinct()) if batch is not None]
    told = select(func.count()).where(col(Outgoing.key).in_(keys), ~col(Outgoing.is_gone))
    return int(work.session.exec(told).one())


def _tell(work: Work, person: str, due: list[Reminder]) -> None:
    """Direct ones together, in the message that waits for Slack if there is one; a line on the desk each."""
    direct = [one for one in due if one.via is Via.DIRECT]
    batch = _unposted(work, person) if direct else None
    for one in due:
        one.batch = (batch or direct[0].id) if one.via is Via.DIRECT else one.id
        one.released_at = work.now
        if one.via is Via.DESK:
            _tell_desk(work, one)
    if batch is not None:
        work.retell(col(Outgoing.key) == key_of(batch))
    elif direct:
        assert direct[0].id is not None
        work.tell_person(person, Reminders(direct[0].id), key=key_of(direct[0].id), lane=_lane(person))


def _tell_desk(work: Work, reminder: Reminder) -> None:
    promise = work.session.get(Promise, reminder.promise_id)
    assert promise is not None
    assert promise.id is not None
    assert reminder.id is not None
    thread = work.desk_thread(work.case(promise.case_number))
    notice = NudgedDesk(promise.case_number, promise.id, reminder.id)
    work.tell(thread, notice, key=key_of(reminder.id))


def pass_on(work: Work, reminder: Reminder, why: str) -> None:
    """The next further up hears of it, and why it comes to them."""
    reminder.dropped_at = work.now
    promise = work.session.get(Promise, reminder.promise_id)
    if promise is None or not promise.is_live or promise.paused_at is not None:
        return
    case = work.session.get(Case, promise.case_number)
    assert case is not None
    note = "; ".join(filter(None, (reminder.note, why)))[:NOTES]
    same = select(Reminder).where(col(Reminder.promise_id) == promise.id, col(Reminder.rung) == reminder.rung)
    dropped = [one for one in work.session.exec(same) if one.dropped_at is not None]
    in_vain = {one.person: one for one in dropped if one is reminder or _is_away(work, one.person)}
    for ear in audiences.behind(work.handbook, promise, case.csm, reminder.person, in_vain):
        if ear.via is Via.DESK and ear.person in in_vain:
            _to_the_desk(work, in_vain[ear.person], note)
        else:
            wish(work, promise, reminder.rung, ear, note=note)


def _is_away(work: Work, person: str) -> bool:
    """What they were to be told was dropped for that, and not because they know it otherwise."""
    return quiet.away(quiet.reader(work, person), work.now, work.handbook.away) is not None


def _to_the_desk(work: Work, reminder: Reminder, note: str) -> None:
    """The CSM, who is not there, would have been told as somebody else: whoever stands in reads it there."""
    reminder.via, reminder.note = Via.DESK, note
    reminder.not_before, reminder.dropped_at = work.now, None
