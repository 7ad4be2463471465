"""The threads talk: what is said in one is told in the others, edits and deletions follow."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import col, select

from casework import messages, questions, search
from casework.access import Operation
from casework.cases import open_handoffs
from casework.desk import NothingToDo
from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard, Mirrored
from models.handoff import Handoff
from models.handoff_notices import HandoffCard
from models.notices import to_row
from models.outgoing import Delivery, Outgoing
from models.thread import Message, Thread

T = TypeVar("T")

_THREAD = select(Thread).where(col(Thread.channel) == bindparam("channel"), col(Thread.ts) == bindparam("ts"))
_HANDOFF = select(Handoff).where(col(Handoff.id) == bindparam("handoff"))


class NotYet(Exception):
    """It is about a message of ours whose timestamp is not known yet: Slack shall deliver it again."""


@dataclass(frozen=True)
class Reply:
    """A message in a thread, as Slack delivered it. ``edit_ts`` is empty until it was edited."""

    channel: str
    thread_ts: str
    ts: str
    author: str
    text: str
    said_at: datetime
    edit_ts: str = ""
    files: messages.Files = ()
    is_to_us: bool = False
    """The thread's first message is the bot's."""


def said(work: Work, reply: Reply) -> None:
    """Keep a reply and tell it in the case's other threads; a reply is movement.

    Said again, or changed, it is the newest wording that counts. Raises NotYet.
    """
    thread = _thread(work, reply.channel, reply.thread_ts, is_ours=reply.is_to_us)
    if thread is None:
        raise NothingToDo
    case, thread = _locked(work, thread)
    work.allow(Operation.TALK, case)
    message = messages.at(work, reply.channel, reply.ts)
    if message is None:
        _keep(work, case, thread, reply)
    elif reply.edit_ts > message.edit_ts and not message.is_deleted:
        _change(work, message, reply)


def _locked(work: Work, thread: Thread) -> tuple[Case, Thread]:
    """The case that the thread is about, and the thread as it is now: it may have moved meanwhile."""
    while True:
        case = work.case(thread.case_number)
        thread = work.session.get_one(Thread, thread.id, populate_existing=True)
        if thread.is_desk or thread.case_number == case.number:
            return case, thread


def deleted(work: Work, reply: Reply) -> None:
    """Take it back everywhere; taken back before it was heard of, it is never told. Raises NotYet."""
    message = messages.at(work, reply.channel, reply.ts)
    if message is None:
        thread = _thread(work, reply.channel, reply.thread_ts, is_ours=reply.is_to_us)
        if thread is None or not work.actor.is_staff:
            raise NothingToDo
        case, thread = _locked(work, thread)
        home = _home(case, thread, _handoff_of(work, thread))
        unsaid = replace(reply, text="", files=())
        messages.write_down(
            work, case, unsaid, author_name=work.actor.name, home=home, thread_id=thread.id, is_deleted=True
        )
    elif not message.is_deleted:
        take_back(work, message)


def take_back(work: Work, message: Message) -> None:
    case = work.case(message.case_number)
    message.is_deleted = True
    search.reindex(work.session, case.number, f"message:{message.id}", "")
    work.record(case, "deleted", message_id=message.id, home=message.home)
    work.retell(mirrors(message), is_gone=True)
    cards_follow(work, case)


def card_at(work: Work, channel: str, ts: str, *, is_ours: bool) -> tuple[int, str] | None:
    """The hand-off whose card a message is, and its case's label. Raises NotYet."""
    thread = _thread(work, channel, ts, is_ours=is_ours)
    if thread is None or thread.handoff_id is None:
        return None
    return thread.handoff_id, f"C-{thread.case_number}"


def _thread(work: Work, channel: str, ts: str, *, is_ours: bool) -> Thread | None:
    """The thread that a message opens, if it is a case's. Raises NotYet.

    ``is_ours``: the message is the bot's own, so that it may be a card whose delivery is not noted yet.
    """
    where = {"channel": channel, "ts": ts}
    return arrived(work, channel, lambda: work.session.exec(_THREAD, params=where).first(), is_ours=is_ours)


