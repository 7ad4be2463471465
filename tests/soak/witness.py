"""Stands between the sandbox and the bot, and notes when the bot took Slack's word for a message."""

from dataclasses import dataclass, field

from sandbox.slack import Answer, Door
from sandbox.workspace import Json
from tests.soak import diary


@dataclass
class Witness:
    """A Door like the one it stands before."""

    door: Door
    heard: dict[tuple[str, str], float] = field(default_factory=dict)
    """By channel and timestamp: when the event of a new message was accepted for the first time."""
    failures: int = 0

    async def event(self, envelope: Json, *, attempt: int, reason: str) -> Answer:
        answer = await self.door.event(envelope, attempt=attempt, reason=reason)
        event = envelope["event"]
        if not answer.is_ok:
            self.failures += 1
        elif event["type"] == "message" and event.get("subtype") is None:
            self.heard.setdefault((event["channel"], event["ts"]), diary.now())
        return answer

    async def interact(self, payload: Json) -> Answer:
        return await self.door.interact(payload)
