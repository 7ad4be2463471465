"""What a new case looks like: seen by the clock, told once in its desk thread, decided by a person.

Opening a case only leaves its number in a queue. Comparing is done while others write; the row of the queue
goes in the transaction that promises the message, so that of several replicas one tells it.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func
from sqlmodel import col, or_, select

from casework.access import Operation
from casework.matching import alike, likeness, titles, verdicts
from casework.matching.alike import Alike
from casework.matching.likeness import Like
from casework.work import Work
from models.alike import AlikePair, AlikeQueue
from models.case import Case
from models.case_notices import LooksLike
from models.outgoing import UNRESOLVED, Outgoing
from models.problem import Problem
from models.refusal import Refusal
from models.thread import Thread
from models.upsert import put

AT_ONCE = 100
"""In one round: 1,000 cases a minute are kept up with at a tick of five seconds."""
MOST_UNPOSTED = 20
"""Slack takes a message a second in the desk's channel: in a flood other news go before what looks alike."""
WORTH_SAYING = timedelta(hours=1)
"""What could not be said for so long is not said any more: somebody has begun to work on it."""
MOST_REDRAWN = 50
CHANGES = frozenset({"closed", "reopened", "told_apart", "merged", "parted"})
"""What happens to a case that changes the messages in which it is named."""


_ANY_FIXED = select(Problem.case_number).where(col(Problem.fixed_at).is_not(None)).limit(1)


def expect(work: Work, case: Case) -> None:
    """A new case is to be looked at, if the handbook wants that, or a Problem that was fixed may be back."""
    if work.handbook.matching.suggest_above is not None or _may_be_back(work):
        put(work.session, AlikeQueue, {"case_number": case.number, "opened_at": work.now})


def _may_be_back(work: Work) -> bool:
    if work.handbook.matching.problem_above is None:
        return False
    return work.session.exec(_ANY_FIXED).first() is not None


def waiting(work: Work, *, most: int = AT_ONCE) -> list[int]:
    """Cases to be looked at, the newest first; none while too much of it is on its way."""
    if not _has_room(work):
        return []
    query = (
        select(AlikeQueue.case_number)
        .where(col(AlikeQueue.opened_at) > work.now - WORTH_SAYING)
        .order_by(col(AlikeQueue.case_number).desc())
        .limit(most)
    )
    return list(work.session.exec(query))


def are_late(work: Work) -> bool:
    """Whether some have waited for too long."""
    query = select(AlikeQueue.case_number).where(col(AlikeQueue.opened_at) <= work.now - WORTH_SAYING)
    return work.session.exec(query.limit(1)).first() is not None


def let_go(work: Work) -> int:
    """Those that have waited for too long; returns how many."""
    late = delete(AlikeQueue).where(col(AlikeQueue.opened_at) <= work.now - WORTH_SAYING)
    return work.session.connection().execute(late).rowcount


def look(work: Work, number: int) -> list[Alike]:
    """What the case looks like, surely enough for the handbook."""
    case = work.session.get(Case, number)
    above = work.handbook.matching.suggest_above
    if case is None or case.is_closed:
        return []
    return alike.find(work, case.title, case.story, above=above, customer_id=case.customer_id, number=number)


def look_for_problems(work: Work, number: int) -> list[Like]:
    """What the case is like, surely enough to ask whether a Problem is back."""
    case = work.session.get(Case, number)
    above = work.handbook.matching.problem_above
    if case is None or case.is_closed or above is None:
        return []
    likes = likeness.suggest(
        work.session,
        case.title,
        case.story,
        now=work.now,
        most=alike.LOOKED_AT,
        customer_id=case.customer_id,
        number=number,
    )
    return [like for like in likes if like.score >= above or _has_the_same_title(work, case, like.number)]


def _has_the_same_title(work: Work, case: Case, other: int) -> bool:
    """While few cases are known no chance is high."""
    title = work.session.get_one(Case, other).title
    return titles.say_the_same(case.title, title, may_be_the_same=False)


