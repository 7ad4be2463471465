"""``make demo`` as it is started from a terminal, and the workspace's time."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sandbox import loopback
from sandbox.__main__ import main
from sandbox.clock import Clock
from sandbox.company import next_morning
from tests.house import HANDBOOK, open_house


@pytest.mark.parametrize(("option", "another"), [("--port", 3999), ("--bot-port", 3998)])
def test_a_port_that_is_taken_is_named_with_the_way_out(capsys, option, another):
    with loopback.listener() as taken:
        port = taken.getsockname()[1]
        assert main([option, str(port)]) == 2
    sentence = f"Port {port} is taken, perhaps by another demo."
    assert capsys.readouterr().err == f'{sentence} Choose another: make demo ARGS="{option} {another}"\n'


def test_what_is_no_port_is_said_to_be_none(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--port", "99999"])
    assert ended.value.code == 2
    assert "99999 is no port; ports go up to 65535" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-05-12T01:30", "2026-05-11T13:04"),
        ("2026-05-12T20:00", "2026-05-12T13:04"),
        ("2026-05-16T12:00", "2026-05-18T13:04"),
        ("2026-03-08T12:00", "2026-03-09T13:04"),
        ("2026-12-04T12:00", "2026-12-04T14:04"),
        ("2026-11-26T15:00", "2026-11-27T14:04"),
        ("2026-12-25T15:00", "2026-12-28T14:04"),
    ],
)
def test_the_demo_begins_in_the_morning_of_a_working_day(now, morning):
    begins = next_morning(datetime.fromisoformat(now).replace(tzinfo=UTC), HANDBOOK.hours_of(None))
    assert begins == datetime.fromisoformat(morning).replace(tzinfo=UTC)


async def test_a_limit_that_was_used_up_is_free_again_when_the_clock_was_pushed(client, sandbox):
    sandbox.slack.pace.enabled = True
    for _ in range(30):
        for _ in range(4):
            await client.chat_postMessage(channel="C0CSDESK001", text="x")
        sandbox.clock.push(timedelta(days=1))
    assert not [call for call in sandbox.ledger.calls if not call["ok"]]


async def test_a_month_passes_in_a_few_seconds_and_the_bot_keeps_up(sqlite_url):
    async with open_house(sqlite_url, has_page=True, liaison_tick_seconds=0.1) as house:
        push = {"as": "U0DANAOKAFO", "do": "push", "minutes": 1440}
        begun = house.sandbox.clock()
        async with httpx.AsyncClient(base_url=house.sandbox.base_url) as page:
            for n in range(30):
                await house.actor("ben").say("cs-desk", f"Day {n}")
                assert (await page.post("/page/act", json=push)).json()["ok"]
        assert house.sandbox.clock() - begun >= timedelta(days=30)
        dana = house.actor("dana")
        await dana.command("/case", "After a month", "cs-desk")
        assert dana.modal is not None
        limited = [call for call in house.sandbox.ledger.calls if call.get("error") == "ratelimited"]
        refused = [one for one in house.sandbox.deliveries.log if one.answers and not one.answers[0].is_ok]
    assert (limited, refused) == ([], [])


def test_a_stopwatch_never_goes_back():
    clock = Clock(frozen=True)
    begun = clock.stopwatch()
    clock.push(timedelta(hours=1))
    clock.push(-timedelta(hours=5))
    assert clock.stopwatch() - begun >= timedelta(hours=1).total_seconds()