def arrived(work: Work, channel: str, find: Callable[[], T | None], *, is_ours: bool) -> T | None:
    """What ``find`` finds of a message in the channel. Raises NotYet while one of ours is on its way."""
    found = find()
    if found is None and is_ours:
        if _is_a_card_on_its_way(work, channel):
            raise NotYet
        # On PostgreSQL it may have arrived between the two questions.
        found = find()
    return found


def _is_a_card_on_its_way(work: Work, channel: str) -> bool:
    query = select(Outgoing.id).where(
        col(Outgoing.channel) == channel,
        col(Outgoing.is_root),
        col(Outgoing.ts).is_(None),
        col(Outgoing.status).in_((Delivery.SENDING, Delivery.UNKNOWN)),
    )
    return work.session.exec(query).first() is not None


def _home(case: Case, thread: Thread, handoff: Handoff | None) -> int | None:
    """The case that a thread belongs to by itself, where that was merged into this one."""
    if handoff is not None:
        return handoff.home
    return thread.case_number if thread.case_number != case.number else None


def _keep(work: Work, case: Case, thread: Thread, reply: Reply) -> None:
    handoff = _handoff_of(work, thread)
    home = _home(case, thread, handoff)
    message_id = messages.write_down(
        work, case, reply, author_name=work.actor.name, home=home, thread_id=thread.id
    )
    if thread.is_desk:
        questions.answered(work, case)
    messages.enter(work, case, message_id, reply.text, home=home)
    if handoff is not None:
        _moves(work, case, handoff)
    mirrored = _mirrored(work, case.number, handoff, work.actor.name, reply)
    for other in _listening(work, case, thread):
        work.tell(other, mirrored, key=f"mirror:{message_id}")


def _listening(work: Work, case: Case, thread: Thread) -> list[Thread]:
    """From a department's thread to the desk; from the desk to every department that still has it.

    What is said where a merged case was talked about is heard on the desk as well.
    """
    if not thread.is_desk:
        return [work.desk_thread(case)]
    is_old = thread.case_number != case.number
    at_work = [work.thread_of(handoff) for handoff in open_handoffs(work, case)]
    return [*([work.desk_thread(case)] if is_old else []), *at_work]


def _handoff_of(work: Work, thread: Thread) -> Handoff | None:
    """The hand-off that a department's thread is about; the desk thread is about the whole case."""
    if thread.is_desk:
        return None
    return work.session.exec(_HANDOFF, params={"handoff": thread.handoff_id}).one()


def _moves(work: Work, case: Case, handoff: Handoff) -> None:
    assert handoff.id is not None
    if not handoff.is_open or not _is_theirs(work, handoff):
        return
    was_paused = handoff.paused_until is not None
    handoff.moves(work.now)
    if was_paused:
        work.touch(case, "taken_up")
        work.redraw(HandoffCard(handoff.id))
        work.redraw(CaseCard(case.number))


def _is_theirs(work: Work, handoff: Handoff) -> bool:
    """What others write there, the CSM for instance, moves nothing in the department."""
    return handoff.department in work.actor.departments or handoff.owner == work.actor.user_id


def _mirrored(work: Work, number: int, handoff: Handoff | None, author: str, reply: Reply) -> Mirrored:
    return Mirrored(
        case=number,
        author=author,
        place=work.handbook.name_of(handoff.department) if handoff else "desk",
        text=reply.text,
        where=(reply.channel, reply.ts),
        files=reply.files,
        is_edited=bool(reply.edit_ts),
    )


def _change(work: Work, message: Message, reply: Reply) -> None:
    """The message may be another case's, which was opened from it before its own thread's had heard of it."""
    case = work.case(message.case_number)
    messages.reword(work, case, message, reply)
    thread = work.session.get(Thread, message.thread_id) if message.thread_id else None
    if thread is not None:
        mirrored = _mirrored(work, case.number, _handoff_of(work, thread), message.author_name, reply)
        work.retell(mirrors(message), notice=to_row(mirrored))
    cards_follow(work, case)


def cards_follow(work: Work, case: Case) -> None:
    """The cards of those at work quote what was said last."""
    for handoff in open_handoffs(work, case):
        assert handoff.id is not None
        work.redraw(HandoffCard(handoff.id))


def mirrors(message: Message) -> ColumnElement[bool]:
    """Every telling of this message."""
    return (col(Outgoing.key) >= f"mirror:{message.id}:") & (col(Outgoing.key) < f"mirror:{message.id};")
