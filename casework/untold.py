"""Messages that Slack does not have yet: each is asked once more whether it still holds."""

from datetime import datetime

from sqlmodel import col, select

from casework import people, quiet
from casework.matching import suggestions
from casework.reminders import IS_STILL_OWED
from casework.telling import awake_from, pass_on
from casework.work import Work
from models.case_notices import LooksLike
from models.clock_notices import NudgedDesk, Reminders, StallDigest
from models.outgoing import Outgoing
from models.promise import Promise, Reminder


def not_now(work: Work, row: Outgoing) -> datetime | None:
    """When a message that has not been posted may go out, if not at once: it may have waited for Slack."""
    if row.recipient is None or row.notice["kind"] != Reminders.__name__ or row.ts is not None:
        return None
    when = awake_from(work, row.recipient)
    return when if when > work.now else None


def is_moot(work: Work, row: Outgoing) -> bool:
    """Nothing that it would remind of needs reminding any more."""
    kind, batch = row.notice["kind"], row.notice.get("batch") or row.notice.get("reminder")
    if row.ts is None and row.recipient and kind == StallDigest.__name__:
        return _is_yesterdays(work, row.recipient, str(row.notice["facts"]["day"]))
    if row.ts is None and kind == LooksLike.__name__:
        return suggestions.is_moot(work, row)
    if row.ts is not None or kind not in (Reminders.__name__, NudgedDesk.__name__):
        return False
    live = (
        select(Reminder.id)
        .join(Promise, col(Promise.id) == col(Reminder.promise_id))
        .where(col(Reminder.batch) == batch, IS_STILL_OWED)
    )
    return work.session.exec(live).first() is None


def _is_yesterdays(work: Work, person: str, day: str) -> bool:
    """A digest that Slack did not take on its day is not sent in the night, nor on another day."""
    reader = quiet.reader(work, person)
    is_today = quiet.day_of(reader, work.now).isoformat() == day
    return not is_today or not quiet.is_free(reader, work.now, work.handbook.ladder.night)


def undeliverable(work: Work, row: Outgoing) -> None:
    """Slack will not take it for this person: somebody else hears of what is in it."""
    if row.recipient is None or row.notice["kind"] != Reminders.__name__:
        return
    name = people.name_of(work.session, row.recipient)
    batch = select(Reminder).where(col(Reminder.batch) == row.notice["batch"])
    for reminder in work.session.exec(batch).all():
        pass_on(work, reminder, f"{name} cannot be reached")
