"""A period over all cases, added up by the database; and many who pass the ball at once."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from casework import cases, handoffs, steering
from casework.desk import Desk, Request
from models.database import open_reader
from models.facts import WaitPart, WaitSplit
from models.refusal import Refusal
from models.wait import Holder, Wait
from sandbox.clock import Clock
from tests.casework.ball_game import Account, Spent, agree, over, split
from tests.casework.room import DANA, MEI, NOON, Room

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("seed", range(4))
def test_a_period_counts_all_cases_that_it_touches(room: Room, seed: int) -> None:
    random = Random(seed)
    accounts = [Account.begin(room, one) for one in ("billing", "legal", "engineering")]
    for _ in range(15):
        room.pass_time(microseconds=random.randrange(9 * 10**10))
        random.choice(accounts).step(random.randrange(10_000))
    for _ in range(5):
        moments = [NOON + timedelta(microseconds=random.randrange(15 * 9 * 10**10)) for _ in range(2)]
        since, until = sorted(moments)
        everybody = combined([account.spent(since, until) for account in accounts])
        agree(over(room, since, until), everybody)
        billing = {who: spent for who, spent in everybody.items() if who[1] == "Billing"}
        agree(over(room, since, until, "billing"), billing)


def combined(accounts: list[Spent]) -> Spent:
    spent: Spent = defaultdict(Fraction)
    for account in accounts:
        for who, length in account.items():
            spent[who] += length
    return spent


def test_a_period_that_has_not_begun_or_ends_before_it_begins_is_empty(room: Room) -> None:
    room.open_case()
    room.pass_time(hours=1)
    for since, until in ((NOON + 2 * HOUR, NOON + 3 * HOUR), (NOON + HOUR, NOON)):
        assert over(room, since, until) == split(room, since, until) == WaitSplit(timedelta(0))


@pytest.mark.parametrize("micros", [999_999, 999_500, 1, 499_999])
def test_the_database_adds_up_to_the_microsecond(room: Room, micros: int) -> None:
    """SQLite's own functions on moments round to the millisecond."""
    room.clock.push(timedelta(microseconds=micros))
    room.open_case()
    opened = room.clock()
    room.pass_time(microseconds=1_000_000 - micros)
    assert over(room, opened - HOUR, opened + timedelta(days=1)).total == timedelta(0)
    room.clock.push(timedelta(microseconds=micros))
    part = WaitPart(Holder.DEPARTMENT, "Billing", timedelta(seconds=1))
    assert over(room, opened - HOUR, opened + timedelta(days=1)).parts == (part,)


class Unsteady(Clock):
    """Replicas whose clocks differ, and operations that waited for their turn."""

    def __init__(self) -> None:
        super().__init__(start=NOON, frozen=True)
        self.random = Random(1)

    def __call__(self) -> datetime:
        self.push(timedelta(microseconds=20_000))
        return super().__call__() - timedelta(milliseconds=self.random.randrange(500))


async def test_many_at_once_leave_one_account_without_gaps_or_overlaps(shared_room: Room) -> None:
    room = shared_room
    room.open_case()
    reader = open_reader(room.engine.url.render_as_string(hide_password=False), room.engine)
    more = {"why": "x", "expected": "y"}
    stuck = {"reason": "A log.", "until": NOON + timedelta(days=2)}
    async with Desk(room.engine, reader, room.handbook, b"test", Unsteady()) as desk:
        attempts = []
        for _ in range(12):
            attempts += [
                desk.do(Request(by=MEI), handoffs.accept, 1),
                desk.do(Request(by=MEI), handoffs.pause, 1, **stuck),
                desk.do(Request(by=MEI), handoffs.ask, 1, question="Which?"),
                desk.do(Request(by=DANA), steering.add_department, 1, department="legal", **more),
                desk.do(Request(by=DANA), steering.add_department, 1, department="logistics", **more),
                desk.do(Request(by=DANA), cases.close, 1, told="x"),
                desk.do(Request(by=DANA), cases.reopen, 1, reason="x"),
            ]
        outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert {type(one) for one in outcomes} == {type(None), Refusal}
    assert_one_account(room)


def assert_one_account(room: Room) -> None:
    turns = list(in_turns(room.rows(Wait)))
    assert len(turns) > 5, "it went to and fro"
    for turn in turns:
        assert len({(row.since, row.until, row.shared_by) for row in turn}) == 1
        assert len({row.department for row in turn}) == turn[0].shared_by
    for (before, *_), (after, *_) in pairwise(turns):
        assert before.until is not None
        assert before.until <= after.since
    assert (turns[-1][0].until is None) is not room.case().is_closed


def in_turns(rows: list[Wait]) -> Iterator[list[Wait]]:
    """Those that had it at once, in the order in which they were written."""
    while rows:
        turn, rows = rows[: rows[0].shared_by], rows[rows[0].shared_by :]
        yield turn
