"""Trigger ids: the right to open one modal within three seconds of what a person did."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.errors import SlackError

LIFETIME = timedelta(seconds=3)


@dataclass
class Trigger:
    id: str
    user_id: str
    issued_at: datetime
    view_id: str | None = None
    is_spent: bool = False


@dataclass
class Triggers:
    clock: Clock
    lifetime: timedelta = LIFETIME
    issued: dict[str, Trigger] = field(default_factory=dict)

    def issue(self, user_id: str, view_id: str | None = None) -> str:
        """A fresh trigger id; `view_id` is the modal in which the person acted."""
        number = len(self.issued) + 1
        trigger = Trigger(f"{number}.{self.clock.epoch()}.sandbox", user_id, self.clock(), view_id)
        self.issued[trigger.id] = trigger
        return trigger.id

    def spend(self, trigger_id: str) -> Trigger:
        """Raises SlackError: unknown, too late, or used before."""
        trigger = self.issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.is_spent:
            raise SlackError("exchanged_trigger_id")
        if self.clock() - trigger.issued_at > self.lifetime:
            raise SlackError("expired_trigger_id")
        trigger.is_spent = True
        return trigger
