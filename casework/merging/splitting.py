"""Another matter after all: what belongs to it goes to a case of its own, and both desks hear of it."""

from sqlmodel import col, select

from casework import access, search
from casework.access import Operation
from casework.merging import filing
from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard
from models.entry import Entry
from models.handoff import Handoff
from models.merge_notices import SplitOff
from models.thread import Message


def may_take(work: Work, new: Case, message: Message) -> bool:
    """The CSM of the case that it stands in, or a manager, moves it to another case of the same customer."""
    old = work.case(message.case_number)
    is_theirs = bool(access.kinds_here(work.actor, old, None) & access.ALLOWED[Operation.STEER])
    return is_theirs and old.number != new.number and old.customer_id == new.customer_id


def take_message(work: Work, new: Case, message: Message) -> None:
    """The message goes; the thread that it was written in stays where it is."""
    old = work.case(message.case_number)
    its_lines = (col(Entry.case_number) == message.case_number) & (col(Entry.message_id) == message.id)
    filing.file(work, Entry, its_lines, case_number=new.number, home=None)
    message.case_number, message.home = new.number, None
    search.refile(work.session, [f"message:{message.id}"], new.number)
    _tell(work, old, new)


def take_handoff(work: Work, new: Case, old: Case, handoff: Handoff) -> None:
    """It goes with its thread, its promises with the time passed of them, and all that was said.

    So does what it was handed on from, department by department: that is its history.
    """
    for one in _with_what_it_came_from(work, old, handoff):
        _file(work, new, old, one)
    name = work.handbook.name_of(handoff.department)
    _tell(work, old, new, what=name)
    owner = handoff.owner if handoff.owner != work.actor.user_id else None
    by = work.actor.name
    told = SplitOff(new.number, old.number, by, old.title, is_new=True, what=name, owner_id=owner)
    work.tell(work.thread_of(handoff), told, key=f"split_off:{new.number}")


def _with_what_it_came_from(work: Work, old: Case, handoff: Handoff) -> list[Handoff]:
    chain, newest = [handoff], handoff
    while newest.came_from is not None:
        newest = work.session.get_one(Handoff, newest.came_from)
        if newest.case_number != old.number:
            break
        chain.append(newest)
    return chain


def _file(work: Work, new: Case, old: Case, handoff: Handoff) -> None:
    thread = work.thread_of(handoff)
    said = list(work.session.exec(select(Message.id).where(col(Message.thread_id) == thread.id)))
    lines = (col(Entry.case_number) == old.number) & (
        (col(Entry.handoff_id) == handoff.id) | col(Entry.message_id).in_(said)
    )
    written = list(work.session.exec(select(Entry.id).where(lines)))
    filing.file(work, Entry, lines, case_number=new.number, home=None)
    filing.file(work, Message, col(Message.id).in_(said), case_number=new.number, home=None)
    handoff.case_number, handoff.home = new.number, None
    work.session.flush()
    filing.take_along(work, new.number)
    sources = [f"message:{one}" for one in said] + [f"entry:{one}" for one in written]
    search.refile(work.session, [*sources, f"told:{handoff.id}"], new.number)
    filing.refresh(work.session)


def _tell(work: Work, old: Case, new: Case, *, what: str = "") -> None:
    by = work.actor.name
    work.record(old, "split", new.label)
    work.record(new, "split_off", old.label)
    gone = SplitOff(old.number, new.number, by, new.title, is_new=False, what=what)
    work.tell(work.desk_thread(old), gone, key=f"split:{new.number}")
    begun = SplitOff(new.number, old.number, by, old.title, is_new=True, what=what)
    work.tell(work.desk_thread(new), begun, key=f"split_off:{new.number}")
    work.redraw(CaseCard(old.number))
