"""Bad weather on request: answers lost, connections reset, events late, doubled or gone."""

import random
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Fault(StrEnum):
    """What befalls one Web API call. `..._AFTER`: Slack did it, and the answer is bad nevertheless."""

    RATE_LIMITED = "rate_limited"
    SERVER_ERROR_BEFORE = "server_error_before"
    RESET_BEFORE = "reset_before"
    SERVER_ERROR_AFTER = "server_error_after"
    FATAL_ERROR_AFTER = "fatal_error_after"
    RESET_AFTER = "reset_after"
    HANG_AFTER = "hang_after"
    TRUNCATED_AFTER = "truncated_after"
    OK_WITHOUT_TS_AFTER = "ok_without_ts_after"
    WRONG_CHANNEL_AFTER = "wrong_channel_after"

    @property
    def is_after(self) -> bool:
        """Whether the call takes effect."""
        return self.value.endswith("_after")


@dataclass
class EventWeather:
    """Chances between 0 and 1 for each event; `shuffle` is a window in seconds of real time.

    A delayed event is due `delay_by` later on the sandbox's clock.
    """

    lose: float = 0.0
    duplicate: float = 0.0
    delay: float = 0.0
    delay_by: timedelta = timedelta(seconds=30)
    shuffle: float = 0.0


@dataclass
class Faults:
    """Scripted faults come first, in order; then the random ones, by rate.

    `rates` and `kinds` are by method, `"*"` for all methods. `down` befalls every call while it is set.
    `counts` holds what happened: `"chat.postMessage reset_after"`, `"event lost"`, …
    """

    seed: int = 0
    rates: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, Sequence[Fault]] = field(default_factory=dict)
    events: EventWeather = field(default_factory=EventWeather)
    down: Fault | None = None
    hang_seconds: float = 30.0
    retry_after: int = 1
    counts: Counter[str] = field(default_factory=Counter)
    scripted: dict[str, deque[Fault | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def next(self, method: str, *faults: Fault | None) -> None:
        """The coming calls of this method meet these faults, one each; None lets one pass."""
        self.scripted.setdefault(method, deque()).extend(faults)

    def pick(self, method: str) -> Fault | None:
        """What befalls the call that has just come in."""
        fault = self.down or self._scripted_or_random(method)
        if fault is not None:
            self.counts[f"{method} {fault}"] += 1
        return fault

    def go_down(self, kind: Fault = Fault.SERVER_ERROR_BEFORE) -> None:
        self.down = kind

    def come_up(self) -> None:
        self.down = None

    def chance(self, probability: float, name: str) -> bool:
        """Whether a thing of this probability happens now; counted under its name if it does."""
        happens = probability > 0 and self.random.random() < probability
        self.counts[name] += happens
        return happens

    def _scripted_or_random(self, method: str) -> Fault | None:
        waiting = self.scripted.get(method)
        if waiting:
            return waiting.popleft()
        rate = self.rates.get(method, self.rates.get("*", 0.0))
        if rate <= 0 or self.random.random() >= rate:
            return None
        kinds = self.kinds.get(method) or self.kinds.get("*") or tuple(Fault)
        return self.random.choice(list(kinds))
