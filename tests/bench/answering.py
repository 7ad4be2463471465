"""CSMs who answer customers from their cards on the desk, by the form that shows what will be sent."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.actors import Actor
from sandbox.company import DESK
from sandbox.server import Sandbox
from sandbox.workspace import Message
from tests.bench import crowd
from tests.house import text_of, until

PATIENCE = 120
TRIES = 10
"""So often *Send* is pressed: Slack waits three seconds, and the form stays open."""


@dataclass
class Answering:
    sandbox: Sandbox
    sent_at: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    """By text: to which customer, and when the last *Send* was pressed."""

    def cards(self) -> list[Message]:
        """Those on the desk that can be answered from, the oldest first."""
        seen = self.sandbox.workspace.channels[DESK.id].messages
        return [one for one in seen if not one.is_reply and "reply.ask" in text_of(one)]

    async def run(self, count: int, seconds: float) -> None:
        """So many, evenly over the time, each CSM one after the other; until the last one can be read."""
        desks = {crowd.csm_of(number): asyncio.Lock() for number in range(crowd.CSMS)}
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                group.create_task(self._answer(number, desks))
                await asyncio.sleep(seconds / count)
        await until(lambda: len(self._read_at()) == count, PATIENCE, "the customers to read every answer")

    def seconds(self) -> list[float]:
        """From the press of *Send* until it stood in the customer's channel."""
        read = self._read_at()
        return [read[text] - sent_at.timestamp() for text, (_, sent_at) in self.sent_at.items()]

    async def _answer(self, number: int, desks: dict[str, asyncio.Lock]) -> None:
        cards = self.cards()
        card = cards[number % len(cards)]
        room = crowd.room_of(text_of(card))
        async with desks[crowd.csm_of(room)]:
            await self._send(
                self.sandbox.actor(crowd.csm_of(room)), card, room, f"Answer {number}: it is fixed."
            )

    async def _send(self, csm: Actor, card: Message, room: int, text: str) -> None:
        await csm.press(DESK.id, card.ts, "reply.ask")
        for _ in range(TRIES):
            view = csm.modal
            assert view is not None, csm.warnings
            self.sent_at[text] = (room, self.sandbox.clock())
            if (await csm.submit(view.id, {"text": text})).outcome == "closed":
                return
        raise AssertionError(f"{text!r} was not sent; {csm.warnings}")

    def _read_at(self) -> dict[str, float]:
        rooms = {crowd.room_id(room) for room, _ in self.sent_at.values()}
        said = (one for room in rooms for one in self.sandbox.workspace.channels[room].messages)
        return {one.text: float(one.ts) for one in said if one.text in self.sent_at}
