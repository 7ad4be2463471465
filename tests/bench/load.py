"""Loads a server on loopback over keep-alive connections: as hard as it can, or at a steady rate."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

GRACE_SECONDS = 30
MOST_REQUESTS = 500_000
"""Six digits tell the requests apart."""


class WrongAnswerError(Exception):
    """The server answered something else than was asked for: a fast wrong answer is no figure."""


@dataclass(frozen=True)
class Outcome:
    """Seconds from the first request to the last answer, and each answer's own, shortest first."""

    seconds: float
    latencies: list[float]
    cpu_seconds: float = 0
    """What the server's process spent on it, where somebody has looked."""

    @property
    def acks(self) -> int:
        return len(self.latencies)

    @property
    def per_second(self) -> float:
        return self.acks / self.seconds

    @property
    def cpu_milliseconds(self) -> float:
        """For one answer."""
        return 1000 * self.cpu_seconds / self.acks

    def milliseconds(self, share: float) -> float:
        """The latency that this share of the answers did not exceed."""
        return 1000 * self.latencies[min(self.acks - 1, int(share * self.acks))]


class Line:
    """One connection, one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wanted: bytes) -> None:
        self._reader = reader
        self._writer = writer
        self._wanted = wanted

    async def ask(self, request: bytes) -> None:
        """Send it and read the answer. Raises WrongAnswerError."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        body = await self._reader.readexactly(_length(head))
        if not head.startswith(b"HTTP/1.1 200 ") or self._wanted not in body:
            raise WrongAnswerError(f"{head[:80].decode()!r} {body[:300].decode()}")


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise WrongAnswerError("the answer does not say how long it is")


@asynccontextmanager
async def line_to(port: int, wanted: bytes = b"") -> AsyncIterator[Line]:
    """``wanted`` is what every answer's body must contain."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Line(reader, writer, wanted)
    finally:
        writer.close()


async def flat_out(
    port: int,
    requests: Iterator[bytes],
    *,
    seconds: float,
    at_once: int = 32,
    at_most: int = MOST_REQUESTS,
    wanted: bytes = b"",
) -> Outcome:
    """Every connection sends its next request as soon as it has the last answer."""
    latencies: list[float] = []
    sent = itertools.count()
    start = perf_counter()

    async def keep_asking() -> None:
        async with line_to(port, wanted) as line:
            while perf_counter() < start + seconds and next(sent) < at_most:
                request = next(requests)
                asked = perf_counter()
                await line.ask(request)
                latencies.append(perf_counter() - asked)

    await _all_of([keep_asking() for _ in range(at_once)], seconds)
    return Outcome(perf_counter() - start, sorted(latencies))


async def at_rate(
    port: int,
    requests: Iterator[bytes],
    *,
    per_second: float,
    seconds: float,
    at_once: int = 16,
    wanted: bytes = b"",
) -> Outcome:
    """One request every ``1 / per_second``; who waits for a free connection is slow from when it was due."""
    latencies: list[float] = []
    start = perf_counter()
    moments = iter([start + number / per_second for number in range(int(per_second * seconds))])

    async def keep_asking() -> None:
        async with line_to(port, wanted) as line:
            for due in moments:
                await asyncio.sleep(due - perf_counter())
                await line.ask(next(requests))
                latencies.append(perf_counter() - due)

    await _all_of([keep_asking() for _ in range(at_once)], seconds)
    return Outcome(perf_counter() - start, sorted(latencies))


async def _all_of(asking: Iterable[Coroutine[None, None, None]], seconds: float) -> None:
    """Raises what the first of them raises, or TimeoutError."""
    try:
        async with asyncio.timeout(seconds + GRACE_SECONDS), asyncio.TaskGroup() as group:
            for one in asking:
                group.create_task(one)
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
