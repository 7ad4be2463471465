"""Two cases of one customer become one: one number lives on, the other leads to it."""

from casework import loop, waits
from casework.cases import open_handoffs, redraw_everything
from casework.matching import verdicts
from casework.merging import clocks, filing, problems, rules, snapshots, telling
from casework.merging.turns import Twins, twins
from casework.work import Work
from models.case import Case, CaseStatus, Severity
from models.case_notices import LoopToClose
from models.merge import Merge
from models.promise import Promise

_GRAVEST_FIRST = list(Severity)


def merge(work: Work, gone: int, *, into: int) -> None:
    """Everything of ``gone`` goes on in ``into``: hand-offs, threads, history, promises.

    The same department twice becomes one turn; the graver severity and the earlier clock count. Refusal says
    why two cases cannot be joined.
    """
    going, staying = rules.both(work, gone, into)
    live = clocks.live(work, going, staying)
    own, theirs = open_handoffs(work, staying), open_handoffs(work, going)
    pairs = twins(own, theirs)
    before = {
        "gone": snapshots.of_case(going),
        "stays": snapshots.of_case(staying),
        "turns": snapshots.of_rows([*own, *theirs]),
        "promises": snapshots.of_rows(live),
        "waits": waits.lasting(work, gone),
        "verdict": verdicts.said(work.session, gone, into),
    }
    _agree_on_severity(work, going, staying, live)
    for pair in pairs:
        clocks.join_turns(work, pair, live)
        _end_turn(work, going, staying, pair)
    is_at_work = any(loop.is_anybody_at_work(work, case) for case in (going, staying))
    clocks.join_cases(work, going, staying, live, is_with_departments=is_at_work)
    moved = problems.move(work, going, staying)
    _file(work, going, staying)
    after = snapshots.of_rows(live)
    state_after = _become_one(work, going, staying, is_at_work=is_at_work)
    problems.go_on(work, staying, moved)
    ended = [one.id for one in (*own, *theirs) if not one.is_open]
    kept = {**before, "problem": moved, "after": after, "state_after": state_after, "ended": ended}
    made = Merge(gone=gone, stays=into, by=work.actor.user_id, at=work.now, before=kept)
    work.session.add(made)
    work.session.flush()
    telling.merged(work, going, staying, pairs, merge_id=made.id)
    verdicts.confirm(work.session, gone, into, now=work.now)
    for case in (going, staying):
        redraw_everything(work, case)


def graver(one: Case, other: Case) -> Severity:
    return min(one.severity, other.severity, key=_GRAVEST_FIRST.index)


def _agree_on_severity(work: Work, going: Case, staying: Case, live: list[Promise]) -> None:
    """What was promised of the less grave one is due by the graver one's times."""
    severity = graver(going, staying)
    milder = [case.number for case in (going, staying) if case.severity is not severity]
    staying.severity = severity
    clocks.allow(work, staying, [one for one in live if one.case_number in milder])


def _end_turn(work: Work, going: Case, staying: Case, pair: Twins) -> None:
    """The other turn of the department goes on instead, with what was asked of both."""
    if pair.ends.expected.strip() != pair.goes_on.expected.strip():
        label = f"C-{pair.ends.home or pair.ends.case_number}"
        pair.goes_on.expected += f"\n\nAnd for {label}: {pair.ends.expected}"
    reason = f"{going.label} was merged into {staying.label}: it goes on there."
    pair.ends.withdraw(work.actor.user_id, reason, work.now)
    case = going if pair.ends.case_number == going.number else staying
    work.record(case, "withdrawn", reason, handoff=pair.ends)


def _file(work: Work, going: Case, staying: Case) -> None:
    work.session.flush()
    filing.move(work, going.number, staying.number)
    filing.refresh(work.session)


def _become_one(work: Work, going: Case, staying: Case, *, is_at_work: bool) -> dict[str, str]:
    """What becomes of both cases' states. Returns the survivor's."""
    has_answer = CaseStatus.ANSWERED in (going.status, staying.status)
    loop.settle(work, going, "merged")
    going.merge(staying.number, work.now)
    staying.moved_at = work.now
    work.record(going, "merged", f"C-{staying.number}")
    work.record(staying, "absorbed", f"C-{going.number}")
    if is_at_work and staying.status is CaseStatus.ANSWERED:
        loop.settle(work, staying, "merged")
        staying.work_goes_on(work.now)
    elif has_answer and not is_at_work and staying.status is CaseStatus.OPEN:
        staying.answer(work.now)
        told = LoopToClose(staying.number, staying.csm, loop.proposed_wording(work, staying))
        work.tell(work.desk_thread(staying), told, key=work.key(work.record(staying, "answered")))
    return snapshots.of_case(staying)
