"""Two cases of one customer become one: what goes on, what ends, who hears of it."""

from datetime import timedelta

import pytest

from casework import cases, handoffs, lists, steering
from casework.matching import verdicts
from casework.merging import preview
from casework.merging.merge import merge
from casework.merging.undo import undo
from casework.problems import opening
from casework.problems.opening import NewProblem
from models.case import CaseStatus, Severity
from models.case_notices import LoopToClose, Mirrored
from models.entry import Entry
from models.handoff import Handoff, HandoffStatus
from models.likeness import LikenessVerdict, Verdict
from models.merge_notices import CaseMerged
from models.outgoing import Outgoing
from models.problem import ProblemCase
from models.promise import Outcome, Promise, PromiseKind
from models.refusal import Refusal
from models.thread import Message
from models.wait import Wait
from tests.casework.merging.steps import say, two_cases
from tests.casework.room import BEN, BILLING, DANA, DESK, GIL, JONAS, LEGAL, MEI, RUTH, Room


def live(room: Room, number: int) -> list[tuple[PromiseKind, int | None]]:
    rows = [one for one in room.rows(Promise) if one.case_number == number and one.is_live]
    return [(one.kind, one.handoff_id) for one in rows]


# -- what goes on


def test_the_number_that_is_gone_leads_to_the_one_that_lives_on(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    gone = room.case(2)
    assert (gone.merged_into, gone.status, gone.closed_at) == (1, CaseStatus.CLOSED, room.clock())
    assert room.do(lambda work: work.case(2).number) == 1
    with pytest.raises(Refusal, match="C-1 is open already"):
        room.do(cases.reopen, 2, reason="Still wrong.")


def test_its_hand_offs_threads_and_history_go_along(room: Room) -> None:
    two_cases(room, "billing", "legal")
    say(room, 2, "They called again.", by=MEI)
    room.do(merge, 2, into=1)
    assert [(one.case_number, one.home, one.status) for one in room.rows(Handoff)] == [
        (1, None, HandoffStatus.OFFERED),
        (1, 2, HandoffStatus.OFFERED),
    ]
    assert room.thread_of(2).case_number == 1
    assert room.desk_thread(2).case_number == 2, "the old desk thread stays what it is"
    assert {one.case_number for one in room.rows(Message)} == {1}
    assert [one.case_number for one in room.rows(Entry) if one.home == 2] == [1, 1, 1]
    assert live(room, 1) == [(PromiseKind.ACCEPT, 1), (PromiseKind.ACCEPT, 2)]
    assert live(room, 2) == []


def test_the_same_department_twice_becomes_one_turn_with_the_earlier_clock(room: Room) -> None:
    two_cases(room, "billing", "billing", apart=timedelta(hours=1))
    first, second = room.rows(Promise)
    room.do(merge, 1, into=2)
    keeps, ends = room.handoff(1), room.handoff(2)
    assert (keeps.case_number, keeps.status) == (2, HandoffStatus.OFFERED), "it was asked first"
    assert (ends.case_number, ends.status) == (2, HandoffStatus.WITHDRAWN)
    (owed,) = [one for one in room.rows(Promise) if one.is_live]
    assert (owed.handoff_id, owed.opened_at, owed.due_at) == (1, first.opened_at, first.due_at)
    assert second.due_at > first.due_at


def test_who_has_taken_it_goes_on_with_the_earlier_clock_of_both(room: Room) -> None:
    two_cases(room, "billing", "billing", apart=timedelta(hours=1))
    room.do(handoffs.accept, 2, by=MEI)
    room.do(merge, 2, into=1)
    assert room.handoff(1).status is HandoffStatus.WITHDRAWN
    assert (room.handoff(2).status, room.handoff(2).owner, room.handoff(2).case_number) == (
        HandoffStatus.ACCEPTED,
        MEI,
        1,
    )
    assert live(room, 1) == [(PromiseKind.PROGRESS, 2)]


def test_of_two_who_took_it_the_first_goes_on_and_the_other_can_put_it_down(room: Room) -> None:
    two_cases(room, "billing", "billing")
    room.do(handoffs.accept, 2, by=MEI)
    room.pass_time(minutes=30)
    room.do(handoffs.accept, 1, by=RUTH)
    before = next(one for one in room.rows(Promise) if one.handoff_id == 2 and one.is_live)
    room.do(merge, 2, into=1)
    assert (room.handoff(2).status, room.handoff(1).status) == (
        HandoffStatus.ACCEPTED,
        HandoffStatus.WITHDRAWN,
    )
    (owed,) = [one for one in room.rows(Promise) if one.is_live]
    assert (owed.id, owed.due_at) == (before.id, before.due_at)
    ended = next(one for one in room.rows(Promise) if one.handoff_id == 1 and one.kind == "progress")
    assert ended.outcome is Outcome.MOOT
    lines = [one for one in room.told(CaseMerged) if one.role == "ended"]
    assert [(one.owner_id, one.department) for one in lines] == [(RUTH, "Billing")]


def test_the_graver_severity_counts_and_its_times(room: Room) -> None:
    two_cases(room, "billing", "legal", severities=(Severity.NORMAL, Severity.CRITICAL))
    due = {one.handoff_id: one.due_at for one in room.rows(Promise)}
    room.do(merge, 2, into=1)
    assert room.case(1).severity is Severity.CRITICAL
    now = {one.handoff_id: one.due_at for one in room.rows(Promise) if one.is_live}
    assert now[1] < due[1]
    assert now[2] == due[2]


def test_what_the_csm_owes_of_both_is_owed_once_by_the_earlier_time(room: Room) -> None:
    two_cases(room, "billing", "billing", apart=timedelta(minutes=30))
    room.do(handoffs.decline, 1, reason="Not ours.", by=MEI)
    room.pass_time(minutes=10)
    room.do(handoffs.decline, 2, reason="Not ours.", by=MEI)
    first, second = [one for one in room.rows(Promise) if one.kind is PromiseKind.DECIDE]
    room.do(merge, 1, into=2)
    (owed,) = [one for one in room.rows(Promise) if one.is_live]
    assert (owed.id, owed.due_at, owed.case_number) == (second.id, first.due_at, 2)


def test_an_answer_that_was_found_already_is_told_with_the_case_that_lives_on(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(handoffs.finish, 2, found="A clause.", to_tell="It is allowed.", root_cause=None, by=JONAS)
    room.do(handoffs.decline, 1, reason="Not ours.", by=MEI)
    room.do(merge, 2, into=1)
    assert room.case(1).status is CaseStatus.ANSWERED
    assert room.told(LoopToClose)[-1].wording == "It is allowed."
    assert live(room, 1) == [(PromiseKind.TELL, None)]


def test_an_answer_waits_while_a_department_is_at_work(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(handoffs.finish, 1, found="Refunded.", to_tell="It is paid.", root_cause=None, by=MEI)
    room.do(merge, 2, into=1)
    assert room.case(1).status is CaseStatus.OPEN
    assert live(room, 1) == [(PromiseKind.ACCEPT, 2)]
    room.do(handoffs.finish, 2, found="A clause.", to_tell="It is allowed.", root_cause=None, by=JONAS)
    assert room.told(LoopToClose)[-1].wording == "It is paid.\nIt is allowed."


def test_the_waiting_time_goes_on_in_one_case(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.pass_time(hours=1)
    room.do(merge, 2, into=1)
    lasting = [(one.case_number, one.department) for one in room.rows(Wait) if one.until is None]
    assert lasting == [(1, "billing"), (1, "legal")]


def test_merging_teaches_that_they_say_the_same(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    assert [(one.low, one.high, one.verdict) for one in room.rows(LikenessVerdict)] == [(1, 2, Verdict.SAME)]


# -- the talk


def test_a_reply_in_the_old_desk_thread_is_heard_where_it_goes_on(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(merge, 2, into=1)
    say(room, 2, "One more thing.", by=BEN)
    (message,) = room.rows(Message)
    assert (message.case_number, message.home) == (1, 2)
    heard = {row.channel for row in told_mirrors(room)}
    assert heard == {DESK, BILLING, LEGAL}
    assert room.desk_thread(1).id in {row.thread_id for row in told_mirrors(room)}


def test_a_reply_in_a_department_s_old_thread_is_heard_on_the_desk_that_lives_on(room: Room) -> None:
    two_cases(room, "billing", "billing")
    room.do(merge, 2, into=1)
    say(room, 2, "I had looked at it.", by=MEI, handoff=2)
    assert [row.thread_id for row in told_mirrors(room)] == [room.desk_thread(1).id]


def told_mirrors(room: Room) -> list[Outgoing]:
    return [row for row in room.rows(Outgoing) if row.notice["kind"] == Mirrored.__name__]


def test_everybody_who_held_a_piece_is_told_once_in_one_line(room: Room) -> None:
    two_cases(room, "billing", "billing", csms=(DANA, BEN))
    room.do(steering.add_department, 2, department="legal", why="A clause.", expected="Check.", by=BEN)
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.accept, 2, by=MEI)
    room.do(handoffs.accept, 3, by=JONAS)
    room.do(merge, 2, into=1)
    lines = room.told(CaseMerged)
    assert [(one.role, one.owner_id) for one in lines] == [
        ("moved", JONAS),
        ("both", MEI),
        ("ended", None),
        ("gone", BEN),
        ("stays", None),
    ]


def test_what_was_written_is_found_under_the_number_that_lives_on(room: Room) -> None:
    two_cases(room, "billing", "legal")
    say(room, 2, "The zebra escaped.", by=MEI)
    room.do(merge, 2, into=1)
    assert [line.number for line in room.do(lists.page, "find zebra", 1).lines] == [1]
    assert room.do(lists.details, 2).number == 1


# -- chains


def test_numbers_lead_on_through_chains(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.open_case("A third", department="engineering")
    room.do(merge, 3, into=2)
    room.do(merge, 2, into=1)
    assert room.do(lambda work: work.case(3).number) == 1
    assert {(one.case_number, one.home) for one in room.rows(Handoff)} == {(1, None), (1, 2), (1, 3)}


# -- refused


def test_a_case_is_not_merged_with_itself(room: Room) -> None:
    two_cases(room, "billing", "legal")
    with pytest.raises(Refusal, match="one case already"):
        room.do(merge, 1, into=1)


def test_a_merged_case_is_not_merged_again_neither_way(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.open_case("A third")
    room.do(merge, 2, into=1)
    for gone, into in ((2, 3), (3, 2), (1, 2), (2, 1)):
        with pytest.raises(Refusal, match="C-2 was merged into C-1 already"):
            room.do(merge, gone, into=into)


def test_a_closed_case_is_not_merged(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(cases.close, 2, told="Done.")
    with pytest.raises(Refusal, match="C-2 is closed"):
        room.do(merge, 2, into=1)
    with pytest.raises(Refusal, match="C-2 is closed"):
        room.do(merge, 1, into=2)


def test_another_customer_s_case_is_not_merged(room: Room) -> None:
    room.open_case()
    room.open_case(customer="2")
    before = room.fingerprint()
    with pytest.raises(Refusal, match="different customers"):
        room.do(merge, 2, into=1)
    assert room.fingerprint() == before


def test_only_a_csm_of_one_of_them_or_a_manager_merges(room: Room) -> None:
    two_cases(room, "billing", "legal", csms=(DANA, BEN))
    for stranger in (MEI, GIL):
        with pytest.raises(Refusal):
            room.do(merge, 2, into=1, by=stranger)
    room.do(merge, 2, into=1, by=BEN)


def test_what_was_said_of_the_pair_before_is_corrected(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(lambda work: verdicts.deny(work.session, 1, 2, now=work.now))
    room.do(merge, 2, into=1)
    assert [one.verdict for one in room.rows(LikenessVerdict)] == [Verdict.SAME]


# -- beside Problems


def a_problem(room: Room, *numbers: int) -> int:
    new = NewProblem("Refunds fail", "Since nine.", Severity.HIGH, "engineering", numbers)
    return room.do(opening.open_problem, new)


def memberships(room: Room) -> list[tuple[int, int]]:
    return sorted((one.problem, one.case_number) for one in room.rows(ProblemCase) if one.left_at is None)


def test_the_case_that_lives_on_is_in_the_problem_then_and_an_undo_puts_both_back(room: Room) -> None:
    two_cases(room, "billing", "legal")
    a_problem(room, 2)
    room.do(merge, 2, into=1)
    assert memberships(room) == [(3, 1)]
    room.do(undo, 2)
    assert memberships(room) == [(3, 2)]


def test_two_cases_of_one_problem_are_one_case_of_it(room: Room) -> None:
    two_cases(room, "billing", "legal")
    a_problem(room, 1, 2)
    room.do(merge, 2, into=1)
    assert memberships(room) == [(3, 1)]
    room.do(undo, 2)
    assert memberships(room) == [(3, 1), (3, 2)]


def test_cases_of_two_problems_are_not_merged_nor_a_problem_itself(room: Room) -> None:
    two_cases(room, "billing", "legal")
    first, second = a_problem(room, 1), a_problem(room, 2)
    with pytest.raises(Refusal, match="Take one of them out first"):
        room.do(merge, 2, into=1)
    with pytest.raises(Refusal, match="is a Problem; cases join it"):
        room.do(merge, second, into=first)


# -- seen before


def test_the_preview_says_by_when_it_will_be(room: Room) -> None:
    two_cases(room, "billing", "billing", severities=(Severity.LOW, Severity.CRITICAL))
    room.do(handoffs.accept, 1, by=MEI)
    seen = room.do(preview.preview, 1, 2)
    room.do(merge, 2, into=1)
    (owed,) = [one for one in room.rows(Promise) if one.is_live]
    assert [(one.department, one.goes_on, one.owner) for one in seen.turns] == [("Billing", 1, "Mei Tanaka")]
    assert seen.turns[0].due is not None
    assert seen.turns[0].due.at == owed.due_at


def test_what_was_asked_of_both_stands_on_the_one_card_and_an_undo_takes_it_away(room: Room) -> None:
    two_cases(room, "billing", "billing")
    room.do(steering.withdraw, 2, reason="x")
    about = {"department": "billing", "why": "A credit note.", "expected": "Send a credit note."}
    room.do(steering.add_department, 2, **about)
    room.do(merge, 2, into=1)
    assert room.handoff(1).expected == "Refund one.\n\nAnd for C-2: Send a credit note."
    room.do(undo, 2)
    assert room.handoff(1).expected == "Refund one."


def test_a_question_waits_on_until_somebody_answers_after_the_merge(room: Room) -> None:
    two_cases(room, "billing", "legal")
    room.do(handoffs.accept, 2, by=JONAS)
    room.do(handoffs.ask, 2, question="Which contract?", by=JONAS)
    say(room, 1, "By the way.", by=DANA)
    room.do(merge, 2, into=1)
    assert (PromiseKind.ANSWER, 2) in live(room, 1)
    say(room, 1, "The one of May.", by=DANA)
    assert (PromiseKind.ANSWER, 2) not in live(room, 1)
