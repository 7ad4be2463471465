"""How long a habit that failed rests before it tries again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from scheduler.retries import backoff

LONGEST = timedelta(minutes=1)


@dataclass
class Patience:
    """A second after the first failure, then twice as long each time, up to a minute."""

    seconds: Callable[[], float] = monotonic
    _failures: int = field(default=0, init=False)
    _until: float = field(default=0, init=False)

    @property
    def is_out(self) -> bool:
        """It rests still."""
        return self.seconds() < self._until

    def failed(self) -> None:
        self._failures += 1
        self._until = self.seconds() + min(backoff(self._failures), LONGEST).total_seconds()

    def worked(self) -> None:
        self._failures, self._until = 0, 0
