"""What the CSM and managers decide about the departments' parts: one more, not that one, somebody else."""

from casework import handoffs, loop, people
from casework.access import Operation
from casework.matching import taught
from casework.meanwhile import going_on, in_words
from casework.problems import ties
from casework.work import Work
from models.case import Case
from models.handoff import Handoff
from models.handoff_notices import HandoffAccepted, HandoffWithdrawn
from models.refusal import Refusal


def add_department(work: Work, number: int, *, department: str, why: str, expected: str) -> None:
    """The CSM asks one more department, beside whoever has it."""
    case = work.case(number)
    work.allow(Operation.STEER, case)
    ties.must_be_looked_into(work, case)
    taught.chosen_instead(work, case, department)
    handoffs.offer(work, case, department, why=why, expected=expected)
    loop.settle(work, case, "asked")


def withdraw(work: Work, handoff_id: int, *, reason: str) -> None:
    case, handoff = going_on(work, handoff_id, Operation.STEER)
    end(work, case, handoff, reason=reason)
    loop.follow_up(work, case)


def end(work: Work, case: Case, handoff: Handoff, *, reason: str) -> None:
    """Call it back, and tell the department that it need not go on."""
    owner = handoff.owner
    with in_words(work, case, handoff):
        handoff.withdraw(work.actor.user_id, reason, work.now)
    entry = work.record(case, "withdrawn", reason, handoff=handoff)
    assert handoff.id is not None
    name = work.handbook.name_of(handoff.department)
    notice = HandoffWithdrawn(case.number, handoff.id, name, work.actor.name, reason, owner)
    work.tell(work.thread_of(handoff), notice, key=work.key(entry))
    told_desk = HandoffWithdrawn(case.number, handoff.id, name, work.actor.name, reason)
    handoffs.tell_desk(work, case, handoff, told_desk, work.key(entry))


def reassign_to_department(work: Work, handoff_id: int, *, department: str, reason: str) -> None:
    """The CSM, its lead or a manager moves a department's part to another department."""
    case, handoff = going_on(work, handoff_id, Operation.REASSIGN)
    if department == handoff.department:
        raise Refusal("It is with that department already; choose another one.", field="department")
    end(work, case, handoff, reason=reason)
    handoffs.offer(work, case, department, why=reason, expected=handoff.expected, home=handoff.home)
    taught.belongs(work, case, department, home=handoff.home)


def reassign_to_person(work: Work, handoff_id: int, *, owner: str, reason: str) -> None:
    """The CSM, its lead or a manager decides whose it is: somebody who could take it themselves."""
    case, handoff = going_on(work, handoff_id, Operation.REASSIGN)
    name = work.handbook.name_of(handoff.department)
    chosen = people.actor(work.session, owner, work.handbook, work.now)
    if not chosen.is_staff:
        raise Refusal(f"{chosen.name} is not staff; choose a colleague.", field="person")
    if handoff.department not in chosen.departments:
        raise Refusal(f"{chosen.name} is not a member of {name}'s channel.", field="person")
    if handoff.owner == owner:
        raise Refusal(f"{case.label} is already with {chosen.name}.", field="person")
    with in_words(work, case, handoff):
        handoff.assign(owner, work.now)
    entry = work.record(case, "assigned", reason, handoff=handoff)
    notice = HandoffAccepted(case.number, handoff_id, name, chosen.name, work.actor.name)
    handoffs.tell_desk(work, case, handoff, notice, work.key(entry))
    told_owner = HandoffAccepted(case.number, handoff_id, name, chosen.name, work.actor.name, owner)
    work.tell(work.thread_of(handoff), told_owner, key=work.key(entry))
