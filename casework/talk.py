"""The threads talk: what is said in one is told in the others, edits and deletions follow."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from casework import search
from casework.access import Operation
from casework.cases import open_handoffs
from casework.desk import NothingToDo
from casework.people import name_of
from casework.work import Work
from models.case import Case
from models.handoff import Handoff
from models.notices import CaseCard, HandoffCard, Mirrored, to_row
from models.outgoing import Delivery, Outgoing
from models.thread import Message, Thread


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
    files: tuple[tuple[str, str], ...] = ()
    is_to_us: bool = False
    """The thread's first message is the bot's."""


def said(work: Work, reply: Reply) -> None:
    """Keep a reply and tell it in the case's other threads; a reply is movement.

    Said again, or changed, it is the newest wording that counts. Raises NotYet.
    """
    thread = _thread(work, reply.channel, reply.thread_ts, is_ours=reply.is_to_us)
    if thread is None:
        raise NothingToDo
    case = work.case(thread.case_number)
    work.allow(Operation.TALK, case)
    message = _known(work, reply.channel, reply.ts)
    if message is None:
        _keep(work, case, thread, reply)
    elif reply.edit_ts > message.edit_ts and not message.is_deleted:
        _change(work, message, reply)


def deleted(work: Work, reply: Reply) -> None:
    """Take it back everywhere; taken back before it was heard of, it is never told. Raises NotYet."""
    message = _known(work, reply.channel, reply.ts)
    if message is None:
        thread = _thread(work, reply.channel, reply.thread_ts, is_ours=reply.is_to_us)
        if thread is None:
            raise NothingToDo
        case = work.case(thread.case_number)
        message = _write_down(work, case, thread, replace(reply, text="", files=()))
        message.is_deleted = True
    elif not message.is_deleted:
        case = work.case(message.case_number)
        message.is_deleted = True
        search.index(work.session, case.number, f"message:{message.id}", "")
        work.record(case, "deleted", message=message)
        _each_mirror(work, message, is_gone=True)
        _cards_follow(work, case)


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
    query = select(Thread).where(col(Thread.channel) == channel, col(Thread.ts) == ts)
    thread = work.session.exec(query).first()
    if thread is None and is_ours:
        if _is_a_card_on_its_way(work, channel):
            raise NotYet
        # On PostgreSQL it may have arrived between the two questions.
        thread = work.session.exec(query).first()
    return thread


def _is_a_card_on_its_way(work: Work, channel: str) -> bool:
    query = select(Outgoing.id).where(
        col(Outgoing.channel) == channel,
        col(Outgoing.is_root),
        col(Outgoing.ts).is_(None),
        col(Outgoing.status).in_((Delivery.SENDING, Delivery.UNKNOWN)),
    )
    return work.session.exec(query).first() is not None


def _known(work: Work, channel: str, ts: str) -> Message | None:
    query = select(Message).where(col(Message.channel) == channel, col(Message.ts) == ts)
    return work.session.exec(query).first()


def _write_down(work: Work, case: Case, thread: Thread, reply: Reply) -> Message:
    message = Message(
        case_number=case.number,
        thread_id=thread.id,
        channel=reply.channel,
        ts=reply.ts,
        author=reply.author,
        author_name=name_of(work.session, reply.author),
        text=reply.text,
        files=[{"name": name, "link": link} for name, link in reply.files],
        edit_ts=reply.edit_ts,
        said_at=reply.said_at,
    )
    work.session.add(message)
    work.session.flush()
    return message


def _keep(work: Work, case: Case, thread: Thread, reply: Reply) -> None:
    message = _write_down(work, case, thread, reply)
    work.record(case, "said", message=message)
    search.index(work.session, case.number, f"message:{message.id}", reply.text)
    case.moved_at = work.now
    for other in _listening(work, case, thread):
        work.tell(other, _mirrored(work, case, thread, message), key=f"mirror:{message.id}")


def _listening(work: Work, case: Case, thread: Thread) -> list[Thread]:
    """From a department's thread to the desk; from the desk to every department that still has it."""
    if not thread.is_desk:
        _moves(work, case, thread)
        return [work.desk_thread(case)]
    return [work.thread_of(handoff) for handoff in open_handoffs(work, case)]


def _moves(work: Work, case: Case, thread: Thread) -> None:
    handoff = work.session.get(Handoff, thread.handoff_id)
    assert handoff is not None
    assert handoff.id is not None
    if not handoff.is_open:
        return
    was_paused = handoff.paused_until is not None
    handoff.moves(work.now)
    if was_paused:
        work.redraw(HandoffCard(handoff.id))
        work.redraw(CaseCard(case.number))


def _mirrored(work: Work, case: Case, thread: Thread, message: Message) -> Mirrored:
    handoff = work.session.get(Handoff, thread.handoff_id) if thread.handoff_id else None
    place = work.handbook.name_of(handoff.department) if handoff else "desk"
    return Mirrored(
        case=case.number,
        author=message.author_name,
        place=place,
        text=message.text,
        where=(message.channel, message.ts),
        files=tuple((one["name"], one["link"]) for one in message.files),
        is_edited=bool(message.edit_ts),
    )


def _change(work: Work, message: Message, reply: Reply) -> None:
    """The message may be another case's, which was opened from it before its own thread's had heard of it."""
    case = work.case(message.case_number)
    message.text, message.edit_ts = reply.text, reply.edit_ts
    message.files = [{"name": name, "link": link} for name, link in reply.files]
    search.index(work.session, case.number, f"message:{message.id}", reply.text)
    work.record(case, "edited", message=message)
    thread = work.session.get(Thread, message.thread_id) if message.thread_id else None
    if thread is not None:
        _each_mirror(work, message, notice=to_row(_mirrored(work, case, thread, message)))
    _cards_follow(work, case)


def _cards_follow(work: Work, case: Case) -> None:
    """The cards of those at work quote what was said last."""
    for handoff in open_handoffs(work, case):
        assert handoff.id is not None
        work.redraw(HandoffCard(handoff.id))


def _each_mirror(work: Work, message: Message, **wanted: object) -> None:
    """Every telling of this message shall become what is wanted; see ``Work.redraw``."""
    rows = select(Outgoing).where(col(Outgoing.key).startswith(f"mirror:{message.id}:"))
    for row in work.session.exec(rows.with_for_update()):
        changed = {"revision": row.revision + 1, **wanted}
        if row.status is Delivery.SENT:
            changed |= {"status": Delivery.PENDING, "due_at": work.now}
        work.session.exec(update(Outgoing).where(col(Outgoing.id) == row.id).values(**changed))
    work.has_told = True
