"""What people say in their status, and whether it means that they are away."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.statuses import LONGEST, Absence, absence_of
from models.database import open_engine
from models.member import Member
from tests.casework.room import RUTH
from tests.house import open_house, until

CHRISTMAS = datetime(2026, 12, 24, 23, 59, 59, tzinfo=UTC)

AWAY = [
    ("Vacationing", ":palm_tree:"),
    ("Out sick", ":face_with_thermometer:"),
    ("", ":palm_tree:"),
    ("Lisbon!", ":palm_tree:"),
    ("On vacation until next week", ""),
    ("HOLIDAY", ":tada:"),
    ("PTO", ""),
    ("OOO - urgent things to Ben", ":airplane:"),
    ("Out of office", ""),
    ("out-of-the-office", ""),
    ("Out until Monday", ""),
    ("Sick, back soon", ""),
    ("Ill", ""),
    ("On leave", ":baby:"),
    ("Parental leave until March", ""),
    ("Day off", ""),
    ("off", ""),
    ("Away", ""),
    ("Im  Urlaub", ""),
    ("Not working: sick", ""),
]

THERE = [
    ("", ""),
    ("In a meeting", ":spiral_calendar_pad:"),
    ("Commuting", ":bus:"),
    ("Working remotely", ":house_with_garden:"),
    ("Working from the beach", ":palm_tree:"),
    ("Lunch", ":bento:"),
    ("A bit ill, WFH", ":face_with_thermometer:"),
    ("Back from vacation", ":palm_tree:"),
    ("Vacation next week!", ""),
    ("PTO tomorrow", ""),
    ("Vacation soon", ":palm_tree:"),
    ("Happy holidays!", ":christmas_tree:"),
    ("I'll answer right away", ""),
    ("Away from my desk", ""),
    ("Out for lunch", ""),
    ("Leave a message", ""),
    ("Spill-proof", ""),
    ("Homesick", ""),
    ("Skills workshop", ""),
    ("Offline maps", ""),
]


@pytest.mark.parametrize(("text", "emoji"), AWAY)
def test_a_status_says_that_somebody_is_away(text: str, emoji: str) -> None:
    profile = {"status_text": text, "status_emoji": emoji, "status_expiration": 0}
    assert absence_of(profile) == Absence(text or emoji)


@pytest.mark.parametrize(("text", "emoji"), THERE)
def test_any_other_status_does_not(text: str, emoji: str) -> None:
    profile = {"status_text": text, "status_emoji": emoji, "status_expiration": 1_800_000_000}
    assert absence_of(profile) == Absence()


def test_a_status_ends_when_slack_says_so() -> None:
    profile = {"status_text": "PTO", "status_emoji": "", "status_expiration": int(CHRISTMAS.timestamp())}
    assert absence_of(profile) == Absence("PTO", CHRISTMAS)


@pytest.mark.parametrize("profile", [{}, {"status_text": None, "status_emoji": None}])
def test_who_has_no_status_is_there(profile: dict[str, None]) -> None:
    assert absence_of(profile) == Absence()


def test_an_end_that_no_calendar_reaches_is_none_and_a_text_without_end_is_cut() -> None:
    profile = {"status_text": "sick " * 100, "status_expiration": 10**14}
    found = absence_of(profile)
    assert (len(found.note), found.until) == (LONGEST, None)


async def test_slack_tells_of_a_holiday_and_of_its_end(sqlite_url: str) -> None:
    """Ruth is a manager, so she is asked about again though she presses nothing."""
    async with open_house(sqlite_url, liaison_tick_seconds=0.2) as house:
        engine = open_engine(sqlite_url)

        def remembered() -> Absence | None:
            with Session(engine) as session:
                ruth = session.get(Member, RUTH)
                return ruth and Absence(ruth.away_note, ruth.away_until)

        await until(lambda: remembered() == Absence(), 10, "Ruth to be known")
        ends = house.sandbox.clock().replace(microsecond=0) + timedelta(days=3)
        await house.actor("ruth").set_status("Vacationing", ":palm_tree:", until=ends)
        await until(lambda: remembered() == Absence("Vacationing", ends), 10, "her holiday to be known")
        await house.actor("ruth").set_status("In a meeting", ":spiral_calendar_pad:")
        await until(lambda: remembered() == Absence(), 10, "her return to be known")
        engine.dispose()
