"""Every reader gets one digest a day, at their own hour, on their working days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from casework.digests import sending
from casework.people import NeedsLookup
from casework.work import Work
from config.handbook import Handbook
from models.clock_notices import StallDigest
from models.digest import DigestSent
from models.member import Member, Standing
from models.outgoing import Outgoing
from tests.casework.digests import past
from tests.casework.digests.past import at
from tests.casework.room import MEI, PRIYA, RUTH, Room, know_everybody_afresh
from tests.house import PLAIN

HOURS = {"time_zone": "America/New_York", "weekdays": ["09:00-17:00"], "closed": ["2026-11-26"]}


def handbook(**changed: object) -> Handbook:
    """Mei leads Billing and Priya Engineering; the office is closed on Thanksgiving."""
    data = PLAIN.model_dump(exclude_unset=True)
    data["departments"]["billing"]["leads"] = [MEI]
    data["departments"]["engineering"]["leads"] = [PRIYA]
    return Handbook.model_validate({**data, "hours": HOURS, **changed})


@pytest.fixture(autouse=True)
def _office(room: Room) -> None:
    room.handbook = handbook()


def go(room: Room, when: datetime) -> None:
    room.clock.push(when - room.clock())
    room.own(know_everybody_afresh)


def tick(room: Room) -> list[str]:
    """The habit's round: everybody who is due gets theirs."""
    due = room.own(sending.due_readers)
    return [reader for reader in due if room.own(sending.send, reader)]


def had(room: Room) -> list[tuple[str, date]]:
    return sorted((row.reader, row.day) for row in room.rows(DigestSent))


def test_each_reader_is_told_at_half_past_eight_of_their_own_clock(room: Room) -> None:
    go(room, at(24, 2, 59))  # half past eight in Kolkata is three o'clock in UTC
    assert tick(room) == []
    go(room, at(24, 3, 0))
    assert tick(room) == [PRIYA]
    go(room, at(24, 13, 29))
    assert tick(room) == []
    go(room, at(24, 13, 30))
    assert tick(room) == [RUTH, MEI]


def test_nobody_gets_two_of_a_day(room: Room) -> None:
    go(room, at(24, 13, 30))
    assert len(tick(room)) == 2
    for _ in range(3):
        room.clock.push(timedelta(minutes=7))
        room.own(know_everybody_afresh)
        assert tick(room) == []
    assert room.own(sending.send, RUTH) is False
    assert len(room.told(StallDigest)) == 2


def test_a_manager_reads_everything_and_a_lead_their_own(room: Room) -> None:
    go(room, at(24, 13, 30))
    tick(room)
    about = {row.recipient: row.notice["facts"]["departments"] for row in room.rows(Outgoing)}
    assert about == {RUTH: [], MEI: ["billing"]}


def test_who_is_manager_and_lead_gets_the_managers_only(room: Room) -> None:
    room.handbook = handbook(managers=[MEI])
    go(room, at(24, 13, 30))
    assert tick(room) == [MEI]
    (notice,) = room.told(StallDigest)
    assert notice.facts.departments == ()


def test_on_days_off_and_at_night_nobody_is_told(room: Room) -> None:
    for when in (at(26, 15), at(28, 15), at(29, 15), at(25, 3), at(25, 1)):  # Thanksgiving, a weekend, nights
        go(room, when)
        assert RUTH not in tick(room)


def test_who_is_away_comes_back_to_no_pile(room: Room) -> None:
    absence = {"person": RUTH, "first": date(2026, 11, 24), "last": date(2026, 11, 25)}
    room.handbook = handbook(away=[absence])
    for day in (24, 25, 27):
        go(room, at(day, 14))
        tick(room)
    assert [day for reader, day in had(room) if reader == RUTH] == [date(2026, 11, 27)]


def test_after_two_days_of_silence_only_todays_is_told(room: Room) -> None:
    go(room, at(23, 14))
    tick(room)
    go(room, at(25, 16))
    tick(room)
    assert [day.day for reader, day in had(room) if reader == RUTH] == [23, 25]


def test_who_is_no_colleague_any_more_gets_none(room: Room) -> None:
    go(room, at(24, 13, 30))
    with Session(room.engine) as session:
        member = session.get_one(Member, RUTH)
        member.standing = Standing.DEACTIVATED
        session.add(member)
        session.commit()
    assert RUTH not in tick(room)
    assert RUTH not in room.own(sending.due_readers), "and nobody asks again that day"


def test_who_was_not_heard_of_lately_is_looked_up_first(room: Room) -> None:
    room.clock.push(at(24, 13, 30) - room.clock())
    with pytest.raises(NeedsLookup):
        room.own(sending.send, RUTH)
    assert had(room) == []


def test_whose_clock_was_not_known_is_not_told_at_night(room: Room) -> None:
    """Before anybody asked, everyone seems to live in Greenwich."""
    go(room, at(24, 8, 30))
    room.own(move_to, RUTH, "UTC")
    facts = room.own(sending.facts_of, RUTH)
    assert RUTH in room.own(sending.due_readers)
    room.own(move_to, RUTH, "America/New_York")
    assert room.own(sending.send, RUTH, facts) is False
    assert RUTH not in [reader for reader, _ in had(room)]


def test_it_is_frozen_as_it_was_in_the_morning(room: Room) -> None:
    past.case(room, 1)
    go(room, at(24, 13, 30))
    tick(room)
    past.case(room, 2)
    (digest,) = (one for one in room.told(StallDigest) if not one.facts.departments)
    assert digest.facts.nobodys.total == 1


def test_the_clock_going_back_or_forward_makes_no_second_one(room: Room) -> None:
    """New York went forward on 8 March 2026 and back on 1 November 2026."""
    for first in (datetime(2026, 10, 30, tzinfo=UTC), datetime(2027, 3, 12, tzinfo=UTC)):
        for half_hours in range(4 * 48):
            room.clock.push(first + timedelta(minutes=30 * half_hours) - room.clock())
            room.own(know_everybody_afresh)
            tick(room)
    days = [day for reader, day in had(room) if reader == RUTH]
    assert days == [date(2026, 10, 30), date(2026, 11, 2), date(2027, 3, 12), date(2027, 3, 15)]


def test_a_day_is_the_readers_own_where_it_begins_before_ours(room: Room) -> None:
    """In Auckland it is half past eight when in Greenwich the day before has four hours left."""
    for half_hours in range(2 * 24 * 4):
        room.clock.push(at(23, 0) + timedelta(minutes=30 * half_hours) - room.clock())
        room.own(know_everybody_afresh)
        room.own(move_to, RUTH, "Pacific/Auckland")
        tick(room)
    assert [day.day for reader, day in had(room) if reader == RUTH] == [23, 24, 25, 27]
    keys = [row.key for row in room.rows(Outgoing) if row.recipient == RUTH]
    assert len(keys) == len(set(keys)) == 4


def move_to(work: Work, user_id: str, zone: str) -> None:
    work.session.get_one(Member, user_id).time_zone = zone
