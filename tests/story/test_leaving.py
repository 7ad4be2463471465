"""The bot leaves in time, whatever Slack does, and goes on where it stood: a real process, a real signal."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import httpx

from sandbox.company import tidewater
from sandbox.faults import Fault
from sandbox.server import BOT_TOKEN, SIGNING_SECRET, Sandbox
from tests.house import BILLING, DESK, MANIFEST, ROOT, free_port, text_of, until

GRACE = 10.0
"""Seconds after which a supervisor kills it."""


@asynccontextmanager
async def bot(sandbox: Sandbox, folder: Path) -> AsyncIterator[Process]:
    port = free_port()
    sandbox.bot_url = f"http://127.0.0.1:{port}/slack/events"
    settings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": f"sqlite:///{folder}/liaison.db",
        "LIAISON_PORT": str(port),
        "LIAISON_SETTLE_SECONDS": "1",
    }
    command = (sys.executable, "-m", "bot")
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=settings, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        await _ready(port)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _ready(port: int) -> None:
    async with asyncio.timeout(30), httpx.AsyncClient() as http:
        while True:
            try:
                if (await http.get(f"http://127.0.0.1:{port}/health/ready")).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)


async def test_it_leaves_in_time_while_slack_hangs_and_says_everything_once_afterwards(
    tmp_path: Path,
) -> None:
    async with Sandbox(tidewater(), manifest=MANIFEST) as sandbox:
        sandbox.faults.hang_seconds = 2 * GRACE
        dana = sandbox.actor("dana")
        async with bot(sandbox, tmp_path) as process:
            sandbox.faults.next("chat.postMessage", *[Fault.HANG_AFTER] * 2)
            await dana.command("/case", "Charged twice for invoice 4711", "cs-desk")
            values = {"case.customer": "1", "story": "They paid twice.", "expected": "Refund one."}
            assert dana.modal is not None, dana.warnings
            await dana.options(dana.modal.id, "case.customer", "")
            await dana.submit(dana.modal.id, values)
            await until(lambda: _cards(sandbox) == [1, 1], 10, "both posts to hang")
            began = monotonic()
            process.terminate()
            assert await asyncio.wait_for(process.wait(), GRACE) == 0
            assert monotonic() - began < GRACE
        async with bot(sandbox, tmp_path):
            await until(
                lambda: "handoff.take" in text_of(sandbox.actor("mei").sees(BILLING)[-1]), 10, "the card"
            )
            await asyncio.sleep(2)
        assert _cards(sandbox) == [1, 1]


def _cards(sandbox: Sandbox) -> list[int]:
    """How many cards of the case stand in the desk's channel and in the department's."""
    seen = (sandbox.actor("dana").sees(DESK), sandbox.actor("mei").sees(BILLING))
    return [
        sum("C-1" in text_of(one) and one.thread_ts in (None, one.ts) for one in channel) for channel in seen
    ]
