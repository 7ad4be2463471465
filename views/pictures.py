"""A chart as a picture, for workspaces whose Slack does not draw charts yet.

It takes matplotlib, which comes with the extra ``charts``; who has it not reads the numbers instead.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from views.charts import Chart

WIDE, HIGH = 5.6, 2.4
"""Inches of one chart; several stand below each other."""
DOTS = 150
COLOURS = ("#b9cfd0", "#c28f2c", "#2f5d62", "#b35c44", "#3d6fa5", "#7d5ba6")
INK, GRID = "#3f4650", "#e3e6ea"


def can_draw() -> bool:
    return find_spec("matplotlib") is not None


def png(charts: Sequence[Chart]) -> bytes:
    """The charts below each other. Raises ImportError where matplotlib is missing."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 -- takes a second, rarely needed
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(WIDE, HIGH * len(charts)), dpi=DOTS, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    for at, chart in enumerate(charts, start=1):
        _draw(figure.add_subplot(len(charts), 1, at), chart)
    kept = BytesIO()
    figure.savefig(kept, format="png")
    return kept.getvalue()


def _draw(axes: Any, chart: Chart) -> None:
    places = range(len(chart.categories))
    if chart.kind == "bar":
        _bars(axes, chart)
    else:
        for (name, values), colour in zip(chart.series, COLOURS, strict=False):
            axes.plot(places, values, marker="o", markersize=3.5, linewidth=1.8, color=colour, label=name)
    axes.set_xticks(list(places), [_literal(label) for label in chart.categories], fontsize=8)
    axes.set_title(_literal(chart.title), loc="left", fontsize=10, color=INK)
    _tidy(axes)
    if len(chart.series) > 1:
        axes.legend(frameon=False, fontsize=7, labelcolor=INK)


def _bars(axes: Any, chart: Chart) -> None:
    """A group of bars for each category."""
    width, middle = 0.75 / len(chart.series), (len(chart.series) - 1) / 2
    for at, ((name, values), colour) in enumerate(zip(chart.series, COLOURS, strict=False)):
        beside = [place + (at - middle) * width for place in range(len(values))]
        axes.bar_label(axes.bar(beside, values, width=width, color=colour, label=name), color=INK, fontsize=8)


def _literal(text: str) -> str:
    """Matplotlib reads formulas between dollar signs."""
    return text.replace("$", r"\$")


def _tidy(axes: Any) -> None:
    """Whole numbers from nought, a faint grid, and no box."""
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_ylim(bottom=0)
    axes.margins(y=0.15)
    axes.tick_params(length=0, colors=INK, labelsize=8)
    axes.grid(axis="y", color=GRID)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
