"""Two dozen customers write in the same breath, through Slack's rate limits: every word is kept once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.clock import Clock
from sandbox.server import Sandbox
from tests.bench import crowd
from tests.bench.kept import Kept, kept
from tests.house import MANIFEST, PATIENCE, House, bot_running, settings_for, until

COUNT = 60


@pytest.fixture
async def street(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    clock, handbook = Clock(), crowd.write_handbook(tmp_path)
    crowd.bind_everybody(database_url, clock, handbook)
    sandbox = Sandbox(crowd.town(clock), manifest=MANIFEST)
    sandbox.slack.ack_seconds, sandbox.deliveries.at_once = PATIENCE, 8
    async with sandbox:
        settings = settings_for(sandbox, database_url, liaison_handbook=handbook)
        sandbox.bot_url = f"http://127.0.0.1:{settings.liaison_port}/slack/events"
        async with bot_running(settings, clock):
            yield House(sandbox, settings)


async def test_what_everybody_says_at_once_is_kept_once_and_where_it_belongs(street: House) -> None:
    said: list[tuple[crowd.Line, str]] = []
    for line in crowd.script(COUNT, seed=7):
        under = None if line.under is None else said[line.under][1]
        ts = await street.actor(line.author).say(crowd.room_id(line.room), line.text, thread_ts=under)
        said.append((line, ts))
    url = street.settings.database_url
    await until(lambda: len(kept(url)) == COUNT, 60, "all of it to be kept")
    await street.sandbox.settled(60)
    assert Kept.of(kept(url), said) == Kept(said=COUNT, lost=0, twice=0, misfiled=0)
