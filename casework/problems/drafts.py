"""An update as it waits in one case: its CSM sends it and says so; until then news is promised."""

from datetime import datetime

from sqlmodel import col, select

from casework import promised, promises
from casework.calendars import working_time
from casework.owed import Owed
from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard
from models.customer import Customer
from models.outgoing import Outgoing
from models.problem import DraftState, ProblemDraft, ProblemUpdate
from models.problem_notices import ProblemDraftWaits
from models.promise import Outcome, Promise, PromiseKind


def write(work: Work, case: Case, update: ProblemUpdate) -> None:
    """For the case's CSM, in its desk thread; a draft that still waits there gives way."""
    assert update.id is not None
    before = settle(work, case, DraftState.REPLACED, is_promise_kept_up=True)
    promise = news_promised(work, case)
    draft = ProblemDraft(
        update_id=update.id,
        case_number=case.number,
        is_promise=promise is None or (before is not None and before.is_promise),
    )
    work.session.add(draft)
    work.session.flush()
    assert draft.id is not None
    if promise is None:
        owed = Owed(PromiseKind.UPDATE, None, case.csm)
        promised.open_one(work, case, owed, due_at=_due(work, case))
    work.tell(
        work.desk_thread(case),
        ProblemDraftWaits(case.number, draft.id, update.problem, case.csm, update.text),
        key=key_of(draft.id),
    )


def key_of(draft_id: int) -> str:
    """The outbox's key of a draft, before the thread's."""
    return f"draft:{draft_id}"


def _due(work: Work, case: Case) -> datetime:
    """In the time that telling a customer may take."""
    customer = work.session.get(Customer, case.customer_id)
    assert customer is not None
    hours = work.handbook.hours_of(None)
    allowance = work.handbook.allowance("tell", case.severity.value, customer.tier, None)
    return working_time(hours).due(work.now, allowance.within(hours))


def waiting(work: Work, number: int) -> ProblemDraft | None:
    """The draft that waits in the case; there is one at most."""
    query = select(ProblemDraft).where(
        col(ProblemDraft.case_number) == number, col(ProblemDraft.state) == DraftState.WAITING
    )
    return work.session.exec(query).first()


def settle(
    work: Work, case: Case, state: DraftState, *, is_promise_kept_up: bool = False
) -> ProblemDraft | None:
    """Whatever waits in the case waits no longer; returns it.

    ``is_promise_kept_up``: the news that was promised because of it is promised still.
    """
    draft = waiting(work, case.number)
    return settle_one(work, case, draft, state, is_promise_kept_up=is_promise_kept_up) if draft else None


def settle_one(
    work: Work, case: Case, draft: ProblemDraft, state: DraftState, *, is_promise_kept_up: bool = False
) -> ProblemDraft:
    draft.state, draft.settled_by = state, work.by
    work.session.flush()
    assert draft.id is not None
    redraw(work, draft)
    if not is_promise_kept_up and (draft.is_promise or state is DraftState.TOLD):
        _keep_promise(work, case, is_told=state is DraftState.TOLD)
    return draft


def redraw(work: Work, draft: ProblemDraft) -> None:
    """Where it was told: its case may be another one by now."""
    assert draft.id is not None
    key = key_of(draft.id)
    work.retell((col(Outgoing.key) >= f"{key}:") & (col(Outgoing.key) < f"{key};"))


def _keep_promise(work: Work, case: Case, *, is_told: bool) -> None:
    promise = news_promised(work, case)
    if promise is not None:
        kept = Outcome.KEPT if is_told else Outcome.MOOT
        promised.end(work, promise, Outcome.LATE if promise.is_late(work.now) else kept)
        work.redraw(CaseCard(case.number))


def news_promised(work: Work, case: Case) -> Promise | None:
    """The live promise of news to the case's customer."""
    live = promises.of_case(work, case.number)
    return next((one for one in live if one.kind is PromiseKind.UPDATE), None)
