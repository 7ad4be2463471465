"""Promises follow from what a case is: who owes what now is compared with what is promised already.

``owed`` says what the present state makes people owe; ``follow`` opens, moves, pauses and ends promises
until they agree. It runs after every operation, in its transaction, so no promise is ever guessed later.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import nudges, questions
from casework.calendars import calendar_of
from casework.work import Work
from casework.working_time import WorkingTime
from models.case import Case, CaseStatus
from models.customer import Customer
from models.handoff import Handoff, HandoffStatus
from models.notices import CaseCard, HandoffCard
from models.promise import OF_THE_CSM, Outcome, Promise, PromiseKind

Key = tuple[PromiseKind, int | None]
"""What is owed, and by which hand-off; of each there is one live promise at most."""

_LIVE = select(Promise).where(
    col(Promise.case_number) == bindparam("number"), col(Promise.ended_at).is_(None)
)
_NOTICEABLE = timedelta(minutes=1)
AUDITED = "audited"
"""Nothing happened to the case; it is looked at all anew."""
_ASKING = frozenset({"asked", "said", "opened", AUDITED})
"""What happens to a case after which a question may wait, or wait no longer."""
_MAY_ASK = frozenset({"asked", AUDITED})


@dataclass(frozen=True)
class Owed:
    kind: PromiseKind
    handoff: Handoff | None = None
    person: str | None = None
    since: datetime | None = None
    """When its clock begins, where that is not now."""

    @property
    def key(self) -> Key:
        return self.kind, self.handoff.id if self.handoff else None

    @property
    def department(self) -> str | None:
        """Whose working time it is counted in; empty for the CSM's."""
        return self.handoff.department if self.handoff and self.kind not in OF_THE_CSM else None


def follow(work: Work, case: Case, handoffs: list[Handoff], promised: list[Promise] | None = None) -> None:
    """Bring the case's promises into line with what it is now.

    ``handoffs`` are the open ones, ``promised`` the live ones where they are at hand.
    """
    known = of_case(work, case.number) if promised is None else promised
    live = {(one.kind, one.handoff_id): one for one in known}
    wanted = {one.key: one for one in owed(case, handoffs, live, _asking(work, case, handoffs, live))}
    for key in live.keys() - wanted.keys():
        end(work, live[key], _outcome(work, live[key]))
    moved = []
    for key, one in wanted.items():
        before = live.get(key)
        shown = _shown(before) if before else None
        promise = before or open_one(work, case, one)
        promise = _keep_up(work, case, promise, one, is_put_aside=(PromiseKind.RESUME, key[1]) in wanted)
        moved += [promise] if shown not in (None, _shown(promise)) else []
    _redraw(work, case, moved)


def _shown(promise: Promise) -> tuple[int, bool]:
    """What a reader of its cards sees of its clock: they show minutes."""
    return int(promise.due_at.timestamp()) // 60, promise.paused_at is not None


def _redraw(work: Work, case: Case, moved: list[Promise]) -> None:
    """The cards say by when. What opens or ends a promise redraws them itself: it changes more of them."""
    if moved:
        handoffs = {one.handoff_id for one in moved if one.handoff_id is not None}
        work.redraw(CaseCard(case.number), *map(HandoffCard, sorted(handoffs)))


def of_case(work: Work, number: int) -> list[Promise]:
    """The live ones."""
    return list(work.session.exec(_LIVE, params={"number": number}))


def owed(
    case: Case, handoffs: list[Handoff], live: dict[Key, Promise], asking: Iterable[int | None]
) -> Iterator[Owed]:
    """What the case's state makes people owe. ``asking`` are the hand-offs whose question waits."""
    if case.is_closed:
        return
    for handoff in handoffs:
        yield from _of_handoff(handoff, live)
        if handoff.id in asking:
            yield Owed(PromiseKind.ANSWER, handoff, case.csm)
    if not handoffs:
        yield Owed(_next_for_csm(case), None, case.csm)
    if (PromiseKind.UPDATE, None) in live:
        yield Owed(PromiseKind.UPDATE, None, case.csm)


