"""What earlier cases say of a case's department: the learnt one with its likes, and the next best two."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlmodel import col, select

from casework.matching import departments, likeness
from casework.matching.departments import Suggested
from casework.work import Work
from models.case import CaseStatus
from models.facts import CaseFacts, Elsewhere, HandoffFacts, Suggestion
from models.handoff import Handoff, HandoffStatus

NEXT_BEST = 2
LIKES = 2
_LIKES_LOOKED_AT = 20


def learnt(work: Work, title: str, story: str) -> Suggestion | None:
    """The department where the like of it ended; None while too little speaks for any."""
    found = departments.suggest(work, title, story, 1)
    return _said(found[0]) if found else None


def like(
    work: Work, title: str, story: str, department: str, *, customer_id: int | None = None
) -> tuple[int, ...]:
    """The one or two likest of the cases that this department finished."""
    found = likeness.suggest(
        work.session, title, story, now=work.now, most=_LIKES_LOOKED_AT, customer_id=customer_id
    )
    numbers = [one.number for one in found if one.why]
    ended_there = _finished_by(work, department, numbers)
    return tuple(number for number in numbers if number in ended_there)[:LIKES]


def on_card(work: Work, case: CaseFacts, handoff: HandoffFacts) -> HandoffFacts:
    """The hand-off, while it is offered, with the next best of the departments that have not had the case."""
    is_asked = handoff.status is HandoffStatus.OFFERED and not handoff.has_left
    if not is_asked or case.status is CaseStatus.CLOSED:
        return handoff
    asked_already = {one.department_key for one in case.handoffs}
    return replace(handoff, next_best=_next_best(work, case.title, case.story, asked_already))


def _next_best(work: Work, title: str, story: str, apart_from: Collection[str]) -> tuple[Elsewhere, ...]:
    """The likeliest departments but for some; none while too little speaks for any."""
    every = departments.suggest(work, title, story, NEXT_BEST + len(apart_from))
    others = [one.department for one in every if one.department not in apart_from]
    return tuple(Elsewhere(one, work.handbook.name_of(one)) for one in others[:NEXT_BEST])


def _said(found: Suggested) -> Suggestion:
    return Suggestion(found.department, found.because, "learnt", found.confidence)


def _finished_by(work: Work, department: str, numbers: Sequence[int]) -> set[int]:
    query = select(Handoff.case_number).where(
        col(Handoff.case_number).in_(numbers),
        col(Handoff.department) == department,
        col(Handoff.status) == HandoffStatus.DONE,
    )
    return set(work.session.exec(query)) if numbers else set()
