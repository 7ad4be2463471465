"""What a new case looks like: said once in its desk thread, decided by a person, remembered."""

import asyncio
from datetime import timedelta

import pytest

from casework import cases
from casework.matching import suggestions
from models.alike import AlikePair, AlikeQueue
from models.case_notices import LooksLike
from models.entry import Entry
from models.likeness import LikenessVerdict, LikenessWeights
from models.outgoing import Outgoing
from models.refusal import Refusal
from scheduler import comparing
from tests.casework.carrier import Carrier
from tests.casework.matching.twins import CANARY, STORY, TITLE, compared, eager, found, likes, told, twins
from tests.casework.room import BEN, DANA, DESK, MEI, RUTH, Room, count


def named(room: Room) -> dict[int, list[int]]:
    """By case, which ones its message names now."""
    return {one.case: [other.number for other in told(room, one.case)] for one in room.told(LooksLike)}


def test_a_new_case_is_told_what_it_looks_like_once(room: Room) -> None:
    eager(room)
    twins(room, "1", "2", "1")
    compared(room)
    compared(room)
    assert named(room) == {2: [1], 3: [1, 2]}
    assert {row.channel for row in room.rows(Outgoing) if row.key.startswith("alike:")} == {DESK}
    assert room.rows(AlikeQueue) == []


def test_nothing_is_said_where_the_handbook_says_never_or_nothing_is_alike(room: Room) -> None:
    twins(room, "1", "1")
    assert room.rows(AlikeQueue) == []
    eager(room).open_case("Zebra crossing", story="Is closed.")
    compared(room)
    assert room.told(LooksLike) == []


def test_a_case_that_was_not_kept_is_not_looked_at(room: Room) -> None:
    eager(room)
    with pytest.raises(Refusal):
        room.open_case(department="sales")
    assert room.rows(AlikeQueue) == []


def test_the_newest_go_first_and_what_waited_for_an_hour_is_let_go(room: Room) -> None:
    eager(room)
    twins(room, "1", "1", "1")
    assert room.own(suggestions.waiting) == [3, 2, 1]
    assert room.own(suggestions.waiting, most=2) == [3, 2]
    room.clock.push(timedelta(minutes=57))
    assert room.own(suggestions.waiting) == [3, 2]
    assert room.own(suggestions.are_late)
    compared(room)
    assert named(room) == {2: [1], 3: [1, 2]}
    assert room.rows(AlikeQueue) == []


async def test_two_replicas_do_not_say_it_twice(room: Room) -> None:
    eager(room)
    twins(room, *"111111")
    async with room.open_desk() as one, room.open_desk() as other:
        await asyncio.gather(*(comparing.compare(desk) for desk in (one, other, one, other)))
    assert sorted(named(room)) == [2, 3, 4, 5, 6]
    assert room.rows(AlikeQueue) == []


def test_what_was_promised_by_another_replica_meanwhile_is_not_promised_again(room: Room) -> None:
    eager(room)
    twins(room, "1", "1")
    room.own(suggestions.tell, 2, likes(1))
    room.own(suggestions.tell, 2, likes(1))
    assert len(room.told(LooksLike)) == 1


def test_a_message_that_waited_too_long_or_is_about_nothing_any_more_is_not_posted(room: Room) -> None:
    eager(room)
    twins(room, "1", "1", "1")
    compared(room)
    room.do(cases.close, 3, told="")
    room.do(suggestions.tell_apart, 2, 1)
    carrier = Carrier(room)
    carrier.carry_everything()
    assert not any(isinstance(one, LooksLike) for one in carrier.shown.values())
    twins(room, "1")
    compared(room)
    room.pass_time(hours=1)
    carrier.carry_everything()
    assert not any(isinstance(one, LooksLike) for one in carrier.shown.values())


def test_in_a_flood_the_newest_are_told_as_fast_as_slack_takes_them(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "MOST_UNPOSTED", 2)
    eager(room)
    twins(room, *"111111")
    compared(room)
    assert sorted(named(room)) == [5, 6]
    compared(room)
    assert [row.case_number for row in room.rows(AlikeQueue)] == [2, 3, 4]
    room.post_everything()
    compared(room)
    assert sorted(named(room)) == [3, 4, 5, 6]


def posted(room: Room, *customers: str) -> Carrier:
    """Cases that say the same, with all their messages in Slack."""
    eager(room)
    twins(room, *customers)
    compared(room)
    carrier = Carrier(room)
    carrier.carry_everything()
    return carrier