def _of_handoff(handoff: Handoff, live: dict[Key, Promise]) -> Iterator[Owed]:
    if handoff.status is HandoffStatus.OFFERED:
        yield Owed(PromiseKind.ACCEPT, handoff)
        return
    yield Owed(PromiseKind.PROGRESS, handoff, handoff.owner)
    resume = live.get((PromiseKind.RESUME, handoff.id))
    if handoff.paused_until is not None:
        yield Owed(PromiseKind.RESUME, handoff, handoff.owner, handoff.paused_until)
    elif resume is not None and handoff.moved_at <= resume.opened_at:
        yield Owed(PromiseKind.RESUME, handoff, handoff.owner, resume.runs_from)


def _next_for_csm(case: Case) -> PromiseKind:
    return PromiseKind.TELL if case.status is CaseStatus.ANSWERED else PromiseKind.DECIDE


def _asking(work: Work, case: Case, handoffs: list[Handoff], live: dict[Key, Promise]) -> set[int | None]:
    """The hand-offs whose question waits; asked of the database only when that may have changed."""
    known = {handoff_id for kind, handoff_id in live if kind is PromiseKind.ANSWER}
    happened = work.touched.get(case.number, set())
    if not handoffs or not happened & (_ASKING if known else _MAY_ASK):
        return known
    return set(questions.waiting(work.session, [case.number]))


# -- one promise


def open_one(work: Work, case: Case, one: Owed, *, due_at: datetime | None = None) -> Promise:
    """Promised from now on. ``due_at`` is a time that was named, else the handbook's counts."""
    since, time = _begins(work, one), _time(work, one.kind, one.department)
    allowed = time.elapsed(since, due_at) if due_at else _length(work, case, one.kind, one.department)
    promise = Promise(
        kind=one.kind,
        case_number=case.number,
        handoff_id=one.handoff.id if one.handoff else None,
        department=one.department,
        person=one.person,
        opened_at=work.now,
        runs_from=since,
        allowed_seconds=_seconds(allowed),
        due_at=due_at or since,
    )
    work.session.add(promise)
    if due_at is None:
        _reckon(work, promise)
    nudges.schedule(work, promise)
    return promise


def _begins(work: Work, one: Owed) -> datetime:
    """Its clock never runs in the past: there nobody knew of it."""
    return max(one.since or work.now, work.now)


def end(work: Work, promise: Promise, outcome: Outcome) -> None:
    """Nobody owes it any more: what still reminds of it says so, or is never said."""
    promise.end(outcome, work.now, work.by)
    nudges.settle(work, promise)


def _outcome(work: Work, promise: Promise) -> Outcome:
    handoff = work.session.get(Handoff, promise.handoff_id) if promise.handoff_id else None
    is_moot = handoff is not None and (
        handoff.status is HandoffStatus.WITHDRAWN
        or (promise.kind is PromiseKind.ANSWER and not handoff.is_open)
    )
    if is_moot:
        return Outcome.MOOT
    return Outcome.LATE if promise.is_late(work.now) else Outcome.KEPT


def _keep_up(work: Work, case: Case, promise: Promise, one: Owed, *, is_put_aside: bool) -> Promise:
    """It stands already: whom it binds, how long it may take and since when may have changed.

    Returns the one that stands then. ``is_put_aside``: somebody is stuck with its hand-off, and has not come
    back to it since.
    """
    if promise.kind is PromiseKind.PROGRESS and is_put_aside:
        _put_aside(work, promise, one)
    elif _has_moved(promise, one):
        return _begin_anew(work, case, promise, one)
    elif promise.person != one.person:
        nudges.passes_to(work, promise, one.person)
    return promise


def _has_moved(promise: Promise, one: Owed) -> bool:
    match promise.kind:
        case PromiseKind.PROGRESS:
            assert one.handoff is not None
            is_new = promise.person != one.person or promise.paused_at is not None
            return is_new or one.handoff.moved_at > promise.runs_from
        case PromiseKind.RESUME:
            return one.since is not None and max(one.since, promise.opened_at) != promise.runs_from
        case _:
            return False


