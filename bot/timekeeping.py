"""How the clock is doing, for the operator: does it tick, is it late, what does the auditor find?"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from bot.clock import Clock
from models.findings import Finding, Gap
from models.promise import Promise

_LIVE = col(Promise.ended_at).is_(None)


@dataclass(frozen=True)
class Promises:
    """``lateness`` is how long ago the oldest that is due should have been looked at."""

    live: int = 0
    overdue: int = 0
    lateness: timedelta = timedelta(0)


PromisesNow = Callable[[], Awaitable[Promises]]


async def no_promises() -> Promises:
    return Promises()


def promises_of(reader: Engine, clock: Clock) -> PromisesNow:
    async def promises() -> Promises:
        return await asyncio.to_thread(_count, reader, clock)

    return promises


def _count(reader: Engine, clock: Clock) -> Promises:
    now = clock()
    live = select(func.count()).select_from(Promise).where(_LIVE)
    overdue = live.where(col(Promise.paused_at).is_(None), col(Promise.due_at) <= now)
    oldest = select(func.min(col(Promise.next_at))).where(_LIVE, col(Promise.next_at) <= now)
    with Session(reader) as session:
        due = session.exec(oldest).one()
        lateness = now - due if due else timedelta()
        return Promises(session.exec(live).one(), session.exec(overdue).one(), lateness)


class Timekeeping:
    """When each habit ran well last, and the clock's gauges; ``promises`` is asked at every scrape."""

    def __init__(self, registry: CollectorRegistry, seconds: Callable[[], float] = monotonic) -> None:
        self.promises: PromisesNow = no_promises
        self._seconds = seconds
        self._started = seconds()
        self._ran: dict[str, float] = {}
        self._findings = Gauge(
            "liaison_audit_findings",
            "What the last audit found and could not repair, by kind.",
            ["kind"],
            registry=registry,
        )
        for gap in Gap:
            self._findings.labels(gap.value).set(0)
        Gauge("liaison_audit_age_seconds", "Seconds since the last audit.", registry=registry).set_function(
            lambda: self.age("audit").total_seconds()
        )
        self._live = Gauge("liaison_promises_live", "What people owe.", registry=registry)
        self._overdue = Gauge(
            "liaison_promises_overdue", "What people owe and should have done.", registry=registry
        )
        self._lateness = Gauge(
            "liaison_sweep_lateness_seconds",
            "How long ago the oldest promise that is due should have been looked at.",
            registry=registry,
        )

    def ran(self, habit: str) -> None:
        self._ran[habit] = self._seconds()

    def age(self, habit: str) -> timedelta:
        """Since it ran well last; since the start, where it has not yet."""
        return timedelta(seconds=self._seconds() - self._ran.get(habit, self._started))

    def audited(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._findings.labels(finding.gap.value).set(finding.left)

    async def refresh(self) -> None:
        promises = await self.promises()
        self._live.set(promises.live)
        self._overdue.set(promises.overdue)
        self._lateness.set(promises.lateness.total_seconds())
