"""What is compared, each started as in production: a process of its own, set up by its environment."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import perf_counter

from sandbox.server import BOT_TOKEN, SIGNING_SECRET
from tests.bench.load import WrongAnswerError, line_to
from tests.house import ROOT, free_port

START_SECONDS = 30
LEAVE_SECONDS = 15
GLANCE_SECONDS = 0.01


class Contestant(StrEnum):
    LIAISON = "liaison"
    BARE = "bare"
    """Bolt whose listeners do nothing."""
    COMMIT = "commit"
    """Bolt whose listeners keep one row."""


MODULES = {
    Contestant.LIAISON: "bot",
    Contestant.BARE: "tests.bench.bare",
    Contestant.COMMIT: "tests.bench.bare",
}


class ChildError(Exception):
    """A contestant ended, or never answered; its last words are in the message."""


@dataclass(frozen=True)
class Child:
    process: Process
    port: int
    log: Path
    started_at: float
    """By the performance counter."""

    async def first_ack(self, request: bytes) -> None:
        """Knock until the request is answered 200. Raises ChildError."""
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await self._acks(request):
                    self.must_live()
                    await asyncio.sleep(GLANCE_SECONDS)
        except TimeoutError:
            raise ChildError(f"no answer for {START_SECONDS} s; {self.last_words()}") from None

    async def _acks(self, request: bytes) -> bool:
        try:
            async with line_to(self.port) as line:
                await line.ask(request)
        except (OSError, EOFError, WrongAnswerError):
            return False
        return True

    def must_live(self) -> None:
        if self.process.returncode is not None:
            raise ChildError(f"it ended with {self.process.returncode}; {self.last_words()}")

    def last_words(self) -> str:
        return "its last words:\n" + "\n".join(self.log.read_text().splitlines()[-20:])

    @property
    def resident_mib(self) -> float:
        """Linux only."""
        lines = (self._proc / "status").read_text().splitlines()
        line = next(line for line in lines if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    @property
    def cpu_seconds(self) -> float:
        """Of all its threads since the start, whoever else wanted the processor. Linux only."""
        ticks = (self._proc / "stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    @property
    def _proc(self) -> Path:
        return Path(f"/proc/{self.process.pid}")


@asynccontextmanager
async def child(
    contestant: Contestant,
    folder: Path,
    *,
    slack_api_url: str,
    database_url: str,
    handbook: Path | None = None,
) -> AsyncIterator[Child]:
    """Started now, asked to leave at the end; it inherits nothing of this process's environment."""
    port, log = free_port(), folder / f"{contestant}.log"
    settings = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": slack_api_url,
        "LIAISON_PORT": str(port),
        "LIAISON_LOG_FORMAT": "json",
    }
    if handbook is not None:
        settings["LIAISON_HANDBOOK"] = str(handbook)
    if contestant is not Contestant.BARE:
        settings["DATABASE_URL"] = database_url
    started_at = perf_counter()
    process = await _start(MODULES[contestant], folder, log, settings)
    try:
        yield Child(process, port, log, started_at)
    finally:
        await _end(process)


async def _start(module: str, folder: Path, log: Path, settings: Mapping[str, str]) -> Process:
    with log.open("wb") as output:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module),
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings},
            stdout=output,
            stderr=output,
        )


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), LEAVE_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
