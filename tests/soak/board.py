"""What stands in the channels by the bot's hand, kept ready for the many who look for their card."""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sandbox.server import Sandbox
from sandbox.workspace import Message
from tests.soak.bell import Bell

T = TypeVar("T")
TOKEN = re.compile(r"\b[a-z]+-\d{5}\b")
NUMBER = re.compile(r"\bC-(\d+) ·")


@dataclass(frozen=True)
class Post:
    """A message of the bot as it was when Slack took it; ``words`` is all that a reader sees of it."""

    message: Message
    words: str
    tokens: frozenset[str]

    @property
    def place(self) -> tuple[str, str]:
        """Its channel and thread; a card opens a thread of its own."""
        return self.message.channel_id, self.message.thread_ts or self.message.ts

    @property
    def is_card(self) -> bool:
        return not self.message.is_reply

    @property
    def marker(self) -> str:
        return str(((self.message.metadata or {}).get("event_payload") or {}).get("d", ""))


@dataclass
class Board:
    """Follows the sandbox's ledger of posts. What was deleted since is still here."""

    sandbox: Sandbox
    bell: Bell
    posts: list[Post] = field(default_factory=list)
    cards: dict[tuple[str, str], list[Post]] = field(default_factory=lambda: defaultdict(list))
    """By channel and token of the case."""
    threads: dict[tuple[str, str], list[Post]] = field(default_factory=lambda: defaultdict(list))
    whispers: dict[str, list[Post]] = field(default_factory=lambda: defaultdict(list))
    """What only one person sees, by that person's id."""

    def __post_init__(self) -> None:
        self._read = 0
        self.sandbox.workspace.watchers.append(self.bell.ring)

    def catch_up(self) -> None:
        written = self.sandbox.ledger.posts
        for message in written[self._read :]:
            self._pin(as_post(message))
        self._read = len(written)

    def _pin(self, post: Post) -> None:
        if post.message.ephemeral_to:
            self.whispers[post.message.ephemeral_to].append(post)
            return
        self.posts.append(post)
        if post.is_card:
            for token in post.tokens:
                self.cards[post.message.channel_id, token].append(post)
        else:
            self.threads[post.place].append(post)

    async def until(self, find: Callable[[], T | None], within: float) -> T:
        """What ``find`` finds on the board, as soon as it does. Raises TimeoutError."""

        def look() -> T | None:
            self.catch_up()
            return find()

        return await self.bell.until(look, within)

    def live(self, post: Post) -> Message | None:
        """The message as it is now; None when it is gone."""
        return self.sandbox.workspace.channels[post.message.channel_id].message(post.message.ts)


def as_post(message: Message) -> Post:
    words = message.text + "\n" + json.dumps(message.blocks, ensure_ascii=False)
    return Post(message, words, frozenset(TOKEN.findall(words)))
