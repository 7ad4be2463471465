"""What nobody took or moved goes back: an offer to the CSM, a hand-off to its department; pauses end."""

from casework import handoffs, loop, reminders
from casework.audiences import Ear
from casework.names import LIAISON
from casework.people import name_of
from casework.work import Work
from models import upsert
from models.case import Case
from models.case_notices import CaseCard
from models.handoff import Handoff
from models.handoff_notices import HandoffCard, HandoffLapsed, HandoffWentBack
from models.promise import Nudge, Promise, PromiseKind


def lapse(work: Work, case: Case, promise: Promise) -> None:
    """To the CSM if nobody took it, to the whole department if whoever did shows no movement."""
    handoff = work.session.get(Handoff, promise.handoff_id)
    assert handoff is not None
    if promise.kind is PromiseKind.ACCEPT:
        _to_csm(work, case, handoff)
    else:
        _to_department(work, case, handoff)


def _to_csm(work: Work, case: Case, handoff: Handoff) -> None:
    assert handoff.id is not None
    handoff.lapse(LIAISON, work.now)
    entry = work.record(case, "lapsed", handoff=handoff)
    name = work.handbook.name_of(handoff.department)
    notice = HandoffLapsed(case.number, handoff.id, name, case.csm)
    handoffs.tell_desk(work, case, handoff, notice, work.key(entry))
    loop.follow_up(work, case)


def _to_department(work: Work, case: Case, handoff: Handoff) -> None:
    assert handoff.id is not None
    was = name_of(work.session, handoff.owner) if handoff.owner else ""
    handoff.release(work.now)
    entry = work.record(case, "went_back", handoff=handoff)
    notice = HandoffWentBack(case.number, handoff.id, work.handbook.name_of(handoff.department), was)
    handoffs.tell_desk(work, case, handoff, notice, work.key(entry))
    work.tell(work.thread_of(handoff), notice, key=work.key(entry))


def pause_is_over(work: Work, case: Case, promise: Promise) -> None:
    """The day that was named has come: whoever was stuck is asked how it goes on."""
    handoff = work.session.get(Handoff, promise.handoff_id)
    assert handoff is not None
    assert handoff.id is not None
    assert promise.id is not None
    if handoff.paused_until is None or handoff.paused_until > work.now:
        return
    handoff.comes_back()
    work.record(case, "pause_over", handoff=handoff)
    work.redraw(CaseCard(case.number))
    work.redraw(HandoffCard(handoff.id))
    upsert.put(work.session, Nudge, {"promise_id": promise.id, "rung": 0, "at": work.now})
    promise.told_at = work.now
    if promise.person is not None:
        reminders.wish(work, promise, "0", Ear(promise.person))
