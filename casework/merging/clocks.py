"""Of two promises that are one now, the earlier clock counts."""

from casework import nudges, promised, promises
from casework.merging.turns import Twins
from casework.work import Work
from models.case import Case
from models.promise import Outcome, Promise, PromiseKind

_OF_A_TURN = (PromiseKind.ACCEPT, PromiseKind.PROGRESS)


def join_turns(work: Work, twins: Twins, live: list[Promise]) -> None:
    """The turn that goes on has the time of the one that was promised for sooner."""
    its = {one.kind: one for one in live if one.handoff_id == twins.goes_on.id and one.kind in _OF_A_TURN}
    for other in live:
        if other.handoff_id == twins.ends.id and other.kind in its:
            keeps = its[other.kind]
            if _take_earlier(work, keeps, other):
                twins.goes_on.moved_at = min(twins.goes_on.moved_at, keeps.runs_from)


def join_cases(
    work: Work, gone: Case, stays: Case, live: list[Promise], *, is_with_departments: bool
) -> None:
    """What their CSM owes: the sooner time of what is owed of both; news that were promised stay promised.

    What waits to be read by a second person waits on.

    ``is_with_departments``: somebody is at work on what is one case now, so that the CSM decides nothing.
    """
    own = {one.kind: one for one in live if one.handoff_id is None and one.case_number == stays.number}
    theirs = [one for one in live if one.handoff_id is None and one.case_number == gone.number]
    has_answer = not is_with_departments and PromiseKind.TELL in {*own, *(one.kind for one in theirs)}
    goes_on = {PromiseKind.UPDATE, PromiseKind.APPROVE, *([PromiseKind.TELL] if has_answer else [])}
    for other in theirs:
        if other.kind in own:
            _take_earlier(work, own[other.kind], other)
        elif other.kind in goes_on:
            other.case_number = stays.number
            continue
        promised.end(work, other, Outcome.MOOT)
    for kind, promise in own.items():
        if (is_with_departments or has_answer) and kind not in goes_on:
            promised.end(work, promise, Outcome.MOOT)


def allow(work: Work, case: Case, live: list[Promise]) -> None:
    """They are about a case of this severity now."""
    for promise in live:
        if promise.kind is not PromiseKind.UPDATE and promise.is_live:
            promised.allow_other_time(work, case, promise)


def live(work: Work, *cases: Case) -> list[Promise]:
    return [promise for case in cases for promise in promises.of_case(work, case.number)]


def _take_earlier(work: Work, keeps: Promise, other: Promise) -> bool:
    """Whether the other was due sooner; what is put aside keeps its own clock."""
    if keeps.paused_at is not None or other.paused_at is not None or other.due_at >= keeps.due_at:
        return False
    keeps.opened_at, keeps.runs_from, keeps.due_at = other.opened_at, other.runs_from, other.due_at
    keeps.spent_seconds, keeps.allowed_seconds = other.spent_seconds, other.allowed_seconds
    if other.rung > keeps.rung:
        keeps.rung, keeps.told_at = other.rung, other.told_at
    nudges.schedule(work, keeps)
    nudges.redraw(work, keeps)
    return True
