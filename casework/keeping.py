"""What people say to the clock: still mine, remind me later, they hear by then, it is more urgent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from casework import cases, customers, nudges, people, promised, promises, quiet, reminders, telling
from casework.access import Operation
from casework.audiences import Ear
from casework.meanwhile import going_on
from casework.owed import Owed
from casework.problems import drafts
from casework.work import Work
from config.ladder import SHORTEST_SNOOZE
from models.case import Case, Severity
from models.case_notices import CaseCard, SeverityChanged, UpdatePromised
from models.entry import TIME_IN_ENTRIES
from models.handoff import HandoffStatus
from models.handoff_notices import HandoffCard
from models.problem import DraftState
from models.promise import Outcome, Promise, PromiseKind, Reminder
from models.refusal import Refusal
from models.voice_notices import CustomerUpdated

THEIR_NEXT_STEP = (PromiseKind.ACCEPT, PromiseKind.PROGRESS)
BETWEEN_NUDGES = timedelta(hours=1)


def still_mine(work: Work, handoff_id: int) -> None:
    """Whoever has it says that they are on it: that is movement, and nobody else can say it for them."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    if handoff.status is not HandoffStatus.ACCEPTED or handoff.owner != work.actor.user_id:
        owner = people.name_of(work.session, handoff.owner) if handoff.owner else "Nobody"
        raise Refusal(f"{owner} has {case.label}; only who has it can say that it is still theirs.")
    since = handoff.paused_since
    handoff.moves(work.now)
    handoff.paused_since = since  # a word is no work: the next pause counts from the first all the same
    case.moved_at = work.now
    work.record(case, "still_mine", handoff=handoff)
    work.redraw(CaseCard(case.number))
    work.redraw(HandoffCard(handoff_id))


def remind_later(work: Work, promise_id: int, after: timedelta) -> datetime:
    """Leave whoever asks alone with it for so long; returns until when. It stops no rung for others."""
    promise = _live(work, promise_id)[1]
    longest = work.handbook.ladder.longest_snooze
    if not SHORTEST_SNOOZE <= after <= longest:
        raise Refusal(f"A reminder can be put off by five minutes at least and by {_days(longest)} at most.")
    until = work.now + after
    reminders.later(work, promise, work.actor.user_id, until)
    return until


def promise_update(work: Work, number: int, *, until: datetime) -> None:
    """The CSM has told the customer when they will hear next. Another time takes the place of the first."""
    case = work.case(number)
    work.allow(Operation.STEER, case)
    case.must_be_open()
    _must_lie_ahead(work, until)
    before = _update(work, case)
    if before is not None:
        promised.end(work, before, Outcome.LATE if before.is_late(work.now) else Outcome.MOOT)
        work.session.flush()
    promised.open_one(work, case, Owed(PromiseKind.UPDATE, None, case.csm), due_at=until)
    case.moved_at = work.now
    entry = work.record(case, "update_promised", f"{until.astimezone(UTC):{TIME_IN_ENTRIES}}")
    notice = UpdatePromised(case.number, work.actor.name, until)
    work.tell(work.desk_thread(case), notice, key=work.key(entry))
    work.redraw(CaseCard(case.number))


def customer_updated(work: Work, number: int) -> None:
    """The CSM has given the customer the news that was promised."""
    case = work.case(number)
    work.allow(Operation.STEER, case)
    promise = _update(work, case)
    if promise is None:
        raise Refusal(f"No news is promised to the customer of {case.label}; nothing was changed.")
    news_given(work, case)
    customers.spoken_to(work, case)
    case.moved_at = work.now
    entry = work.record(case, "customer_updated")
    work.tell(work.desk_thread(case), CustomerUpdated(case.number, work.actor.name), key=work.key(entry))
    work.redraw(CaseCard(case.number))


def news_given(work: Work, case: Case) -> None:
    """The customer has heard from us: what was promised is kept, if anything was."""
    promise = _update(work, case)
    if drafts.waiting(work, case.number) is not None:
        drafts.settle(work, case, DraftState.TOLD, is_promise_kept_up=True)
    if promise is not None and promise.is_live:
        promised.end(work, promise, Outcome.LATE if promise.is_late(work.now) else Outcome.KEPT)


