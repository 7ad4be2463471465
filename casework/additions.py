"""What somebody was about to open a case for, and found to belong to one that is there."""

from dataclasses import dataclass
from typing import NamedTuple

from casework import cases, customers, stories
from casework.access import Operation
from casework.cases import Origin
from casework.work import Work
from models.case import STORY_LIMIT, TITLE_LIMIT, Case
from models.case_notices import CaseCard, MoreAdded
from models.facts import Where
from models.handoff_notices import HandoffCard
from models.refusal import Refusal

FIELD = "same"
"""Where the form asks what it is."""


@dataclass(frozen=True)
class Addition:
    customer: str
    """A form's choice; see ``customers.choose``."""
    title: str
    story: str
    """May be empty."""
    origin: Origin | None = None


class Added(NamedTuple):
    number: int
    desk: Where | None
    """The case's card on the desk."""


def add(work: Work, number: int, more: Addition) -> Added:
    """Keep it in the case's history, and tell the desk and whoever is at work; no case is opened.

    Refusal when the case was closed or is another customer's by now.
    """
    if len(more.title) > TITLE_LIMIT or len(more.story) > STORY_LIMIT:
        raise Refusal("The title or the description is too long.")
    case = work.case(number)
    work.allow(Operation.TALK, case)
    _must_take_it(work, case, more)
    entry = work.record(case, "added", "\n".join(filter(None, (more.title, more.story))))
    case.moved_at = work.now
    key = work.key(entry)
    if more.origin is not None:
        cases.keep_what_was_said(work, case, more.origin, added=key)
    _tell(work, case, MoreAdded(case.number, work.actor.name, more.title, more.story), key)
    return Added(case.number, stories.desk_of(work.session, case.number))


def _must_take_it(work: Work, case: Case, more: Addition) -> None:
    if case.is_closed:
        raise Refusal(
            f"{case.label} was closed meanwhile. Choose *A case of its own*, or reopen it first.", field=FIELD
        )
    if customers.choose(work, more.customer).id != case.customer_id:
        raise Refusal(
            f"{case.label} is another customer's. Choose *A case of its own*, or correct the customer.",
            field=FIELD,
        )


def _tell(work: Work, case: Case, notice: MoreAdded, key: str) -> None:
    """As a reply on the desk is told: there, and in the thread of everybody who still has it."""
    work.tell(work.desk_thread(case), notice, key=key)
    for handoff in cases.open_handoffs(work, case):
        assert handoff.id is not None
        work.tell(work.thread_of(handoff), notice, key=key)
        work.redraw(HandoffCard(handoff.id))
    work.redraw(CaseCard(case.number))
