"""Promises follow from what a case is, and run in working time."""

from datetime import UTC, datetime, timedelta

import pytest

from casework import cases, handoffs, keeping, lists, steering
from models.case import Severity
from models.outgoing import Outgoing
from models.promise import Outcome, Promise, PromiseKind
from models.refusal import Refusal
from tests.casework.clock_room import live, reply, timed
from tests.casework.room import BEN, BILLING, DANA, DESK, MEI, NOON, PRIYA, SAM, Room, statements
from views import words
from views.text import moment

ACCEPT, PROGRESS, RESUME = PromiseKind.ACCEPT, PromiseKind.PROGRESS, PromiseKind.RESUME
DECIDE, TELL, ANSWER, UPDATE = PromiseKind.DECIDE, PromiseKind.TELL, PromiseKind.ANSWER, PromiseKind.UPDATE


@pytest.fixture
def clock_room(room: Room) -> Room:
    return timed(room)


def kinds(room: Room) -> list[PromiseKind]:
    return [one.kind for one in live(room)]


def only(room: Room, kind: PromiseKind) -> Promise:
    (found,) = [one for one in live(room) if one.kind is kind]
    return found


def ended(room: Room) -> list[tuple[PromiseKind, Outcome | None, str | None]]:
    return [(one.kind, one.outcome, one.ended_by) for one in room.rows(Promise) if not one.is_live]


