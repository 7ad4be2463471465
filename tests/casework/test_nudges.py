"""A promise climbs its ladder: each rung once, the most severe only, and nothing lapses unheard of."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from casework import cases, due, handoffs, keeping, nudges, outbox, telling
from casework.work import Work
from models.case import Severity
from models.clock_notices import Nudged, NudgedDesk, Reminders
from models.handoff import HandoffStatus
from models.handoff_notices import HandoffLapsed, HandoffWentBack
from models.member import Member
from models.outgoing import Delivery, Outgoing
from models.promise import Nudge, Outcome, Promise, PromiseKind, Reminder, Via
from tests.casework.carrier import Carrier
from tests.casework.clock_room import TOMAS, live, reply, tick, timed
from tests.casework.room import BEN, DANA, MEI, NOON, PRIYA, RUTH, SAM, Room, know_everybody_afresh

MORNING = datetime.fromisoformat("2026-11-24T09:30+00:00")


@pytest.fixture
def clock_room(room: Room) -> Room:
    """An offer to Billing whose card stands in Slack: four hours from 13:00 in Berlin, day until 19:00."""
    timed(room)
    room.open_case()
    room.post_everything()
    return room


def at(room: Room, **after: float) -> None:
    """The clock ticks so long after noon, and Slack has everything."""
    room.clock.push(NOON + timedelta(**after) - room.clock())
    room.own(know_everybody_afresh)
    tick(room)
    post(room)


def post(room: Room) -> None:
    for row in room.rows(Outgoing):
        is_due = row.status is Delivery.PENDING and row.due_at <= room.clock() and not row.is_gone
        if row.ts is None and is_due:
            where = {"channel": row.channel or "D0000000001", "ts": room.ts_of(row)}
            room.own(outbox.sent, row.id, revision=row.revision, **where)


def rungs(room: Room) -> list[int]:
    return [one.rung for one in room.rows(Nudge)]


def live_in_berlin(work: Work) -> None:
    for member in work.session.exec(select(Member)):
        member.time_zone = "Europe/Berlin"


def heard(room: Room) -> list[tuple[str, str]]:
    """(who, rung) of every reminder that was sent."""
    return [(one.person, one.rung) for one in room.rows(Reminder) if one.batch is not None]


def test_nothing_is_said_before_three_quarters_of_the_time(clock_room: Room) -> None:
    at(clock_room, hours=2, minutes=59)
    assert rungs(clock_room) == []
    at(clock_room, hours=3)
    assert rungs(clock_room) == [75]
    assert [one.rung for one in clock_room.told(Nudged)] == [75]
    assert heard(clock_room) == []


def test_each_rung_is_climbed_once(clock_room: Room) -> None:
    """200 % is eight hours: six today, two tomorrow from 8:00 UTC on. Sam, the lead, works in New York."""
    for hours in (3, 3, 4, 4.01, 6):
        at(clock_room, hours=hours)
    assert rungs(clock_room) == [75, 100, 150]
    at(clock_room, hours=22)
    assert rungs(clock_room) == [75, 100, 150, 200]
    assert {person for person, _ in heard(clock_room)} <= {SAM, RUTH, DANA}


def test_the_rows_unique_key_is_the_referee(clock_room: Room) -> None:
    at(clock_room, hours=3)
    (nudge,) = clock_room.rows(Nudge)
    with Session(clock_room.engine) as session:
        session.add(Nudge(promise_id=nudge.promise_id, rung=nudge.rung, at=NOON))
        with pytest.raises(IntegrityError):
            session.commit()


def test_who_owns_it_hears_in_person_when_the_time_is_over(clock_room: Room) -> None:
    room = clock_room
    room.do(handoffs.accept, 1, by=MEI)
    at(room, hours=3)
    assert [one.rung for one in room.told(Nudged)] == [75]
    at(room, hours=4)
    assert heard(room) == [(MEI, "100")]
    (message,) = [row for row in room.rows(Outgoing) if row.recipient == MEI]
    assert (message.notice["kind"], message.notice["batch"]) == ("Reminders", 1)


def test_a_department_hears_in_its_thread_while_nobody_owns_it(clock_room: Room) -> None:
    at(clock_room, hours=3)
    at(clock_room, hours=4)
    assert [one.rung for one in clock_room.told(Nudged)] == [100]
    gone = [row for row in clock_room.rows(Outgoing) if row.is_gone]
    assert [row.notice["rung"] for row in gone] == [75]


def test_after_a_long_silence_one_nudge_comes_at_the_right_rung(clock_room: Room) -> None:
    """Two days later: managers and the CSM, and whoever was passed over meanwhile, each once."""
    at(clock_room, days=2, hours=3)
    assert rungs(clock_room) == [200]
    at(clock_room, days=2, hours=4)
    assert sorted(heard(clock_room)) == sorted([(SAM, "200"), (RUTH, "200"), (DANA, "200")])
    assert len(clock_room.told(NudgedDesk)) == 1


def test_an_offer_lapses_to_the_csm_and_not_before_its_people_had_their_time(clock_room: Room) -> None:
    """Told at 200 % only after two days, they have the last third of the ladder from then on."""
    room = clock_room
    at(room, days=2, hours=3)
    at(room, days=2, hours=6)
    assert room.handoff().status is HandoffStatus.OFFERED
    at(room, days=3, hours=1)
    assert room.handoff().status is HandoffStatus.LAPSED
    assert [one.outcome for one in room.rows(Promise) if one.kind is PromiseKind.ACCEPT] == [Outcome.LAPSED]
    assert [one.kind for one in live(room)] == [PromiseKind.DECIDE]
    (notice,) = room.told(HandoffLapsed)
    assert (notice.department, notice.csm_id) == ("Billing", DANA)


def test_nothing_lapses_that_slack_never_showed_to_anybody(clock_room: Room) -> None:
    room = clock_room
    for hours in range(3, 24 * 5, 2):
        room.clock.push(NOON + timedelta(hours=hours) - room.clock())
        room.own(know_everybody_afresh)
        tick(room)
    assert room.handoff().status is HandoffStatus.OFFERED
    assert max(rungs(room)) > 200
    post(room)
    at(room, hours=24 * 6)
    assert room.handoff().status is HandoffStatus.LAPSED


def test_an_offer_whose_card_is_not_there_yet_is_not_climbed(room: Room) -> None:
    timed(room)
    room.open_case()
    room.clock.push(timedelta(hours=5))
    room.own(know_everybody_afresh)
    tick(room)
    assert room.rows(Nudge) == []


def test_without_movement_it_goes_back_to_all_of_the_department(clock_room: Room) -> None:
    room = clock_room
    room.do(handoffs.accept, 1, by=MEI)
    for hours in (3, 4, 6, 22, 26):
        at(room, hours=hours)
    assert room.handoff().status is HandoffStatus.OFFERED
    assert len(room.told(HandoffWentBack)) == 2
    assert [one.kind for one in live(room)] == [PromiseKind.ACCEPT]
    assert [(one.kind, one.outcome) for one in room.rows(Promise) if not one.is_live] == [
        (PromiseKind.ACCEPT, Outcome.KEPT),
        (PromiseKind.PROGRESS, Outcome.LAPSED),
    ]


def test_what_the_csm_owes_never_lapses_and_is_said_again_every_working_day(clock_room: Room) -> None:
    room = clock_room
    room.do(handoffs.decline, 1, reason="Not ours", by=MEI)
    for day in range(5):
        at(room, days=day, hours=5)
    assert rungs(room) == [100, 200, 201, 202, 203]
    assert [one.kind for one in live(room)] == [PromiseKind.DECIDE]


def test_who_was_not_told_yet_is_told_beside_whoever_a_higher_rung_means(clock_room: Room) -> None:
    room = clock_room
    room.do(handoffs.accept, 1, by=MEI)
    room.clock.push(timedelta(hours=4))
    while ids := room.own(due.claim, limit=9):
        for one in ids:
            room.own(nudges.climb, one)
    room.clock.push(timedelta(hours=2))
    while ids := room.own(due.claim, limit=9):
        for one in ids:
            room.own(nudges.climb, one)
    waiting = [(one.person, one.rung) for one in room.rows(Reminder) if one.dropped_at is None]
    assert waiting == [(MEI, "100"), (SAM, "150")]


def test_thanks_are_said_where_the_reminder_stood(clock_room: Room) -> None:
    room = clock_room
    room.do(handoffs.accept, 1, by=MEI)
    at(room, hours=4)
    (before,) = [row.revision for row in room.rows(Outgoing) if row.recipient == MEI]
    reply(room, room.thread_of(1), "On it.", by=MEI)
    (after,) = [row for row in room.rows(Outgoing) if row.recipient == MEI]
    assert (after.revision, after.status) == (before + 1, Delivery.PENDING)
    carried = Carrier(room)
    carried.carry_everything()
    shown = carried.shown[after.id or 0]
    assert isinstance(shown, Reminders)
    assert [(one.promise.outcome, one.promise.ended_by) for one in shown.facts] == [
        (Outcome.KEPT, "Mei Tanaka")
    ]


def test_a_pause_that_is_over_asks_how_it_goes_on(clock_room: Room) -> None:
    room = clock_room
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.pause, 1, reason="The bank", until=NOON + timedelta(days=1, hours=3), by=MEI)
    at(room, days=1, hours=2)
    assert rungs(room) == []
    at(room, days=1, hours=3)
    assert heard(room) == [(MEI, "0")]
    assert room.handoff().paused_until is None
    assert sorted(one.kind for one in live(room)) == [PromiseKind.PROGRESS, PromiseKind.RESUME]
    room.do(keeping.still_mine, 1, by=MEI)
    assert [one.kind for one in live(room)] == [PromiseKind.PROGRESS]


def test_a_claim_lends_a_promise_for_a_minute(clock_room: Room) -> None:
    room = clock_room
    room.clock.push(timedelta(hours=3))
    assert room.own(due.claim, limit=9) == [1]
    assert room.own(due.claim, limit=9) == []
    room.clock.push(timedelta(seconds=61))
    assert room.own(due.claim, limit=9) == [1]


def test_closing_a_case_leaves_no_reminder_behind(clock_room: Room) -> None:
    room = clock_room
    room.do(handoffs.accept, 1, by=MEI)
    room.clock.push(timedelta(hours=4))
    while ids := room.own(due.claim, limit=9):
        for one in ids:
            room.own(nudges.climb, one)
    room.own(know_everybody_afresh)
    room.do(cases.close, 1, told="Done", by=DANA)
    assert live(room) == []
    assert room.own(telling.waiting) == []


def test_the_lead_is_the_departments_own(room: Room) -> None:
    timed(room)
    room.open_case(department="engineering")
    room.post_everything()
    room.do(handoffs.accept, 1, by=PRIYA)
    at(room, hours=6)
    told = {(one.person, one.via) for one in room.rows(Reminder)}
    assert told == {(PRIYA, Via.DIRECT), (TOMAS, Via.DIRECT)}


def test_a_pause_that_was_made_longer_is_asked_about_again(clock_room: Room) -> None:
    room = clock_room
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.pause, 1, reason="The bank", until=NOON + timedelta(hours=1), by=MEI)
    at(room, hours=1)
    room.do(handoffs.pause, 1, reason="Still the bank", until=NOON + timedelta(hours=3), by=MEI)
    at(room, hours=2, minutes=59)
    assert heard(room) == [(MEI, "0")]
    at(room, hours=3)
    assert heard(room) == [(MEI, "0"), (MEI, "0")]


def test_who_does_not_come_back_from_a_pause_loses_it_to_the_department(clock_room: Room) -> None:
    room = clock_room
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.pause, 1, reason="The bank", until=NOON + timedelta(hours=1), by=MEI)
    for hours in (1, 4, 5, 23, 25, 27):
        at(room, hours=hours)
    assert room.handoff().status is HandoffStatus.OFFERED
    gone = [(one.kind, one.outcome) for one in room.rows(Promise) if not one.is_live]
    assert gone == [
        (PromiseKind.ACCEPT, Outcome.KEPT),
        (PromiseKind.PROGRESS, Outcome.MOOT),
        (PromiseKind.RESUME, Outcome.LAPSED),
    ]


def test_whoever_takes_the_case_over_is_told_instead_of_who_had_it(clock_room: Room) -> None:
    room = clock_room
    room.do(handoffs.decline, 1, reason="Not ours", by=MEI)
    room.clock.push(timedelta(hours=4))
    for one in room.own(due.claim, limit=9):
        room.own(nudges.climb, one)
    room.own(know_everybody_afresh)
    room.do(cases.take_over, 1, by=BEN)
    tick(room)
    assert heard(room) == [(BEN, "100")]


def test_more_time_than_people_were_reminded_by_begins_the_ladder_below(clock_room: Room) -> None:
    """Told at 100 % of four hours; of a day's ten hours not half have passed."""
    room = clock_room
    at(room, hours=4)
    room.do(keeping.change_severity, 1, severity=Severity.LOW, reason="It can wait", by=DANA)
    assert [(one.outcome, one.rung) for one in room.rows(Promise)] == [(Outcome.MOOT, 100), (None, 0)]
    (promise,) = live(room)
    assert promise.allowed == timedelta(hours=10)
    assert promise.due_at == NOON + timedelta(hours=24)
    at(room, hours=6)
    assert rungs(room) == [100]


