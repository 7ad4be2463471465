"""What stalls now and what was put aside, counted by department and told one by one."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from casework import names
from casework.calendars import calendar_of
from casework.digests import case_names
from casework.digests.conditions import IS_DECIDED, IS_LIVE
from casework.digests.scopes import Scope
from casework.work import Work
from models.case import Case, Severity
from models.digest_facts import DueLine, PausedLine, Shown, StalledLine
from models.handoff import Handoff
from models.promise import Nudge, Promise, PromiseKind, Reminder

DESK = ""
"""The group of what CSMs owe."""
Counts = dict[str, tuple[int, datetime]]
"""By department: how many stall, and when the oldest was due."""

_IS_PAUSED = col(Promise.paused_at).is_not(None)


def counts(work: Work, scope: Scope) -> Counts:
    query = (
        select(Promise.department, func.count(), func.min(Promise.due_at))
        .where(IS_LIVE, ~_IS_PAUSED, col(Promise.due_at) <= work.now, scope.covers(Promise.department))
        .group_by(col(Promise.department))
    )
    return {department or DESK: (count, oldest) for department, count, oldest in work.session.exec(query)}


def counts_at(work: Work, scope: Scope, then: datetime) -> Counter[str]:
    """How many stalled at a moment of the past week, by department.

    Those that came to nothing since are not among them, nor those that are put aside now.
    """
    was_due = col(Promise.due_at) <= then
    still = IS_LIVE & ~_IS_PAUSED & was_due
    ended = IS_DECIDED & (col(Promise.ended_at) > then) & was_due
    found: Counter[str] = Counter()
    for which in (still, ended):
        query = (
            select(Promise.department, func.count())
            .where(which, scope.covers(Promise.department))
            .group_by(col(Promise.department))
        )
        found.update({department or DESK: count for department, count in work.session.exec(query)})
    return found


def paused_counts(work: Work, scope: Scope) -> dict[str, int]:
    query = (
        select(Promise.department, func.count())
        .where(IS_LIVE, _IS_PAUSED, _comes_back(work), scope.covers(Promise.department))
        .group_by(col(Promise.department))
    )
    return {department or DESK: count for department, count in work.session.exec(query)}


def _comes_back(work: Work) -> ColumnElement[bool]:
    """Its pause is not over: then coming back is what is owed, and stalls by itself."""
    return col(Promise.paused_until) > work.now


def overdue(
    work: Work, department: str | None, due_at: datetime, kind: PromiseKind = PromiseKind.DECIDE
) -> timedelta:
    """How much working time has passed since; at least a second, so that it is something."""
    passed = calendar_of(work.handbook, kind, department).elapsed(due_at, work.now)
    return max(timedelta(seconds=passed // timedelta(seconds=1)), timedelta(seconds=1))


def worst(work: Work, scope: Scope, *, total: int, most: int) -> Shown[StalledLine]:
    """Critical cases first, then the longest overdue."""
    is_calmer = col(Case.severity) != Severity.CRITICAL
    query = (
        select(Promise, Handoff.department)
        .join(Case, col(Case.number) == col(Promise.case_number))
        .join(Handoff, col(Handoff.id) == col(Promise.handoff_id), isouter=True)
        .where(IS_LIVE, ~_IS_PAUSED, col(Promise.due_at) <= work.now, scope.covers(Promise.department))
        .order_by(is_calmer, col(Promise.due_at), col(Promise.id))
        .limit(most)
    )
    rows = list(work.session.exec(query))
    cases = case_names.of(work, [promise.case_number for promise, _ in rows])
    owner = _owners(work, [promise for promise, _ in rows])
    nudged = _last_nudges(work, [promise.id for promise, _ in rows])
    lines = tuple(
        StalledLine(
            promise=promise.id or 0,
            kind=promise.kind,
            case=cases[promise.case_number],
            handoff=promise.handoff_id,
            department=work.handbook.name_of(department) if department else "",
            owner=owner(promise),
            overdue=overdue(work, promise.department, promise.due_at, promise.kind),
            nudged_at=nudged.get(promise.id),
        )
        for promise, department in rows
    )
    return Shown(lines, total)


def due_by(work: Work, scope: Scope, until: datetime, *, most: int) -> Shown[DueLine]:
    """Not overdue yet, but by then if nothing happens; what is due first, first."""
    query = (
        select(Promise, func.count().over())
        .where(IS_LIVE, ~_IS_PAUSED, col(Promise.due_at) > work.now, col(Promise.due_at) <= until)
        .where(scope.covers(Promise.department))
        .order_by(col(Promise.due_at), col(Promise.id))
        .limit(most)
    )
    rows = list(work.session.exec(query))
    cases = case_names.of(work, [promise.case_number for promise, _ in rows])
    owner = _owners(work, [promise for promise, _ in rows])
    lines = tuple(
        DueLine(
            kind=one.kind,
            case=cases[one.case_number],
            department=work.handbook.name_of(one.department) if one.department else "",
            owner=owner(one),
            due_at=one.due_at,
        )
        for one, _ in rows
    )
    return Shown(lines, rows[0][1] if rows else 0)


def put_aside(work: Work, scope: Scope, *, total: int, most: int) -> Shown[PausedLine]:
    """What comes back first, first."""
    query = (
        select(Promise)
        .where(IS_LIVE, _IS_PAUSED, _comes_back(work), scope.covers(Promise.department))
        .order_by(col(Promise.paused_until), col(Promise.id))
        .limit(most)
    )
    rows = list(work.session.exec(query))
    cases = case_names.of(work, [one.case_number for one in rows])
    owner = _owners(work, rows)
    lines = tuple(
        PausedLine(
            case=cases[one.case_number],
            handoff=one.handoff_id,
            department=work.handbook.name_of(one.department or ""),
            owner=owner(one),
            reason=one.pause_reason or "",
            until=one.paused_until,
        )
        for one in rows
    )
    return Shown(lines, total)


def _owners(work: Work, promises: list[Promise]) -> Callable[[Promise], str | None]:
    called = names.of(work.session, [one.person for one in promises])
    return lambda one: called[one.person] if one.person else None


def _last_nudges(work: Work, promise_ids: list[int | None]) -> dict[int | None, datetime]:
    if not promise_ids:
        return {}
    rungs = (
        select(Nudge.promise_id, func.max(Nudge.at))
        .where(col(Nudge.promise_id).in_(promise_ids))
        .group_by(col(Nudge.promise_id))
    )
    asked = (
        select(Reminder.promise_id, func.max(Reminder.released_at))
        .where(col(Reminder.promise_id).in_(promise_ids), col(Reminder.released_at).is_not(None))
        .group_by(col(Reminder.promise_id))
    )
    found: dict[int | None, datetime] = {}
    for promise, at in [*work.session.exec(rungs), *work.session.exec(asked)]:
        found[promise] = max(at, found.get(promise, at))
    return found
