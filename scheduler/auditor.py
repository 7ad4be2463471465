"""Every minute: what is missing is looked for, repaired as far as it can be, and told as far as it cannot."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from casework import audit
from casework.audit import Found
from casework.desk import OWN_WORK, Desk
from models.findings import Finding, Gap
from scheduler import sweep

Report = Callable[[tuple[Finding, ...]], None]
"""Told of every gap after each round, for the metrics."""
Beat = Callable[[], Awaitable[None]]
SHOWN = 20
"""Numbers of cases in a line of the log."""

log = structlog.get_logger("auditor")


@dataclass(frozen=True)
class Auditor:
    """``beat`` tells the outside that all is well, and only then: whoever listens misses it otherwise."""

    desk: Desk
    report: Report = lambda _findings: None
    beat: Beat | None = None

    async def run(self) -> None:
        findings = await self.look()
        self.report(findings)
        if self.beat is not None and not any(one.left for one in findings):
            await self.beat()

    async def look(self) -> tuple[Finding, ...]:
        """One round; every gap is in what it returns, also those that nothing has."""
        found = await self.desk.read(OWN_WORK, audit.look)
        broken = sorted(set().union(*(found[gap] for gap in audit.REPAIRABLE)))[: audit.MOST]
        left = found
        if broken:
            await sweep.each(
                broken, lambda number: self.desk.do(OWN_WORK, audit.repair, number), "case_not_repaired"
            )
            left = await self.desk.read(OWN_WORK, audit.look)
        _write_down(found, left)
        return tuple(Finding(gap, len(found[gap]), len(left[gap])) for gap in Gap)


def _write_down(found: Found, left: Found) -> None:
    for gap, cases in found.items():
        if cases or left[gap]:
            write = log.warning if left[gap] else log.info
            about = left[gap] or cases
            write("audit", gap=gap.value, found=len(cases), left=len(left[gap]), cases=about[:SHOWN])
