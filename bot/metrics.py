"""The few numbers an operator watches; no ids and nobody's words in the labels."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from bot.timekeeping import Timekeeping

log = structlog.get_logger()


@dataclass(frozen=True)
class Backlog:
    """What the outbox has yet to do; ``oldest`` is the age of its oldest unresolved message."""

    pending: int = 0
    oldest: timedelta = timedelta(0)
    dead: int = 0


BacklogNow = Callable[[], Awaitable[Backlog]]


async def no_backlog() -> Backlog:
    return Backlog()


class Metrics:
    """The registry and its metrics; ``backlog`` is asked at every scrape."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.backlog: BacklogNow = no_backlog
        self.timekeeping = Timekeeping(self.registry)
        self.deliveries = Counter(
            "liaison_deliveries",
            "Payloads from Slack by kind and outcome (the HTTP status, foreign or unhandled).",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self.refused = Counter(
            "liaison_refused_requests", "Requests without Slack's signature.", registry=self.registry
        )
        self.handling = Histogram(
            "liaison_handling_seconds",
            "Seconds from a payload to its answer; Slack waits for three.",
            ["kind"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5),
            registry=self.registry,
        )
        self.outgoing = Counter(
            "liaison_outgoing", "Requests to Slack by outcome.", ["outcome"], registry=self.registry
        )
        self.clock_skew = Gauge(
            "liaison_clock_skew_seconds", "Our clock minus Slack's, as last heard.", registry=self.registry
        )
        self._pending = Gauge(
            "liaison_outbox_pending", "Messages promised and not yet resolved.", registry=self.registry
        )
        self._oldest = Gauge(
            "liaison_outbox_oldest_seconds", "Age of the oldest unresolved message.", registry=self.registry
        )
        self._dead = Gauge(
            "liaison_dead_letters", "Messages given up; a person was told.", registry=self.registry
        )

    async def scrape(self, _request: Request) -> Response:
        """``GET /metrics``; without the database its numbers stay as they were."""
        try:
            backlog = await self.backlog()
            self._pending.set(backlog.pending)
            self._oldest.set(backlog.oldest.total_seconds())
            self._dead.set(backlog.dead)
            await self.timekeeping.refresh()
        except SQLAlchemyError:
            log.exception("The outbox and the promises cannot be counted")
        return Response(generate_latest(self.registry), headers={"content-type": CONTENT_TYPE_LATEST})
