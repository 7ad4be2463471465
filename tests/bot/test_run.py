"""The whole house in this process: who moves in when, what is refused meanwhile, leaving in order."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.assembly import Ground, House
from bot.run import serve
from bot.storage import StartError, migrate_storage, open_storage
from config.settings import Settings
from handlers.answer import Answer, Kind
from models.database import DatabaseInUseError
from tests.bot import payloads
from tests.bot.conftest import signed_headers
from tests.bot.far_end import APP_TOKEN, TEAM, FarEnd
from tests.bot.test_check import HANDBOOK
from tests.postgres import Postgres

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(
        update={"database_url": f"sqlite:///{tmp_path}/liaison.db", "liaison_port": free_port()}
    )


@dataclass
class Diary:
    """A floor below that writes down what happens, and answers when it is let."""

    lines: list[str] = field(default_factory=list)
    ground: Ground | None = None
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    def assemble(self, ground: Ground) -> House:
        self.ground = ground
        return House(answers=self.answers, residents=[self.resident("desk"), self.resident("courier")])

    @asynccontextmanager
    async def resident(self, name: str) -> AsyncIterator[None]:
        self.lines.append(f"{name} in")
        yield
        self.lines.append(f"{name} out")

    async def answers(self, kind: Kind, _body: dict[str, Any]) -> Answer:
        self.lines.append(f"{kind} begun")
        await self.may_answer.wait()
        self.lines.append(f"{kind} done")
        return Answer()


@asynccontextmanager
async def running(settings: Settings, diary: Diary) -> AsyncIterator[tuple[httpx.AsyncClient, asyncio.Event]]:
    started, stop = asyncio.Event(), asyncio.Event()
    house = asyncio.create_task(
        serve(settings, HANDBOOK, started=started, stop=stop, assemble=diary.assemble)
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.liaison_port}") as http:
        begun = asyncio.create_task(started.wait())
        await asyncio.wait({house, begun}, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        if house.done():
            house.result()
        yield http, stop
        stop.set()
        await asyncio.wait_for(house, 10)


async def post(http: httpx.AsyncClient, body: dict[str, Any]) -> int:
    raw, content_type = payloads.as_json(body)
    headers = [(b"content-type", content_type.encode()), *signed_headers(raw, datetime.now(UTC))]
    return (await http.post("/slack/events", content=raw, headers=headers)).status_code


async def test_the_house_is_built_on_what_it_needs_and_serves(settings: Settings) -> None:
    diary = Diary()
    diary.may_answer.set()
    async with running(settings, diary) as (http, _):
        assert await post(http, payloads.event()) == 200
        assert (await http.get("/health/live")).json() == {"live": True}
        assert (await http.get("/health/ready")).json()["ready"] is True
        assert 'kind="event",outcome="200"' in (await http.get("/metrics")).text
        assert (await http.get("/slack/events")).status_code == 405
        assert (await http.get("/anything")).status_code == 404
    assert diary.ground is not None
    assert (diary.ground.identity.team_id, diary.ground.handbook) == (TEAM, HANDBOOK)
    assert diary.lines == ["desk in", "courier in", "event begun", "event done", "courier out", "desk out"]


async def test_what_is_in_hand_when_told_to_leave_is_answered_before_anybody_moves_out(
    settings: Settings,
) -> None:
    diary = Diary()
    async with running(settings, diary) as (http, stop):
        answer = asyncio.create_task(post(http, payloads.event()))
        while "event begun" not in diary.lines:  # noqa: ASYNC110 - a diary rings no bell
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.sleep(0.2)
        assert await post(http, payloads.event()) == 503
        assert "courier out" not in diary.lines
        diary.may_answer.set()
        assert await answer == 200
    assert diary.lines[-3:] == ["event done", "courier out", "desk out"]


async def test_until_slack_knows_us_payloads_are_refused_and_the_pages_answer(
    settings: Settings, slack: FarEnd
) -> None:
    slack.says["auth.test"] = 503
    diary = Diary()
    stop = asyncio.Event()
    house = asyncio.create_task(serve(settings, HANDBOOK, stop=stop, assemble=diary.assemble))
    await slack.called(1)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.liaison_port}") as http:
        assert await post(http, payloads.event()) == 503
        assert (await http.get("/health/live")).status_code == 200
        ready = await http.get("/health/ready")
        assert ready.status_code == 503
        assert ready.json()["checks"]["slack"]["says"] == "Slack has not told us yet who we are."
    stop.set()
    await asyncio.wait_for(house, 5)
    assert diary.lines == []


async def test_with_an_app_token_payloads_come_by_socket_mode(settings: Settings, slack: FarEnd) -> None:
    diary = Diary()
    diary.may_answer.set()
    socketed = Settings.model_validate({**settings.model_dump(), "slack_app_token": APP_TOKEN})
    async with running(socketed, diary):
        await slack.greeted(2)
        await slack.send({"type": "events_api", "envelope_id": "e1", "payload": payloads.event()})
        await slack.acked(1)
    assert diary.lines[2:4] == ["event begun", "event done"]


async def test_a_second_liaison_on_the_same_file_is_refused(settings: Settings) -> None:
    with open_storage(settings), pytest.raises(DatabaseInUseError, match="already in use"):
        await serve(settings, HANDBOOK)


START = """
import sys
import bot.command_line
from models.database import open_engine
from models.migrate import migrate
migrate(open_engine(sys.argv[1]))
print("alembic" in sys.modules)
"""


def test_only_the_first_start_loads_what_migrates(settings: Settings) -> None:
    command = [sys.executable, "-c", START, settings.database_url]
    for loads in ("True\n", "False\n"):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout == loads


async def test_a_port_that_is_taken_is_a_sentence(settings: Settings) -> None:
    taken = socket.create_server(("127.0.0.1", settings.liaison_port))
    with taken, pytest.raises(StartError, match=r"Cannot listen on 127\.0\.0\.1, port"):
        await serve(settings, HANDBOOK)


def test_a_teams_database_is_not_migrated_by_the_bot_itself(settings: Settings, postgresql: Postgres) -> None:
    """Its migrations run once for all replicas, with rights that the bot itself need not have."""
    shared = Settings.model_validate({**settings.model_dump(), "database_url": postgresql.fresh_database()})
    with pytest.raises(StartError, match="run python -m bot migrate"), open_storage(shared):
        pass
    migrate_storage(shared)
    migrate_storage(shared)
    with open_storage(shared) as one, open_storage(shared) as another:
        assert one.engine is one.reader
        assert one.engine is not another.engine


def test_a_database_that_does_not_answer_is_a_sentence(settings: Settings) -> None:
    url = "postgresql://liaison:not-real@127.0.0.1:9/liaison"
    gone = Settings.model_validate({**settings.model_dump(), "database_url": url})
    with pytest.raises(StartError, match="The database does not answer") as raised, open_storage(gone):
        pass
    assert "not-real" not in str(raised.value)
