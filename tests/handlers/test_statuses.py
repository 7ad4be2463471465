"""What somebody who is away was to hear goes to the next further up, from the status to the reminder."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from casework import handoffs
from handlers.answer import Kind
from models.member import Member
from models.promise import Reminder
from sandbox import statuses
from sandbox.clock import Clock
from sandbox.company import MEI, SAM
from sandbox.payloads import user_object
from scheduler import sweep
from tests.casework.clock_room import handbook
from tests.floor import open_floor
from tests.handlers.desk_life import Life

MORNING = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""A Monday: 9:00 where Mei and Sam live, 15:00 in Berlin, by whose hours Billing works here."""


@pytest.fixture
def clock() -> Clock:
    return Clock(start=MORNING, frozen=True)


@pytest.fixture
async def timed(database_url: str, clock: Clock) -> AsyncIterator[Life]:
    """Mei has taken a case of Billing's, whose lead is Sam."""
    async with open_floor(database_url, clock, handbook()) as floor:
        _, handoff = await floor.open_case()
        await floor.do(handoffs.accept, handoff, by=MEI.id)
        yield Life(floor)


async def choose(life: Life, kind: str) -> None:
    """Mei chooses a status on the page, and Slack tells of it."""
    workspace = life.floor.sandbox.workspace
    person = workspace.people[MEI.id]
    statuses.choose(workspace, person, kind)
    await life.answer(Kind.EVENT, life.event("user_change", user=user_object(workspace, person)))


async def told_when_due(life: Life, clock: Clock) -> list[str]:
    """Mei's promise is due in four hours: whose reminder stands then?"""
    clock.push(timedelta(hours=4))
    await sweep.climb(life.floor.desk)
    for _ in range(2):
        await sweep.remind(life.floor.desk, life.floor.office.look_up)
    return [one.person for one in life.floor.rows(Reminder) if one.dropped_at is None]


async def test_who_is_here_is_told(timed: Life, clock: Clock) -> None:
    assert await told_when_due(timed, clock) == [MEI.id]


@pytest.mark.parametrize("kind", ["holiday", "sick"])
async def test_what_somebody_away_was_to_hear_goes_to_their_lead(
    timed: Life, clock: Clock, kind: str
) -> None:
    await choose(timed, kind)
    assert await told_when_due(timed, clock) == [SAM.id]
    (passed_on,) = [one for one in timed.floor.rows(Reminder) if one.person == SAM.id]
    assert "Mei Tanaka is away" in passed_on.note


async def test_who_is_back_is_told_again(timed: Life, clock: Clock) -> None:
    await choose(timed, "sick")
    await choose(timed, "here")
    assert await told_when_due(timed, clock) == [MEI.id]


async def test_a_status_is_remembered_with_its_end_and_never_logged(
    timed: Life, clock: Clock, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await choose(timed, "sick")
    with caplog.at_level(logging.DEBUG):
        await told_when_due(timed, clock)
    (mei,) = [one for one in timed.floor.rows(Member) if one.user_id == MEI.id]
    assert mei.away_note == "Out sick"
    assert mei.away_until == datetime(2026, 11, 24, 4, 59, 59, tzinfo=UTC)
    assert "Out sick" not in caplog.text + "".join(capsys.readouterr())
