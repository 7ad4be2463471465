"""A desk whose process may die between any two transactions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

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
    is_dead: bool = False

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
