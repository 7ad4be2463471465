"""What people said in a case: kept once, found by where it stands in Slack, changed as they change it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import search
from casework.work import Work
from models.append import append
from models.case import Case
from models.thread import Message

Files = tuple[tuple[str, str], ...]
"""(name, link) each."""
_AT = select(Message).where(col(Message.channel) == bindparam("channel"), col(Message.ts) == bindparam("ts"))


class Said(Protocol):
    """A message as Slack delivered it."""

    @property
    def channel(self) -> str: ...
    @property
    def ts(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def said_at(self) -> datetime: ...
    @property
    def edit_ts(self) -> str: ...
    @property
    def files(self) -> Files: ...


def stored(files: Files) -> list[dict[str, str]]:
    """As the tables keep them."""
    return [{"name": name, "link": link} for name, link in files]


def files_of(rows: Iterable[dict[str, str]]) -> Files:
    return tuple((row["name"], row["link"]) for row in rows)


def at(work: Work, channel: str, ts: str) -> Message | None:
    """The message of a case that stands there."""
    return work.session.exec(_AT, params={"channel": channel, "ts": ts}).first()


def write_down(work: Work, case: Case, said: Said, *, author_name: str, home: int | None, **more: Any) -> int:
    """A row for it, with ``more`` of its columns; returns its id.

    ``home``: the case that it belongs to by itself, where that was merged into this one.
    """
    return append(
        work.session,
        Message,
        case_number=case.number,
        home=home,
        channel=said.channel,
        ts=said.ts,
        author=said.author,
        author_name=author_name,
        text=said.text,
        files=stored(said.files),
        edit_ts=said.edit_ts,
        said_at=said.said_at,
        **more,
    )


def enter(work: Work, case: Case, message_id: int, text: str, *, home: int | None) -> None:
    """Into the history and the index: it is movement."""
    work.record(case, "said", message_id=message_id, home=home)
    search.index(work.session, home or case.number, f"message:{message_id}", text)
    case.moved_at = work.now


def reword(work: Work, case: Case, message: Message, said: Said) -> None:
    """The newest wording counts."""
    message.text, message.edit_ts, message.files = said.text, said.edit_ts, stored(said.files)
    search.reindex(work.session, message.home or case.number, f"message:{message.id}", said.text)
    work.record(case, "edited", message_id=message.id, home=message.home)
