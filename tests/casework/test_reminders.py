"""Direct messages: in the reader's day, together, not too many, and to somebody who is there."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from casework import due, errands, handoffs, keeping, nudges, outbox, stories, telling
from casework.people import NeedsLookup
from casework.work import Work
from models.case_notices import DeliveryFailed
from models.clock_notices import NudgedDesk, Reminders
from models.member import Member, Standing
from models.notices import from_row
from models.outgoing import Delivery, Outgoing
from models.promise import Promise, Reminder, Via
from models.refusal import Refusal
from tests.casework.carrier import Carrier
from tests.casework.clock_room import tick, timed
from tests.casework.room import DANA, MEI, NOON, OLA, RUTH, SAM, Room, know_everybody_afresh

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def clock_room(room: Room) -> Room:
    timed(room)
    room.own(live_in, "Europe/Berlin")
    return room


def live_in(work: Work, zone: str) -> None:
    for member in work.session.exec(select(Member)):
        member.time_zone = zone


def describe(work: Work, person: str, **facts: object) -> None:
    member = work.session.get(Member, person)
    assert member is not None
    for name, value in facts.items():
        setattr(member, name, value)


def taken(room: Room, *titles: str) -> None:
    """Cases that Mei has taken, each with its card in Slack."""
    for number, title in enumerate(titles, start=len(room.rows(Reminder)) + 1):
        room.open_case(title)
        room.post_everything()
        room.do(handoffs.accept, number, by=MEI)


def at(room: Room, **after: float) -> None:
    room.clock.push(NOON + timedelta(**after) - room.clock())
    room.own(know_everybody_afresh)
    tick(room)


def messages(room: Room, person: str = MEI) -> list[Outgoing]:
    return [row for row in room.rows(Outgoing) if row.recipient == person and not row.is_gone]


def waiting(room: Room) -> list[tuple[str, str, datetime]]:
    rows = [one for one in room.rows(Reminder) if one.batch is None and one.dropped_at is None]
    return [(one.person, one.rung, one.not_before) for one in rows]


def test_what_is_due_together_is_one_message(clock_room: Room) -> None:
    taken(clock_room, "One", "Two", "Three")
    at(clock_room, hours=4)
    (message,) = messages(clock_room)
    batches = {one.batch for one in clock_room.rows(Reminder)}
    assert batches == {message.notice["batch"]}
    assert len(clock_room.rows(Reminder)) == 3


def test_nobody_is_told_at_night_but_in_the_morning(clock_room: Room) -> None:
    """Mei works from Kolkata for a while: four hours after noon it is half past nine in her evening."""
    room = clock_room
    taken(room, "One")
    room.own(describe, MEI, time_zone="Asia/Kolkata")
    at(room, hours=4)
    assert messages(room) == []
    morning = datetime(2026, 11, 24, 8, tzinfo=ZoneInfo("Asia/Kolkata"))
    assert waiting(room) == [(MEI, "100", morning)]
    room.clock.push(morning - room.clock())
    room.own(know_everybody_afresh)
    tick(room)
    assert len(messages(room)) == 1


def test_who_was_asleep_still_hears_in_the_morning_though_others_heard_meanwhile(clock_room: Room) -> None:
    room = clock_room
    taken(room, "One")
    room.own(describe, MEI, time_zone="Asia/Kolkata")
    for hours in (4, 5.9, 20):
        at(room, hours=hours)
    assert len(messages(room)) == 1
    assert len(messages(room, SAM)) == 1


def test_what_slack_has_not_taken_yet_gives_way_to_what_is_more_urgent(clock_room: Room) -> None:
    """Slack is down for days: when it comes back, a manager reads of one promise in one message."""
    room = clock_room
    taken(room, "One")
    for hours in (4, 20, 22, 24, 45, 48, 69, 72):
        at(room, hours=hours)
    assert len([one for one in room.rows(Reminder) if one.person == RUTH]) > 1
    room.own(know_everybody_afresh)
    carrier = Carrier(room)
    carrier.carry_everything()
    recipients = {row.id: row.recipient for row in room.rows(Outgoing)}
    assert [recipients[one] for one in carrier.posted].count(RUTH) == 1


def test_nobody_is_told_on_a_day_off(clock_room: Room) -> None:
    room = clock_room
    timed(room, hours={"time_zone": "Europe/Berlin", "weekdays": ["09:00-19:00"], "closed": ["2026-11-24"]})
    taken(room, "One")
    room.own(describe, MEI, time_zone="Asia/Kolkata")
    at(room, hours=4)
    ((_, _, not_before),) = waiting(room)
    assert not_before.astimezone(ZoneInfo("Asia/Kolkata")).date() == date(2026, 11, 25)


def test_no_more_a_day_than_the_handbook_says(clock_room: Room) -> None:
    room = clock_room
    timed(room, ladder={"most_a_day": 2})
    for number in range(1, 5):
        room.open_case(f"Case {number}")
        room.post_everything()
        room.do(handoffs.accept, number, by=MEI)
        room.pass_time(minutes=10)
    for minutes in range(0, 50, 10):
        at(room, hours=4, minutes=minutes)
        room.post_everything()
    assert len(messages(room)) == 2
    assert {not_before.astimezone(BERLIN).hour for _, _, not_before in waiting(room)} == {8}


def test_who_is_away_is_passed_over_with_a_note_of_it(clock_room: Room) -> None:
    room = clock_room
    timed(room, away=[{"person": MEI, "first": "2026-11-20", "last": "2026-11-30"}])
    taken(room, "One")
    at(room, hours=4)
    at(room, hours=4, minutes=1)
    assert messages(room) == []
    (reminder,) = [one for one in room.rows(Reminder) if one.batch is not None]
    assert (reminder.person, reminder.rung, reminder.note) == (
        SAM,
        "100",
        "Mei Tanaka is away until 30 November",
    )


def test_a_slack_status_counts_until_it_ends(clock_room: Room) -> None:
    room = clock_room
    taken(room, "One")
    room.own(describe, MEI, away_note="Vacationing", away_until=NOON + timedelta(hours=5))
    at(room, hours=4)
    assert messages(room) == []
    assert {one.person for one in room.rows(Reminder) if one.dropped_at is None} == {SAM}


def test_when_the_lead_is_away_too_the_managers_hear(clock_room: Room) -> None:
    room = clock_room
    absent = [{"person": who, "first": "2026-11-20", "last": "2026-11-30"} for who in (MEI, SAM)]
    timed(room, away=absent)
    taken(room, "One")
    for minute in range(3):
        at(room, hours=4, minutes=minute)
    (reminder,) = [one for one in room.rows(Reminder) if one.batch is not None]
    assert reminder.person == RUTH
    assert reminder.note == "Mei Tanaka is away until 30 November; Sam Carter is away until 30 November"


def test_when_everybody_is_away_the_csm_hears_in_the_desk(clock_room: Room) -> None:
    room = clock_room
    absent = [{"person": who, "first": "2026-11-20", "last": "2026-11-30"} for who in (MEI, SAM, RUTH)]
    timed(room, away=absent)
    taken(room, "One")
    for minute in range(4):
        at(room, hours=4, minutes=minute)
    (reminder,) = [one for one in room.rows(Reminder) if one.batch is not None]
    assert (reminder.person, reminder.via) == (DANA, Via.DESK)
    assert len(room.told(NudgedDesk)) == 1


def test_who_left_is_not_written_to(clock_room: Room) -> None:
    room = clock_room
    taken(room, "One")
    room.own(describe, MEI, standing=Standing.DEACTIVATED)
    at(room, hours=4)
    at(room, hours=4, minutes=1)
    assert messages(room) == []
    assert [one.person for one in room.rows(Reminder) if one.batch is not None] == [SAM]


def test_nobody_is_told_of_whom_nothing_fresh_is_known(clock_room: Room) -> None:
    room = clock_room
    taken(room, "One")
    room.clock.push(timedelta(hours=4))
    for one in room.own(due.claim, limit=9):
        room.own(nudges.climb, one)
    with pytest.raises(NeedsLookup):
        room.own(telling.release, MEI)
    assert messages(room) == []


def test_who_asks_to_be_reminded_later_is_and_others_are_told_all_the_same(clock_room: Room) -> None:
    room = clock_room
    taken(room, "One")
    at(room, hours=4)
    room.post_everything()
    until = room.do(keeping.remind_later, 2, timedelta(hours=1), by=MEI)
    assert until == NOON + timedelta(hours=5)
    at(room, hours=4, minutes=59)
    assert len(messages(room)) == 1
    at(room, hours=5)
    assert len(messages(room)) == 2
    at(room, hours=6)
    assert [who for who, *_ in waiting(room)] == [SAM]


@pytest.mark.parametrize("after", [timedelta(minutes=4), timedelta(days=3)])
def test_a_reminder_cannot_be_put_off_for_a_moment_or_for_ever(clock_room: Room, after: timedelta) -> None:
    room = clock_room
    taken(room, "One")
    with pytest.raises(Refusal, match=r"five minutes at least and by 48 hours|2 days at most"):
        room.do(keeping.remind_later, 2, after, by=MEI)


def test_a_message_that_waited_for_slack_into_the_night_waits_for_the_morning(clock_room: Room) -> None:
    room = clock_room
    taken(room, "One")
    at(room, hours=4)
    (message,) = messages(room)
    room.clock.push(timedelta(hours=4))
    room.own(know_everybody_afresh)
    assert message.id not in [one.id for one in room.own(errands.claim)]
    (message,) = messages(room)
    assert message.due_at == datetime(2026, 11, 24, 8, tzinfo=BERLIN)


def test_a_message_whose_cause_went_away_before_it_was_sent_is_not_sent(clock_room: Room) -> None:
    room = clock_room
    taken(room, "One")
    at(room, hours=4)
    room.do(keeping.still_mine, 1, by=MEI)
    room.own(know_everybody_afresh)
    assert MEI not in [one.recipient for one in room.own(errands.claim)]
    assert messages(room) == []


def test_what_slack_does_not_take_for_somebody_goes_to_the_next(clock_room: Room) -> None:
    room = clock_room
    taken(room, "One")
    at(room, hours=4)
    (message,) = messages(room)
    errand = next(one for one in room.own(errands.claim) if one.id == message.id)
    room.own(outbox.hopeless, errand.id, errand.fence, error="user_disabled")
    assert [
        one.recipient for one in room.rows(Outgoing) if one.notice["kind"] == DeliveryFailed.__name__
    ] == [OLA]
    at(room, hours=4, minutes=1)
    assert len(messages(room, SAM)) == 1
    assert [one.note for one in room.rows(Reminder) if one.person == SAM] == ["Mei Tanaka cannot be reached"]


def test_a_manager_can_have_somebody_reminded_at_once_but_not_all_the_time(clock_room: Room) -> None:
    room = clock_room
    taken(room, "One")
    assert room.do(keeping.nudge_now, 2, by=RUTH) == "I remind Mei Tanaka now."
    at(room, minutes=1)
    assert len(messages(room)) == 1
    with pytest.raises(Refusal, match="within the last hour"):
        room.do(keeping.nudge_now, 2, by=RUTH)
    at(room, minutes=62)
    room.do(keeping.nudge_now, 2, by=RUTH)


def test_at_night_a_manager_hears_when_they_will_be_reminded(clock_room: Room) -> None:
    room = clock_room
    taken(room, "One")
    room.own(describe, MEI, time_zone="Asia/Tokyo")
    said = room.do(keeping.nudge_now, 2, by=RUTH)
    assert said == "Mei Tanaka is not to be disturbed now; I remind them on Tuesday at 00:00 your time."
    at(room, minutes=1)
    assert messages(room) == []


def test_what_becomes_due_while_slack_is_down_joins_the_message_that_waits(clock_room: Room) -> None:
    """So the day's number is kept also when all of it goes out at once."""
    room = clock_room
    for number in range(1, 5):
        room.open_case(f"Case {number}")
        room.post_everything()
        room.do(handoffs.accept, number, by=MEI)
        room.pass_time(minutes=10)
    for minutes in range(0, 50, 10):
        at(room, hours=4, minutes=minutes)
    (message,) = messages(room)
    assert len({one.promise_id for one in room.rows(Reminder) if one.batch == message.notice["batch"]}) == 4


