"""What no page can tell: a loop that is stuck ends its process, and slow strangers hold nobody up."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot import door as door_module
from bot.bolt import build_app
from bot.clock import system_clock
from bot.clock_skew import ClockSkew
from bot.door import Door
from bot.metrics import Metrics
from bot.pulse import EXIT_STUCK
from bot.reception import Reception
from bot.slack_client import make_client, open_session
from bot.web import serving
from config.settings import Settings
from tests.bot import payloads
from tests.bot.conftest import IDENTITY, Front, signed_headers
from tests.bot.far_end import SECRET
from tests.bot.test_run import free_port

ROOT = Path(__file__).parents[2]
STUCK = """
import asyncio, time
from bot.pulse import Pulse, watch

async def main():
    pulse = Pulse()
    beating = asyncio.create_task(pulse.beat())
    watch(pulse, stuck_seconds=1.5)
    await asyncio.sleep(3)
    print("alive", flush=True)
    time.sleep(60)

asyncio.run(main())
"""


def test_a_process_whose_loop_is_stuck_ends_itself_and_says_where() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", STUCK],
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert (ended.returncode, ended.stdout) == (EXIT_STUCK, "alive\n")
    assert "The event loop is stuck" in ended.stderr
    assert "in main" in ended.stderr


async def test_two_hundred_slow_strangers_do_not_hold_slack_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "BODY_SECONDS", 1.0)
    metrics, port, front = Metrics(), free_port(), Front()
    reception = Reception(metrics)
    door = Door(SECRET, reception, clock=system_clock, skew=ClockSkew(system_clock), metrics=metrics)
    web = Starlette(routes=[Route("/slack/events", door.events, methods=["POST"])])
    body, content_type = payloads.as_json(payloads.event())
    headers = [(b"content-type", content_type.encode()), *signed_headers(body, datetime.now(UTC))]
    begun = b"POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"
    async with open_session() as session, serving(web, "127.0.0.1", port), httpx.AsyncClient() as http:
        reception.open(build_app(make_client(settings, session), IDENTITY, front.answers), IDENTITY)
        strangers = [await asyncio.open_connection("127.0.0.1", port) for _ in range(200)]
        for _, writer in strangers:
            writer.write(begun)
        async with asyncio.timeout(1):
            response = await http.post(f"http://127.0.0.1:{port}/slack/events", content=body, headers=headers)
        assert response.status_code == 200
        async with asyncio.timeout(5):
            answers = await asyncio.gather(*(reader.readline() for reader, _ in strangers))
        assert set(answers) == {b"HTTP/1.1 401 Unauthorized\r\n"}
        for _, writer in strangers:
            writer.close()
            await writer.wait_closed()
