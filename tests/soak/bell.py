"""Rung when anything has moved, so that whoever waits for something looks again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()
        self._rung = asyncio.Event()

    async def until(self, find: Callable[[], T | None], within: float | None = None) -> T:
        """What ``find`` finds, as soon as that is something. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while True:
                rung = self._rung
                found = find()
                if found:
                    return found
                await rung.wait()
