"""Everything the app said and did, kept for ever, so that a test can count it."""

import copy
import json
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.workspace import Json, Message


@dataclass
class Ledger:
    """`calls` in order of arrival; `posts` and `edits` are copies of the app's messages as accepted.

    A post that was deleted later stays in `posts`. Pseudo methods (`__ack__`, `__slash_ack__`,
    `__options__`, `__response_url__`) stand for what the app says outside the Web API. Each call names
    under `outsiders` who of other companies could read it.
    """

    calls: list[Json] = field(default_factory=list)
    posts: list[Message] = field(default_factory=list)
    edits: list[Message] = field(default_factory=list)

    def note(self, method: str, args: Json, *, t: float, **facts: object) -> None:
        self.calls.append({"method": method, "args": args, "t": t, **facts})

    def posted(self, message: Message) -> None:
        self.posts.append(copy.deepcopy(message))

    def edited(self, message: Message) -> None:
        self.edits.append(copy.deepcopy(message))

    def of(self, method: str) -> list[Json]:
        """The calls of one method, refused ones among them."""
        return [call for call in self.calls if call["method"] == method]

    def said(self, words: str, channel_id: str | None = None) -> list[Message]:
        """The app's posts whose text or blocks hold these words."""
        return [
            post
            for post in self.posts
            if channel_id in {None, post.channel_id}
            and words in post.text + json.dumps(post.blocks, ensure_ascii=False)
        ]

    def write(self, path: Path) -> None:
        """As JSON lines, one per call."""
        lines = (json.dumps(call, ensure_ascii=False) for call in self.calls)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
