"""Stands between the sandbox and the bot: notes when the bot took Slack's word, and loses some answers."""

from dataclasses import dataclass, field

from sandbox.faults import Faults
from sandbox.slack import Answer, Door
from sandbox.workspace import Json
from tests.soak import diary
from tests.soak.bell import Bell


@dataclass
class Witness:
    """A Door like the one it stands before. ``unheard``: the chance that a good answer is lost."""

    door: Door
    bell: Bell
    faults: Faults
    unheard: float
    heard: dict[tuple[str, str], float] = field(default_factory=dict)
    """By channel and timestamp: when the event of a new message was accepted for the first time."""
    seen: set[tuple[str, str, str]] = field(default_factory=set)
    """Reactions whose event was accepted: channel and timestamp of the message, and who reacted."""
    failures: int = 0

    async def event(self, envelope: Json, *, attempt: int, reason: str) -> Answer:
        answer = self._as_heard(await self.door.event(envelope, attempt=attempt, reason=reason))
        event = envelope["event"]
        if not answer.is_ok:
            self.failures += 1
        elif event["type"] == "message" and event.get("subtype") is None:
            self.heard.setdefault((event["channel"], event["ts"]), diary.now())
            self.bell.ring()
        elif event["type"] == "reaction_added":
            self.seen.add((event["item"]["channel"], event["item"]["ts"], event["user"]))
            self.bell.ring()
        return answer

    async def interact(self, payload: Json) -> Answer:
        return self._as_heard(await self.door.interact(payload))

    def _as_heard(self, answer: Answer) -> Answer:
        is_lost = answer.is_ok and self.faults.chance(self.unheard, "answer lost")
        return Answer(failure="connection_failed") if is_lost else answer
