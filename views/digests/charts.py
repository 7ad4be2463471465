"""A digest's charts: what is overdue by department, and the trend."""

from datetime import date

from models.digest_facts import DigestFacts
from views.charts import Chart, labels

CATEGORIES = 6
NOW = "Now"


def charts(facts: DigestFacts) -> tuple[Chart, ...]:
    """In the morning one, so that it all fits on a screen; over the week the trend as well."""
    found = (_overdue(facts), _trend(facts) if facts.span == "week" else None)
    return tuple(chart for chart in found if chart)


def _overdue(facts: DigestFacts) -> Chart | None:
    """By department, and whether it grows or shrinks; a day on which nothing was overdue says nothing."""
    busy = [one for one in facts.groups if one.stalled or one.stalled_before or one.stalled_last_week]
    busy = sorted(busy, key=lambda one: -one.stalled)[:CATEGORIES]
    if not busy:
        return None
    series = (
        ("A week ago", tuple(one.stalled_last_week for one in busy)),
        (f"On {facts.yesterday:%A}", tuple(one.stalled_before for one in busy)),
        (NOW, tuple(one.stalled for one in busy)),
    )
    told = tuple(one for one in series if any(one[1]) or one[0] == NOW)
    return Chart("bar", "Overdue by department", labels([one.name for one in busy]), told)


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
