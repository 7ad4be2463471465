"""A status is told as Slack tells it, and ends by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox import statuses
from sandbox.company import DANA, MEI, PRIYA
from tests.house import until
from tests.sandbox.test_web_api import error

TUESDAY_IN_KOLKATA = datetime(2026, 5, 11, 20, 0, tzinfo=UTC)
END_OF_TUESDAY = datetime(2026, 5, 12, 18, 29, 59, tzinfo=UTC)


def told(sandbox) -> list[tuple[str, str]]:
    """(event, status text) of what was sent about people."""
    events = [delivery.event for delivery in sandbox.deliveries.log]
    return [
        (one["type"], one["user"]["profile"]["status_text"]) for one in events if "profile" in one["user"]
    ]


async def test_a_chosen_status_is_in_both_profiles_and_told_twice(sandbox, client):
    statuses.choose(sandbox.workspace, sandbox.workspace.people[MEI.id], "holiday")
    whole = (await client.users_info(user=MEI.id))["user"]["profile"]
    profile = (await client.users_profile_get(user=MEI.id))["profile"]
    assert profile == whole
    assert (profile["status_text"], profile["status_emoji"]) == ("Vacationing", ":palm_tree:")
    assert profile["status_expiration"] > sandbox.clock.epoch() + 7 * 86400
    assert told(sandbox) == [("user_change", "Vacationing"), ("user_status_changed", "Vacationing")]
    assert await error(client.users_profile_get(user="U0NOBODY00")) == "user_not_found"


async def test_a_status_ends_when_the_clock_is_pushed_past_it(sandbox):
    person = sandbox.workspace.people[DANA.id]
    await sandbox.actor("dana").set_status("Lunch", ":coffee:", until=sandbox.clock() + timedelta(hours=1))
    sandbox.clock.push(timedelta(minutes=30))
    assert person.status_text == "Lunch"
    sandbox.clock.push(timedelta(minutes=31))
    assert (person.status_text, person.status_emoji, person.status_expiration) == ("", "", 0)
    assert told(sandbox)[2:] == [("user_change", ""), ("user_status_changed", "")]


async def test_a_status_ends_by_itself(sandbox):
    person = sandbox.workspace.people[DANA.id]
    await sandbox.actor("dana").set_status("A moment", until=sandbox.clock() + timedelta(seconds=1))
    await until(lambda: not person.status_text, 5, "the status to end")


def test_a_sick_day_ends_with_the_persons_own_day():
    sick = next(one for one in statuses.CHOICES if one.kind == "sick")
    assert sick.ends(PRIYA, TUESDAY_IN_KOLKATA) == END_OF_TUESDAY.timestamp()


async def test_a_status_that_is_not_offered_is_refused(sandbox):
    with pytest.raises(LookupError, match="no status 'lazy'"):
        statuses.choose(sandbox.workspace, sandbox.workspace.people[MEI.id], "lazy")
