"""The real courier between a real desk and the sandbox's Slack, a second at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from models.outgoing import UNRESOLVED, Outgoing
from sandbox.clock import Clock
from sandbox.workspace import Message
from scheduler.courier import Courier
from tests.floor import Floor, open_floor

SETTLE = timedelta(seconds=3)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class PostOffice:
    floor: Floor
    clock: Clock
    courier: Courier
    outcomes: list[str] = field(default_factory=list)

    async def second(self) -> None:
        """One round of the courier, until what it started has ended; then a second goes by on every clock."""
        await self.courier.step()
        await self.courier.settled()
        self.clock.push(timedelta(seconds=1))
        self.courier._looked_at -= 1
        self.courier._unclear_since = {one: at - 1 for one, at in self.courier._unclear_since.items()}

    async def seconds(self, count: int) -> None:
        for _ in range(count):
            await self.second()

    async def until_quiet(self, *, within: int = 400) -> None:
        for _ in range(within):
            await self.second()
            if not self.unresolved():
                return
        raise AssertionError(f"still to be sent after {within} s: {self.unresolved()}")

    def unresolved(self) -> list[str]:
        return [f"{row.key} {row.status}" for row in self.rows() if row.status in UNRESOLVED]

    def rows(self) -> list[Outgoing]:
        with Session(self.floor.engine, expire_on_commit=False) as session:
            return list(session.exec(select(Outgoing).order_by(Outgoing.id)))  # type: ignore[arg-type]

    def row(self, key: str) -> Outgoing:
        return next(row for row in self.rows() if row.key.startswith(key))

    def said(self, channel: str) -> list[Message]:
        """What the app has in the channel now."""
        place = self.floor.sandbox.workspace.channel(channel)
        return [one for one in place.messages if one.bot_id and not one.ephemeral_to]

    def markers(self) -> list[str]:
        """Of everything the app has anywhere."""
        everything = [one for place in self.floor.sandbox.workspace.channels for one in self.said(place)]
        return [one.metadata["event_payload"]["d"] for one in everything if one.metadata]

    def failures(self) -> list[str]:
        """The kinds of message that somebody was told could not be delivered."""
        return [row.notice["what"] for row in self.rows() if row.notice["kind"] == "DeliveryFailed"]

    def calls(self, method: str) -> int:
        return len(self.floor.sandbox.ledger.of(method))


@asynccontextmanager
async def open_post_office(database_url: str) -> AsyncIterator[PostOffice]:
    clock = Clock(start=NOON, frozen=True)
    async with open_floor(database_url, clock) as floor:
        floor.sandbox.faults.hang_seconds = 0.05
        office = floor.office
        outcomes: list[str] = []
        courier = Courier(
            floor.desk,
            office.client,
            office.look_up,
            office.letterhead,
            office.bot_user,
            SETTLE,
            report=outcomes.append,
            seconds=lambda: clock().timestamp(),
        )
        yield PostOffice(floor, clock, courier, outcomes)