def change_severity(work: Work, number: int, *, severity: Severity, reason: str) -> None:
    """The promised times change with it; what has passed of them has passed."""
    case = work.case(number)
    work.allow(Operation.STEER, case)
    case.must_be_open()
    if severity is case.severity:
        raise Refusal(f"{case.label} has that severity already; choose another one.", field="severity")
    was, case.severity, case.moved_at = case.severity, severity, work.now
    promises.severity_changed(work, case)
    told = f"{was} → {severity}. {reason}".strip()
    entry = work.record(case, "severity_changed", told)
    notice = SeverityChanged(case.number, work.actor.name, was, severity, reason)
    work.tell(work.desk_thread(case), notice, key=work.key(entry))
    due = _next_steps(work, case)
    for handoff in cases.open_handoffs(work, case):
        due_at = due.get(handoff.id)
        is_overdue = due_at is not None and due_at <= work.now
        told_there = replace(notice, due_at=due_at, is_overdue=is_overdue)
        work.tell(work.thread_of(handoff), told_there, key=work.key(entry))
    _redraw_all(work, case)


def _next_steps(work: Work, case: Case) -> dict[int | None, datetime]:
    """By when those at work on it owe something, by hand-off; what is put aside has its own time."""
    live = promises.of_case(work, case.number)
    return {one.handoff_id: one.due_at for one in live if one.kind in THEIR_NEXT_STEP and not one.paused_at}


def nudge_now(work: Work, promise_id: int) -> str:
    """Somebody wants them to be reminded at once; returns what was done, as a sentence."""
    case, promise = _live(work, promise_id)
    work.allow(Operation.REASSIGN, case, promise.department)
    _must_not_be_too_soon(work, promise)
    if promise.person == work.actor.user_id:
        raise Refusal("That is yours to keep: there is nobody else to remind.")
    ears = [one for one in _responsible(work, promise) if one.person != work.actor.user_id]
    if not ears and work.actor.user_id in work.handbook.leads_of(promise.department):
        raise Refusal("You lead them yourself: *Re-assign* gives it to somebody.")
    if not ears:
        name = work.handbook.name_of(promise.department or "")
        raise Refusal(f"Nobody leads {name} in the handbook whom I could remind; write in its channel.")
    note = f"{work.actor.name} asks you to have a look"
    for ear in ears:
        reminders.wish(work, promise, f"now:{int(work.now.timestamp())}", ear, note=note)
    promise.told_at = work.now
    return " ".join(_will_hear(work, promise, ear.person) for ear in ears)


def _responsible(work: Work, promise: Promise) -> list[Ear]:
    if promise.person is not None:
        return [Ear(promise.person)]
    return [Ear(one) for one in work.handbook.leads_of(promise.department)]


def _will_hear(work: Work, promise: Promise, person: str) -> str:
    name = people.name_of(work.session, person)
    reader = quiet.reader(work, person)
    if absence := quiet.away(reader, work.now, work.handbook.away):
        return f"{absence.note}; the next one up hears of it."
    when = max(telling.free_from(work, person), reminders.left_alone_until(work, promise, person))
    if when <= work.now:
        return f"I remind {name} now."
    here = when.astimezone(ZoneInfo(work.actor.time_zone))
    day = "today" if here.date() == work.now.astimezone(here.tzinfo).date() else f"on {here:%A}"
    return f"{name} is not to be disturbed now; I remind them {day} at {here:%H:%M} your time."


def _must_not_be_too_soon(work: Work, promise: Promise) -> None:
    query = select(Reminder.created_at).where(
        col(Reminder.promise_id) == promise.id,
        col(Reminder.rung).startswith("now:"),
        col(Reminder.created_at) > work.now - BETWEEN_NUDGES,
    )
    if work.session.exec(query).first() is not None:
        raise Refusal("Somebody asked for that within the last hour already; give them a little time.")


def _live(work: Work, promise_id: int) -> tuple[Case, Promise]:
    found = nudges.locked(work, promise_id)
    if found is None or not found[1].is_live:
        raise Refusal("That is done already; there is nothing left to be reminded of.")
    if found[1].paused_at is not None:
        raise Refusal("That is put aside for now; its clock stands still.")
    return found


def _update(work: Work, case: Case) -> Promise | None:
    live = promises.of_case(work, case.number)
    return next((one for one in live if one.kind is PromiseKind.UPDATE), None)


def _must_lie_ahead(work: Work, until: datetime) -> None:
    if until <= work.now:
        raise Refusal("That moment has passed; choose one that lies ahead.", field="until")
    longest = work.handbook.ladder.longest_pause
    if until > work.now + longest:
        raise Refusal(f"That is further ahead than {_days(longest)}; choose an earlier day.", field="until")


def _redraw_all(work: Work, case: Case) -> None:
    work.redraw(CaseCard(case.number))
    for promise in promises.of_case(work, case.number):
        if promise.handoff_id is not None:
            work.redraw(HandoffCard(promise.handoff_id))


def _days(length: timedelta) -> str:
    hours = int(length.total_seconds()) // 3600
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"  # noqa: PLR2004
