"""Told and silent: asked once more, then closed; nobody is asked at night, and a word of theirs ends it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from casework import cases, handoffs, home, steering
from casework.voice import bindings, closing, silence
from casework.work import Work
from models.case import CaseStatus
from models.case_notices import CaseClosed
from models.customer import Customer
from models.customer_notices import StillThere
from models.customer_view import CustomerView
from tests.casework.room import BILLING, CARLA, DESK, MEI, Room
from tests.casework.voice.conftest import BRIGHTWATER
from tests.casework.voice.test_closing import answer, shown
from tests.house import HANDBOOK


@pytest.fixture
def told(spoken: Room) -> Room:
    spoken.do(handoffs.finish, 1, found="Twice.", to_tell="Refunded.", root_cause=None, by=MEI)
    answer(spoken)
    return spoken


def listen(room: Room) -> int:
    """As the habit does; returns how many were silent."""
    numbers = room.own(silence.due)
    for number in numbers:
        room.own(silence.go_on, number)
    return len(numbers)


def wait(room: Room, length: timedelta) -> None:
    room.pass_time(seconds=length.total_seconds())


def test_they_have_the_handbooks_time(told: Room):
    wait(told, told.handbook.voice.ask_after - timedelta(seconds=1))
    assert listen(told) == 0
    assert told.told(StillThere) == []


def test_who_is_silent_is_asked_once_more(told: Room):
    wait(told, told.handbook.voice.ask_after)
    assert listen(told) == 1
    assert listen(told) == 0
    assert told.told(StillThere, BRIGHTWATER) == [StillThere(1)]


def test_over_a_weekend_nobody_is_reminded_to_tell_who_was_told(told: Room):
    wait(told, told.handbook.voice.ask_after + timedelta(days=2))
    listen(told)
    wait(told, told.handbook.voice.close_after - timedelta(seconds=1))
    assert told.do(home.of_actor).owed == ()


def test_who_stays_silent_has_it_closed_and_may_go_on(told: Room):
    voice = told.handbook.voice
    wait(told, voice.ask_after)
    listen(told)
    wait(told, voice.close_after - timedelta(seconds=1))
    assert listen(told) == 0
    wait(told, timedelta(seconds=1))
    assert listen(told) == 1
    assert told.case().status is CaseStatus.CLOSED
    assert told.told(CaseClosed, DESK)[-1].was_silent
    assert shown(told).is_quiet_end
    told.do(lambda work: closing.heard_again(work, work.case(1), "It is back."), by=CARLA)
    assert told.case().status is CaseStatus.OPEN
    assert not shown(told).is_quiet_end


def test_nobody_is_asked_at_night(told: Room):
    told.handbook = told.handbook.model_copy(update={"hours": HANDBOOK.hours})
    wait(told, told.handbook.voice.ask_after - timedelta(hours=6))  # 06:00 UTC: 01:00 in New York
    wait(told, timedelta(hours=6 + 15))
    assert listen(told) == 0
    wait(told, timedelta(hours=12))
    assert listen(told) == 1


def pressed(room: Room) -> None:
    room.do(closing.solved, 1, channel=BRIGHTWATER, by=CARLA)


def wrote(room: Room) -> None:
    room.do(lambda work: closing.heard_again(work, work.case(1)), by=CARLA)


def closed(room: Room) -> None:
    room.do(cases.close, 1, told="By telephone.")


def worked_on(room: Room) -> None:
    room.do(steering.add_department, 1, department="legal", why="The annex.", expected="Read it.")


def unbound(room: Room) -> None:
    room.do(lambda work: bindings.bind(work, work.session.get_one(Customer, 1), None))


@pytest.mark.parametrize("happens", [pressed, wrote, closed, worked_on, unbound])
def test_who_is_not_silent_any_more_is_not_asked(told: Room, happens: Callable[[Room], None]):
    happens(told)
    wait(told, told.handbook.voice.ask_after)
    listen(told)
    assert told.told(StillThere) == []
    assert told.rows(CustomerView)[0].asked_at is None
    assert listen(told) == 0


def test_a_round_is_bounded_and_the_longest_silent_come_first(told: Room):
    def many(work: Work) -> None:
        long_ago = work.now - timedelta(days=90)
        for number in range(2, silence.AT_ONCE + 12):
            case = cases.Case(**{**work.case(1).model_dump(), "number": number})
            work.session.add(case)
            work.session.flush()
            work.session.add(CustomerView(case_number=number, asked_at=long_ago, told_at=long_ago))

    told.own(many)
    wait(told, told.handbook.voice.ask_after)
    numbers = told.own(silence.due)
    assert len(numbers) == silence.AT_ONCE
    assert 1 not in numbers


def test_the_question_is_not_put_in_a_channel_of_ours(told: Room):
    wait(told, told.handbook.voice.ask_after)
    listen(told)
    assert told.told(StillThere, BILLING) == []
