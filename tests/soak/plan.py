"""What a soak does: how many cases, how many deaths of which kinds, in which weather."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sandbox.faults import Fault

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
MOST_AT_ONCE = 40


@dataclass(frozen=True)
class Ordeal:
    """What befalls the bot: how it dies, and how its talk with Slack goes wrong."""

    deaths: Mapping[Death, float] = field(default_factory=lambda: DEATHS)
    posts: Sequence[Fault] = tuple(Fault)
    """The faults that a post may meet."""
    unheard: float = 0.03
    """The share of its answers that are lost on the way, so that Slack or a person asks again."""


EVERYDAY = Ordeal()
FITTING: Mapping[str, Ordeal] = {
    "ack_before_commit": Ordeal(deaths={"working": 0.5, "before_commit": 0.5}),
    "sdk_retries": Ordeal(posts=(Fault.RESET_BEFORE, Fault.RESET_AFTER)),
    "no_receipt": Ordeal(deaths={"after_commit": 1.0}, unheard=0.2),
    "no_settle": Ordeal(
        deaths={"working": 1.0},
        posts=(Fault.RESET_AFTER, Fault.SERVER_ERROR_AFTER, Fault.FATAL_ERROR_AFTER),
    ),
}
"""By planted bug: more of what it does not survive, where that is rare in an everyday ordeal."""


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
    def ordeal(self) -> Ordeal:
        return FITTING.get(self.mutant, EVERYDAY)