def tell(work: Work, number: int, found: list[Alike]) -> None:
    """Promise the message, if there is something to say and nobody else did it meanwhile.

    While too much of it is on its way, the case stays in the queue.
    """
    if found and not _has_room(work):
        return
    claim = delete(AlikeQueue).where(col(AlikeQueue.case_number) == number)
    if not work.session.connection().execute(claim).rowcount or not found:
        return
    case = work.case(number)
    if case.is_closed:
        return
    for rank, one in enumerate(found):
        values = {"case_number": number, "other": one.number, "rank": rank, "why": list(one.why)}
        put(work.session, AlikePair, values)
    work.tell(work.desk_thread(case), LooksLike(number), key=f"alike:{number}")


def _has_room(work: Work) -> bool:
    unposted = select(func.count()).where(
        col(Outgoing.ts).is_(None),
        col(Outgoing.status).in_(UNRESOLVED),
        col(Outgoing.key) >= "alike:",
        col(Outgoing.key) < "alike;",
    )
    return work.session.exec(unposted).one() < MOST_UNPOSTED


def fill(work: Work, notice: LooksLike) -> LooksLike:
    """With what is not told apart by now."""
    case = work.session.get_one(Case, notice.case)
    apart = alike.told_apart(work.session, case.number)
    same = alike.joined(work.session, case.number)
    pairs = [Alike(one.other, tuple(one.why)) for one in _pairs(work, case.number) if one.other not in apart]
    return LooksLike(case.number, alike.facts(work, pairs, case.customer_id, same), not case.is_closed)


def is_moot(work: Work, row: Outgoing) -> bool:
    """It has not been posted, and comes too late or has nothing left to decide."""
    if work.now - row.created_at >= WORTH_SAYING:
        return True
    told = fill(work, LooksLike(int(row.notice["case"])))
    return not told.is_open or not told.facts


def tell_apart(work: Work, number: int, other: int) -> None:
    """Not the same: it is never suggested again for the two, and teaches. Said again, it changes nothing."""
    if number == other:
        raise Refusal(f"C-{number} is one case; there is nothing to tell apart.")
    low, high = sorted((number, other))
    older, newer = _undecided(work, low), _undecided(work, high)
    work.allow(Operation.STEER, older if older.csm == work.actor.user_id else newer)
    if other in alike.told_apart(work.session, number):
        return
    verdicts.deny(work.session, low, high, now=work.now)
    work.record(older, "told_apart", newer.label)
    work.record(newer, "told_apart", older.label)


def _undecided(work: Work, number: int) -> Case:
    """The case, locked: the lower number first, so that two who do this never wait for each other."""
    case = work.case(number)
    if case.number != number:
        raise Refusal(f"C-{number} goes on as {case.label} by now; there is nothing left to decide.")
    if case.is_closed:
        raise Refusal(f"{case.label} is closed by now; there is nothing left to decide.")
    return case


def redraw(work: Work, number: int) -> None:
    """The messages in which the case is named say what is so now; one with nothing left to say goes."""
    session = work.session
    naming = (
        select(AlikePair.case_number)
        .where(or_(col(AlikePair.other) == number, col(AlikePair.case_number) == number))
        .order_by(col(AlikePair.case_number).desc())
        .distinct()
        .limit(MOST_REDRAWN)
    )
    for case_number in session.exec(naming).all():
        left = {one.other for one in _pairs(work, case_number)} - alike.told_apart(session, case_number)
        work.retell(_message(work, case_number), is_gone=not left)


def _message(work: Work, number: int) -> ColumnElement[bool]:
    query = select(Thread.id).where(col(Thread.case_number) == number, col(Thread.handoff_id).is_(None))
    return col(Outgoing.key) == f"alike:{number}:{work.session.exec(query).one()}"


def _pairs(work: Work, number: int) -> list[AlikePair]:
    query = select(AlikePair).where(col(AlikePair.case_number) == number).order_by(col(AlikePair.rank))
    return list(work.session.exec(query))
