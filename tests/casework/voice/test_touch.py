"""A customer whom nobody has spoken to for long is a promise of their CSM's, until somebody does."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from casework import cases, home, keeping
from casework.voice import touch
from casework.work import Work
from models.case import CaseStatus
from models.customer import Customer
from models.member import Member, Standing
from models.promise import Outcome, Promise, PromiseKind
from models.refusal import Refusal
from tests.casework.room import BEN, DANA, MEI, Room


def customer(room: Room, customer_id: int = 1, **values: object) -> None:
    def change(work: Work) -> None:
        one = work.session.get_one(Customer, customer_id)
        for name, value in {"csm": DANA, **values}.items():
            setattr(one, name, value)

    room.own(change)


def round_(room: Room) -> None:
    for number in room.own(touch.kept):
        room.own(touch.was_spoken, number)
    for one in room.own(touch.due):
        room.own(touch.promise, one)


def live(room: Room) -> list[Promise]:
    return [one for one in room.rows(Promise) if one.is_live]


def touches(room: Room) -> list[Promise]:
    return [one for one in live(room) if one.kind is PromiseKind.TOUCH]


def test_who_was_not_spoken_to_for_long_is_promised_a_word_once(room: Room):
    customer(room, spoken_at=room.clock())
    room.pass_time(days=30, seconds=-1)
    round_(room)
    assert touches(room) == []
    room.pass_time(seconds=1)
    round_(room)
    round_(room)
    (promise,) = touches(room)
    assert (promise.person, promise.due_at > room.clock()) == (DANA, True)
    assert room.case(promise.case_number).title == "Get in touch with Brightwater Foods"


def test_a_case_that_is_opened_for_it_owes_nothing_else(room: Room):
    customer(room, heard_at=room.clock() - timedelta(days=31))
    round_(room)
    assert [one.kind for one in live(room)] == [PromiseKind.TOUCH]


def test_an_open_case_of_the_csms_own_carries_it(room: Room):
    room.open_case(by=BEN)
    room.open_case()
    customer(room, spoken_at=room.clock() - timedelta(days=31))
    round_(room)
    assert [one.case_number for one in touches(room)] == [2]
    assert PromiseKind.ACCEPT in {one.kind for one in live(room) if one.case_number == 2}


@pytest.mark.parametrize(
    "values",
    [
        {"csm": None, "spoken_at": None},
        {"spoken_at": None, "heard_at": None},
        {"spoken_at": timedelta(days=40), "heard_at": timedelta(days=2)},
    ],
)
def test_nobody_is_sent_to_who_was_heard_lately_or_has_no_csm(room: Room, values: dict[str, object]):
    now = room.clock()
    facts = {name: now - one if isinstance(one, timedelta) else one for name, one in values.items()}
    customer(room, **facts)
    round_(room)
    assert touches(room) == []


def test_where_the_csm_has_left_it_is_the_deputys(room: Room):
    customer(room, deputy=BEN, spoken_at=room.clock() - timedelta(days=31))

    def leaves(work: Work) -> None:
        work.session.get_one(Member, DANA).standing = Standing.DEACTIVATED

    room.own(leaves)
    round_(room)
    assert [one.person for one in touches(room)] == [BEN]


def test_a_renewal_ahead_with_open_cases_is_one_too_and_once(room: Room):
    ahead = (room.clock() + timedelta(days=50)).date()
    customer(room, renews_on=ahead, spoken_at=room.clock() - timedelta(days=20))
    round_(room)
    assert touches(room) == []
    room.open_case()
    round_(room)
    assert len(touches(room)) == 1
    room.do(touch.spoke, 1)
    round_(room)
    assert touches(room) == []


def pressed(room: Room) -> None:
    room.do(touch.spoke, 1)


def wrote(room: Room) -> None:
    customer(room, spoken_at=room.clock())
    round_(room)


def closed(room: Room) -> None:
    room.do(cases.close, 1, told="On the telephone: all is well.")
    round_(room)


@pytest.mark.parametrize("happens", [pressed, wrote, closed])
def test_it_is_kept_once_somebody_spoke_to_them(room: Room, happens: Callable[[Room], None]):
    customer(room, spoken_at=room.clock() - timedelta(days=31))
    round_(room)
    room.pass_time(hours=1)
    happens(room)
    assert live(room) == []
    assert room.rows(Promise)[0].outcome is Outcome.KEPT
    assert room.case().status is CaseStatus.CLOSED
    with pytest.raises(Refusal):
        pressed(room)


def test_who_is_told_outside_slack_was_spoken_to(room: Room):
    customer(room, spoken_at=room.clock() - timedelta(days=29))
    room.open_case()
    room.do(keeping.promise_update, 1, until=room.clock() + timedelta(hours=4))
    room.pass_time(hours=1)
    room.do(keeping.customer_updated, 1)
    room.pass_time(days=29)
    round_(room)
    assert touches(room) == []


def test_a_case_that_was_there_before_stays_open(room: Room):
    room.open_case()
    customer(room, spoken_at=room.clock() - timedelta(days=31))
    round_(room)
    room.do(touch.spoke, 1)
    assert room.case().status is CaseStatus.OPEN


def test_only_who_speaks_to_them_says_so(room: Room):
    customer(room, spoken_at=room.clock() - timedelta(days=31))
    round_(room)
    with pytest.raises(Refusal):
        room.do(touch.spoke, 1, by=MEI)


def test_it_stands_on_the_csms_home(room: Room):
    customer(room, spoken_at=room.clock() - timedelta(days=31))
    round_(room)
    (line,) = room.do(home.of_actor).owed
    assert line.due is not None
    assert line.due.kind is PromiseKind.TOUCH


def test_closing_its_case_ends_it(room: Room):
    customer(room, spoken_at=room.clock() - timedelta(days=31))
    round_(room)
    room.do(cases.close, 1, told="They left us.")
    assert live(room) == []
