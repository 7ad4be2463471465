"""Before anything is sent to a customer: what they would see, as whom, where, and what to look at again."""

from dataclasses import replace

from sqlmodel import col, select

from casework import people
from casework.access import Operation
from casework.voice import answers, approvals, bindings, drafts, surroundings, warnings
from casework.work import Work
from models.case import Case
from models.case_notices import LoopToClose
from models.notices import from_row
from models.outgoing import Outgoing
from models.refusal import Refusal
from models.reply_facts import Face, ReplyFacts
from models.thread import Thread


def look(work: Work, number: int, text: str, *, key: str = "") -> ReplyFacts:
    """Of these words for the case's customer. Refusal for who may not, and where they cannot be sent."""
    case = work.case(number)
    work.allow(Operation.SPEAK, case)
    case.must_be_open()
    customer = approvals.reachable(work, case)
    assert customer.channel is not None
    speaker = _speaker(work, case)
    earlier = answers.offered(work, case)
    facts = ReplyFacts(
        case=case.number,
        key=key,
        customer=customer.name,
        channel=bindings.known_channel(work, customer.channel).name,
        speaker=speaker,
        text=text,
        second=drafts.why(work, case),
        earlier=earlier,
    )
    differs = answers.contradiction(text, earlier) if text else ""
    around = surroundings.of(work, case, text, speaker=speaker.user_id, contradiction=differs)
    return replace(facts, warnings=warnings.about(text, around))


def of_card(work: Work, number: int) -> ReplyFacts:
    """What the departments propose to tell, as long as nobody did; else an empty page."""
    case = work.case(number)
    work.allow(Operation.SPEAK, case)
    key, notice = _loop(work, case)
    if notice is None or notice.settled:
        return look(work, number, "")
    return look(work, number, notice.wording, key=key)


def of_loop(work: Work, number: int) -> ReplyFacts:
    """What the departments propose to tell; many who send the same send it once."""
    case = work.case(number)
    work.allow(Operation.SPEAK, case)
    key, notice = _loop(work, case)
    if notice is None:
        raise Refusal("Nothing is proposed any more; write to the customer from the case's card.")
    return look(work, number, notice.wording, key=key)


def _loop(work: Work, case: Case) -> tuple[str, LoopToClose | None]:
    """What was proposed last, and the key under which it is sent once."""
    rows = select(Outgoing).where(
        col(Outgoing.thread_id) == work.desk_thread(case).id, col(Outgoing.key).startswith("answered:")
    )
    for row in work.session.exec(rows.order_by(col(Outgoing.id).desc())):
        notice = from_row(row.notice)
        if isinstance(notice, LoopToClose):
            return f"loop:{row.key}", notice
    return "", None


def of_message(work: Work, channel: str, thread_ts: str, ts: str, text: str) -> ReplyFacts:
    """What somebody wrote in a case's desk thread."""
    query = select(Thread).where(
        col(Thread.channel) == channel, col(Thread.ts) == thread_ts, col(Thread.handoff_id).is_(None)
    )
    thread = work.session.exec(query).first()
    if thread is None:
        raise Refusal("That message stands in no case's thread on the desk; choose one that does.")
    return look(work, thread.case_number, text, key=f"message:{channel}:{ts}")


def _speaker(work: Work, case: Case) -> Face:
    if work.handbook.voice.speaks_as == "bot":
        return Face(None)
    return Face(case.csm, people.name_of(work.session, case.csm))
