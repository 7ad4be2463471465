"""A department's turn with a case: offered, taken, handed on, finished, and every other way it can go."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import col, func, select

from casework import people
from casework.access import Operation
from casework.people import name_of
from casework.work import Work
from models.case import Case
from models.entry import Entry
from models.handoff import OPEN_STATUSES, Handoff, HandoffStatus, ImpossibleStep
from models.notices import (
    CaseCard,
    HandoffAccepted,
    HandoffCard,
    HandoffDeclined,
    HandoffDone,
    HandoffHandedOn,
    HandoffOffered,
    HandoffReleased,
    HandoffStuck,
    HandoffWithdrawn,
    LoopToClose,
    Notice,
    QuestionAsked,
)
from models.refusal import Refusal
from models.thread import Thread


def offer(  # each is a fact of the offer
    work: Work,
    case: Case,
    department: str,
    *,
    why: str,
    expected: str,
    came_from: int | None = None,
    is_first: bool = False,
) -> Handoff:
    """Put the case into a department's channel: a living card, and a thread under it."""
    case.must_be_open()
    if department not in work.handbook.departments:
        raise Refusal("There is no such department any more; choose another one.", field="department")
    _must_be_free(work, case, department)
    case.work_goes_on(work.now)
    handoff = Handoff(
        case_number=case.number,
        department=department,
        offered_by=work.actor.user_id,
        came_from=came_from,
        why=why,
        expected=expected,
        offered_at=work.now,
        moved_at=work.now,
    )
    work.session.add(handoff)
    work.session.flush()
    assert handoff.id is not None
    channel = work.handbook.departments[department].channel
    thread = Thread(case_number=case.number, handoff_id=handoff.id, channel=channel)
    work.open_thread(thread, HandoffCard(handoff.id))
    work.record(case, "offered", expected, handoff=handoff)
    if not is_first and came_from is None:
        name = work.handbook.name_of(department)
        notice = HandoffOffered(case.number, handoff.id, name, work.actor.name, expected)
        work.tell(work.desk_thread(case), notice, key=f"offered:{handoff.id}")
    work.redraw(CaseCard(case.number))
    return handoff


def _must_be_free(work: Work, case: Case, department: str) -> None:
    query = select(Handoff).where(
        col(Handoff.case_number) == case.number,
        col(Handoff.department) == department,
        col(Handoff.status).in_(OPEN_STATUSES),
    )
    held = work.session.exec(query).first()
    if held is not None:
        name = work.handbook.name_of(department)
        raise Refusal(f"{name} has {case.label} already{_with_whom(work, held)}.", field="department")


def _with_whom(work: Work, handoff: Handoff) -> str:
    return f", with {name_of(work.session, handoff.owner)}" if handoff.owner else ", not taken yet"


