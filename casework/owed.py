"""Who owes what, by the state that a case is in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.case import Case, CaseStatus
from models.handoff import Handoff, HandoffStatus
from models.promise import OF_THE_CSM, Promise, PromiseKind

_UNTIL_ENDED = (PromiseKind.APPROVE, PromiseKind.TOUCH)
"""No state of the case says that they are owed: who began them ends them."""

Key = tuple[PromiseKind, int | None]
"""What is owed, and by which hand-off; of each there is one live promise at most."""


@dataclass(frozen=True)
class Owed:
    kind: PromiseKind
    handoff: Handoff | None = None
    person: str | None = None
    since: datetime | None = None
    """When its clock begins, where that is not now."""

    @property
    def key(self) -> Key:
        return self.kind, self.handoff.id if self.handoff else None

    @property
    def department(self) -> str | None:
        """Whose working time it is counted in; empty for the CSM's."""
        return self.handoff.department if self.handoff and self.kind not in OF_THE_CSM else None


class Elsewhere(StrEnum):
    """Where else somebody owes something of a case that no department has."""

    NOWHERE = "nowhere"
    IN_ITS_PROBLEM = "in its Problem"
    """What is promised of the Problem is promised of each of its cases."""
    IN_ITS_CASES = "in its cases"
    """It carries a Problem that is fixed: each case's CSM tells their customer."""


def owed(
    case: Case,
    handoffs: list[Handoff],
    live: dict[Key, Promise],
    asking: Iterable[int | None],
    elsewhere: Elsewhere = Elsewhere.NOWHERE,
) -> Iterator[Owed]:
    """What the case's state makes people owe. ``asking`` are the hand-offs whose question waits."""
    if case.is_closed:
        return
    for handoff in handoffs:
        yield from _of_handoff(handoff, live)
        if handoff.id in asking:
            yield Owed(PromiseKind.ANSWER, handoff, case.csm)
    if not handoffs and elsewhere is Elsewhere.NOWHERE and not _is_for_a_touch(case, live):
        yield Owed(_next_for_csm(case), None, case.csm)
    if (PromiseKind.UPDATE, None) in live:
        yield Owed(PromiseKind.UPDATE, None, case.csm)
    if (PromiseKind.PREVENT, None) in live:
        yield Owed(PromiseKind.PREVENT, None, live[PromiseKind.PREVENT, None].person)
    yield from (Owed(kind, None, case.csm) for kind in _UNTIL_ENDED if (kind, None) in live)


def _is_for_a_touch(case: Case, live: dict[Key, Promise]) -> bool:
    """It was opened with that promise and for nothing else: there is nothing to decide."""
    touch = live.get((PromiseKind.TOUCH, None))
    return touch is not None and touch.opened_at == case.opened_at


def _of_handoff(handoff: Handoff, live: dict[Key, Promise]) -> Iterator[Owed]:
    if handoff.status is HandoffStatus.OFFERED:
        yield Owed(PromiseKind.ACCEPT, handoff)
        return
    yield Owed(PromiseKind.PROGRESS, handoff, handoff.owner)
    resume = live.get((PromiseKind.RESUME, handoff.id))
    if handoff.paused_until is not None:
        yield Owed(PromiseKind.RESUME, handoff, handoff.owner, handoff.paused_until)
    elif resume is not None and handoff.moved_at <= resume.opened_at:
        yield Owed(PromiseKind.RESUME, handoff, handoff.owner, resume.runs_from)


def _next_for_csm(case: Case) -> PromiseKind:
    return PromiseKind.TELL if case.status is CaseStatus.ANSWERED else PromiseKind.DECIDE
