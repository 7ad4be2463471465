"""The one place where the clock is read."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, UTC-aware."""


def system_clock() -> datetime:
    return datetime.now(UTC)
