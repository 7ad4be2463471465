"""What a digest finds in a past that was written by hand. The day is Monday 23 November 2026, in New York."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from casework.digests.facts import EVERY, facts_for
from casework.digests.scopes import EVERYTHING, Scope
from casework.quiet import Reader
from config.handbook import Handbook
from models.case import CaseStatus, Severity
from models.digest_facts import DigestFacts, GroupFacts, Speed, Tally
from models.handoff import HandoffStatus
from models.promise import Outcome, Promise, PromiseKind
from tests.casework.digests import past
from tests.casework.digests.past import at
from tests.casework.room import DANA, MEI, PRIYA, SAM, Room
from tests.house import PLAIN

MONDAY, NEW_YORK = date(2026, 11, 23), ZoneInfo("America/New_York")
BILLING = Scope(("billing",))
NINE_TO_FIVE = {"time_zone": "America/New_York", "weekdays": ["09:00-17:00"]}
OFFICE = Handbook.model_validate({**PLAIN.model_dump(exclude_unset=True), "hours": NINE_TO_FIVE})


def digest(room: Room, scope: Scope = EVERYTHING, **more: Any) -> DigestFacts:
    with Session(room.engine) as session:
        reader = Reader("U0RUTHABARA", "Ruth Abara", NEW_YORK, OFFICE.hours_of(None))
        return facts_for(room.work(session), reader, MONDAY, scope, **more)


def group(facts: DigestFacts, key: str) -> GroupFacts:
    return next(one for one in facts.groups if one.key == key)


@pytest.fixture(autouse=True)
def _office(room: Room) -> None:
    """It is 8:30 in New York, where everybody works from nine to five."""
    room.handbook = OFFICE
    room.clock.push(at(23, 13, 30) - room.clock())


def test_an_empty_desk_has_nothing_to_tell(room: Room) -> None:
    facts = digest(room)
    assert (facts.stalled.total, facts.paused.total, facts.broken.total, facts.sleeping.total) == (0, 0, 0, 0)
    assert [one.name for one in facts.groups] == ["Billing", "Engineering", "Logistics", "Legal", "The desk"]
    assert facts.praise.fastest is None


def test_what_is_past_its_time_stalls_the_oldest_first(room: Room) -> None:
    past.case(room, 1)
    past.case(room, 2)
    offer = past.handoff(room, 1, "billing", at(20, 14))
    held = past.taken(room, 2, "engineering", at(19, 14), 30, by=PRIYA)
    young = past.promise(room, PromiseKind.ACCEPT, 1, at(20, 21), handoff_id=offer.id, department="billing")
    old = past.promise(
        room, PromiseKind.PROGRESS, 2, at(20, 15), handoff_id=held.id, department="engineering", person=PRIYA
    )
    past.promise(room, PromiseKind.DECIDE, 1, at(23, 13, 31), person=DANA)
    facts = digest(room)
    assert [line.promise for line in facts.stalled.lines] == [old.id, young.id]
    assert [line.owner for line in facts.stalled.lines] == ["Priya Raman", None]
    assert [line.department for line in facts.stalled.lines] == ["Engineering", "Billing"]
    assert [line.overdue for line in facts.stalled.lines] == [timedelta(hours=7), timedelta(hours=1)]
    assert (group(facts, "billing").stalled, group(facts, "billing").oldest) == (1, timedelta(hours=1))
    assert group(facts, "").stalled == 0


def test_a_critical_case_stands_before_older_ones(room: Room) -> None:
    past.case(room, 1)
    past.case(room, 2, severity=Severity.CRITICAL)
    past.promise(room, PromiseKind.DECIDE, 1, at(19, 15), person=DANA)
    past.promise(room, PromiseKind.DECIDE, 2, at(20, 15), person=DANA)
    assert [line.case.number for line in digest(room).stalled.lines] == [2, 1]


def test_what_is_due_by_the_readers_evening_is_named_before_it_stalls(room: Room) -> None:
    past.case(room, 1)
    late = past.promise(room, PromiseKind.DECIDE, 1, at(20, 15), person=DANA)
    offer = past.handoff(room, 1, "billing", at(23, 13))
    owed = {"handoff_id": offer.id, "department": "billing"}
    past.promise(room, PromiseKind.ACCEPT, 1, at(24, 4, 59), **owed)
    past.promise(room, PromiseKind.PROGRESS, 1, at(24, 5, 1), **owed)
    past.promise(
        room, PromiseKind.RESUME, 1, at(23, 20), paused_at=at(23, 9), paused_until=at(23, 20), **owed
    )
    due = digest(room).due_today
    assert [(line.kind, line.department) for line in due.lines] == [(PromiseKind.ACCEPT, "Billing")]
    assert due.total == 1
    assert digest(room, BILLING).due_today == due
    assert [line.promise for line in digest(room).stalled.lines] == [late.id]


def test_what_was_put_back_since_was_taken_all_the_same_and_by_whoever_took_it(room: Room) -> None:
    past.case(room, 1)
    turn = past.handoff(room, 1, "billing", at(20, 15))
    past.took(room, turn, at(20, 15), at(20, 15, 20), by=MEI)
    past.took(room, turn, at(20, 16), at(20, 16, 10), by=PRIYA)
    past.ended(
        room, PromiseKind.ACCEPT, 1, at(20, 17), Outcome.KEPT, handoff_id=turn.id, department="billing"
    )
    facts = digest(room)
    assert group(facts, "billing").accepted == Tally(yesterday=2, week=2)
    assert (facts.praise.fastest, facts.praise.within) == ("Priya Raman", timedelta(minutes=10))


def test_what_a_lead_gave_to_somebody_counts_and_makes_nobody_the_fastest(room: Room) -> None:
    past.case(room, 1)
    turn = past.handoff(room, 1, "billing", at(20, 15))
    past.took(room, turn, at(20, 15), at(20, 15, 20), by=SAM, what="assigned")
    facts = digest(room)
    assert group(facts, "billing").accepted == Tally(yesterday=1, week=1)
    assert facts.praise.fastest is None


def test_what_csms_owe_is_the_desks(room: Room) -> None:
    past.case(room, 1)
    asked = past.handoff(room, 1, "billing", at(20, 14))
    past.promise(room, PromiseKind.ANSWER, 1, at(20, 15), handoff_id=asked.id, person=DANA)
    facts = digest(room)
    assert group(facts, "").stalled == 1
    assert facts.stalled.lines[0].department == "Billing"
    assert facts.stalled.lines[0].owner == "Dana Okafor"
    assert digest(room, BILLING).stalled.total == 0


def test_the_last_nudge_is_told(room: Room) -> None:
    past.case(room, 1)
    owed = past.promise(room, PromiseKind.DECIDE, 1, at(20, 15), person=DANA)
    past.nudge(room, owed.id, 100, at(20, 15))
    past.nudge(room, owed.id, 150, at(20, 18))
    assert digest(room).stalled.lines[0].nudged_at == at(20, 18)


def test_what_is_put_aside_does_not_stall(room: Room) -> None:
    past.case(room, 1)
    held = past.taken(room, 1, "billing", at(19, 14), 30, by=MEI)
    pause = {
        "paused_at": at(20, 15),
        "paused_until": at(27, 15),
        "pause_reason": "The bank answers on Friday.",
    }
    past.promise(
        room,
        PromiseKind.PROGRESS,
        1,
        at(20, 15),
        handoff_id=held.id,
        department="billing",
        person=MEI,
        **pause,
    )
    facts = digest(room)
    assert (facts.stalled.total, facts.paused.total, group(facts, "billing").paused) == (0, 1, 1)
    line = facts.paused.lines[0]
    assert (line.reason, line.until, line.owner) == ("The bank answers on Friday.", at(27, 15), "Mei Tanaka")


def test_promises_to_customers_are_told_while_owed_and_the_day_after_they_broke(room: Room) -> None:
    for number in range(1, 6):
        past.case(room, number)
    past.promise(room, PromiseKind.TELL, 1, at(20, 15), person=DANA)
    past.ended(room, PromiseKind.UPDATE, 2, at(20, 18), Outcome.LATE)
    past.ended(room, PromiseKind.TELL, 3, at(20, 18), Outcome.KEPT)
    past.ended(room, PromiseKind.TELL, 4, at(19, 18), Outcome.LATE)
    past.ended(room, PromiseKind.PROGRESS, 5, at(20, 18), Outcome.LAPSED, department="billing")
    facts = digest(room)
    assert [(line.case.number, line.is_owed) for line in facts.broken.lines] == [(1, True), (2, False)]
    assert facts.broken.total == 2
    assert digest(room, BILLING).broken.total == 0


def test_cases_passed_around_nobodys_and_asleep(room: Room) -> None:
    for number in (1, 2, 3, 4):
        past.case(room, number)
    past.case(room, 5, moved_at=at(15, 12))
    past.case(room, 6, status=CaseStatus.CLOSED, moved_at=at(1, 12))
    past.case(room, 7, csm="U0ELIFORMER")
    for number, departments in {1: ("billing", "legal", "engineering"), 2: ("billing", "legal")}.items():
        for department in departments:
            past.handoff(room, number, department, at(19, 14))
    past.handoff(room, 7, "legal", at(19, 14))
    past.handoff(room, 5, "logistics", at(14, 14))
    past.handoff(room, 4, "billing", at(19, 14), status=HandoffStatus.DECLINED)
    facts = digest(room, most=EVERY)
    assert [(line.case.number, line.handoffs) for line in facts.passed_around.lines] == [(1, 3)]
    assert {(line.case.number, line.is_csm_gone) for line in facts.nobodys.lines} == {
        (3, False),
        (4, False),
        (7, True),
    }
    assert [line.case.number for line in facts.sleeping.lines] == [5]
    assert digest(room, Scope(("logistics",))).sleeping.total == 1
    assert digest(room, BILLING).sleeping.total == 0
    assert digest(room, BILLING).nobodys.total == 0
    assert digest(room, BILLING).passed_around.total == 1


def test_yesterday_is_the_working_day_before_and_what_came_on_the_weekend(room: Room) -> None:
    for number in range(1, 6):
        past.case(room, number)
    past.handoff(room, 1, "billing", at(20, 5))  # Friday in New York began at 5:00 UTC
    past.handoff(room, 2, "billing", at(20, 4, 59))
    past.handoff(room, 3, "billing", at(22, 12))
    past.handoff(room, 4, "billing", at(23, 5))  # Monday
    past.handoff(room, 5, "billing", at(16, 4, 59))  # before the five days
    facts = digest(room)
    assert facts.yesterday == date(2026, 11, 20)
    assert group(facts, "billing").offered == Tally(yesterday=2, week=3)
    assert [(one.day.day, one.offered) for one in facts.trend] == [
        (16, 0),
        (17, 0),
        (18, 0),
        (19, 1),
        (20, 2),
    ]


def test_lengths_are_working_time_in_the_departments_hours(room: Room) -> None:
    for number in range(1, 12):
        past.case(room, number)
    for number, minutes in enumerate((10, 20, 30, 40, 50, 60, 70, 80, 90, 100), start=1):
        past.taken(room, number, "billing", at(20, 15), minutes, by=MEI)
    past.taken(room, 11, "billing", at(19, 21, 30), 18 * 60, by=MEI)  # half past four until half past ten
    to_accept = group(digest(room), "billing").to_accept
    assert to_accept.yesterday == Speed(timedelta(minutes=60), timedelta(minutes=100))
    assert group(digest(room), "billing").accepted == Tally(yesterday=11, week=11)


def test_what_is_done_is_timed_from_when_it_was_taken(room: Room) -> None:
    past.case(room, 1)
    past.case(room, 2)
    past.done(room, 1, "legal", at(20, 15), 45)
    past.done(room, 2, "legal", at(17, 15), 15)
    legal = group(digest(room), "legal")
    assert legal.done == Tally(yesterday=1, week=2)
    assert legal.to_finish.yesterday == Speed(timedelta(minutes=45), timedelta(minutes=45))
    assert legal.to_finish.week == Speed(timedelta(minutes=15), timedelta(minutes=45))
    assert [one.done for one in digest(room).trend] == [0, 1, 0, 0, 1]


def test_who_answered_fastest_is_praised(room: Room) -> None:
    for number in range(1, 5):
        past.case(room, number)
    past.taken(room, 1, "billing", at(20, 15), 12, by=MEI)
    past.taken(room, 2, "billing", at(20, 15), 14, by=MEI)
    past.taken(room, 3, "engineering", at(20, 15), 5, by=PRIYA)  # once is no habit
    past.ended(room, PromiseKind.ACCEPT, 1, at(20, 16), Outcome.KEPT, department="billing")
    past.ended(room, PromiseKind.ACCEPT, 2, at(20, 16), Outcome.LATE, department="billing")
    past.ended(room, PromiseKind.ACCEPT, 3, at(20, 16), Outcome.MOOT, department="engineering")
    praise = digest(room).praise
    assert (praise.fastest, praise.taken, praise.within) == ("Mei Tanaka", 2, timedelta(minutes=12))
    assert (praise.kept, praise.owed) == (4, 5)
    assert digest(room, Scope(("engineering",))).praise.fastest == "Priya Raman"
    assert [one.broken for one in digest(room).trend] == [0, 0, 0, 0, 1]


def test_a_lead_sees_their_department_and_no_other(room: Room) -> None:
    past.case(room, 1)
    past.case(room, 2)
    for number, department in ((1, "billing"), (2, "legal")):
        held = past.taken(room, number, department, at(20, 15), 30, by=MEI)
        past.promise(
            room,
            PromiseKind.PROGRESS,
            number,
            at(20, 18),
            handoff_id=held.id,
            department=department,
            person=MEI,
        )
    facts = digest(room, BILLING)
    assert [one.key for one in facts.groups] == ["billing"]
    assert [line.case.number for line in facts.stalled.lines] == [1]
    assert facts.trend[-1].offered == 1
    assert facts.stalled.total == 1


def test_lines_are_few_and_the_number_is_whole(room: Room) -> None:
    for number in range(1, 9):
        past.case(room, number)
        past.promise(room, PromiseKind.DECIDE, number, at(20, 15, number), person=DANA)
    facts = digest(room, most=2)
    assert [line.case.number for line in facts.stalled.lines] == [1, 2]
    assert facts.stalled.total == 8


def test_what_stalls_is_compared_with_the_same_hour_before(room: Room) -> None:
    """It is half past eight on Monday; before that it was on Friday, and a week ago on Monday."""
    for number in range(1, 6):
        past.case(room, number)
    past.promise(room, PromiseKind.DECIDE, 1, at(23, 13), person=DANA)
    past.promise(room, PromiseKind.DECIDE, 2, at(20, 13), person=DANA)
    past.promise(room, PromiseKind.DECIDE, 3, at(13, 13), person=DANA)
    past.ended(room, PromiseKind.DECIDE, 4, at(19, 13), Outcome.LATE)
    owed = {"due_at": at(13, 13), "opened_at": at(12, 13), "runs_from": at(12, 13)}
    past.keep(
        room,
        Promise(
            kind=PromiseKind.DECIDE,
            case_number=5,
            allowed_seconds=3600,
            ended_at=at(18, 13),
            outcome=Outcome.LATE,
            **owed,
        ),
    )
    desk = group(digest(room), "")
    assert (desk.stalled, desk.stalled_before, desk.stalled_last_week) == (3, 2, 2)
