"""The bot as a child process: born, watched until it is ready, killed."""

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

from tests.house import ROOT

READY = b"Liaison is ready"
_EVENT = re.compile(rb'"event": ?"([^"]+)"')
_OUTCOME = re.compile(rb'"outcome": ?"(\w+)"')


class Child:
    """One bot at a time, out of the nursery. ``log`` takes what all of them say."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log.open("ab")
        self.outcomes: Counter[str] = Counter()
        """What became of the courier's errands, by its log."""
        self.errors: Counter[str] = Counter()
        """What the log calls an error, and what is no line of the log at all."""
        self.births = 0
        self.ready = asyncio.Event()
        self.dead = asyncio.Event()
        self.dead.set()
        self.code = 0
        self._born = asyncio.Event()

    async def start(self, environment: dict[str, str]) -> None:
        """Raises AssertionError when one is alive already."""
        assert self.dead.is_set(), "the last one lives"
        self.births += 1
        self.ready.clear()
        self._born.clear()
        self.dead.clear()
        self._ask({"start": environment})
        await self._born.wait()

    async def kill(self) -> None:
        """SIGKILL; returns when it is dead."""
        if not self.dead.is_set():
            self._ask({"kill": True})
        await self.dead.wait()

    @property
    def was_killed(self) -> bool:
        """By us or by itself, at a crashpoint."""
        return self.code == -signal.SIGKILL

    def _ask(self, wish: dict[str, object]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(wish).encode() + b"\n")

    async def hear(self) -> None:
        """Follow what the nursery tells of births and deaths."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            news = json.loads(line)
            if "born" in news:
                self._born.set()
            else:
                self.code = news["dead"]
                self.dead.set()

    async def listen(self) -> None:
        """Keep the log; it tells when the bot is ready."""
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self._log.write(line)
            if READY in line:
                self.ready.set()
            else:
                self._count(line)
        self._log.close()

    def _count(self, line: bytes) -> None:
        """A line that a death cut off is no line of the log either, so the next one begins within it."""
        if found := _OUTCOME.search(line):
            self.outcomes[found[1].decode()] += 1
        elif b'"level": "error"' in line and (found := _EVENT.search(line)):
            self.errors[found[1].decode()] += 1
        elif not line.startswith(b"{"):
            self.errors["not a line of the log"] += 1


@contextlib.asynccontextmanager
async def nursery(mutant: str, log: Path) -> AsyncIterator[Child]:
    """Runs in the log's folder, where no ``.env`` lies around."""
    module = ["tests.soak.mutants", mutant] if mutant else ["tests.soak.nursery"]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *module),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=log.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        limit=1 << 24,
    )
    child = Child(process, log)
    tasks = [asyncio.create_task(child.hear()), asyncio.create_task(child.listen())]
    try:
        yield child
    finally:
        await child.kill()
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await asyncio.gather(*tasks)