def _put_aside(work: Work, promise: Promise, one: Owed) -> None:
    """What has passed so far stays passed; a pause in a pause adds nothing."""
    assert one.handoff is not None
    promise.paused_until, promise.pause_reason = one.handoff.paused_until, one.handoff.pause_reason
    if promise.paused_at is None:
        promise.spent_seconds = _spent(work, promise)
        promise.paused_at, promise.next_at = work.now, None
        nudges.settle(work, promise)


def _begin_anew(work: Work, case: Case, promise: Promise, one: Owed) -> Promise:
    """It moved: the clock begins again. Who was reminded of it already has kept it, and owes the next."""
    if promise.told_at is not None:
        end(work, promise, Outcome.LATE if promise.is_late(work.now) else Outcome.KEPT)
        work.session.flush()
        return open_one(work, case, one)
    promise.allowed_seconds = _seconds(_length(work, case, one.kind, one.department))
    promise.person, promise.opened_at, promise.runs_from = one.person, work.now, _begins(work, one)
    promise.spent_seconds = 0
    promise.paused_at = promise.paused_until = promise.pause_reason = None
    _reckon(work, promise)
    nudges.schedule(work, promise)
    return promise


def offer_is_seen(work: Work, handoff_id: int) -> bool:
    """Its card is posted only now, for the first time: before, nobody could have taken it.

    Returns whether the card says another time than is promised now.
    """
    query = select(Promise).where(
        col(Promise.handoff_id) == handoff_id,
        col(Promise.kind) == PromiseKind.ACCEPT,
        col(Promise.ended_at).is_(None),
        col(Promise.rung) == 0,
        col(Promise.runs_from) == col(Promise.opened_at),
    )
    promise = work.session.exec(query).first()
    if promise is None:
        return False
    said, promise.runs_from = promise.due_at, work.now
    _reckon(work, promise)
    nudges.schedule(work, promise)
    return promise.due_at - said >= _NOTICEABLE


def severity_changed(work: Work, case: Case) -> None:
    """Another time is promised; what has passed of it has passed."""
    for promise in of_case(work, case.number):
        if promise.kind is PromiseKind.UPDATE:
            continue
        promise.spent_seconds = _spent(work, promise)
        if promise.paused_at is None:
            promise.runs_from = max(promise.runs_from, work.now)
        was_due, promise.allowed_seconds = (
            promise.due_at,
            _seconds(_length(work, case, promise.kind, promise.department)),
        )
        _reckon(work, promise)
        if promise.paused_at is None and promise.told_at is not None and promise.due_at > was_due:
            _begin_lower(work, promise, was_late=was_due < work.now)
        elif promise.paused_at is None:
            nudges.schedule(work, promise)


def _begin_lower(work: Work, promise: Promise, *, was_late: bool) -> None:
    """There is more time than people were reminded by: that is over, and the ladder begins below."""
    again = Promise.model_validate(promise.model_dump(exclude={"id", "rung", "told_at", "next_at", "tries"}))
    end(work, promise, Outcome.LATE if was_late else Outcome.KEPT)
    work.session.flush()
    work.session.add(again)
    nudges.schedule(work, again)


def _spent(work: Work, promise: Promise) -> int:
    """The working seconds that have passed of it."""
    if promise.paused_at is not None:
        return promise.spent_seconds
    passed = _time(work, promise.kind, promise.department).elapsed(promise.runs_from, work.now)
    return promise.spent_seconds + max(int(passed.total_seconds()), 0)


def _reckon(work: Work, promise: Promise) -> None:
    left = max(promise.allowed - promise.spent, timedelta(0))
    promise.due_at = _time(work, promise.kind, promise.department).due(promise.runs_from, left)


def _seconds(length: timedelta) -> int:
    """At least one: what is promised for at once is due at once, not never."""
    return max(int(length.total_seconds()), 1)


def _length(work: Work, case: Case, kind: PromiseKind, department: str | None) -> timedelta:
    customer = work.session.get(Customer, case.customer_id)
    assert customer is not None
    said = "decide" if kind is PromiseKind.ANSWER else kind.value
    allowance = work.handbook.allowance(said, case.severity.value, customer.tier, department)
    return allowance.within(work.handbook.hours_of(department))


def _time(work: Work, kind: PromiseKind, department: str | None) -> WorkingTime:
    return calendar_of(work.handbook, kind, department)
