"""What the bot sends is checked against Slack's reference, call by call, whenever a house is closed."""

import pytest

from tests import oracle
from tests.house import open_house
from tests.story.steps import open_case


@pytest.mark.skipif(not oracle.is_here(), reason=oracle.ABSENT)
def test_the_judge_sees_what_is_wrong() -> None:
    too_long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    wrong = {
        "method": "chat.postMessage",
        "args": {"channel": "C0BILLING01", "text": "x", "blocks": [too_long]},
    }
    assert oracle.errors([wrong]) != []
    assert oracle.errors([{"method": "chat.nonsense", "args": {}}]) != []


@pytest.mark.skipif(not oracle.is_here(), reason=oracle.ABSENT)
async def test_every_call_of_a_case_passes(sqlite_url: str) -> None:
    async with open_house(sqlite_url) as house:
        await open_case(house)
        calls = house.sandbox.ledger.calls
    assert {"chat.postMessage", "views.open", "__options__", "users.info"} <= {
        call["method"] for call in calls
    }
    assert oracle.errors(calls) == []