def in_slack(carrier: Carrier) -> dict[int, LooksLike]:
    return {one.case: one for one in carrier.shown.values() if isinstance(one, LooksLike)}


def test_not_the_same_is_remembered_teaches_and_takes_the_line_away(room: Room) -> None:
    carrier = posted(room, "1", "2", "1")
    assert [one.number for one in in_slack(carrier)[3].facts] == [1, 2]
    room.do(suggestions.tell_apart, 3, 1)
    carrier.carry_everything()
    assert [one.number for one in in_slack(carrier)[3].facts] == [2]
    assert count(room, LikenessWeights) == 3
    assert [(one.low, one.high, one.verdict) for one in room.rows(LikenessVerdict)] == [(1, 3, "different")]
    assert found(room, number=3) == [2]
    assert ("told_apart", DANA, "C-1") in room.history(3)
    assert ("told_apart", DANA, "C-3") in room.history(1)


def test_a_message_with_nothing_left_goes(room: Room) -> None:
    carrier = posted(room, "1", "1")
    room.do(suggestions.tell_apart, 2, 1)
    carrier.carry_everything()
    assert in_slack(carrier) == {}


def test_pressed_twice_it_changes_nothing_more(room: Room) -> None:
    posted(room, "1", "1")
    room.do(suggestions.tell_apart, 2, 1)
    once = [
        repr(row) for table in (Entry, LikenessWeights, LikenessVerdict, Outgoing) for row in room.rows(table)
    ]
    room.do(suggestions.tell_apart, 2, 1)
    room.do(suggestions.tell_apart, 1, 2)
    assert remembered(room) == once


def remembered(room: Room) -> list[str]:
    tables = (Entry, LikenessWeights, LikenessVerdict, Outgoing)
    return [repr(row) for table in tables for row in room.rows(table)]


def test_a_case_that_was_closed_meanwhile_says_so_and_is_not_decided_any_more(room: Room) -> None:
    carrier = posted(room, "1", "1")
    room.do(cases.close, 1, told="")
    carrier.carry_everything()
    (one,) = in_slack(carrier)[2].facts
    assert not one.is_undecided
    with pytest.raises(Refusal, match="C-1 is closed by now; there is nothing left to decide"):
        room.do(suggestions.tell_apart, 2, 1)
    room.do(cases.reopen, 1, reason="Again.")
    carrier.carry_everything()
    assert in_slack(carrier)[2].facts[0].is_undecided
    room.do(cases.close, 2, told="")
    carrier.carry_everything()
    assert not in_slack(carrier)[2].is_open
    with pytest.raises(Refusal, match="C-2 is closed by now"):
        room.do(suggestions.tell_apart, 2, 1)


def test_the_csm_of_either_case_and_managers_decide_and_nobody_else(room: Room) -> None:
    eager(room)
    for who in (DANA, BEN, BEN):
        room.open_case(TITLE, story=STORY, by=who)
    compared(room)
    for who, sentence in ((MEI, "Only a case's CSM"), (DANA, "Only Ben Lindqvist, the CSM of C-3")):
        with pytest.raises(Refusal, match=sentence):
            room.do(suggestions.tell_apart, 3, 2, by=who)
    room.do(suggestions.tell_apart, 2, 1, by=DANA)
    room.do(suggestions.tell_apart, 3, 1, by=BEN)
    room.do(suggestions.tell_apart, 3, 2, by=RUTH)
    assert len(room.rows(LikenessVerdict)) == 3


def test_whom_there_is_no_case_of_is_told_so(room: Room) -> None:
    eager(room)
    twins(room, "1")
    with pytest.raises(Refusal, match="There is no C-9"):
        room.do(suggestions.tell_apart, 9, 1)
    with pytest.raises(Refusal, match="C-1 is one case"):
        room.do(suggestions.tell_apart, 1, 1)


def test_nothing_that_another_customer_wrote_is_kept_for_the_thread(room: Room) -> None:
    eager(room)
    room.open_case("Invoice 4711", story=f"Our {CANARY} was charged twice.", customer="2")
    room.open_case("Invoice 4711 again", story=f"A {CANARY} was charged twice.", customer="1")
    compared(room)
    assert [set(one.why) for one in room.rows(AlikePair)] == [{"Invoice", "4711"}]
    assert CANARY not in repr(told(room, 2))
