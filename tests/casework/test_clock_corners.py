"""Where several of the clock's rules meet: people who are two things at once, or not there, or changed."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from casework import cases, handoffs, keeping, owing
from casework.digests.facts import facts_for
from casework.digests.scopes import EVERYTHING
from casework.quiet import reader
from models.case import Severity
from models.clock_notices import Nudged, NudgedDesk, Reminders
from models.digest_facts import DigestFacts
from models.outgoing import Outgoing
from models.promise import Outcome, Promise, PromiseKind
from models.refusal import Refusal
from tests.casework.clock_room import live, tick, timed
from tests.casework.room import BEN, DANA, MEI, NOON, RUTH, SAM, Room, know_everybody_afresh
from tests.casework.test_nudges import at, heard, post, rungs

ALL_DAY = {"time_zone": "Europe/Berlin", "weekdays": ["00:00-24:00"]}


@pytest.fixture
def clock_room(room: Room) -> Room:
    return timed(room)


def away(*persons: str) -> list[dict[str, Any]]:
    return [{"person": one, "first": date(2026, 1, 1), "last": date(2027, 1, 1)} for one in persons]


def offered(room: Room, **how: Any) -> None:
    room.open_case(**how)
    room.post_everything()


def later(room: Room, **after: float) -> None:
    room.clock.push(timedelta(**after))
    room.own(know_everybody_afresh)


def digest(room: Room) -> DigestFacts:
    with Session(room.engine) as session:
        work = room.work(session, RUTH)
        whose = reader(work, RUTH)
        return facts_for(work, whose, work.now.astimezone(whose.zone).date(), EVERYTHING)


def test_what_the_csm_owes_stands_on_the_desk_when_they_manage_too_and_are_away(clock_room: Room) -> None:
    room = timed(clock_room, away=away(RUTH))
    offered(room, by=RUTH)
    room.do(handoffs.decline, 1, reason="Not ours", by=MEI)
    post(room)
    for hours in (4.1, 6.1, 22):
        at(room, hours=hours)
    assert [one.kind for one in live(room)] == [PromiseKind.DECIDE]
    assert room.told(NudgedDesk)


def test_an_offer_of_whom_everybody_above_is_away_goes_back_all_the_same(clock_room: Room) -> None:
    room = timed(clock_room, away=away(RUTH, SAM))
    offered(room, by=RUTH)
    for hours in (4.1, 6.1, 22, 23, 30, 48, 75):
        at(room, hours=hours)
    assert room.told(NudgedDesk)
    assert room.handoff().status == "lapsed"


def test_a_higher_severity_does_not_wipe_out_how_long_it_has_been_overdue(clock_room: Room) -> None:
    room = clock_room
    offered(room, severity=Severity.HIGH)
    at(room, hours=5)
    assert digest(room).stalled.lines[0].overdue == timedelta(hours=4)
    room.do(keeping.change_severity, 1, severity=Severity.CRITICAL, reason="", by=DANA)
    assert live(room)[0].due_at == NOON + timedelta(minutes=15)
    assert digest(room).stalled.lines[0].overdue == timedelta(hours=4, minutes=45)


def test_an_offers_clock_begins_with_its_card_whatever_became_of_its_severity(clock_room: Room) -> None:
    room = clock_room
    room.open_case(severity=Severity.HIGH)
    later(room, minutes=10)
    room.do(keeping.change_severity, 1, severity=Severity.CRITICAL, reason="", by=DANA)
    later(room, hours=3)
    room.post_everything()
    assert live(room)[0].due_at == room.clock() + timedelta(minutes=15)
    tick(room)
    assert rungs(room) == []


def test_more_time_is_nobodys_movement(clock_room: Room) -> None:
    room = clock_room
    offered(room, severity=Severity.CRITICAL)
    at(room, minutes=13)
    room.do(keeping.change_severity, 1, severity=Severity.LOW, reason="Calmer", by=DANA)
    first = room.rows(Promise)[0]
    with Session(room.engine) as session:
        assert owing.facts(room.work(session), [first.id or 0])[first.id or 0].is_replaced
    assert first.outcome is Outcome.MOOT
    assert digest(room).praise.owed == 0


def test_a_pause_that_is_over_stalls_once_and_is_not_put_aside_as_well(clock_room: Room) -> None:
    room = clock_room
    offered(room)
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.pause, 1, reason="Parts", until=NOON + timedelta(hours=20), by=MEI)
    assert digest(room).paused.total == 1
    at(room, hours=20, minutes=1)
    at(room, days=2)
    found = digest(room)
    assert [line.kind for line in found.stalled.lines] == [PromiseKind.RESUME]
    assert (found.paused.total, found.paused.lines) == (0, ())


def test_a_message_to_the_former_csm_says_who_has_it_now(clock_room: Room) -> None:
    room = clock_room
    offered(room)
    room.do(handoffs.decline, 1, reason="Not ours", by=MEI)
    post(room)
    at(room, hours=4, minutes=1)
    assert heard(room) == [(DANA, "100")]
    (row,) = (one for one in room.rows(Outgoing) if one.notice["kind"] == Reminders.__name__)
    room.do(cases.take_over, 1, by=BEN)
    after = next(one for one in room.rows(Outgoing) if one.id == row.id)
    assert after.revision > row.revision


def test_nudge_now_says_when_they_are_really_reminded(clock_room: Room) -> None:
    room = timed(clock_room, hours=ALL_DAY)
    later(room, hours=4)
    offered(room)
    room.do(handoffs.accept, 1, by=MEI)
    promise = live(room)[0].id
    room.do(keeping.remind_later, promise, timedelta(hours=24), by=MEI)
    said = room.do(keeping.nudge_now, promise, by=RUTH)
    assert said.startswith("Mei Tanaka is not to be disturbed now; I remind them on Tuesday at ")


def test_a_lead_is_told_that_it_is_theirs_to_give(clock_room: Room) -> None:
    offered(clock_room)
    at(clock_room, hours=4, minutes=1)
    with pytest.raises(Refusal, match=r"You lead them yourself: \*Re-assign\*"):
        clock_room.do(keeping.nudge_now, live(clock_room)[0].id, by=SAM)


def test_what_was_nudged_now_was_nudged_by_the_digests_account(clock_room: Room) -> None:
    room = clock_room
    offered(room)
    room.do(handoffs.accept, 1, by=MEI)
    at(room, hours=4, minutes=1)
    first = digest(room).stalled.lines[0].nudged_at
    later(room, minutes=61)
    room.do(keeping.nudge_now, live(room)[0].id, by=RUTH)
    tick(room)
    assert first is not None
    assert digest(room).stalled.lines[0].nudged_at == first + timedelta(minutes=61)


def test_a_rung_that_names_the_thread_writes_there_whoever_else_it_tells(clock_room: Room) -> None:
    room = timed(clock_room, ladder={"rungs": [{"at": "100%", "tell": ["thread", "owner"]}]})
    offered(room)
    room.do(handoffs.accept, 1, by=MEI)
    at(room, hours=4, minutes=1)
    assert heard(room) == [(MEI, "100")]
    assert len(room.told(Nudged)) == 1


def test_a_department_that_is_stuck_hears_that_it_became_critical(clock_room: Room) -> None:
    room = clock_room
    offered(room)
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.pause, 1, reason="Parts", until=NOON + timedelta(days=9), by=MEI)
    room.do(keeping.change_severity, 1, severity=Severity.CRITICAL, reason="", by=DANA)
    told = [one for one in room.rows(Outgoing) if one.notice["kind"] == "SeverityChanged"]
    assert [one.notice["due_at"] for one in told] == [None, None]
    assert len({one.channel for one in told}) == 2


def test_remind_me_pressed_twice_reminds_all_the_same(clock_room: Room) -> None:
    room = clock_room
    offered(room)
    room.do(handoffs.accept, 1, by=MEI)
    promise = live(room)[0].id
    for _ in range(2):
        room.do(keeping.remind_later, promise, timedelta(hours=1), by=MEI)
    at(room, hours=1, minutes=1)
    assert [who for who, rung in heard(room) if rung.startswith("later:")] == [MEI]
    assert live(room)[0].told_at is not None


def test_still_mine_makes_no_pause_longer(clock_room: Room) -> None:
    room = timed(clock_room, ladder={"longest_pause": "2d"})
    offered(room)
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.pause, 1, reason="Parts", until=NOON + timedelta(days=1), by=MEI)
    at(room, days=1, minutes=1)
    room.do(keeping.still_mine, 1, by=MEI)
    with pytest.raises(Refusal):
        room.do(handoffs.pause, 1, reason="Parts", until=NOON + timedelta(days=2, hours=1), by=MEI)


def test_a_pause_and_another_severity_break_no_promise(clock_room: Room) -> None:
    room = clock_room
    offered(room)
    room.do(handoffs.accept, 1, by=MEI)
    later(room, hours=1)
    room.do(handoffs.pause, 1, reason="Parts", until=NOON + timedelta(days=1), by=MEI)
    later(room, hours=3)
    room.do(keeping.change_severity, 1, severity=Severity.HIGH, reason="", by=DANA)
    done = {"found": "A typo", "to_tell": "Mended", "root_cause": None}
    room.do(handoffs.finish, 1, **done, by=MEI)
    ended = [one.outcome for one in room.rows(Promise) if one.kind is PromiseKind.PROGRESS]
    assert ended == [Outcome.KEPT]
