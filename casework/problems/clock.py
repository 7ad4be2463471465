"""A Problem's clock is one clock: of two promises that become one, the earlier counts."""

from casework import nudges, promised, promises
from casework.problems import ties
from casework.work import Work
from models.case import Case
from models.handoff import Handoff
from models.promise import Promise, PromiseKind

_OF_A_TURN = (PromiseKind.ACCEPT, PromiseKind.PROGRESS)


def inherit(work: Work, carrier: Case, main: Handoff, theirs: Handoff) -> None:
    """What has passed for the case has passed for the Problem.

    Where the Problem's department has moved since, it moved for this case too, and its own clock counts.
    """
    work.session.flush()
    promises.follow(work, carrier, ties.open_handoffs(work, carrier.number))
    work.session.flush()
    earlier, own = _running(work, theirs), _running(work, main)
    if earlier is None or own is None or earlier.kind is not own.kind or _has_moved(main):
        return
    if promised.spent(work, earlier) <= promised.spent(work, own):
        return
    own.runs_from, own.spent_seconds = earlier.runs_from, earlier.spent_seconds
    main.moved_at = min(main.moved_at, theirs.moved_at)
    promised.reckon(work, own)
    nudges.schedule(work, own)


def _has_moved(main: Handoff) -> bool:
    """Since somebody took it."""
    return main.accepted_at is not None and main.moved_at > main.accepted_at


def _running(work: Work, handoff: Handoff) -> Promise | None:
    live = promises.of_case(work, handoff.case_number)
    mine = (one for one in live if one.handoff_id == handoff.id and one.kind in _OF_A_TURN)
    return next((one for one in mine if one.paused_at is None), None)
