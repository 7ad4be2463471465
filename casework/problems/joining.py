"""A case joins a Problem: what its department does for it goes on there, by one clock."""

from casework import handoffs, loop
from casework.access import Operation
from casework.people import name_of
from casework.problems import clock, ties
from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard
from models.handoff import Handoff, HandoffStatus
from models.handoff_notices import HandoffAccepted, HandoffCard
from models.problem import Problem, ProblemCase
from models.problem_notices import GoesOnInProblem, ProblemJoined
from models.refusal import Refusal

EXPECTED = "Find the one cause behind these cases, and say what their customers can be told."
"""What is asked of a Problem's department where nobody asks for anything else."""


def join(work: Work, number: int, *, problem: int) -> None:
    """Its open hand-offs with the Problem's departments end quietly; those with others stay."""
    carrier, its = to_join(work, problem)
    case = work.case(number)
    work.allow(Operation.JOIN, case)
    enter(work, carrier, its, case)
    fold(work, carrier, its, case)
    loop.settle(work, case, "joined")
    case.work_goes_on(work.now)
    entry = work.record(case, "joined", carrier.label)
    notice = ProblemJoined(case.number, carrier.number, carrier.title, work.actor.name)
    work.tell(work.desk_thread(case), notice, key=work.key(entry))
    work.redraw(CaseCard(case.number))
    ties.redraw(work, its)


def fold(work: Work, carrier: Case, its: Problem, case: Case) -> None:
    """What the Problem's departments do for the case by itself goes on in the Problem."""
    for handoff in _the_same(work, its, case):
        _goes_on(work, carrier, case, handoff)


def open_into(work: Work, case: Case, problem: int) -> None:
    """A case that is being opened as one more of a Problem: no department hears of it by itself."""
    carrier, its = to_join(work, problem)
    enter(work, carrier, its, case)
    work.record(case, "joined", carrier.label)
    ties.redraw(work, its)


def to_join(work: Work, number: int) -> tuple[Case, Problem]:
    """A Problem that cases can join, its own case locked. Refusal for any other."""
    carrier, its = ties.to_change(work, number)
    if its.is_fixed or carrier.is_closed:
        how = "fixed" if its.is_fixed else "closed"
        raise Refusal(f"Problem {carrier.label} is {how}. If it is back, reopen it first.", field="problem")
    return carrier, its


def enter(work: Work, carrier: Case, its: Problem, case: Case) -> None:
    """Write down that it is in. Refusal if it cannot be."""
    must_be_free(work, carrier, case)
    left = ties.membership(work, case.number)
    if left is not None:
        left.left_at = work.now
        work.session.flush()
    row = ProblemCase(
        problem=its.case_number, case_number=case.number, joined_at=work.now, joined_by=work.actor.user_id
    )
    work.session.add(row)
    work.session.flush()


def must_be_free(work: Work, carrier: Case, case: Case) -> None:
    """Neither closed, nor a Problem, nor in one that is still looked into."""
    other = ties.tied(work, case.number)
    if other is not None and other.case_number == case.number:
        raise Refusal(f"{case.label} is a Problem itself, and a Problem cannot be put into another.")
    if other is not None and other.case_number == carrier.number:
        raise Refusal(f"{case.label} is in Problem {carrier.label} already.")
    if other is not None and not other.is_fixed:
        raise Refusal(f"{case.label} is in Problem C-{other.case_number}. Take it out of there first.")
    case.must_be_open()


def _the_same(work: Work, its: Problem, case: Case) -> list[Handoff]:
    """The case's open hand-offs with departments that look into the Problem."""
    theirs = {one.department for one in ties.open_handoffs(work, its.case_number)} | {its.department}
    return [one for one in ties.open_handoffs(work, case.number) if one.department in theirs]


def _goes_on(work: Work, carrier: Case, case: Case, handoff: Handoff) -> None:
    main = _of_the_problem(work, carrier, handoff.department)
    knew = main.owner is not None and main.owner == handoff.owner
    if handoff.status is HandoffStatus.ACCEPTED and main.status is HandoffStatus.OFFERED:
        _passes_to(work, carrier, main, handoff)
    clock.inherit(work, carrier, main, handoff)
    reason = f"Goes on in Problem {carrier.label}."
    owner = None if knew else handoff.owner
    handoff.withdraw(work.actor.user_id, reason, work.now)
    entry = work.record(case, "withdrawn", reason, handoff=handoff)
    assert handoff.id is not None
    notice = GoesOnInProblem(case.number, handoff.id, carrier.number, carrier.title, work.actor.name, owner)
    work.tell(work.thread_of(handoff), notice, key=work.key(entry))
    work.redraw(HandoffCard(handoff.id))


def _of_the_problem(work: Work, carrier: Case, department: str) -> Handoff:
    """The Problem's own turn with that department; it is offered one if it has none."""
    found = _open_with(work, carrier, department)
    if found is None:
        why = "They look into it for its cases already."
        handoffs.offer(work, carrier, department, why=why, expected=EXPECTED)
        found = _open_with(work, carrier, department)
    assert found is not None
    return found


def _open_with(work: Work, carrier: Case, department: str) -> Handoff | None:
    own = ties.open_handoffs(work, carrier.number)
    return next((one for one in own if one.department == department), None)


def _passes_to(work: Work, carrier: Case, main: Handoff, theirs: Handoff) -> None:
    """Whoever has the case's part has the Problem's: it is the same work."""
    assert main.id is not None
    assert theirs.owner is not None
    main.accept(theirs.owner, work.now)
    entry = work.record(carrier, "assigned", handoff=main)
    name = work.handbook.name_of(main.department)
    notice = HandoffAccepted(carrier.number, main.id, name, name_of(work.session, theirs.owner))
    handoffs.tell_desk(work, carrier, main, notice, work.key(entry))
