"""A merge is undone: both cases are what they were, with what was promised and the time passed of it.

What was written or done since stays with the thread or the hand-off in which it was.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from casework import loop, nudges, promised, promises, reminders
from casework.cases import open_handoffs, redraw_everything
from casework.matching import verdicts
from casework.merging import filing, problems, restored_waits, rules, snapshots, telling
from casework.merging.families import family
from casework.work import Work
from models.case import Case, CaseStatus
from models.handoff import Handoff
from models.likeness import Verdict
from models.merge import Merge
from models.promise import Outcome, Promise
from models.refusal import Refusal


def undo(work: Work, gone: int) -> None:
    """``gone`` stands alone again. Refusal says why it cannot."""
    made = work.session.exec(
        select(Merge).where(col(Merge.gone) == gone, col(Merge.undone_at).is_(None))
    ).first()
    if made is None:
        raise Refusal(f"C-{gone} is not merged with another case (any more).")
    going, staying = rules.lock(work, gone, made.stays)
    work.session.refresh(made)
    if made.undone_at is not None:
        raise Refusal(f"C-{gone} is not merged with another case (any more).")
    rules.allow(work, going, staying)
    rules.must_be_undoable(work, made, staying)
    made.undone_at, made.undone_by = work.now, work.actor.user_id
    work.session.add(made)
    _file_back(work, going, staying, made)
    problems.move_back(work, going, staying, made.before["problem"])
    _restore(work, going, staying, made)
    for case, other in ((going, staying), (staying, going)):
        work.record(case, "parted", other.label)
        work.touch(case, "asked")
    telling.parted(work, going, staying, merge_id=made.id)
    for case in (going, staying):
        redraw_everything(work, case)
    was = made.before["verdict"]
    said = Verdict(was) if was else None
    verdicts.put_back(work.session, going.number, staying.number, said, now=work.now)


def _file_back(work: Work, going: Case, staying: Case, made: Merge) -> None:
    numbers = family(work.session, going.number)
    going.stand_alone(snapshots.state(made.before["gone"]).status, work.now)
    work.session.flush()
    filing.move_back(work, going.number, staying.number, numbers)
    filing.refresh(work.session)


def _restore(work: Work, going: Case, staying: Case, made: Merge) -> None:
    _restore_turns(work, snapshots.handoffs(made.before["turns"]), made.before["ended"])
    _restore_severity(staying, made.before)
    after = {one.id: one for one in snapshots.promises(made.before["after"])}
    for was in snapshots.promises(made.before["promises"]):
        _restore_promise(work, was, after[was.id], made.at)
    work.session.flush()
    for case in (going, staying):
        promises.severity_changed(work, case)
        _follow_status(work, case)
    restored_waits.restore(work, going, made)


def _restore_turns(work: Work, turns: Sequence[Handoff], ended: Sequence[int]) -> None:
    """The turn that was ended goes on where it was, unless its department was asked anew since."""
    for was in turns:
        now = work.session.get_one(Handoff, was.id)
        if was.id in ended and _may_go_on(work, now):
            snapshots.put_back(now, was, apart_from=("case_number", "home"))
            continue
        if now.is_open and now.moved_at < was.moved_at:
            now.moved_at = was.moved_at
        if now.expected.startswith(was.expected):
            now.expected = was.expected
    work.session.flush()


def _may_go_on(work: Work, handoff: Handoff) -> bool:
    case = work.session.get_one(Case, handoff.case_number)
    at_work = {one.department for one in open_handoffs(work, case)}
    return not case.is_closed and handoff.department not in at_work


def _restore_severity(staying: Case, before: dict[str, Any]) -> None:
    """Somebody may have changed it since: then it stays."""
    if staying.severity is snapshots.state(before["state_after"]).severity:
        staying.severity = snapshots.state(before["stays"]).severity


def _restore_promise(work: Work, was: Promise, after: Promise, merged_at: datetime) -> None:
    """With the time that has passed of it, as if it had never been merged."""
    now = work.session.get_one(Promise, was.id)
    if now.ended_at is not None:
        was_ended_by_it = now.ended_at == merged_at and now.outcome is Outcome.MOOT
        if was_ended_by_it and not _is_owed_already(work, was):
            _run_again(work, now, was, None)
            reminders.revive(work, now, merged_at)
    elif not snapshots.has_moved(now, after):
        climbed = now.rung > after.rung and snapshots.has_moved(was, after)
        _run_again(work, now, was, (*snapshots.CLOCK, "case_number", "person"))
        if climbed:
            promised.begin_lower(work, now, was_late=False)
        elif now.rung == after.rung:
            now.rung, now.told_at = was.rung, was.told_at
            nudges.schedule(work, now)


def _run_again(work: Work, promise: Promise, was: Promise, names: Sequence[str] | None) -> None:
    """A hand-off may have gone back to its case already; its own number says where it is."""
    number = promise.case_number if promise.handoff_id else was.case_number
    snapshots.put_back(promise, was, names)
    promise.case_number = number
    nudges.schedule(work, promise)
    nudges.redraw(work, promise)


def _is_owed_already(work: Work, was: Promise) -> bool:
    """The same is promised anew since then."""
    same = select(Promise.id).where(
        col(Promise.ended_at).is_(None),
        col(Promise.kind) == was.kind,
        col(Promise.handoff_id).is_not_distinct_from(was.handoff_id),
    )
    if was.handoff_id is None:
        same = same.where(col(Promise.case_number) == was.case_number)
    return work.session.exec(same).first() is not None


def _follow_status(work: Work, case: Case) -> None:
    """By what each has now: departments at work, and what was found, also since the merge."""
    if case.is_closed:
        return
    has_answer = loop.has_answer(work, case)
    if case.status is CaseStatus.OPEN and has_answer:
        loop.follow_up(work, case)
        return
    if case.status is CaseStatus.ANSWERED and not has_answer:
        case.work_goes_on(work.now)
        loop.settle(work, case, "parted")
    loop.ask_again(work, case, "merged")
