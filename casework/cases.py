"""The case itself: opened, taken over, closed, reopened."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import customers, handoffs, loop, messages, proposals, search, steering
from casework.access import Operation
from casework.matching import likeness, suggestions, taught
from casework.merging import splitting
from casework.people import name_of
from casework.problems import ending, joining
from casework.voice import asked, drafts
from casework.work import Work
from models.case import STORY_LIMIT, TITLE_LIMIT, Case, Counter, Severity
from models.case_notices import CaseCard, CaseClosed, CaseReopened, CsmChanged, ThreadBackfilled
from models.customer import Customer
from models.handoff import OPEN_STATUSES, Handoff
from models.handoff_notices import HandoffCard
from models.notices import Notice
from models.refusal import Refusal
from models.thread import Thread

_OPEN_HANDOFFS = (
    select(Handoff)
    .where(col(Handoff.case_number) == bindparam("number"), col(Handoff.status).in_(OPEN_STATUSES))
    .order_by(col(Handoff.id))
)


@dataclass(frozen=True)
class Said:
    """A message that was there before the case."""

    channel: str
    ts: str
    author: str
    text: str
    said_at: datetime
    files: messages.Files = ()
    edit_ts: str = ""


@dataclass(frozen=True)
class Origin:
    """The message that a case was opened from, and what was said around it."""

    link: str
    said: tuple[Said, ...] = ()
    problem: str = ""
    """Why the thread could not be read, when it could not."""
    ts: str = ""
    """Of the message itself. Where it stands in a case already, it is split off from that one."""


@dataclass(frozen=True)
class NewCase:
    customer: str
    """A form's choice; see ``customers.choose``."""
    title: str
    story: str
    severity: Severity
    expected: str
    department: str | None = None
    """Empty: Liaison chooses."""
    origin: Origin | None = field(default=None)
    is_own_choice: bool = False
    """The department is not what the form proposed."""
    problem: int | None = None
    """It is one more case of this Problem, so that no department hears of it by itself."""


def open_case(work: Work, new: NewCase) -> int:
    """Open it, offer it to its department; the opener becomes its CSM. Returns its number."""
    if len(new.title) > TITLE_LIMIT or len(new.story) > STORY_LIMIT:
        raise Refusal("The title or the description is too long.")
    customer = customers.choose(work, new.customer)
    assert customer.id is not None
    case = Case(
        number=next_number(work),
        customer_id=customer.id,
        title=new.title,
        story=new.story,
        severity=new.severity,
        csm=work.actor.user_id,
        opened_at=work.now,
        moved_at=work.now,
        source=new.origin.link if new.origin else None,
    )
    begin(work, case, customer)
    suggestions.expect(work, case)
    if new.origin is not None:
        keep_what_was_said(work, case, new.origin)
    if new.problem is None:
        _offer_first(work, case, customer, new)
    else:
        joining.open_into(work, case, new.problem)
    return case.number


def _offer_first(work: Work, case: Case, customer: Customer, new: NewCase) -> None:
    """To the department that was chosen, else to the one that Liaison decides on; with the reason."""
    asked = proposals.InTheMaking(new.title, new.story, customer, new.severity)
    department, why = proposals.choose(work, asked, new.department, is_own_choice=new.is_own_choice)
    handoffs.offer(work, case, department, why=why, expected=new.expected, is_first=True)
    if new.is_own_choice and new.department:
        taught.belongs(work, case, new.department)


def begin(work: Work, case: Case, customer: Customer, *, what: str = "opened") -> None:
    """Its life begins: it can be found, and has a thread on the desk. ``what`` its history says of that."""
    work.session.add(case)
    work.session.flush()
    search.index(work.session, case.number, f"case:{case.number}", f"{case.story}\n{customer.name}")
    likeness.remember_case(work.session, case)
    work.open_thread(
        Thread(case_number=case.number, channel=work.handbook.desk.channel), CaseCard(case.number)
    )
    work.record(case, what, case.title)


def next_number(work: Work) -> int:
    """Consecutive: the counter's row stays locked until the case is committed or gone."""
    counter = work.session.exec(select(Counter).where(col(Counter.name) == "case").with_for_update()).one()
    counter.value += 1
    return counter.value


