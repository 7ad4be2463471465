"""Add a row that this transaction will not change: one INSERT at once, past the session's bookkeeping.

The session's own way (an object, ``add``, then a flush that compares, sorts and refreshes) costs several
times as much; history, messages and the outbox get several rows in every transaction.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec

from sqlalchemy import Insert, insert
from sqlmodel import Session, SQLModel

P = ParamSpec("P")


def append(session: Session, table: Callable[P, SQLModel], *_: P.args, **values: P.kwargs) -> int:
    """Insert a row of these values, after whatever the session holds back; returns its ``id``.

    ``values`` are what the table's constructor takes; the defaults are the table's.
    """
    if session.new:
        session.flush()
    statement, defaults = _statement(table)
    key = session.connection().execute(statement, defaults | values).inserted_primary_key
    assert key is not None
    row_id: int = key[0]
    return row_id


@lru_cache
def _statement(table: Any) -> tuple[Insert, dict[str, Any]]:
    fields = {name: field for name, field in table.model_fields.items() if name != "id"}
    optional = {name: field for name, field in fields.items() if not field.is_required()}
    return insert(table), {
        name: field.get_default(call_default_factory=True) for name, field in optional.items()
    }
