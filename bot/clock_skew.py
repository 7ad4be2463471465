"""How far our clock is from Slack's, as far as signed requests tell."""

from collections import deque
from datetime import datetime, timedelta

from bot.clock import Clock

WINDOW = timedelta(minutes=5)


class ClockSkew:
    """Of the requests of the last minutes the best agreement counts.

    A replayed old request disagrees although our clock is right; a wrong clock disagrees with all of them.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: deque[tuple[datetime, float]] = deque(maxlen=100)

    def note(self, seconds: float) -> None:
        """``seconds`` our clock was ahead of a signed request's timestamp."""
        self._heard.append((self._clock(), seconds))

    @property
    def seconds(self) -> float | None:
        """None when nothing signed was heard lately."""
        since = self._clock() - WINDOW
        return min((skew for at, skew in self._heard if at >= since), key=abs, default=None)
