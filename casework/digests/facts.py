"""The facts of a digest: one function that asks for all of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from casework import audit, wait_splits
from casework.digests import days, problems, repeats, stalls, tempo, troubles
from casework.digests.days import Days
from casework.digests.scopes import Scope
from casework.digests.stalls import DESK
from casework.quiet import Reader
from casework.work import Work
from models.digest_facts import DigestFacts, GroupFacts, Span
from models.facts import WaitSplit

WORST = 3
"""Lines that are told one by one in a message."""
EVERY = 30
"""The same where there is room for all."""
THE_DESK = "The desk"


@dataclass(frozen=True)
class Stalling:
    """By department: what stalls now, what did the working day before and five before, what is put aside."""

    now: stalls.Counts
    before: Counter[str]
    last_week: Counter[str]
    paused: dict[str, int]


def facts_for(
    work: Work, reader: Reader, day: date, scope: Scope, *, span: Span = "yesterday", most: int = WORST
) -> DigestFacts:
    """What stalls at this moment, and how the working days before ``day`` went.

    ``day`` is a date of the reader's calendar; at most ``most`` lines of each kind.
    """
    back = days.before(day, reader.zone, reader.hours)
    week = tempo.of_week(work, scope, back)
    stalling = _stalling(work, scope, back)
    return DigestFacts(
        day=day,
        yesterday=back.yesterday,
        departments=scope.departments or (),
        groups=_groups(work, scope, week, stalling),
        stalled=stalls.worst(work, scope, total=sum(count for count, _ in stalling.now.values()), most=most),
        due_today=stalls.due_by(work, scope, _evening(day, reader), most=most),
        paused=stalls.put_aside(work, scope, total=sum(stalling.paused.values()), most=most),
        broken=troubles.broken(work, scope, back, most=most),
        passed_around=troubles.passed_around(work, scope, most=most),
        nobodys=troubles.nobodys(work, scope, most=most),
        sleeping=troubles.sleeping(work, scope, most=most),
        trend=tempo.trend(week),
        praise=tempo.praise(work, week),
        span=span,
        findings=audit.open_findings(work) if scope.departments is None else (),
        problems=problems.of(work, scope, most=most),
        came_back=repeats.count(work, back.begin, back.end) if span == "week" and scope.is_everything else 0,
        waits=_waits(work, scope, back.begin if span == "week" else back.yesterday_begins, back.end),
    )


def _evening(day: date, reader: Reader) -> datetime:
    """The end of the reader's day."""
    return datetime.combine(day + timedelta(days=1), time(), reader.zone).astimezone(UTC)


def _waits(work: Work, scope: Scope, since: datetime, until: datetime) -> WaitSplit | None:
    """Of several departments together nobody has asked it."""
    wanted = scope.departments
    if wanted is not None and len(wanted) != 1:
        return None
    department = wanted[0] if wanted else None
    return wait_splits.over(work.session, work.handbook, since, until, now=work.now, department=department)


def _stalling(work: Work, scope: Scope, back: Days) -> Stalling:
    return Stalling(
        stalls.counts(work, scope),
        stalls.counts_at(work, scope, work.now - (back.end - back.yesterday_begins)),
        stalls.counts_at(work, scope, work.now - (back.end - back.begin)),
        stalls.paused_counts(work, scope),
    )


def _groups(work: Work, scope: Scope, week: tempo.Week, stalling: Stalling) -> tuple[GroupFacts, ...]:
    """In the handbook's order; then departments that left it and still have work; the desk last."""
    listed = list(scope.departments if scope.departments is not None else work.handbook.departments)
    busy = stalling.now.keys() | stalling.paused.keys() | week.departments.keys()
    left = sorted(busy - {*listed, DESK})
    keys = [*listed, *left, *([DESK] if scope.is_everything else [])]
    return tuple(_group(work, key, week, stalling) for key in keys)


def _group(work: Work, key: str, week: tempo.Week, stalling: Stalling) -> GroupFacts:
    count, due_at = stalling.now.get(key, (0, None))
    its = week.departments[key] if key in week.departments else tempo.Tempos()
    return GroupFacts(
        key=key,
        name=work.handbook.name_of(key) if key else THE_DESK,
        stalled=count,
        oldest=stalls.overdue(work, key or None, due_at) if due_at else None,
        stalled_before=stalling.before[key],
        stalled_last_week=stalling.last_week[key],
        paused=stalling.paused.get(key, 0),
        offered=tempo.tally(its.offered, week.days),
        accepted=tempo.tally_of(its.accepted),
        done=tempo.tally_of(its.done),
        to_accept=tempo.tempo(its.accepted),
        to_finish=tempo.tempo(its.done),
    )
