"""Slack's rate limits: a bucket per method, and one per channel for posting."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

TIER_PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute, per method; see docs.slack.dev, "Rate limits". Slack allows a little more."""

TIERS = {
    "bots.info": 3,
    "users.list": 2,
    "users.info": 4,
    "users.profile.get": 4,
    "users.conversations": 3,
    "team.info": 3,
    "conversations.info": 3,
    "conversations.list": 2,
    "conversations.members": 4,
    "conversations.history": 3,
    "conversations.replies": 3,
    "conversations.open": 3,
    "conversations.join": 3,
    "chat.update": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "views.open": 4,
    "views.push": 4,
    "views.update": 4,
    "views.publish": 4,
    "reactions.add": 3,
    "reactions.remove": 2,
    "apps.connections.open": 3,
    "files.info": 4,
    "files.getUploadURLExternal": 4,
    "files.completeUploadExternal": 4,
}

POSTS_PER_SECOND = 1.0
POST_BURST = 4.0


@dataclass
class _Bucket:
    level: float
    at: float


@dataclass
class Pace:
    """`enabled = False` lets everything through. `now` is a stopwatch, in seconds."""

    enabled: bool = True
    now: Callable[[], float] = time.monotonic
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def wait_for(self, method: str, channel_id: str = "") -> int | None:
        """None: go ahead. Otherwise the `Retry-After`, in seconds."""
        if not self.enabled:
            return None
        if method == "chat.postMessage":
            return self._take(f"post {channel_id}", POST_BURST, POSTS_PER_SECOND)
        if method in TIERS:
            allowed = TIER_PER_MINUTE[TIERS[method]]
            return self._take(method, float(allowed), allowed / 60)
        return None

    def _take(self, key: str, size: float, per_second: float) -> int | None:
        now = self.now()
        bucket = self._buckets.setdefault(key, _Bucket(size, now))
        bucket.level = min(size, bucket.level + (now - bucket.at) * per_second)
        bucket.at = now
        if bucket.level < 1:
            return max(1, math.ceil((1 - bucket.level) / per_second))
        bucket.level -= 1
        return None
