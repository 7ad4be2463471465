"""A desk whose process may die between any two transactions."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, Literal, Self

from casework import writers
from casework.desk import Desk, Request

Fate = Literal["lives", "before", "after"]


class Died(BaseException):
    """The process is gone. ``is_done``: the transaction that it died in was committed."""

    def __init__(self, *, is_done: bool) -> None:
        self.is_done = is_done


def lives() -> Fate:
    return "lives"


@dataclass
class MortalDesk(Desk):
    fate: Callable[[], Fate] = lives
    is_alone: bool = True
    """Nobody else works on the database: everything is done at once, in this thread, which is quicker."""
    is_dead: bool = False

    async def __aenter__(self) -> Self:
        if not self.is_alone:
            return await super().__aenter__()
        self._loop = asyncio.get_running_loop()
        self._writers, self._readers = _AtOnce(self.writer), _Here()
        return self

    async def do(self, request: Request, operation: Any, *args: Any, **kwargs: Any) -> Any:
        fate = self.fate()
        if self.is_dead or fate == "before":
            self.is_dead = True
            raise Died(is_done=False)
        result = await super().do(request, operation, *args, **kwargs)
        if fate == "after" or self.is_dead:
            self.is_dead = True
            raise Died(is_done=True)
        return result

    async def read(self, request: Request, query: Any, *args: Any, **kwargs: Any) -> Any:
        if self.is_dead:
            raise Died(is_done=False)
        return await super().read(request, query, *args, **kwargs)


@dataclass
class _AtOnce:
    """Instead of the queue of the writing threads."""

    engine: Any

    def put(self, job: writers.Job, *, is_own: bool) -> None:
        writers.commit(self.engine, [job])
        writers.settle([job])

    async def stop(self) -> None:
        """Nothing waits."""


class _Here(Executor):
    """Instead of the reading threads."""

    def submit(self, do: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        try:
            done.set_result(do(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # handed to whoever asked
            done.set_exception(error)
        return done
