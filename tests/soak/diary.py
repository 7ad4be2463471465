"""What people did, and what came of it as far as they could see: the generator's own ledger."""

import time
from dataclasses import dataclass, field

from tests.soak.town import DEPARTMENTS, NAMES

START = time.monotonic()

Line = tuple[float, str]
"""When, and what."""


def now() -> float:
    """Seconds since this soak began."""
    return time.monotonic() - START


@dataclass
class Act:
    """Something that shall have its effect once. ``token`` stands in what the bot says because of it.

    ``acked_at``: Slack took the bot's word for it, or the card showed that it had happened.
    ``refused``: the bot said no, so that it shall have no effect.
    """

    kind: str
    by: str
    token: str = ""
    began_at: float = field(default_factory=now)
    acked_at: float | None = None
    refused: str = ""

    @property
    def least(self) -> int:
        return 1 if self.acked_at is not None and not self.refused else 0

    @property
    def most(self) -> int:
        return 0 if self.refused else 1


@dataclass
class Reply:
    """What a person wrote in a thread. Every version carries the token, the last one ``wording`` too."""

    token: str
    by: str
    channel: str
    thread_ts: str
    ts: str
    said_at: float
    wording: str
    is_edited: bool = False
    is_deleted: bool = False
    turn: "Turn | None" = None
    """The hand-off in whose thread it stands; empty for the desk thread."""


@dataclass
class Turn:
    """A department's turn with the case. No department has two of the same case."""

    department: str
    offered: Act
    takes: list[Act] = field(default_factory=list)
    releases: list[Act] = field(default_factory=list)
    ended: Act | None = None

    @property
    def channel(self) -> str:
        return DEPARTMENTS[self.department].id

    @property
    def name(self) -> str:
        return NAMES[self.department]

    def was_surely_open(self, since: float, until: float) -> bool:
        has_begun = self.offered.acked_at is not None and self.offered.acked_at < since
        return has_begun and (self.ended is None or self.ended.began_at > until)

    def may_have_been_open(self, since: float, until: float) -> bool:
        ended_at = self.ended.acked_at if self.ended else None
        return self.offered.began_at < until and (ended_at is None or ended_at > since)


@dataclass
class CaseDiary:
    """One form that was filled in to open a case, and all that followed."""

    token: str
    opened: Act
    turns: list[Turn] = field(default_factory=list)
    asked: list[Act] = field(default_factory=list)
    finished: list[Act] = field(default_factory=list)
    handed_on: list[Act] = field(default_factory=list)
    closed: list[Act] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    is_from_a_message: bool = False
    was_left: str = ""
    """Why its people gave up on it, if they did."""

    def note(self, line: str) -> None:
        self.lines.append((now(), line))


@dataclass
class Diary:
    cases: list[CaseDiary] = field(default_factory=list)
    concluded: int = 0
    """Stories that came to their end."""
