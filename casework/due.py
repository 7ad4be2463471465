"""Which promises are to be looked at now; several replicas share them out."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from casework.work import Work
from models.promise import Promise

LEASE = timedelta(minutes=1)
"""So long a claimed promise is its claimer's; after that, whoever looks next takes it again."""

_IS_DUE = col(Promise.ended_at).is_(None) & (col(Promise.next_at) <= bindparam("now"))
DUE = (
    select(Promise.id)
    .where(_IS_DUE)
    .order_by(col(Promise.next_at))
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
CLAIM = (
    update(Promise)
    .where(col(Promise.id).in_(DUE))
    .values(next_at=bindparam("lease"), tries=Promise.tries + 1)
    .returning(col(Promise.id))
    .execution_options(synchronize_session=False)
)


def claim(work: Work, *, limit: int) -> list[int]:
    """The ids of promises to look at, which no other replica looks at for the length of the lease."""
    moments: dict[str, datetime | int] = {"now": work.now, "lease": work.now + LEASE, "limit": limit}
    rows = work.session.connection().execute(CLAIM, moments)
    return sorted(promise_id for (promise_id,) in rows if promise_id is not None)
