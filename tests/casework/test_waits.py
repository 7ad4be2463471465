"""Who has the ball, and where the wait goes: against an account that knows the steps alone."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from casework import cases, handoffs, lists, steering
from models.append import append
from models.wait import Holder, Wait
from sandbox.clock import Clock
from tests.casework.ball_game import Account, agree, over, split, told
from tests.casework.room import MEI, NOON, PRIYA, Room, statements
from tests.models.blank import copy_of

HOUR = timedelta(hours=1)
LIVES = st.lists(
    st.tuples(st.timedeltas(timedelta(0), timedelta(days=2)) | st.just(timedelta(0)), st.integers(0, 10_000)),
    max_size=20,
)
MOMENTS = st.timedeltas(-timedelta(days=1), timedelta(days=30))


def play(account: Account, life: list[tuple[timedelta, int]]) -> None:
    for gap, choice in life:
        account.room.pass_time(microseconds=gap // timedelta(microseconds=1))
        account.step(choice)


@given(LIVES, MOMENTS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=1)))
@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_happens_to_a_case_its_wait_is_split_by_who_had_the_ball(
    furnished_file: Path, life: list[tuple[timedelta, int]], one: timedelta, other: timedelta, rest: timedelta
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        room = Room(copy_of(furnished_file, Path(folder)), Clock(start=NOON, frozen=True))
        account = Account.begin(room)
        play(account, life)
        room.clock.push(rest)
        agree(split(room), account.spent(NOON, room.clock()))
        since, until = sorted((NOON + one, NOON + other))
        agree(split(room, since, until), account.spent(since, until))
        assert over(room, since, until) == split(room, since, until)
        room.engine.dispose()


@pytest.mark.parametrize(
    "bug",
    [
        "UPDATE wait SET shared_by = 1",
        "UPDATE wait SET holder = 'paused' WHERE holder = 'customer'",
        "UPDATE wait SET until = NULL WHERE id = 1",
        "UPDATE wait SET until = since WHERE id = 2",
        "DELETE FROM wait WHERE until IS NULL",
    ],
)
def test_the_account_catches_a_wait_that_is_wrong(quick_room: Room, bug: str) -> None:
    account = Account.begin(quick_room)
    quick_room.pass_time(hours=1)
    account._take("billing")
    account._wait_for_customer("billing")
    account.note()
    quick_room.pass_time(hours=1)
    account._add("legal")
    account._add("logistics")
    account.note()
    quick_room.pass_time(hours=1)
    spent = account.spent(NOON, quick_room.clock())
    agree(split(quick_room), spent)
    with quick_room.engine.begin() as connection:
        connection.execute(text(bug))
    with pytest.raises(AssertionError):
        agree(split(quick_room), spent)


def test_two_who_have_it_at_once_share_the_time_and_the_last_second_goes_to_one_of_them(room: Room) -> None:
    room.open_case()
    room.do(steering.add_department, 1, department="legal", why="x", expected="y")
    room.pass_time(seconds=7, microseconds=999_999)
    found = split(room)
    assert found.total == timedelta(seconds=7)
    assert told(found) == [
        (Holder.DEPARTMENT, "Billing", timedelta(seconds=4)),
        (Holder.DEPARTMENT, "Legal", timedelta(seconds=3)),
    ]
    assert over(room, NOON, room.clock()) == found


def test_nobody_waits_while_a_case_is_closed(room: Room) -> None:
    room.open_case()
    room.pass_time(hours=1)
    room.do(cases.close, 1, told="Refunded.")
    room.pass_time(days=3)
    assert split(room).total == HOUR
    room.do(cases.reopen, 1, reason="Again.")
    room.pass_time(hours=2)
    assert told(split(room)) == [
        (Holder.CSM, None, 2 * HOUR),
        (Holder.DEPARTMENT, "Billing", HOUR),
    ]


def test_a_department_at_work_has_the_ball_beside_one_that_waits_for_the_customer(room: Room) -> None:
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    until = NOON + timedelta(days=2)
    room.do(handoffs.pause, 1, reason="Their log.", until=until, for_customer=True, by=MEI)
    room.pass_time(hours=1)
    room.do(steering.add_department, 1, department="engineering", why="x", expected="y")
    room.pass_time(hours=2)
    room.do(handoffs.decline, 2, reason="No.", by=PRIYA)
    room.pass_time(hours=3)
    assert told(split(room)) == [
        (Holder.CUSTOMER, "Billing", 4 * HOUR),
        (Holder.DEPARTMENT, "Engineering", 2 * HOUR),
    ]


def test_the_time_before_the_clock_was_kept_is_nobodys_and_without_the_days_it_was_closed(room: Room) -> None:
    room.open_case()
    room.pass_time(hours=5)
    room.do(cases.close, 1, told="Refunded.")
    room.pass_time(days=2)
    room.do(cases.reopen, 1, reason="Again.")
    room.pass_time(hours=1)
    with room.engine.begin() as connection:
        connection.execute(delete(Wait))
    assert told(split(room)) == [(None, None, 6 * HOUR)]
    room.do(steering.add_department, 1, department="legal", why="x", expected="y")
    room.pass_time(hours=2)
    legal = (Holder.DEPARTMENT, "Legal", 2 * HOUR)
    assert told(split(room)) == [(None, None, 6 * HOUR), legal]
    assert told(split(room, since=room.clock() - 2 * HOUR)) == [legal]


def test_a_case_closed_before_the_clock_was_kept_waits_no_longer(room: Room) -> None:
    room.open_case()
    room.pass_time(hours=5)
    room.do(cases.close, 1, told="Refunded.")
    with room.engine.begin() as connection:
        connection.execute(delete(Wait))
    room.pass_time(days=2)
    assert told(split(room)) == [(None, None, 5 * HOUR)]


def test_showing_a_case_says_where_its_wait_went_and_cards_do_not_ask(room: Room) -> None:
    room.open_case()
    room.pass_time(hours=1)
    assert room.do(lists.details, 1).waits == split(room)
    with statements(room) as asked:
        room.do(handoffs.accept, 1, by=MEI)
    assert [one.split()[0] for one in asked if "wait" in one.split("WHERE")[0].split()] == ["SELECT"]


def test_the_database_is_the_referee_of_who_has_the_ball(room: Room) -> None:
    room.open_case()
    row = {"case_number": 1, "holder": Holder.PAUSED, "department": "billing", "since": NOON}
    with Session(room.engine) as session, pytest.raises(IntegrityError):
        append(session, Wait, **row)
    row |= {"holder": Holder.CSM, "department": None}
    with Session(room.engine) as session:
        append(session, Wait, **row)
        with pytest.raises(IntegrityError):
            append(session, Wait, **row)
