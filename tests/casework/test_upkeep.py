"""What is tidied by the clock."""

from datetime import timedelta

from casework import people, upkeep
from casework.people import FRESH
from casework.work import Work
from models import upsert
from models.member import Member, Standing
from models.receipt import Receipt
from tests.casework.clock_room import TOMAS, timed
from tests.casework.room import BILLING, DESK, LEGAL, MEI, RUTH, SAM, Room, know_everybody_afresh, seat

DAY = timedelta(days=1)


def test_receipts_are_kept_for_two_weeks(room: Room) -> None:
    def receive(work: Work) -> None:
        for days in (0, 13, 14, 15, 400):
            upsert.put(work.session, Receipt, {"key": f"event:{days}", "at": work.now - days * DAY})

    room.own(receive)
    assert room.own(upkeep.forget_old_receipts) == 2
    assert [one.key for one in room.rows(Receipt)] == ["event:0", "event:13", "event:14"]
    assert room.own(upkeep.forget_old_receipts) == 0


def test_a_channel_is_asked_for_before_somebody_has_to_wait_for_it(room: Room) -> None:
    assert room.own(upkeep.channels_getting_stale) is None
    room.clock.push(FRESH - 2 * upkeep.REFRESH_BEFORE + timedelta(seconds=1))
    need = room.own(upkeep.channels_getting_stale)
    assert need is not None
    assert (need.channels, need.users) == (set(room.handbook.channels), set())
    room.own(know_everybody_afresh)
    room.own(lambda work: people.forget_channel(work.session, LEGAL))
    need = room.own(upkeep.channels_getting_stale)
    assert need is not None
    assert need.channels == {LEGAL}


def test_a_channel_that_is_none_of_the_handbooks_is_never_asked_for(room: Room) -> None:
    room.own(seat, "C0GENERAL01", [])
    room.clock.push(timedelta(hours=1))
    need = room.own(upkeep.channels_getting_stale)
    assert need is not None
    assert {DESK, BILLING} <= need.channels
    assert "C0GENERAL01" not in need.channels


def readers(room: Room) -> set[str]:
    need = room.own(upkeep.readers_getting_stale)
    return need.users if need else set()


def test_whoever_reads_is_asked_for_once_an_hour_and_when_they_changed(room: Room) -> None:
    timed(room)
    assert readers(room) == set()
    room.own(lambda work: people.forget_member(work.session, SAM))
    assert readers(room) == {SAM}
    room.clock.push(upkeep.ASK_AGAIN + timedelta(seconds=1))
    assert readers(room) == {RUTH, SAM, TOMAS}, "managers and leads"


def test_a_manager_whom_nobody_has_met_is_asked_for(room: Room) -> None:
    timed(room, managers=["U0NEWHERE01"])
    assert readers(room) == {"U0NEWHERE01"}


def test_whoever_was_away_is_asked_for_until_they_are_back(room: Room) -> None:
    timed(room)

    def say(work: Work, note: str) -> None:
        mei = work.session.get_one(Member, MEI)
        mei.away_note = note

    room.own(say, "Vacationing")
    assert readers(room) == set(), "it was said just now"
    room.clock.push(upkeep.ASK_AGAIN + timedelta(seconds=1))
    assert MEI in readers(room)
    room.own(say, "")
    assert MEI not in readers(room)


def test_colleagues_who_never_did_anything_are_met_a_few_at_a_time(room: Room) -> None:
    silent = [f"U0SILENT{at:02}" for at in range(upkeep.MET_AT_ONCE + 5)]
    room.own(seat, BILLING, [MEI, *silent])
    room.own(seat, "C0GENERAL01", ["U0ELSEWHERE"])
    for expected in (upkeep.MET_AT_ONCE, 5):
        need = room.own(upkeep.colleagues_never_met)
        assert need is not None
        assert len(need.users) == expected
        assert need.users <= set(silent)
        room.own(lambda work, users=need.users: [meet(work, one) for one in users])
    assert room.own(upkeep.colleagues_never_met) is None


def meet(work: Work, user_id: str) -> None:
    member = Member(
        user_id=user_id, name=user_id, time_zone="UTC", standing=Standing.STAFF, fetched_at=work.now
    )
    people.remember_member(work.session, member)
