"""A chart: drawn by Slack itself, or as a picture where its workspace cannot yet.

Limits: https://docs.slack.dev/reference/block-kit/blocks, and where its pages differ the lower.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from views.blocks import Block
from views.text import cut

NAME = 20


@dataclass(frozen=True)
class Chart:
    """Every series has a value for each category; at most 20 categories and six series."""

    kind: Literal["bar", "line"]
    title: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]
    """(name, values) each."""

    @property
    def in_words(self) -> str:
        """For who cannot see it."""
        told = [
            f"{name}: "
            + ", ".join(f"{at} {value}" for at, value in zip(self.categories, values, strict=True))
            for name, values in self.series
        ]
        return f"{self.title}. {'. '.join(told)}."


def block(chart: Chart) -> Block:
    series = [
        {
            "name": name,
            "data": [
                {"label": label, "value": value}
                for label, value in zip(chart.categories, values, strict=True)
            ],
        }
        for name, values in chart.series
    ]
    axes = {"categories": list(chart.categories)}
    drawn = {"type": chart.kind, "series": series, "axis_config": axes}
    return {"type": "data_visualization", "title": chart.title, "chart": drawn}


def labels(names: Sequence[str]) -> tuple[str, ...]:
    """Short enough for an axis, and no two the same."""
    found: list[str] = []
    for name in names:
        short, count = cut(name, NAME) or "–", 1
        while short in found:
            count += 1
            short = f"{cut(name, NAME - 3)} {count}"
        found.append(short)
    return tuple(found)
