"""The stories that are lived through: as they are for everybody who changes something, and at length."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.timelapse.plan import Plan

THURSDAY = datetime(2026, 10, 22, 4, 0, tzinfo=UTC)
"""Europe's clocks go back on the Sunday after it, and the Monday is a holiday."""
MINUTES = timedelta(minutes=1)

SHORT = Plan(cases=14, days=5.2, seed=3, start=THURSDAY, grid=30 * MINUTES)
LONG = Plan(cases=200, days=14)
DEADLY, PATIENCE = 0.004, 4 * MINUTES
"""How likely a transaction is the last one; and how late may then be told what was due at that time."""


def as_it_should_be(plan: Plan) -> Plan:
    return plan


def with_deaths(plan: Plan) -> Plan:
    """Slack loses answers besides."""
    return replace(plan, deaths=DEADLY, faults=0.02, lateness=PATIENCE)


def after_two_days_of_silence(plan: Plan) -> Plan:
    """From the second noon on nothing runs for 48 hours."""
    begins = plan.start + timedelta(days=1, hours=6)
    return replace(plan, down=(begins, begins + timedelta(hours=48)), lateness=2 * MINUTES)


def after_a_day_without_slack(plan: Plan) -> Plan:
    """The courier looks every five minutes whether it is back."""
    begins = plan.start + timedelta(days=1, hours=6)
    return replace(plan, slack_down=(begins, begins + timedelta(hours=24)), lateness=10 * MINUTES)


def with_three_replicas(plan: Plan) -> Plan:
    return replace(plan, replicas=3, lateness=2 * MINUTES)


SCENES = {
    scene.__name__: scene
    for scene in (
        as_it_should_be,
        with_deaths,
        after_two_days_of_silence,
        after_a_day_without_slack,
        with_three_replicas,
    )
}
