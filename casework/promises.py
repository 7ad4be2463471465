"""Promises follow from what a case is: who owes what now is compared with what is promised already.

``owed`` says what the present state makes people owe; ``follow`` opens, moves, pauses and ends promises
until they agree. It runs after every operation, in its transaction, so no promise is ever guessed later.
"""

from datetime import timedelta

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import nudges, promised, questions
from casework.owed import Elsewhere, Key, Owed, owed
from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard
from models.handoff import Handoff, HandoffStatus
from models.handoff_notices import HandoffCard
from models.promise import BY_A_NAMED_TIME, Outcome, Promise, PromiseKind

_LIVE = select(Promise).where(
    col(Promise.case_number) == bindparam("number"), col(Promise.ended_at).is_(None)
)
_NOTICEABLE = timedelta(minutes=1)
AUDITED = "audited"
"""Nothing happened to the case; it is looked at all anew."""
_ASKING = frozenset({"asked", "said", "opened", AUDITED})
"""What happens to a case after which a question may wait, or wait no longer."""
_MAY_ASK = frozenset({"asked", AUDITED})


def follow(
    work: Work,
    case: Case,
    handoffs: list[Handoff],
    known: list[Promise] | None = None,
    elsewhere: Elsewhere = Elsewhere.NOWHERE,
) -> None:
    """Bring the case's promises into line with what it is now.

    ``handoffs`` are the open ones, ``known`` the live promises where they are at hand.
    """
    known = of_case(work, case.number) if known is None else known
    live = {(one.kind, one.handoff_id): one for one in known}
    asking = _asking(work, case, handoffs, live)
    wanted = {one.key: one for one in owed(case, handoffs, live, asking, elsewhere)}
    for key in live.keys() - wanted.keys():
        promised.end(work, live[key], _outcome(work, live[key]))
    moved = []
    for key, one in wanted.items():
        before = live.get(key)
        shown = _shown(before) if before else None
        promise = before or promised.open_one(work, case, one)
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


def _asking(work: Work, case: Case, handoffs: list[Handoff], live: dict[Key, Promise]) -> set[int | None]:
    """The hand-offs whose question waits; asked of the database only when that may have changed."""
    known = {handoff_id for kind, handoff_id in live if kind is PromiseKind.ANSWER}
    happened = work.touched.get(case.number, set())
    if not handoffs or not happened & (_ASKING if known else _MAY_ASK):
        return known
    return set(questions.waiting(work.session, [case.number]))


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
        promised.put_aside(work, promise, one)
    elif _has_moved(promise, one):
        return promised.begin_anew(work, case, promise, one)
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
    promised.reckon(work, promise)
    nudges.schedule(work, promise)
    return promise.due_at - said >= _NOTICEABLE


def severity_changed(work: Work, case: Case) -> None:
    """Another time is promised; what has passed of it has passed."""
    for promise in of_case(work, case.number):
        if promise.kind not in BY_A_NAMED_TIME:
            promised.allow_other_time(work, case, promise)
