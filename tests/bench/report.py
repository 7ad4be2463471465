"""The figures: medians of the rounds, beside the rival's and beside the aim."""

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from statistics import median
from typing import TypeVar

from tests.bench.contestants import Contestant
from tests.bench.measures import Rounds

T = TypeVar("T")

QUIET = 0.7
"""So many processes may want to run beside the benchmark."""


@dataclass(frozen=True)
class Aim:
    """What Liaison shall reach: a least ratio to one rival, or a largest value."""

    rival: Contestant
    least_ratio: float = 0
    largest: float = float("inf")

    def said(self, figure: "Figure") -> str:
        is_met = figure.ratio >= self.least_ratio and figure.value < self.largest
        wanted = f"ratio ≥ {self.least_ratio}" if self.least_ratio else f"< {self.largest:g}"
        return f"aim {wanted}: {'met' if is_met else 'missed'}"


AIMS = {
    "sqlite.reply.acks": Aim(Contestant.COMMIT, least_ratio=0.3),
    "postgresql.reply.acks": Aim(Contestant.COMMIT, least_ratio=0.3),
    "sqlite.reply.calm_p99": Aim(Contestant.COMMIT, largest=50),
    "sqlite.list.calm_p99": Aim(Contestant.BARE, largest=50),
    "sqlite.submit.calm_p99": Aim(Contestant.COMMIT, largest=50),
    "sqlite.start": Aim(Contestant.BARE, largest=2),
    "postgresql.start": Aim(Contestant.BARE, largest=2),
    "sqlite.memory": Aim(Contestant.BARE, largest=150),
    "postgresql.memory": Aim(Contestant.BARE, largest=150),
}


@dataclass(frozen=True)
class Figure:
    """Liaison's median and a rival's; ``span`` is Liaison's least and largest round."""

    name: str
    value: float
    unit: str
    against: Contestant
    rivals: float
    span: tuple[float, float]

    @property
    def ratio(self) -> float:
        return self.value / self.rivals

    def row(self) -> str:
        aim = AIMS.get(self.name)
        least, largest = self.span
        return (
            f"{self.name:24} {self.value:9,.1f} {self.unit:4} ({least:,.1f}–{largest:,.1f})".ljust(62)
            + f"{self.against:7} {self.rivals:9,.1f}  ratio {self.ratio:5.2f}  "
            + (aim.said(self) if aim and aim.rival is self.against else "")
        ).rstrip()

    def line(self) -> str:
        return json.dumps(
            {
                "name": self.name,
                "value": round(self.value, 2),
                "unit": self.unit,
                "against": self.against,
                "ratio": round(self.ratio, 3),
            }
        )


def figures(name: str, unit: str, rounds: Rounds[T], of: Callable[[T], float]) -> list[Figure]:
    """Liaison against each of the others; ``of`` takes the number out of a round."""
    numbers = {contestant: [of(one) for one in found] for contestant, found in rounds.items()}
    ours = numbers.pop(Contestant.LIAISON)
    span = (min(ours), max(ours))
    return [
        Figure(name, median(ours), unit, rival, median(theirs), span) for rival, theirs in numbers.items()
    ]


@dataclass(frozen=True)
class Line:
    """One figure by itself, or beside another."""

    name: str
    value: float
    unit: str
    against: str = ""
    ratio: float | None = None


def say_line(line: Line) -> None:
    rounded = {**asdict(line), "value": round(line.value, 3)}
    if line.ratio is not None:
        rounded["ratio"] = round(line.ratio, 2)
    say(json.dumps(rounded))


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def say_figures(found: Iterable[Figure]) -> None:
    """With a warning when more wants to run than the benchmark keeps busy: itself and a server."""
    warning = noise(own=2)
    for figure in found:
        say(figure.row() + warning)


def noise(*, own: float) -> str:
    """A warning if the machine has had more to do in the last minute than this; else nothing."""
    load = os.getloadavg()[0]
    return f"  NOISY: load {load:.1f}" if load > own + QUIET else ""