def test_a_message_says_what_is_owed_still_whatever_was_done_meanwhile(clock_room: Room) -> None:
    room = clock_room
    for number in range(1, 46):
        room.open_case(f"Case {number}")
    room.post_everything()
    for number in range(1, 46):
        room.do(handoffs.accept, number, by=MEI)
    at(room, hours=4)
    tick(room)
    for number in range(1, 42):
        room.do(keeping.still_mine, number, by=MEI)
    (message,) = messages(room)
    told = room.own(stories.fill, from_row(message.notice), is_new=True)
    assert isinstance(told, Reminders)
    assert (len(told.facts), told.owed) == (4, 4)


def test_a_manager_who_is_away_is_stood_in_for_by_another(clock_room: Room) -> None:
    room = clock_room
    absent = [{"person": DANA, "first": "2026-11-20", "last": "2026-11-30"}]
    timed(room, managers=[DANA, RUTH], away=absent)
    room.open_case()
    room.post_everything()
    room.do(handoffs.decline, 1, reason="Not ours", by=MEI)
    for minute in range(2):
        at(room, hours=4, minutes=minute)
    assert [one.person for one in room.rows(Reminder) if one.batch is not None] == [RUTH]


def test_where_nobody_stands_above_the_csm_hears_again(clock_room: Room) -> None:
    room = clock_room
    timed(room, managers=[])
    room.open_case()
    room.post_everything()
    room.do(handoffs.decline, 1, reason="Not ours", by=MEI)
    for hours in (4, 22.5, 47):
        at(room, hours=hours)
        room.post_everything()
    assert len(messages(room, DANA)) == 3