def test_each_step_of_a_case_leaves_exactly_what_is_owed_then(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    assert kinds(room) == [ACCEPT]
    room.do(handoffs.accept, 1, by=MEI)
    assert kinds(room) == [PROGRESS]
    room.do(handoffs.ask, 1, question="Which invoice?", by=MEI)
    assert kinds(room) == [PROGRESS, ANSWER]
    reply(room, room.desk_thread(), "The second.", by=DANA)
    assert kinds(room) == [PROGRESS]
    room.do(handoffs.decline, 1, reason="Not ours", by=MEI)
    assert kinds(room) == [DECIDE]
    room.do(steering.add_department, 1, department="engineering", why="They know", expected="Look", by=DANA)
    assert kinds(room) == [ACCEPT]
    room.do(handoffs.finish, 2, found="A bug", to_tell="Fixed", root_cause=None, by=PRIYA)
    assert kinds(room) == [TELL]
    room.do(cases.close, 1, told="Fixed", by=DANA)
    assert kinds(room) == []
    room.do(cases.reopen, 1, reason="Again", by=DANA)
    assert kinds(room) == [DECIDE]


def test_an_offer_is_promised_in_the_departments_working_time(clock_room: Room) -> None:
    """Berlin works from 9 to 19: of four hours from 13:00 on all pass today, from 16:00 on three."""
    room = clock_room
    room.open_case()
    assert only(room, ACCEPT).due_at == NOON + timedelta(hours=4)
    room.pass_time(hours=3)
    room.do(steering.add_department, 1, department="engineering", why="They know", expected="Look", by=DANA)
    assert live(room)[-1].due_at == NOON + timedelta(hours=21)


def test_an_offers_clock_begins_when_its_card_is_there(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.pass_time(minutes=30)
    room.post_everything()
    assert only(room, ACCEPT).runs_from == NOON + timedelta(minutes=30)
    assert only(room, ACCEPT).due_at == NOON + timedelta(hours=4, minutes=30)


def test_a_reply_of_the_department_is_movement_and_the_csms_is_not(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.post_everything()
    room.do(handoffs.accept, 1, by=MEI)
    before = only(room, PROGRESS).due_at
    room.pass_time(hours=1)
    reply(room, room.thread_of(1), "Any news?", by=DANA)
    assert only(room, PROGRESS).due_at == before
    reply(room, room.thread_of(1), "I look into it.", by=SAM)
    assert only(room, PROGRESS).due_at == before + timedelta(hours=1)
    assert len(room.rows(Promise)) == 2


def test_a_pause_stops_the_clock_and_pausing_twice_counts_once(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    room.pass_time(hours=1)
    day = NOON + timedelta(days=1)
    room.do(handoffs.pause, 1, reason="The bank", until=day, by=MEI)
    paused = only(room, PROGRESS)
    assert (paused.spent, paused.next_at, paused.pause_reason) == (timedelta(hours=1), None, "The bank")
    room.pass_time(hours=1)
    room.do(handoffs.pause, 1, reason="Still the bank", until=day + timedelta(days=1), by=MEI)
    assert only(room, PROGRESS).spent == timedelta(hours=1)
    assert only(room, PROGRESS).pause_reason == "Still the bank"
    assert only(room, RESUME).runs_from == day + timedelta(days=1)
    assert kinds(room) == [PROGRESS, RESUME]


def test_coming_back_from_a_pause_keeps_the_promise_to_come_back(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.post_everything()
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.pause, 1, reason="The bank", until=NOON + timedelta(days=1), by=MEI)
    room.pass_time(hours=2)
    reply(room, room.thread_of(1), "They called.", by=MEI)
    assert kinds(room) == [PROGRESS]
    assert (RESUME, Outcome.KEPT, MEI) in ended(room)
    assert only(room, PROGRESS).paused_at is None


def test_a_change_of_severity_keeps_what_has_passed(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.pass_time(minutes=50)
    room.do(keeping.change_severity, 1, severity=Severity.HIGH, reason="They are down", by=DANA)
    promise = only(room, ACCEPT)
    assert promise.due_at == NOON + timedelta(hours=1)
    room.do(keeping.change_severity, 1, severity=Severity.NORMAL, reason="Not so bad", by=DANA)
    assert only(room, ACCEPT).due_at == NOON + timedelta(hours=4)


def test_a_change_of_severity_is_told_where_the_work_is_done_with_its_new_time(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.post_everything()
    room.do(keeping.change_severity, 1, severity=Severity.HIGH, reason="They are down", by=DANA)
    told = {row.channel: row.notice for row in room.rows(Outgoing) if row.notice["kind"] == "SeverityChanged"}
    assert list(told) == [DESK, BILLING]
    assert told[DESK]["due_at"] is None
    assert datetime.fromisoformat(told[BILLING]["due_at"]) == only(room, ACCEPT).due_at


def test_what_is_kept_too_late_was_broken(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.pass_time(hours=24)
    room.do(handoffs.accept, 1, by=MEI)
    assert ended(room) == [(ACCEPT, Outcome.LATE, MEI)]


def test_what_is_withdrawn_was_neither_kept_nor_broken(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.do(steering.withdraw, 1, reason="Solved itself", by=DANA)
    assert ended(room) == [(ACCEPT, Outcome.MOOT, DANA)]


def test_the_promise_moves_to_whoever_becomes_the_csm(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.do(handoffs.decline, 1, reason="Not ours", by=MEI)
    room.do(cases.take_over, 1, by=BEN)
    assert only(room, DECIDE).person == BEN


def test_news_that_were_promised_to_the_customer_are_a_promise(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    until = NOON + timedelta(hours=3)
    room.do(keeping.promise_update, 1, until=until, by=DANA)
    assert (only(room, UPDATE).due_at, only(room, UPDATE).person) == (until, DANA)
    room.pass_time(hours=1)
    room.do(keeping.promise_update, 1, until=until + timedelta(days=1), by=DANA)
    assert only(room, UPDATE).due_at == until + timedelta(days=1)
    room.do(keeping.customer_updated, 1, by=DANA)
    assert kinds(room) == [ACCEPT]
    assert ended(room) == [(UPDATE, Outcome.MOOT, DANA), (UPDATE, Outcome.KEPT, DANA)]
    with pytest.raises(Refusal, match="No news is promised"):
        room.do(keeping.customer_updated, 1, by=DANA)


def test_the_history_names_the_time_that_was_promised(clock_room: Room) -> None:
    until = NOON + timedelta(days=3)
    clock_room.open_case()
    clock_room.do(keeping.promise_update, 1, until=until, by=DANA)
    line = clock_room.do(lists.details, 1, by=DANA).history[-1]
    assert (line.what, line.until, line.text) == ("promised the customer news by", until, "")
    assert words.history(line).endswith(f" Dana Okafor promised the customer news by {moment(until)}")


@pytest.mark.parametrize(
    ("until", "sentence"), [(NOON, "has passed"), (datetime(2027, 11, 1, tzinfo=UTC), "further ahead")]
)
def test_news_cannot_be_promised_for_the_past_or_for_next_year(
    clock_room: Room, until: datetime, sentence: str
) -> None:
    clock_room.open_case()
    with pytest.raises(Refusal, match=sentence):
        clock_room.do(keeping.promise_update, 1, until=until, by=DANA)


def test_only_the_owner_can_say_still_mine(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    before = only(room, PROGRESS).due_at
    room.pass_time(hours=1)
    with pytest.raises(Refusal, match="Mei Tanaka has C-1"):
        room.do(keeping.still_mine, 1, by=SAM)
    room.do(keeping.still_mine, 1, by=MEI)
    assert only(room, PROGRESS).due_at == before + timedelta(hours=1)


def test_an_offer_cannot_be_put_aside(clock_room: Room) -> None:
    clock_room.open_case()
    with pytest.raises(Refusal, match="press"):
        clock_room.do(handoffs.pause, 1, reason="Later", until=NOON + timedelta(days=1), by=MEI)


def test_a_handed_on_case_is_owed_by_the_next_department(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.hand_on, 1, department="engineering", why="A bug", expected="Fix it", by=MEI)
    (promise,) = live(room)
    assert (promise.kind, promise.department, promise.handoff_id) == (ACCEPT, "engineering", 2)


def test_words_alone_cost_one_question_more_and_their_answer(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    room.clock.push(timedelta(minutes=5))
    reply(room, room.desk_thread(), "Any news?", by=DANA)
    with statements(room) as asked:
        reply(room, room.desk_thread(), "Any news?", by=DANA)
    assert sum("FROM promise" in one for one in asked) == 1
    assert not any("wait" in one.split() for one in asked)
