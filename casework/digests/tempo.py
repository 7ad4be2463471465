"""How yesterday went against the week: offers, who took them how fast, what was done, promises kept.

Lengths are working time in the department's calendar, which no database can count: the rows of five
working days come over, some thousands at most.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from math import ceil
from statistics import median_low
from typing import Any

from sqlalchemy import case, func
from sqlmodel import col, select

from casework import names
from casework.calendars import working_time
from casework.digests.conditions import IS_DECIDED, IS_DONE
from casework.digests.days import Days
from casework.digests.scopes import Scope
from casework.work import Work
from models.digest_facts import DayFacts, Praise, Speed, Tally, Tempo
from models.entry import Entry
from models.handoff import Handoff
from models.promise import Outcome, Promise, PromiseKind

A_FEW = 2
"""So many hand-offs at least make somebody the fastest, where anybody took as many."""
TOOK = "accepted"
_SECOND = timedelta(seconds=1)

Lengths = dict[bool, list[int]]
"""In seconds; True: of yesterday."""


@dataclass
class Tempos:
    """Of one department."""

    offered: Counter[int] = field(default_factory=Counter)
    """By the day's place in the week, from 0."""
    accepted: Lengths = field(default_factory=lambda: defaultdict(list))
    """How long each offer had waited until somebody took it."""
    done: Lengths = field(default_factory=lambda: defaultdict(list))


@dataclass
class Week:
    days: Days
    departments: dict[str, Tempos] = field(default_factory=lambda: defaultdict(Tempos))
    done_by_day: Counter[int] = field(default_factory=Counter)
    by_person: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """How many seconds each offer had waited that this person took yesterday, by user id."""
    outcomes: Counter[tuple[int, Outcome]] = field(default_factory=Counter)
    """How many promises ended, by the day's place in the week and how."""


def of_week(work: Work, scope: Scope, days: Days) -> Week:
    week = Week(days)
    _count_offers(work, scope, week)
    _time_accepted(work, scope, week)
    _time_done(work, scope, week)
    week.outcomes = _outcomes(work, scope, days)
    return week


def _count_offers(work: Work, scope: Scope, week: Week) -> None:
    which = week.days.which(col(Handoff.offered_at))
    query = (
        select(Handoff.department, which, func.count())
        .where(week.days.week(col(Handoff.offered_at)), scope.covers(Handoff.department))
        .group_by(col(Handoff.department), which)
    )
    for department, day, count in work.session.exec(query):
        week.departments[department].offered[day] += count


def _time_accepted(work: Work, scope: Scope, week: Week) -> None:
    worked = _clock(work)
    for department, begin, end, taker in work.session.exec(_acceptances(scope, week)):
        length = worked(department, begin, end)
        is_yesterday = end >= week.days.yesterday_begins
        week.departments[department].accepted[is_yesterday].append(length)
        if is_yesterday and taker:
            week.by_person[taker].append(length)


def _acceptances(scope: Scope, week: Week) -> Any:
    """By the history: what was put back or re-assigned since was taken all the same, and by whoever took it.

    An offer's promise ends in the transaction that writes the line.
    """
    its_line = (
        (col(Entry.case_number) == col(Promise.case_number))
        & (col(Entry.handoff_id) == col(Promise.handoff_id))
        & (col(Entry.at) == col(Promise.ended_at))
        & col(Entry.what).in_((TOOK, "assigned"))
    )
    taker = case((col(Entry.what) == TOOK, col(Entry.by)), else_=None)
    return (
        select(Promise.department, Promise.opened_at, Promise.ended_at, taker)
        .join(Entry, its_line)
        .where(IS_DECIDED, week.days.week(col(Promise.ended_at)), scope.covers(Promise.department))
        .where(col(Promise.kind) == PromiseKind.ACCEPT)
    )


def _time_done(work: Work, scope: Scope, week: Week) -> None:
    borders, worked = week.days.starts[1:-1], _clock(work)
    for department, begin, end in work.session.exec(_finished(scope, week)):
        length = worked(department, begin, end)
        week.departments[department].done[end >= week.days.yesterday_begins].append(length)
        week.done_by_day[bisect_right(borders, end)] += 1


def _finished(scope: Scope, week: Week) -> Any:
    """From when its last owner took it."""
    query = select(Handoff.department, Handoff.accepted_at, Handoff.ended_at)
    return query.where(week.days.week(col(Handoff.ended_at)), scope.covers(Handoff.department), IS_DONE)


def _clock(work: Work) -> Callable[[str, datetime, datetime], int]:
    """Counts the seconds of a department's working time between two moments."""
    calendar = cache(lambda department: working_time(work.handbook.hours_of(department)))
    return lambda department, begin, end: max(calendar(department).elapsed(begin, end) // _SECOND, 0)


def tally(counted: Counter[int], days: Days) -> Tally:
    return Tally(counted[len(days.days) - 1], counted.total())


def tally_of(lengths: Lengths) -> Tally:
    return Tally(len(lengths[True]), len(lengths[True]) + len(lengths[False]))


def tempo(lengths: Lengths) -> Tempo:
    return Tempo(_speed(lengths[True]), _speed(lengths[True] + lengths[False]))


def _speed(lengths: Sequence[int]) -> Speed | None:
    """Both are lengths that happened: by the nearest rank."""
    if not lengths:
        return None
    ranked = sorted(lengths)
    return Speed(_SECOND * median_low(ranked), _SECOND * ranked[ceil(0.9 * len(ranked)) - 1])


# -- promises


def trend(week: Week) -> tuple[DayFacts, ...]:
    """Day by day, the oldest first."""
    broken = week.outcomes
    offered = sum((one.offered for one in week.departments.values()), Counter[int]())
    return tuple(
        DayFacts(
            day, offered[at], week.done_by_day[at], broken[at, Outcome.LATE] + broken[at, Outcome.LAPSED]
        )
        for at, day in enumerate(week.days.days)
    )


def _outcomes(work: Work, scope: Scope, days: Days) -> Counter[tuple[int, Outcome]]:
    which = days.which(col(Promise.ended_at))
    query = (
        select(which, Promise.outcome, func.count())
        .where(IS_DECIDED, days.week(col(Promise.ended_at)), scope.covers(Promise.department))
        .group_by(which, col(Promise.outcome))
    )
    rows = work.session.connection().execute(query)
    return Counter({(day, outcome): count for day, outcome, count in rows})


def praise(work: Work, week: Week) -> Praise:
    """Who took offers fastest yesterday, and how many promises were kept."""
    last = len(week.days.days) - 1
    counted = {
        outcome: week.outcomes[last, outcome] for outcome in (Outcome.KEPT, Outcome.LATE, Outcome.LAPSED)
    }
    kept, owed = counted[Outcome.KEPT], sum(counted.values())
    fastest = _fastest(week.by_person)
    if fastest is None:
        return Praise(kept=kept, owed=owed)
    name = names.of(work.session, [fastest])[fastest]
    lengths = week.by_person[fastest]
    return Praise(name, len(lengths), _SECOND * median_low(lengths), kept, owed)


def _fastest(by_person: dict[str, list[int]]) -> str | None:
    """By the median; of those who took a few, if there are any."""
    busy = {who: lengths for who, lengths in by_person.items() if len(lengths) >= A_FEW} or by_person
    return min(busy, key=lambda who: (median_low(busy[who]), -len(busy[who]), who), default=None)
