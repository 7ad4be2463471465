"""What a customer was asked of a case: whether it is solved. It stands until they answer or it goes on."""

from sqlmodel import col, select

from casework.merging import families
from casework.voice import status
from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard
from models.customer_view import CustomerView
from models.merge import Merge


def view_of(work: Work, number: int) -> CustomerView:
    """What the customer may see of the case of this very number; made where there is none yet."""
    view = work.session.get(CustomerView, number)
    if view is None:
        view = CustomerView(case_number=number)
        work.session.add(view)
        work.session.flush()
    return view


def views_of(work: Work, case: Case) -> list[CustomerView]:
    """Its own, and of each case that goes on in it: the customer has a message of each. Locked."""
    numbers = families.family(work.session, case.number)
    query = select(CustomerView).where(col(CustomerView.case_number).in_(numbers)).with_for_update()
    return list(work.session.exec(query.execution_options(populate_existing=True)))


def put(work: Work, case: Case) -> None:
    """They were told, and are asked whether it is solved: silence is counted from now on."""
    view_of(work, case.number)
    for view in views_of(work, case):
        view.told_at = view.asked_at = work.now
        view.waits_since = view.asked_again_at = None
    _passes_on(work, case)


def wait(work: Work, case: Case) -> None:
    """They were asked something of it, and we wait for what they say."""
    view_of(work, case.number).waits_since = work.now
    _passes_on(work, case)


def end(work: Work, case: Case) -> None:
    """Nobody is asked any longer; that they were told stays true."""
    for view in views_of(work, case):
        _passes_from_them(work, case, view)
        view.asked_at = None
    _passes_on(work, case)


def forget(work: Work, case: Case) -> None:
    """It goes on: they will be told again, and asked again."""
    views = views_of(work, case)
    if not any(_says_something(view) for view in views):
        return
    for view in views:
        _passes_from_them(work, case, view)
        view.told_at = view.asked_at = view.asked_again_at = view.waits_since = None
        view.solved_at = view.solved_by = None
    _passes_on(work, case)


def _passes_from_them(work: Work, case: Case, view: CustomerView) -> None:
    """Of a number that goes on in the case no stretch is kept: an undo of the merge asks when this was."""
    if view.case_number == case.number or view.with_them_since is None:
        return
    merged = select(Merge).where(col(Merge.gone) == view.case_number, col(Merge.undone_at).is_(None))
    for made in work.session.exec(merged):
        made.before = {"answered": work.now.isoformat(), **made.before}


def _passes_on(work: Work, case: Case) -> None:
    """The ball: who has it stands on their message and on our card, and is counted."""
    status.redraw(work, case.number)
    work.touch(case, "customer_turn")
    work.redraw(CaseCard(case.number))


def _says_something(view: CustomerView) -> bool:
    return any((view.told_at, view.asked_at, view.asked_again_at, view.waits_since, view.solved_at))
