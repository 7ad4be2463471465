"""What the outbox has yet to do, for the operator."""

import asyncio
from datetime import timedelta

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from bot.clock import Clock
from bot.metrics import Backlog, BacklogNow
from models.outgoing import UNRESOLVED, Delivery, Outgoing

_WAITS_SINCE = func.coalesce(col(Outgoing.first_claimed_at), col(Outgoing.due_at))
"""Since its first try; what was not tried yet, since it was due."""


def backlog_of(reader: Engine, clock: Clock) -> BacklogNow:
    async def backlog() -> Backlog:
        return await asyncio.to_thread(_count, reader, clock)

    return backlog


def _count(reader: Engine, clock: Clock) -> Backlog:
    unresolved = select(func.count(), func.min(_WAITS_SINCE)).where(col(Outgoing.status).in_(UNRESOLVED))
    dead = select(func.count()).where(Outgoing.status == Delivery.DEAD)
    with Session(reader) as session:
        pending, oldest = session.exec(unresolved).one()
        now = clock()
        waited = now - oldest if pending else timedelta()
        return Backlog(pending, max(waited, timedelta()), session.exec(dead).one())
