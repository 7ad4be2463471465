"""What deserves a look: broken promises to customers, cases passed around, nobody's cases, sleeping ones."""

from datetime import timedelta

from sqlalchemy import ColumnElement, exists, false, func
from sqlmodel import col, or_, select

from casework.digests import case_names
from casework.digests.conditions import IS_AT_WORK, IS_DECIDED, IS_LIVE, IS_OPEN
from casework.digests.days import Days
from casework.digests.scopes import Scope
from casework.problems.ties import holds
from casework.work import Work
from models.case import Case, CaseStatus, Severity
from models.digest_facts import BrokenLine, CaseLine, Shown
from models.handoff import Handoff
from models.member import Member, Standing
from models.promise import OF_THE_CUSTOMER, Outcome, Promise

OFTEN_PASSED = 3
"""So many hand-offs make a case one that was passed around."""
ASLEEP_AFTER = timedelta(days=7)
"""A case sleeps when nothing has happened on it for so long."""

_TOTAL = func.count().over()
_HAS_WORK = exists().where(col(Handoff.case_number) == col(Case.number), IS_AT_WORK)
_IN_A_PROBLEM = holds(col(Case.number))
"""Whatever happens to it happens to its Problem, which has a line of its own."""
_CSM_IS_GONE = exists().where(col(Member.user_id) == col(Case.csm), col(Member.standing) != Standing.STAFF)


def broken(work: Work, scope: Scope, days: Days, *, most: int) -> Shown[BrokenLine]:
    """Promises to customers: still owed past their time, or kept late or never on the day before.

    They are the CSMs' own, so a department's digest has none.
    """
    if not scope.is_everything:
        return Shown()
    is_owed = IS_LIVE & col(Promise.paused_at).is_(None) & (col(Promise.due_at) <= work.now)
    ended = IS_DECIDED & col(Promise.outcome).in_((Outcome.LATE, Outcome.LAPSED))
    rows = [
        *_promises_to_customers(work, is_owed, most),
        *_promises_to_customers(work, ended & days.last_day(col(Promise.ended_at)), most),
    ]
    cases = case_names.of(work, [one.case_number for one, _ in rows])
    lines = tuple(
        BrokenLine(one.kind, cases[one.case_number], one.due_at, one.is_live) for one, _ in rows[:most]
    )
    return Shown(lines, sum({one.is_live: total for one, total in rows}.values()))


def _promises_to_customers(work: Work, which: ColumnElement[bool], most: int) -> list[tuple[Promise, int]]:
    query = (
        select(Promise, _TOTAL)
        .where(which, col(Promise.kind).in_(OF_THE_CUSTOMER))
        .order_by(col(Promise.due_at), col(Promise.id))
        .limit(most)
    )
    return [(promise, total) for promise, total in work.session.exec(query)]


def passed_around(work: Work, scope: Scope, *, most: int) -> Shown[CaseLine]:
    """Open cases that have been with departments three times or more."""
    turns = func.count()
    query = (
        select(Case.number, turns, Case.moved_at, _TOTAL)
        .join(Handoff, col(Handoff.case_number) == col(Case.number))
        .where(IS_OPEN, _is_with(scope))
        .group_by(col(Case.number), col(Case.moved_at))
        .having(turns >= OFTEN_PASSED)
        .order_by(turns.desc(), col(Case.number))
        .limit(most)
    )
    rows = work.session.exec(query).all()
    cases = case_names.of(work, [number for number, *_ in rows])
    lines = tuple(CaseLine(cases[number], turns, moved_at) for number, turns, moved_at, _ in rows)
    return Shown(lines, rows[0][-1] if rows else 0)


def nobodys(work: Work, scope: Scope, *, most: int) -> Shown[CaseLine]:
    """Open, and no department has it; or its CSM is no colleague any more. A department has none of these."""
    if not scope.is_everything:
        return Shown()
    has_none = (col(Case.status) == CaseStatus.OPEN) & ~_HAS_WORK & ~_IN_A_PROBLEM
    return _cases(work, or_(has_none, _CSM_IS_GONE), most)


def sleeping(work: Work, scope: Scope, *, most: int) -> Shown[CaseLine]:
    """Nothing has happened on it for a long time."""
    is_still = col(Case.moved_at) < work.now - ASLEEP_AFTER
    return _cases(work, is_still & ~_IN_A_PROBLEM & _is_with(scope), most)


def _cases(work: Work, which: ColumnElement[bool], most: int) -> Shown[CaseLine]:
    """Critical ones first, then the one that has been still for longest."""
    query = (
        select(Case.number, Case.moved_at, _CSM_IS_GONE, _TOTAL)
        .where(IS_OPEN, which)
        .order_by(col(Case.severity) != Severity.CRITICAL, col(Case.moved_at), col(Case.number))
        .limit(most)
    )
    rows = work.session.exec(query).all()
    cases = case_names.of(work, [number for number, *_ in rows])
    lines = tuple(
        CaseLine(cases[number], moved_at=moved_at, is_csm_gone=bool(is_gone))
        for number, moved_at, is_gone, _ in rows
    )
    return Shown(lines, rows[0][-1] if rows else 0)


def _is_with(scope: Scope) -> ColumnElement[bool]:
    """One of the scope's departments is at work on the case."""
    if scope.departments is None:
        return ~false()
    theirs = select(Handoff.case_number).where(IS_AT_WORK, scope.covers(Handoff.department))
    return col(Case.number).in_(theirs)
