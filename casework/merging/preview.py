"""What a CSM sees before two cases become one: the other cases there are, and what would become of both."""

from dataclasses import replace

from sqlmodel import col, select

from casework import lists, promised, stories
from casework.access import Operation
from casework.cases import open_handoffs
from casework.matching import likeness
from casework.merging import rules
from casework.merging.merge import graver
from casework.merging.turns import Twins, twins
from casework.work import Work
from models.case import NOT_CLOSED, Case
from models.facts import CaseFacts, CaseLine, Due, HandoffFacts
from models.merge_facts import MergeFacts, TurnFacts
from models.promise import Promise
from models.refusal import Refusal

MOST = 100


def candidates(work: Work, number: int) -> tuple[CaseFacts, tuple[CaseLine, ...]]:
    """The customer's other open cases, those that say the same first. Refusal where there is none."""
    case = work.case(number)
    work.allow(Operation.STEER, case)
    case.must_be_open()
    theirs = select(Case.number).where(
        col(Case.customer_id) == case.customer_id,
        col(Case.number) != case.number,
        col(Case.status).in_(NOT_CLOSED),
    )
    numbers = list(work.session.exec(theirs.order_by(col(Case.moved_at).desc())))
    facts = stories.of_case(work, case)
    if not numbers:
        raise Refusal(f"{facts.customer} has no other open case that {case.label} could be merged with.")
    return facts, lists.case_lines(work, _alike_first(work, case, numbers)[:MOST])


def _alike_first(work: Work, case: Case, numbers: list[int]) -> list[int]:
    likes = likeness.suggest(
        work.session,
        case.title,
        case.story,
        now=work.now,
        customer_id=case.customer_id,
        number=case.number,
        most=10,
    )
    alike = [like.number for like in likes if like.number in numbers]
    return list(dict.fromkeys([*alike, *numbers]))


def preview(work: Work, one: int, other: int) -> MergeFacts:
    """Both as they are, and what is one of them then. Refusal that says why they cannot be joined."""
    cases = rules.both(work, one, other)
    first, second = (stories.of_case(work, case, is_full=True) for case in cases)
    pairs = twins(open_handoffs(work, cases[0]), open_handoffs(work, cases[1]))
    doubled = {pair.goes_on.department for pair in pairs}
    return MergeFacts(
        one=first,
        other=second,
        turns=tuple(_turn(work, cases, first, second, pair) for pair in pairs),
        come_along=tuple(
            (case.number, handoff.department, handoff.owner.name if handoff.owner else None)
            for case in sorted((first, second), key=lambda case: case.number)
            for handoff in case.handoffs
            if handoff.is_open and handoff.department_key not in doubled
        ),
        severity=graver(*cases),
        news_due=min((due.at for due in (first.update_due, second.update_due) if due), default=None),
        undo_for=work.handbook.matching.undo_merge,
    )


def _turn(
    work: Work, cases: tuple[Case, Case], first: CaseFacts, second: CaseFacts, pair: Twins
) -> TurnFacts:
    goes_on, ends = _facts(first, second, pair.goes_on.id), _facts(first, second, pair.ends.id)
    graver_one = max(cases, key=lambda case: case.severity is graver(*cases))
    return TurnFacts(
        department=goes_on.department,
        goes_on=pair.goes_on.case_number,
        owner=goes_on.owner.name if goes_on.owner else None,
        due=_earlier(_by_its_times(work, graver_one, goes_on), _by_its_times(work, graver_one, ends)),
    )


def _by_its_times(work: Work, graver_one: Case, handoff: HandoffFacts) -> Due | None:
    """What the department owes next, if it were promised on a case of that severity."""
    promise = _promised(work, handoff)
    if handoff.due is None or promise is None or promise.paused_at is not None:
        return handoff.due
    return replace(handoff.due, at=promised.due_on(work, graver_one, promise))


def _promised(work: Work, handoff: HandoffFacts) -> Promise | None:
    live = select(Promise).where(
        col(Promise.handoff_id) == handoff.id,
        col(Promise.ended_at).is_(None),
        col(Promise.department).is_not(None),
    )
    kind = handoff.due.kind if handoff.due else None
    return next((one for one in work.session.exec(live) if one.kind is kind), None)


def _facts(first: CaseFacts, second: CaseFacts, handoff_id: int | None) -> HandoffFacts:
    return next(one for one in (*first.handoffs, *second.handoffs) if one.id == handoff_id)


def _earlier(due: Due | None, other: Due | None) -> Due | None:
    """The other's, where both owe the same and it owes it sooner."""
    if due is None or other is None or due.kind is not other.kind or due.is_paused or other.is_paused:
        return due
    return min(due, other, key=lambda one: one.at)
