"""A department's turn with a case: offered, taken, handed on, finished, and every other way it can go."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from casework import loop, pauses, search, told_already
from casework.access import Operation
from casework.matching import taught
from casework.meanwhile import going_on, in_words, what_happened
from casework.people import Actor, name_of
from casework.voice import answers
from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard
from models.handoff import OPEN_STATUSES, Handoff, HandoffStatus
from models.handoff_notices import (
    HandoffAccepted,
    HandoffCard,
    HandoffDeclined,
    HandoffDone,
    HandoffHandedOn,
    HandoffOffered,
    HandoffReleased,
    HandoffStuck,
    QuestionAsked,
)
from models.notices import Notice
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
    home: int | None = None,
    is_first: bool = False,
    by: Actor | None = None,
) -> None:
    """Put the case into a department's channel: a living card, and a thread under it.

    ``by``: who offers it, where that is not who asks.
    ``home``: the case that it is about by itself, where that was merged into this one.
    """
    case.must_be_open()
    if department not in work.handbook.departments:
        raise Refusal("There is no such department any more; choose another one.", field="department")
    _must_be_free(work, case, department)
    case.work_goes_on(work.now)
    handoff = Handoff(
        case_number=case.number,
        home=home,
        department=department,
        offered_by=(by or work.actor).user_id,
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
        notice = HandoffOffered(case.number, handoff.id, name, (by or work.actor).name, expected)
        work.tell(work.desk_thread(case), notice, key=f"offered:{handoff.id}")
    work.redraw(CaseCard(case.number))


def of_department(number: int, department: str) -> SelectOfScalar[Handoff]:
    """Every turn that a department has had with a case, the newest first."""
    own = (col(Handoff.case_number) == number, col(Handoff.department) == department)
    return select(Handoff).where(*own).order_by(col(Handoff.id).desc())


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
    with in_words(work, case, handoff):
        handoff.accept(work.actor.user_id, work.now)
    entry = work.record(case, "accepted", handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    notice = HandoffAccepted(case.number, handoff_id, name, work.actor.name)
    tell_desk(work, case, handoff, notice, work.key(entry))


def release(work: Work, handoff_id: int) -> None:
    """Put it back: it is offered to the whole department again."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    with in_words(work, case, handoff):
        handoff.release(work.now)
    entry = work.record(case, "released", handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    notice = HandoffReleased(case.number, handoff_id, name, work.actor.name)
    tell_desk(work, case, handoff, notice, work.key(entry))


def decline(work: Work, handoff_id: int, *, reason: str) -> None:
    """Not theirs, or not possible: back to the CSM, with the reason."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    had_taken = handoff.status is HandoffStatus.ACCEPTED
    with in_words(work, case, handoff):
        handoff.decline(work.actor.user_id, reason, work.now)
    entry = work.record(case, "returned" if had_taken else "declined", reason, handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    notice = HandoffDeclined(case.number, handoff_id, name, work.actor.name, reason, had_taken, case.csm)
    tell_desk(work, case, handoff, notice, work.key(entry))
    loop.follow_up(work, case)


def hand_on(work: Work, handoff_id: int, *, department: str, why: str, expected: str) -> None:
    """Pass it to another department with the whole story; the card here says where it went."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    if department == handoff.department:
        raise Refusal("It is with that department already; choose another one.", field="department")
    with in_words(work, case, handoff):
        handoff.hand_on(work.actor.user_id, work.now)
    entry = work.record(case, "handed_on", why, handoff=handoff)
    offer(work, case, department, why=why, expected=expected, came_from=handoff.id, home=handoff.home)
    taught.belongs(work, case, department, home=handoff.home)
    name, to = work.handbook.name_of(handoff.department), work.handbook.name_of(department)
    notice = HandoffHandedOn(case.number, handoff_id, name, to, work.actor.name, why, expected)
    tell_desk(work, case, handoff, notice, work.key(entry))


def not_ours(work: Work, handoff_id: int, *, department: str) -> None:
    """Declined and handed on in one step, as it stands, while nobody has taken it."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    if handoff.owner is not None:
        raise Refusal(f"{what_happened(work, case, handoff)} If it is not theirs, they can hand it on.")
    name, theirs = work.handbook.name_of(handoff.department), work.handbook.name_of(department)
    why = f"{name} says that it is not theirs; it belongs to {theirs}."
    hand_on(work, handoff_id, department=department, why=why, expected=handoff.expected)


def finish(
    work: Work,
    handoff_id: int,
    *,
    found: str,
    to_tell: str,
    root_cause: str | None,
    answer: int | None = None,
) -> None:
    """Done; the last one tells the CSM to close the loop. Finishing an offer takes it first.

    ``answer``: the earlier answer that is taken up; where ``to_tell`` is empty, in its own words.
    """
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    if answer is not None:
        to_tell = to_tell or answers.wording(work, answer)
        answers.take_up(work, case, answer)
    with in_words(work, case, handoff):
        if handoff.status is HandoffStatus.OFFERED:
            handoff.accept(work.actor.user_id, work.now)
            work.record(case, "accepted", handoff=handoff)
        handoff.finish(work.actor.user_id, found, to_tell, root_cause, work.now)
    entry = work.record(case, "done", found, handoff=handoff)
    words = f"{to_tell}\n{root_cause or ''}"
    search.index(work.session, handoff.home or case.number, f"told:{handoff_id}", words)
    taught.belongs(work, case, handoff.department, home=handoff.home)
    name = work.handbook.name_of(handoff.department)
    is_last = not loop.is_anybody_at_work(work, case)
    notice = HandoffDone(
        case.number, handoff_id, name, work.actor.name, found, to_tell, root_cause, is_last=is_last
    )
    tell_desk(work, case, handoff, notice, work.key(entry))
    loop.follow_up(work, case)


def pause(work: Work, handoff_id: int, *, reason: str, until: datetime, for_customer: bool = False) -> None:
    """Stuck, with a reason and a day to come back to it; ``for_customer``: until the customer answers."""
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    handoff.pause(reason, until, work.now, for_customer=for_customer)
    pauses.must_be_bounded(work, handoff)
    entry = work.record(case, "stuck", reason, handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    notice = HandoffStuck(case.number, handoff_id, name, work.actor.name, reason, until, for_customer)
    tell_desk(work, case, handoff, notice, work.key(entry))


def ask(work: Work, handoff_id: int, *, question: str, shown: tuple[int, ...] = ()) -> None:
    """Ask the CSM; the answer is a reply in the desk thread.

    ``shown``: the ids of what the customer told us already, which was no answer to who asks.
    """
    case, handoff = going_on(work, handoff_id, Operation.WORK)
    handoff.moves(work.now)
    entry = work.record(case, "asked", question, handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    told = told_already.shown(work, case.customer_id, shown)
    notice = QuestionAsked(case.number, handoff_id, name, work.actor.name, question, case.csm, told)
    tell_desk(work, case, handoff, notice, work.key(entry))


def tell_desk(work: Work, case: Case, handoff: Handoff, notice: Notice, key: str) -> None:
    """Say it in the desk thread and bring the cards up to date, also of whoever handed it on."""
    case.moved_at = work.now
    assert handoff.id is not None
    work.tell(work.desk_thread(case), notice, key=key)
    work.redraw(CaseCard(case.number))
    work.redraw(HandoffCard(handoff.id))
    if handoff.came_from is not None:
        work.redraw(HandoffCard(handoff.came_from))
