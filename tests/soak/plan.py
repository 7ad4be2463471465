"""What a soak does: how many cases, how many deaths of which kinds, in which weather."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Database = Literal["sqlite", "postgresql"]
Death = Literal["starting", "working", "before_commit", "after_commit", "before_request", "after_request"]
"""While it starts, at a random moment of its work, or at a labelled place of the code."""

DEATHS: Mapping[Death, float] = {
    "starting": 0.15,
    "working": 0.45,
    "before_commit": 0.1,
    "after_commit": 0.1,
    "before_request": 0.1,
    "after_request": 0.1,
}
FITTING: Mapping[str, Mapping[Death, float]] = {
    "ack_before_commit": {"working": 0.5, "before_commit": 0.5},
    "no_receipt": {"after_commit": 1.0},
}
"""By planted bug: the deaths that it does not survive."""

MOST_AT_ONCE = 40


@dataclass(frozen=True)
class Plan:
    kills: int
    cases: int
    database: Database
    seed: int
    fault_rate: float = 0.35
    mutant: str = ""
    patience: float = 120.0
    """Seconds after which a person gives up waiting for a card."""
    quiet: float = 12.0
    """Seconds without a word by the bot after which nothing more is to be expected of it."""

    @property
    def at_once(self) -> int:
        """Cases that people work on at the same time."""
        return max(4, min(MOST_AT_ONCE, self.cases // 3))

    @property
    def deaths(self) -> Mapping[Death, float]:
        return FITTING.get(self.mutant, DEATHS)
