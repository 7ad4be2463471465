"""What one person's home shows: offers waiting, what they hold, their cases, their department's queue."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, or_, select

from casework import access, dues, lists, names
from casework.access import Operation
from casework.digests import scopes, stalls
from casework.names import Names
from casework.work import Work
from models.case import Case, CaseStatus
from models.customer import Customer
from models.facts import Due, Person, QueueLine
from models.handoff import OPEN_STATUSES, Handoff, HandoffStatus
from models.home_facts import HomeFacts
from models.problem import Problem
from models.promise import Promise, PromiseKind
from models.thread import Thread

FIRST = 10
STALLS = 5
_NEVER = datetime.max.replace(tzinfo=UTC)


def of_actor(work: Work) -> HomeFacts:
    """The home of whoever asks."""
    me = work.actor
    access.admit(me, Operation.READ, work.handbook.company)
    debts = _my_debts(work)
    numbers = sorted(_my_cases(work), key=lambda number: _at(dues.first(debts.get(number, []))))
    owed = sorted([*_owed_by_me(debts), *_to_prevent(work)], key=lambda one: (one[1].at, one[0]))
    shown = {line.number: line for line in lists.case_lines(work, _to_show(numbers, owed))}
    lines = sorted(_open_handoffs(work), key=lambda line: _at(line[1].due))
    held = [line for owner, line in lines if owner == me.user_id]
    offers = [line for _, line in lines if line.status is HandoffStatus.OFFERED]
    others = [line for owner, line in lines if owner not in (None, me.user_id)]
    names = [work.handbook.name_of(key) for key in work.handbook.departments if key in me.departments]
    return HomeFacts(
        person=Person(me.user_id, me.name),
        is_csm=me.is_csm,
        departments=tuple(names),
        my_cases=tuple(shown[number] for number in numbers[:FIRST]),
        my_handoffs=tuple(held[:FIRST]),
        offers=tuple(offers[:FIRST]),
        queue=tuple(others[:FIRST]),
        may_open=access.may(me, Operation.OPEN_CASE),
        totals=(len(numbers), len(held), len(offers), len(others)),
        owed=tuple(replace(shown[number], due=due) for number, due in owed[:FIRST]),
        owed_total=len(owed),
        **_stalls(work),
    )


def _stalls(work: Work) -> dict[str, Any]:
    """What whoever reads a digest can see of it at any time."""
    scope = scopes.of(work.actor.user_id, work.handbook)
    if scope is None:
        return {}
    total = sum(count for count, _ in stalls.counts(work, scope).values())
    names = tuple(work.handbook.name_of(key) for key in scope.departments or ())
    return {"stalled": stalls.worst(work, scope, total=total, most=STALLS), "stalls_in": names}


def _at(due: Due | None) -> datetime:
    """To sort by: what is put aside comes after everything that runs."""
    return due.at if due and not due.is_paused else _NEVER


def _my_debts(work: Work) -> dict[int, list[Due]]:
    """What is owed on the cases of whoever asks, by number."""
    mine = select(Case.number).where(col(Case.csm) == work.actor.user_id)
    return dues.of_cases(work, mine.where(col(Case.status) != CaseStatus.CLOSED))


def _owed_by_me(debts: dict[int, list[Due]]) -> list[tuple[int, Due]]:
    """The CSM's own promises with the numbers of their cases."""
    return [
        (number, due)
        for number, all_of_it in debts.items()
        for due in dues.of_csm(all_of_it)
        if not due.waits_for_them
    ]


def _to_prevent(work: Work) -> list[tuple[int, Due]]:
    """The Problems that the person was named to keep from coming back."""
    mine = select(Problem.case_number).where(
        col(Problem.preventer) == work.actor.user_id,
        col(Problem.fixed_at).is_not(None),
        col(Problem.prevented_at).is_(None),
    )
    found = dues.of_cases(work, mine).items()
    return [(number, due) for number, owed in found for due in owed if due.kind is PromiseKind.PREVENT]


def _to_show(numbers: list[int], owed: list[tuple[int, Due]]) -> list[int]:
    return list(dict.fromkeys([*numbers[:FIRST], *(number for number, _ in owed[:FIRST])]))


def _my_cases(work: Work) -> list[int]:
    """Open ones, the last moved first."""
    mine = select(Case.number).where(
        col(Case.csm) == work.actor.user_id, col(Case.status) != CaseStatus.CLOSED
    )
    return list(work.session.exec(mine.order_by(col(Case.moved_at).desc(), col(Case.number).desc())))


def _open_handoffs(work: Work) -> list[tuple[str | None, QueueLine]]:
    """Every open hand-off of the person's departments, and any they hold elsewhere, oldest first."""
    of_mine = (
        col(Handoff.status).in_(OPEN_STATUSES),
        or_(
            col(Handoff.department).in_(work.actor.departments),
            col(Handoff.owner) == work.actor.user_id,
        ),
    )
    query = (
        select(Handoff, Case, Customer.name, Thread)
        .join(Case, col(Case.number) == col(Handoff.case_number))
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .join(Thread, col(Thread.handoff_id) == col(Handoff.id))
        .where(*of_mine)
        .order_by(col(Handoff.id))
    )
    rows = work.session.exec(query).all()
    called = names.of(work.session, [handoff.owner for handoff, *_ in rows])
    due = dues.of_handoffs(work, col(Promise.handoff_id).in_(select(Handoff.id).where(*of_mine)))
    return [
        (handoff.owner, replace(_line(called, handoff, case, customer, thread), due=due.get(handoff.id or 0)))
        for handoff, case, customer, thread in rows
    ]


def _line(called: Names, handoff: Handoff, case: Case, customer: str, thread: Thread) -> QueueLine:
    assert handoff.id is not None
    return QueueLine(
        handoff=handoff.id,
        number=case.number,
        title=case.title,
        customer=customer,
        severity=case.severity,
        status=handoff.status,
        owner=called[handoff.owner] if handoff.owner else None,
        offered_at=handoff.offered_at,
        paused_until=handoff.paused_until,
        where=(thread.channel, thread.ts) if thread.ts else None,
    )
