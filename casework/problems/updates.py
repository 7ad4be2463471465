"""One update for all customers of a Problem: a draft in each case, one click by each CSM."""

from casework import customers
from casework.access import Operation
from casework.problems import drafts, rounds, ties
from casework.work import Work
from models.case import STORY_LIMIT
from models.problem import DraftState, ProblemDraft, ProblemUpdate, RoundKind
from models.problem_notices import ProblemUpdated
from models.refusal import Refusal


def announce(work: Work, number: int, *, text: str) -> None:
    """The Problem's coordinator says what its customers can be told now."""
    carrier, problem = ties.to_change(work, number)
    work.allow(Operation.STEER, carrier)
    carrier.must_be_open()
    if problem.is_fixed:
        raise Refusal(f"{carrier.label} is fixed: its customers are being told that already.")
    if not text.strip() or len(text) > STORY_LIMIT:
        raise Refusal("Say in a few sentences what the customers can be told.", field="text")
    update = ProblemUpdate(problem=number, text=text, said_at=work.now, said_by=work.actor.user_id)
    work.session.add(update)
    work.session.flush()
    carrier.moved_at = work.now
    entry = work.record(carrier, "customers_updated", text)
    rounds.begin(work, problem, RoundKind.UPDATE, update_id=update.id)
    notice = ProblemUpdated(carrier.number, work.actor.name, text)
    work.tell(work.desk_thread(carrier), notice, key=work.key(entry))
    ties.redraw(work, problem)


def told(work: Work, draft_id: int) -> None:
    """A CSM has sent it to their customer. Said again, it changes nothing."""
    draft = work.session.get(ProblemDraft, draft_id)
    if draft is None:
        raise Refusal("There is no such draft.")
    case = work.case(draft.case_number)
    work.session.refresh(draft)
    work.allow(Operation.STEER, case)
    if draft.state is DraftState.TOLD:
        return
    if draft.state is not DraftState.WAITING:
        raise Refusal("A newer wording took the place of this one; nothing was changed.")
    drafts.settle_one(work, case, draft, DraftState.TOLD)
    update = work.session.get(ProblemUpdate, draft.update_id)
    assert update is not None
    customers.spoken_to(work, case)
    case.moved_at = work.now
    work.record(case, "customer_updated", update.text)
    problem = ties.carried(work, update.problem)
    if problem is not None:
        ties.redraw(work, problem)