def test_news_for_the_customer_are_reminded_of_before_the_hour_that_was_named(clock_room: Room) -> None:
    """At 13:00 the customer is promised news by 17:00: at 16:00 the CSM hears, whatever the office hours."""
    room = clock_room
    room.do(handoffs.accept, 1, by=MEI)
    room.do(keeping.promise_update, 1, until=NOON + timedelta(hours=4), by=DANA)
    at(room, hours=2, minutes=59)
    assert heard(room) == []
    at(room, hours=3)
    assert heard(room) == [(DANA, "75")]


def test_nothing_lapses_while_all_its_people_are_asleep(room: Room) -> None:
    """Critical, and round the clock: but who was not told yet is no reason to send it back."""
    timed(room, hours="always")
    room.own(live_in_berlin)
    room.clock.push(timedelta(hours=9))
    room.own(know_everybody_afresh)
    room.open_case(severity=Severity.CRITICAL)
    room.post_everything()
    for minutes in range(0, 90, 5):
        at(room, hours=9, minutes=minutes)
    assert room.handoff().status is HandoffStatus.OFFERED
    at(room, hours=26)
    at(room, hours=27)
    assert room.handoff().status is HandoffStatus.LAPSED


def test_the_csms_line_on_the_desk_follows_too(clock_room: Room) -> None:
    room = clock_room
    room.do(handoffs.accept, 1, by=MEI)
    at(room, days=1, hours=3)
    (before,) = [row for row in room.rows(Outgoing) if row.notice["kind"] == NudgedDesk.__name__]
    room.do(keeping.still_mine, 1, by=MEI)
    (after,) = [row for row in room.rows(Outgoing) if row.notice["kind"] == NudgedDesk.__name__]
    assert (after.revision, after.status) == (before.revision + 1, Delivery.PENDING)
