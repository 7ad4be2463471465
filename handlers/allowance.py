"""So many a minute and no more: what can be done without leaves Slack's limits to what cannot."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

MINUTE = 60.0


@dataclass
class Allowance:
    a_minute: int
    seconds: Callable[[], float] = monotonic
    _taken: deque[float] = field(default_factory=deque)

    def take(self, count: int) -> bool:
        """Whether so many more may be done now."""
        now = self.seconds()
        while self._taken and self._taken[0] <= now - MINUTE:
            self._taken.popleft()
        if len(self._taken) + count > self.a_minute:
            return False
        self._taken.extend([now] * count)
        return True
