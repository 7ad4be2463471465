"""A digest's charts: what is overdue by department, and the trend."""

from datetime import date

from models.digest_facts import DigestFacts
from views.charts import Chart, labels

CATEGORIES = 12


def charts(facts: DigestFacts) -> tuple[Chart, ...]:
    """Those that show more than their numbers in a sentence would."""
    return tuple(chart for chart in (_overdue(facts), _trend(facts)) if chart)


def _overdue(facts: DigestFacts) -> Chart | None:
    """By department, where there are at least two to compare."""
    busy = sorted((one for one in facts.groups if one.stalled), key=lambda one: -one.stalled)[:CATEGORIES]
    if len(busy) < 2:  # noqa: PLR2004 -- one bar compares nothing
        return None
    values = tuple(one.stalled for one in busy)
    return Chart("bar", "Overdue now", labels([one.name for one in busy]), (("Overdue", values),))


def _trend(facts: DigestFacts) -> Chart | None:
    days = facts.trend
    series = (
        ("Offered", tuple(one.offered for one in days)),
        ("Done", tuple(one.done for one in days)),
        ("Promises late", tuple(one.broken for one in days)),
    )
    if len(days) < 2 or not any(any(values) for _, values in series):  # noqa: PLR2004 -- a line needs two
        return None
    return Chart("line", "The last working days", labels([_day(one.day) for one in days]), series)


def _day(day: date) -> str:
    return f"{day:%a} {day.day}"
