"""Cards say by when, and are drawn again whenever that changes."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from casework import cases, handoffs, keeping, lists, steering, stories
from models.case import Severity
from models.case_notices import CaseCard
from models.facts import Due
from models.handoff_notices import HandoffCard
from models.outgoing import Delivery, Outgoing
from models.promise import PromiseKind
from tests.casework.carrier import Carrier
from tests.casework.clock_room import reply, tick, timed
from tests.casework.room import BEN, DANA, MEI, NOON, PRIYA, Room, know_everybody_afresh, statements

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock_room(room: Room) -> Room:
    return timed(room)


def dues(card: object) -> list[Due]:
    """Everything that a card says of times."""
    if isinstance(card, CaseCard):
        assert card.facts is not None
        parts = [due for one in card.facts.handoffs for due in (one.due, one.answer_due)]
        return [due for due in (*card.facts.dues, *parts) if due]
    assert isinstance(card, HandoffCard)
    assert card.facts is not None
    return [card.facts.due] if card.facts.due else []


def is_said(shown: Due, now: Due) -> bool:
    same = (shown.kind, shown.handoff, shown.is_paused, shown.is_overdue)
    return same == (now.kind, now.handoff, now.is_paused, now.is_overdue) and abs(shown.at - now.at) < MINUTE


def stale(room: Room, carrier: Carrier) -> list[object]:
    """The cards in Slack that say another time than is promised now."""
    found = []
    for card in carrier.shown.values():
        if isinstance(card, CaseCard | HandoffCard):
            said, true = dues(card), dues(room.own(stories.fill, card, is_new=False))
            agree = len(said) == len(true) and all(map(is_said, said, true))
            found += [] if agree else [card]
    return found


def steps(room: Room) -> list[Callable[[], object]]:
    day = NOON + timedelta(days=1)
    desk, billing = room.desk_thread, lambda: room.thread_of(1)
    return [
        lambda: room.do(keeping.promise_update, 1, until=NOON + timedelta(hours=5)),
        lambda: room.do(keeping.change_severity, 1, severity=Severity.LOW, reason=""),
        lambda: room.do(handoffs.accept, 1, by=MEI),
        lambda: reply(room, billing(), "I look into it.", by=MEI),
        lambda: room.do(handoffs.ask, 1, question="Which invoice?", by=MEI),
        lambda: reply(room, desk(), "The second.", by=DANA),
        lambda: room.do(keeping.customer_updated, 1),
        lambda: room.do(handoffs.pause, 1, reason="The bank", until=day, by=MEI),
        lambda: room.do(handoffs.pause, 1, reason="The bank", until=day + timedelta(days=1), by=MEI),
        lambda: reply(room, billing(), "They called.", by=MEI),
        lambda: room.do(keeping.still_mine, 1, by=MEI),
        lambda: room.do(handoffs.release, 1, by=MEI),
        lambda: room.do(steering.add_department, 1, department="engineering", why="x", expected="y"),
        lambda: room.do(steering.reassign_to_person, 2, owner=PRIYA, reason="x"),
        lambda: room.do(cases.take_over, 1, by=BEN),
        lambda: room.do(handoffs.decline, 1, reason="Not ours", by=MEI),
        lambda: room.do(handoffs.finish, 2, found="A bug", to_tell="Soon", root_cause=None, by=PRIYA),
        lambda: room.do(cases.reopen, 1, reason="Again", by=BEN),
        lambda: room.do(cases.close, 1, told="", by=BEN),
    ]


def test_no_step_leaves_a_card_behind_that_says_another_time(clock_room: Room) -> None:
    room, carrier = clock_room, Carrier(clock_room)
    room.open_case()
    carrier.carry_everything()
    for at, step in enumerate(steps(room)):
        room.pass_time(minutes=7)
        step()
        carrier.carry_everything()
        assert stale(room, carrier) == [], f"after step {at}"


def test_the_cards_say_that_it_is_overdue_as_soon_as_it_is(clock_room: Room) -> None:
    room, carrier = clock_room, Carrier(clock_room)
    room.open_case()
    carrier.carry_everything()
    room.clock.push(NOON + timedelta(hours=4, minutes=1) - room.clock())
    room.own(know_everybody_afresh)
    assert len(stale(room, carrier)) == 2
    tick(room)
    carrier.carry_everything()
    assert stale(room, carrier) == []
    drawn = {row.key: row.revision for row in room.rows(Outgoing) if row.is_root}
    room.clock.push(timedelta(hours=2))
    tick(room)
    assert {row.key: row.revision for row in room.rows(Outgoing) if row.is_root} == drawn, "said once"


def test_a_pause_that_is_over_shows_by_when_it_goes_on(clock_room: Room) -> None:
    room, carrier = clock_room, Carrier(clock_room)
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.pause, 1, reason="The bank", until=NOON + timedelta(hours=1), by=MEI)
    carrier.carry_everything()
    room.pass_time(hours=1)
    tick(room)
    carrier.carry_everything()
    (card,) = [one for one in carrier.shown.values() if isinstance(one, HandoffCard)]
    (due,) = dues(card)
    assert (due.kind, due.is_paused, due.is_overdue) == (PromiseKind.RESUME, False, False)
    reply(room, room.thread_of(1), "They called.", by=MEI)
    carrier.carry_everything()
    assert stale(room, carrier) == []


def test_an_offer_that_is_posted_late_says_the_later_time(clock_room: Room) -> None:
    clock_room.open_case()
    clock_room.pass_time(minutes=30)
    clock_room.post_everything()
    roots = [row for row in clock_room.rows(Outgoing) if row.is_root]
    assert [(row.status, row.revision - row.drawn) for row in roots] == [(Delivery.PENDING, 1)] * 2


def test_an_offer_that_is_posted_at_once_is_not_drawn_again_for_seconds(clock_room: Room) -> None:
    clock_room.open_case()
    clock_room.clock.push(timedelta(seconds=59))
    clock_room.own(know_everybody_afresh)
    clock_room.post_everything()
    (card,) = [row for row in clock_room.rows(Outgoing) if row.key == "card:handoff:1"]
    assert (card.status, card.revision) == (Delivery.SENT, 1)


def test_a_reply_redraws_the_cards_by_one_statement_and_within_a_minute_not_at_all(clock_room: Room) -> None:
    room = clock_room
    room.open_case()
    room.post_everything()
    room.do(handoffs.accept, 1, by=MEI)

    def redraws() -> int:
        with statements(room) as asked:
            reply(room, room.thread_of(1), "I look into it.", by=MEI)
        return sum(one.startswith("UPDATE outgoing") for one in asked)

    room.pass_time(minutes=5)
    assert redraws() == 1
    room.pass_time(seconds=20)
    assert redraws() == 0


def test_a_list_says_what_is_due_first_and_of_what_is_put_aside_nothing(clock_room: Room) -> None:
    room = clock_room

    def due() -> tuple[PromiseKind, bool] | None:
        first = room.do(lists.page, "all", 1).lines[0].due
        return (first.kind, first.is_overdue) if first else None

    room.open_case()
    assert due() == (PromiseKind.ACCEPT, False)
    room.do(handoffs.accept, 1, by=MEI)
    assert due() == (PromiseKind.PROGRESS, False)
    room.do(keeping.promise_update, 1, until=NOON + timedelta(hours=1))
    room.pass_time(hours=2)
    assert due() == (PromiseKind.UPDATE, True)
    room.do(keeping.customer_updated, 1)
    room.do(handoffs.pause, 1, reason="x", until=NOON + timedelta(days=1), by=MEI)
    assert due() is None
