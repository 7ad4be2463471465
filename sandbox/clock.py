"""The sandbox's clock: real time plus however far it was pushed, or a time that stands still."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Callable; answers with an aware UTC datetime.

    A frozen clock moves by `push` alone. Nothing sleeps on this clock; `listeners` hear of a push.
    """

    def __init__(self, *, start: datetime | None = None, frozen: bool = False) -> None:
        now = datetime.now(UTC)
        self._offset = (start or now) - now
        self._frozen_at = (start or now) if frozen else None
        self._pushed_ahead = timedelta()
        self.listeners: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        if self._frozen_at is not None:
            return self._frozen_at
        return datetime.now(UTC) + self._offset

    def push(self, by: timedelta) -> None:
        """Move the clock; backwards as well, since clocks are set back."""
        self._offset += by
        self._pushed_ahead += max(by, timedelta())
        if self._frozen_at is not None:
            self._frozen_at += by
        for listener in list(self.listeners):
            listener()

    def freeze(self) -> None:
        self._frozen_at = self()

    def stopwatch(self) -> float:
        """Seconds that only grow: real time, frozen or not, and every push ahead."""
        return time.monotonic() + self._pushed_ahead.total_seconds()

    def epoch(self) -> int:
        """Whole seconds since 1970, as Slack writes moments outside message timestamps."""
        return int(self().timestamp())