def accept(work: Work, handoff_id: int) -> None:
    """Take it; taking one's own again changes nothing. Refusal that names who was faster."""
    case, handoff = work.handoff(handoff_id)
    work.allow(Operation.TAKE, case, handoff.department)
    if handoff.owner == work.actor.user_id and handoff.is_open:
        return
    if handoff.status is HandoffStatus.ACCEPTED and handoff.owner:
        raise Refusal(f"{case.label} is already with {name_of(work.session, handoff.owner)}.")
    with _in_words(work, case, handoff):
        handoff.accept(work.actor.user_id, work.now)
    entry = work.record(case, "accepted", handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    notice = HandoffAccepted(case.number, handoff_id, name, work.actor.name)
    _tell_desk(work, case, handoff, notice, work.key(entry))


def release(work: Work, handoff_id: int) -> None:
    """Put it back: it is offered to the whole department again."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    with _in_words(work, case, handoff):
        handoff.release(work.now)
    entry = work.record(case, "released", handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    notice = HandoffReleased(case.number, handoff_id, name, work.actor.name)
    _tell_desk(work, case, handoff, notice, work.key(entry))


def decline(work: Work, handoff_id: int, *, reason: str) -> None:
    """Not theirs, or not possible: back to the CSM, with the reason."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    had_taken = handoff.status is HandoffStatus.ACCEPTED
    with _in_words(work, case, handoff):
        handoff.decline(work.actor.user_id, reason, work.now)
    entry = work.record(case, "returned" if had_taken else "declined", reason, handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    notice = HandoffDeclined(case.number, handoff_id, name, work.actor.name, reason, had_taken, case.csm)
    _tell_desk(work, case, handoff, notice, work.key(entry))
    _after_an_end(work, case)


def hand_on(work: Work, handoff_id: int, *, department: str, why: str, expected: str) -> None:
    """Pass it to another department with the whole story; the card here says where it went."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    if department == handoff.department:
        raise Refusal("It is with that department already; choose another one.", field="department")
    with _in_words(work, case, handoff):
        handoff.hand_on(work.actor.user_id, work.now)
    entry = work.record(case, "handed_on", why, handoff=handoff)
    offer(work, case, department, why=why, expected=expected, came_from=handoff.id)
    name, to = work.handbook.name_of(handoff.department), work.handbook.name_of(department)
    notice = HandoffHandedOn(case.number, handoff_id, name, to, work.actor.name, why, expected)
    _tell_desk(work, case, handoff, notice, work.key(entry))


def finish(work: Work, handoff_id: int, *, found: str, to_tell: str, root_cause: str | None) -> None:
    """Done; the last one tells the CSM to close the loop. Finishing an offer takes it first."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    with _in_words(work, case, handoff):
        if handoff.status is HandoffStatus.OFFERED:
            handoff.accept(work.actor.user_id, work.now)
            work.record(case, "accepted", handoff=handoff)
        handoff.finish(work.actor.user_id, found, to_tell, root_cause, work.now)
    entry = work.record(case, "done", found, handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    notice = HandoffDone(case.number, handoff_id, name, work.actor.name, found, to_tell, root_cause)
    _tell_desk(work, case, handoff, notice, work.key(entry))
    _after_an_end(work, case)


def _after_an_end(work: Work, case: Case) -> None:
    """When nobody is at work any more and something was found, the CSM has it all to tell."""
    if not _others_open(work, case) and _found_since_it_was_reopened(work, case):
        _loop_is_open(work, case)


def _found_since_it_was_reopened(work: Work, case: Case) -> bool:
    reopened = select(func.max(Entry.at)).where(
        col(Entry.case_number) == case.number, col(Entry.what) == "reopened"
    )
    last: datetime | None = work.session.exec(reopened).one()
    done = select(Handoff.id).where(
        col(Handoff.case_number) == case.number,
        col(Handoff.status) == HandoffStatus.DONE,
        col(Handoff.ended_at) >= (last or case.opened_at),
    )
    return work.session.exec(done).first() is not None


def _loop_is_open(work: Work, case: Case) -> None:
    case.answer(work.now)
    entry = work.record(case, "answered")
    notice = LoopToClose(case.number, case.csm, proposed_wording(work, case))
    work.tell(work.desk_thread(case), notice, key=work.key(entry))


def proposed_wording(work: Work, case: Case) -> str:
    """What the departments propose to tell the customer, oldest first."""
    query = (
        select(Handoff.to_tell)
        .where(col(Handoff.case_number) == case.number, col(Handoff.to_tell).is_not(None))
        .order_by(col(Handoff.ended_at), col(Handoff.id))
    )
    return "\n".join(wording for wording in work.session.exec(query) if wording)


def _others_open(work: Work, case: Case) -> bool:
    query = select(Handoff.id).where(
        col(Handoff.case_number) == case.number, col(Handoff.status).in_(OPEN_STATUSES)
    )
    return work.session.exec(query).first() is not None


def pause(work: Work, handoff_id: int, *, reason: str, until: datetime) -> None:
    """Stuck, with a reason and a day to come back to it."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    handoff.pause(reason, until, work.now)
    entry = work.record(case, "stuck", reason, handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    notice = HandoffStuck(case.number, handoff_id, name, work.actor.name, reason, until)
    _tell_desk(work, case, handoff, notice, work.key(entry))


def ask(work: Work, handoff_id: int, *, question: str) -> None:
    """Ask the CSM; the answer is a reply in the desk thread."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    handoff.moves(work.now)
    entry = work.record(case, "asked", question, handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    notice = QuestionAsked(case.number, handoff_id, name, work.actor.name, question, case.csm)
    _tell_desk(work, case, handoff, notice, work.key(entry))


def add_department(work: Work, number: int, *, department: str, why: str, expected: str) -> None:
    """The CSM asks one more department, beside whoever has it."""
    case = work.case(number)
    work.allow(Operation.STEER, case)
    offer(work, case, department, why=why, expected=expected)


def withdraw(work: Work, handoff_id: int, *, reason: str) -> None:
    case, handoff = going_on(work, handoff_id, Operation.STEER)
    end_by_csm(work, case, handoff, reason=reason)
    _after_an_end(work, case)


def end_by_csm(work: Work, case: Case, handoff: Handoff, *, reason: str) -> None:
    """Call it back, and tell the department that it need not go on."""
    owner = handoff.owner
    with _in_words(work, case, handoff):
        handoff.withdraw(work.actor.user_id, reason, work.now)
    entry = work.record(case, "withdrawn", reason, handoff=handoff)
    assert handoff.id is not None
    name = work.handbook.name_of(handoff.department)
    notice = HandoffWithdrawn(case.number, handoff.id, name, work.actor.name, reason, owner)
    work.tell(work.thread_of(handoff), notice, key=work.key(entry))
    told_desk = HandoffWithdrawn(case.number, handoff.id, name, work.actor.name, reason)
    _tell_desk(work, case, handoff, told_desk, work.key(entry))


def reassign_to_department(work: Work, handoff_id: int, *, department: str, reason: str) -> None:
    """The CSM or a manager moves a department's part to another department."""
    case, handoff = going_on(work, handoff_id, Operation.STEER)
    if department == handoff.department:
        raise Refusal("It is with that department already; choose another one.", field="department")
    end_by_csm(work, case, handoff, reason=reason)
    offer(work, case, department, why=reason, expected=handoff.expected)


def reassign_to_person(work: Work, handoff_id: int, *, owner: str, reason: str) -> None:
    """The CSM or a manager decides whose it is: somebody of the department, who could take it themselves."""
    case, handoff = going_on(work, handoff_id, Operation.STEER)
    name = work.handbook.name_of(handoff.department)
    chosen = people.actor(work.session, owner, work.handbook, work.now)
    if not chosen.is_staff:
        raise Refusal(f"{chosen.name} is not staff; choose a colleague.", field="person")
    if handoff.department not in chosen.departments:
        raise Refusal(f"{chosen.name} is not a member of {name}'s channel.", field="person")
    if handoff.owner == owner:
        raise Refusal(f"{case.label} is already with {chosen.name}.", field="person")
    with _in_words(work, case, handoff):
        handoff.assign(owner, work.now)
    entry = work.record(case, "assigned", reason, handoff=handoff)
    notice = HandoffAccepted(case.number, handoff_id, name, chosen.name, work.actor.name)
    _tell_desk(work, case, handoff, notice, work.key(entry))
    told_owner = HandoffAccepted(case.number, handoff_id, name, chosen.name, work.actor.name, owner)
    work.tell(work.thread_of(handoff), told_owner, key=work.key(entry))


def going_on(work: Work, handoff_id: int, operation: Operation) -> tuple[Case, Handoff]:
    """An open hand-off for somebody who may do this to it. Refusal that says what happened meanwhile."""
    case, handoff = work.handoff(handoff_id)
    work.allow(operation, case, handoff.department)
    _must_go_on(work, case, handoff)
    return case, handoff


def _must_go_on(work: Work, case: Case, handoff: Handoff) -> None:
    if not handoff.is_open:
        raise Refusal(what_happened(work, case, handoff))
    case.must_be_open()


def _tell_desk(work: Work, case: Case, handoff: Handoff, notice: Notice, key: str) -> None:
    """Say it in the desk thread and bring both cards up to date."""
    case.moved_at = work.now
    assert handoff.id is not None
    work.tell(work.desk_thread(case), notice, key=key)
    work.redraw(CaseCard(case.number))
    work.redraw(HandoffCard(handoff.id))


@contextmanager
def _in_words(work: Work, case: Case, handoff: Handoff) -> Iterator[None]:
    """A step that the table does not have is refused with what happened meanwhile."""
    try:
        yield
    except ImpossibleStep:
        raise Refusal(what_happened(work, case, handoff)) from None


_MEANWHILE = {
    HandoffStatus.OFFERED: "Nobody has taken {case} for {department} yet; press *Take it* first.",
    HandoffStatus.ACCEPTED: "{case} is already with {owner}.",
    HandoffStatus.DONE: "{who} has finished {department}'s part of {case} already.",
    HandoffStatus.DECLINED: "{who} has declined {case} for {department} already.",
    HandoffStatus.RETURNED: "{who} has given {case} back to the CSM already.",
    HandoffStatus.HANDED_ON: "{who} has handed {case} on to another department already.",
    HandoffStatus.WITHDRAWN: "{who} has withdrawn {case} from {department}.",
    HandoffStatus.LAPSED: "Nobody in {department} took {case} in time; it went back to the CSM.",
}


def what_happened(work: Work, case: Case, handoff: Handoff) -> str:
    """The present state of a hand-off, as an answer to somebody who came too late."""
    return _MEANWHILE[handoff.status].format(
        case=case.label,
        department=work.handbook.name_of(handoff.department),
        owner=name_of(work.session, handoff.owner) if handoff.owner else "",
        who=name_of(work.session, handoff.ended_by) if handoff.ended_by else "Somebody",
    )