def keep_what_was_said(work: Work, case: Case, origin: Origin, *, added: str = "") -> None:
    """All of it, but for what stands in another case already; each message belongs to one.

    ``added`` is the key of what it comes with, if the case was there before.
    """
    moved = 0 if added else _split_off(work, case, origin)
    new = [said for said in origin.said if messages.at(work, said.channel, said.ts) is None]
    for said in new:
        name = name_of(work.session, said.author)
        message_id = messages.write_down(work, case, said, author_name=name, home=None)
        work.record(case, "brought" if added else "backfilled", message_id=message_id)
        search.index(work.session, case.number, f"message:{message_id}", said.text)
    problem = origin.problem or ("kept_before" if len(new) + moved < len(origin.said) else "")
    notice = ThreadBackfilled(case.number, len(new) + moved, origin.link, problem, is_added=bool(added))
    work.tell(work.desk_thread(case), notice, key=f"backfilled:{added or case.number}")


def _split_off(work: Work, case: Case, origin: Origin) -> int:
    """The message itself may stand in a case already: it is another matter. Returns how many moved."""
    own = next((said for said in origin.said if said.ts == origin.ts), None)
    message = messages.at(work, own.channel, own.ts) if own else None
    if message is None or not splitting.may_take(work, case, message):
        return 0
    splitting.take_message(work, case, message)
    return 1


def close(work: Work, number: int, *, told: str) -> None:
    """The customer knows; what is still open in departments is withdrawn.

    Refusal where the case was merged since its form was opened: what else is closed then was not asked.
    """
    case = work.case(number)
    if case.number != number:
        raise Refusal(f"C-{number} goes on as {case.label} by now. Close that one, if you mean both.")
    work.allow(Operation.STEER, case)
    customers.spoken_to(work, case)
    end(work, case, told=told, by=work.actor.name)


def end(work: Work, case: Case, *, told: str, by: str, notice: Notice | None = None) -> None:
    """For somebody who may. ``notice`` is told in place of the usual one, ``by`` names who did it."""
    case.must_be_closable()
    ending.closes(work, case)
    case.close(work.now)
    drafts.closes(work, case)
    loop.settle(work, case, "closed", by=by)
    for handoff in open_handoffs(work, case):
        steering.end(work, case, handoff, reason="The case was closed.")
    entry = work.record(case, "closed", told)
    work.tell(work.desk_thread(case), notice or CaseClosed(case.number, by, told), key=work.key(entry))
    redraw_everything(work, case)


def reopen(work: Work, number: int, *, reason: str) -> None:
    """The same number, history and people; the CSM decides who goes on."""
    case = work.case(number)
    work.allow(Operation.STEER, case)
    reopen_again(work, case, reason=reason, by=work.actor.name)


def reopen_again(work: Work, case: Case, *, reason: str, by: str, notice: Notice | None = None) -> None:
    """For somebody who may. ``notice`` is told in place of the usual one, ``by`` names who did it."""
    case.reopen(work.now)
    ending.reopens(work, case)
    asked.forget(work, case)
    loop.settle(work, case, "reopened", by=by)
    entry = work.record(case, "reopened", reason)
    work.tell(work.desk_thread(case), notice or CaseReopened(case.number, by, reason), key=work.key(entry))
    redraw_everything(work, case)


def take_over(work: Work, number: int) -> None:
    """Another CSM becomes the customer's one face on this case."""
    case = work.case(number)
    work.allow(Operation.TAKE_OVER, case)
    if case.csm == work.actor.user_id:
        raise Refusal(f"{case.label} is yours already.")
    case.must_be_open()
    was, case.csm, case.moved_at = case.csm, work.actor.user_id, work.now
    entry = work.record(case, "csm_changed")
    notice = CsmChanged(case.number, work.actor.name, case.csm, name_of(work.session, was))
    work.tell(work.desk_thread(case), notice, key=work.key(entry))
    redraw_everything(work, case)


def open_handoffs(work: Work, case: Case) -> list[Handoff]:
    return list(work.session.exec(_OPEN_HANDOFFS, params={"number": case.number}))


def redraw_everything(work: Work, case: Case) -> None:
    """The cards of a case: its own, and of every hand-off."""
    work.redraw(CaseCard(case.number))
    for handoff_id in work.session.exec(select(Handoff.id).where(col(Handoff.case_number) == case.number)):
        assert handoff_id is not None
        work.redraw(HandoffCard(handoff_id))
