"""Whether the event loop still turns, seen from inside and from a thread beside it."""

import asyncio
import faulthandler
import os
import sys
import threading
from collections.abc import Callable
from time import monotonic

STILL_SECONDS = 15.0
"""An event loop that has not ticked for so long is stuck: no longer *live*."""
STUCK_SECONDS = 40.0
"""After so long the process ends itself; what it had promised is in the database."""
EXIT_STUCK = 4


class Pulse:
    """Ticks once a second on the event loop."""

    def __init__(self, read: Callable[[], float] = monotonic) -> None:
        self._read = read
        self._ticked_at = read()

    async def beat(self) -> None:
        while True:
            self._ticked_at = self._read()
            await asyncio.sleep(1)

    @property
    def still_seconds(self) -> float:
        return self._read() - self._ticked_at


def watch(pulse: Pulse, *, stuck_seconds: float = STUCK_SECONDS) -> threading.Event:
    """End the process when its loop is stuck, for an unhealthy container is not restarted by itself.

    The thread ends when the returned event is set.
    """
    done = threading.Event()

    def look() -> None:
        while not done.wait(stuck_seconds / 8):
            if pulse.still_seconds > stuck_seconds:
                sys.stderr.write(f"The event loop is stuck for {pulse.still_seconds:.0f} s; ending.\n")
                faulthandler.dump_traceback()
                os._exit(EXIT_STUCK)

    threading.Thread(target=look, name="watchdog", daemon=True).start()
    return done
