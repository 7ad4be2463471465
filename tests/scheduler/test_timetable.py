"""The habits: each once at the start, then at its interval; one that fails stops no other."""

import asyncio
from datetime import timedelta

import pytest

from casework.people import NeedsLookup
from models.clock_notices import StallDigest
from models.digest import DigestSent
from models.receipt import Receipt
from scheduler.timetable import Habit, habits, ticking
from tests.casework.room import RUTH, Room, know_everybody_afresh

OFTEN = timedelta(milliseconds=5)
RARELY = timedelta(days=365)


class Counting:
    """A habit that counts its runs, and fails at some of them."""

    def __init__(self, fails: bool = False) -> None:
        self.runs, self.fails = 0, fails
        self.first, self.third = asyncio.Event(), asyncio.Event()

    async def __call__(self) -> None:
        self.runs += 1
        self.first.set()
        if self.runs == 3:
            self.third.set()
        if self.fails:
            raise RuntimeError("not today")


async def test_every_habit_runs_at_the_start_and_nobody_waits_for_it() -> None:
    first, second = Counting(), Counting()
    async with ticking([Habit("first", RARELY, first), Habit("second", RARELY, second)]):
        assert (first.runs, second.runs) == (0, 0)
        async with asyncio.timeout(20):
            await asyncio.gather(first.first.wait(), second.first.wait())
    assert (first.runs, second.runs) == (1, 1)


async def test_a_habit_that_fails_is_tried_again_and_stops_no_other() -> None:
    failing, other = Counting(fails=True), Counting()
    async with ticking([Habit("failing", OFTEN, failing), Habit("other", OFTEN, other)]):
        async with asyncio.timeout(20):
            await failing.third.wait()
            await other.third.wait()
    assert failing.runs >= 3


async def test_a_habit_that_has_run_well_is_told_and_one_that_failed_is_not() -> None:
    failing, other, ran = Counting(fails=True), Counting(), set()
    async with ticking([Habit("failing", OFTEN, failing), Habit("other", OFTEN, other)], ran.add):
        async with asyncio.timeout(20):
            await failing.third.wait()
            await other.third.wait()
    assert ran == {"other"}


async def test_a_habit_never_overlaps_itself() -> None:
    under_way: list[int] = []
    most: list[int] = []
    enough = asyncio.Event()

    async def slow() -> None:
        under_way.append(1)
        most.append(len(under_way))
        await asyncio.sleep(4 * OFTEN.total_seconds())
        under_way.pop()
        if len(most) > 3:
            enough.set()

    async with ticking([Habit("slow", OFTEN, slow)]), asyncio.timeout(20):
        await enough.wait()
    assert set(most) == {1}


async def test_nothing_ticks_after_the_end() -> None:
    counting = Counting()
    async with ticking([Habit("counting", OFTEN, counting)]), asyncio.timeout(20):
        await counting.third.wait()
    runs = counting.runs
    for _ in range(10):
        await asyncio.sleep(0.01)
    assert counting.runs <= runs + 1, "one may have been under way"


@pytest.fixture
async def asked() -> list[NeedsLookup]:
    return []


async def test_channels_are_asked_for_as_they_get_stale_and_old_receipts_go(
    quick_room: Room, asked: list[NeedsLookup]
) -> None:
    async def look_up(need: NeedsLookup) -> None:
        asked.append(need)
        quick_room.own(know_everybody_afresh)

    def receive(work) -> None:
        work.session.add(Receipt(key="event:old", at=work.now - timedelta(days=15)))

    quick_room.own(receive)
    async with quick_room.open_desk() as desk:
        by_name = {habit.name: habit for habit in habits(desk, look_up, tick=timedelta(seconds=5))}
        await by_name["refresh_channels"].run()
        assert asked == []
        quick_room.clock.push(timedelta(minutes=4))
        for _ in range(2):
            await by_name["refresh_channels"].run()
        assert [need.channels for need in asked] == [set(quick_room.handbook.channels)]
        await by_name["tidy"].run()
    assert quick_room.rows(Receipt) == []
    assert set(by_name) == {
        "climb",
        "remind",
        "undecided",
        "compare",
        "digest",
        "refresh_channels",
        "refresh_readers",
        "meet",
        "tidy",
        "audit",
        "silence",
        "touch",
        "matching",
        "problems",
    }


async def test_who_reads_but_never_acts_is_asked_for_all_the_same(
    quick_room: Room, asked: list[NeedsLookup]
) -> None:
    async def look_up(need: NeedsLookup) -> None:
        asked.append(need)
        quick_room.own(know_everybody_afresh)

    async with quick_room.open_desk() as desk:
        by_name = {habit.name: habit for habit in habits(desk, look_up, tick=timedelta(seconds=5))}
        await by_name["refresh_readers"].run()
        assert asked == []
        quick_room.clock.push(timedelta(hours=2))
        for _ in range(2):
            await by_name["refresh_readers"].run()
    (need,) = asked
    assert RUTH in need.users


async def test_whoever_reads_the_digest_gets_it_once_looked_up_if_need_be(
    quick_room: Room, asked: list[NeedsLookup]
) -> None:
    async def look_up(need: NeedsLookup) -> None:
        asked.append(need)
        quick_room.own(know_everybody_afresh)

    quick_room.clock.push(timedelta(hours=2))  # nine o'clock in New York
    async with quick_room.open_desk() as desk:
        habit = next(one for one in habits(desk, look_up, tick=timedelta(seconds=5)) if one.name == "digest")
        for _ in range(3):
            await habit.run()
    assert len(asked) == 1
    assert [row.reader for row in quick_room.rows(DigestSent)] == ["U0RUTHABARA"]
    assert len(quick_room.told(StallDigest)) == 1
