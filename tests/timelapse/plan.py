"""How long a story is, how many cases it has, and what befalls the bot in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.timelapse import company


@dataclass(frozen=True)
class Plan:
    cases: int
    days: float
    seed: int = 1
    start: datetime = company.START
    deaths: float = 0
    """How likely each transaction is the process's last."""
    faults: float = 0
    """How likely each request to Slack is answered with a 503."""
    down: tuple[datetime, datetime] | None = None
    """Between these nothing runs, and nobody can press anything."""
    slack_down: tuple[datetime, datetime] | None = None
    """Between these Slack answers 503 to everything, and nobody can press anything."""
    replicas: int = 1
    lateness: timedelta = timedelta(minutes=1)
    grid: timedelta = timedelta(minutes=5)
    """So often at least everything is looked at."""
    patience: int = 50
    """After so many complaints nobody looks any further."""

    @property
    def end(self) -> datetime:
        return self.start + timedelta(days=self.days)
