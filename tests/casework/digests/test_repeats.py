"""A case that comes back soon after it was closed is a repeated contact, counted once."""

from datetime import timedelta

from casework import cases, handoffs
from casework.digests import repeats
from tests.casework.room import MEI, Room


def counted(room: Room, days: int = 7) -> int:
    now = room.clock()
    return room.own(repeats.count, now - timedelta(days=days), now + timedelta(seconds=1))


def come_back(room: Room, after: timedelta, number: int = 1) -> None:
    room.do(cases.close, number, told="Refunded.")
    room.pass_time(seconds=after.total_seconds())
    room.do(cases.reopen, number, reason="Again.")


def test_what_comes_back_within_the_handbooks_days_counts(room: Room):
    room.open_case()
    room.open_case("The VAT")
    come_back(room, room.handbook.voice.repeat_within)
    come_back(room, timedelta(hours=1), 2)
    assert counted(room) == 2


def test_what_comes_back_later_does_not(room: Room):
    room.open_case()
    come_back(room, room.handbook.voice.repeat_within + timedelta(seconds=1))
    assert counted(room) == 0


def test_what_was_only_answered_had_not_been_closed(room: Room):
    room.open_case()
    room.do(handoffs.finish, 1, found="Twice.", to_tell="Refunded.", root_cause=None, by=MEI)
    room.do(cases.reopen, 1, reason="Not yet.")
    assert counted(room) == 0


def test_only_the_time_that_is_asked_for_counts(room: Room):
    room.open_case()
    come_back(room, timedelta(hours=1))
    room.pass_time(days=8)
    assert counted(room) == 0
    assert counted(room, days=9) == 1