def test_a_sent_message_is_counted_and_shown_as_sent(clock_room: Room) -> None:
    room = clock_room
    taken(room, "One")
    at(room, hours=4)
    room.post_everything()
    (message,) = messages(room)
    assert message.status is Delivery.SENT


def test_who_asked_to_be_reminded_now_reads_of_the_promise_once(clock_room: Room) -> None:
    """An hour's rest ends as the promise does: its rung and the reminder are due together."""
    room = clock_room
    taken(room, "One")
    at(room, hours=3)
    (promise,) = [one for one in room.rows(Promise) if one.is_live]
    room.do(keeping.remind_later, promise.id, timedelta(hours=1), by=MEI)
    at(room, hours=4)
    (message,) = messages(room)
    told = [one for one in room.rows(Reminder) if one.batch == message.notice["batch"]]
    assert [(one.person, one.rung) for one in told] == [(MEI, "100")]
    assert waiting(room) == []


def test_a_message_that_came_to_nothing_on_its_way_does_not_count(clock_room: Room) -> None:
    """One a day is allowed; the first was settled before Slack had it, so the second may go out today."""
    room = timed(clock_room, ladder={"most_a_day": 1})
    taken(room, "One")
    room.pass_time(hours=1)
    room.open_case("Two")
    room.post_everything()
    room.do(handoffs.accept, 2, by=MEI)
    at(room, hours=4)
    room.do(handoffs.finish, 1, found="A typo", to_tell="Mended", root_cause=None, by=MEI)
    Carrier(room).carry_everything()
    assert messages(room) == []
    at(room, hours=5)
    assert len(messages(room)) == 1
