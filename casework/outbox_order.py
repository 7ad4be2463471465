"""What of the outbox may go out now, and in which order: a customer's before ours, one post a channel."""

from collections.abc import Iterable
from typing import Any, Literal

from sqlalchemy import ColumnElement, bindparam, exists
from sqlalchemy import case as either
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, or_, select

from casework.work import Work
from models.customer_talk import CustomerThread
from models.outgoing import UNRESOLVED, Audience, Delivery, Outgoing
from models.thread import Thread

AT_ONCE = 50

Verb = Literal["post", "update", "delete"]
METHODS: dict[Verb, str] = {"post": "chat.postMessage", "update": "chat.update", "delete": "chat.delete"}

_NEEDS: dict[str, ColumnElement[bool]] = {
    METHODS["post"]: col(Outgoing.ts).is_(None),
    METHODS["update"]: and_(col(Outgoing.ts).is_not(None), col(Outgoing.is_gone).is_(False)),
    METHODS["delete"]: and_(col(Outgoing.ts).is_not(None), col(Outgoing.is_gone).is_(True)),
    "conversations.open": col(Outgoing.channel).is_(None),
}
"""By method: which rows cannot go out without it."""

_earlier = aliased(Outgoing)
_IS_BLOCKED = exists().where(
    col(_earlier.lane) == col(Outgoing.lane),
    col(_earlier.id) < col(Outgoing.id),
    col(_earlier.ts).is_(None),
    col(_earlier.is_gone).is_(False),
    col(_earlier.status).in_(UNRESOLVED),
)
"""Something earlier of its lane still waits to be posted."""
_IS_THEIRS = col(Outgoing.audience) == Audience.CUSTOMER
_FIRST = either((_IS_THEIRS & col(Outgoing.key).startswith("reply:"), 0), (_IS_THEIRS, 1), else_=2)
"""What a person tells a customer goes first, then what we say by ourselves, then what we tell each other."""
_DUE = (
    select(col(Outgoing.id), Outgoing.channel, col(Outgoing.ts).is_(None) & col(Outgoing.is_gone).is_(False))
    .where(
        col(Outgoing.status) == Delivery.PENDING,
        col(Outgoing.due_at) <= bindparam("now"),
        or_(
            col(Outgoing.ts).is_not(None),
            col(Outgoing.channel).is_(None),
            col(Outgoing.channel).not_in(bindparam("paced", expanding=True)),
        ),
        or_(col(Outgoing.ts).is_not(None), ~_IS_BLOCKED),
    )
    .order_by(_FIRST, col(Outgoing.id))
    .limit(AT_ONCE)
)
_WITH_PLACE = (
    select(Outgoing, Thread, CustomerThread)
    .join(Thread, col(Thread.id) == col(Outgoing.thread_id), isouter=True)
    .join(CustomerThread, col(CustomerThread.id) == col(Outgoing.customer_thread_id), isouter=True)
)
CHOSEN = (
    _WITH_PLACE.where(
        col(Outgoing.id).in_(bindparam("chosen", expanding=True)), col(Outgoing.status) == Delivery.PENDING
    )
    .order_by(_FIRST, col(Outgoing.id))
    .with_for_update(of=Outgoing, skip_locked=True)
)
UNCLEAR = (
    _WITH_PLACE.where(
        col(Outgoing.status) == Delivery.UNKNOWN,
        col(Outgoing.due_at) <= bindparam("now"),
        col(Outgoing.id).not_in(bindparam("settling", expanding=True)),
    )
    .order_by(col(Outgoing.id))
    .with_for_update(of=Outgoing, skip_locked=True)
)

Place = Thread | CustomerThread
"""The thread that a message goes to, in the house or in a customer's channel."""
Row = tuple[Outgoing, Place | None]


def rows(work: Work, query: Any, **params: object) -> list[Row]:
    return [(row, ours or theirs) for row, ours, theirs in work.session.exec(query, params=params)]


def choose(work: Work, held: set[str], unsure: frozenset[str]) -> list[int | None]:
    """What is due and not held back, nor for who is ``unsure``; of the posts to a channel only the first."""
    paced = [key.removeprefix("post:") for key in held if key.startswith("post:")]
    not_held = [~needs for method, needs in _NEEDS.items() if f"method:{method}" in held]
    if unsure:
        places = (col(Outgoing.channel), col(Outgoing.recipient))
        not_held += [or_(place.is_(None), place.not_in(unsure)) for place in places]
    due = work.session.exec(_DUE.where(*not_held), params={"now": work.now, "paced": paced})
    return _first_of_each_channel(due)


def _first_of_each_channel(due: Iterable[tuple[int | None, str | None, bool]]) -> list[int | None]:
    chosen, taken = [], set()
    for outgoing_id, channel, is_post in due:
        if is_post and channel is not None:
            if channel in taken:
                continue
            taken.add(channel)
        chosen.append(outgoing_id)
    return chosen
