"""Conditions written out as the partial indexes have them: SQLite uses those for nothing else."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal
from sqlmodel import col

from models.case import Case, CaseStatus
from models.handoff import OPEN_STATUSES, Handoff, HandoffStatus
from models.promise import Outcome, Promise


def _one_of(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    written = bindparam(
        None, list(values), type_=column.type, expanding=True, literal_execute=True, unique=True
    )
    wanted: ColumnElement[bool] = column.in_(written)
    return wanted


def _is_not(column: Any, value: Any) -> ColumnElement[bool]:
    wanted: ColumnElement[bool] = column != literal(value, column.type, literal_execute=True)
    return wanted


def past_its_index(column: Any) -> ColumnElement[Any]:
    """The column where its own index is no help: SQLite would read all that a department ever had."""
    return func.coalesce(col(column), col(column))


IS_LIVE = col(Promise.ended_at).is_(None)
IS_DECIDED = _one_of(Promise.outcome, (Outcome.KEPT, Outcome.LATE, Outcome.LAPSED))
IS_OPEN = _is_not(Case.status, CaseStatus.CLOSED)
IS_DONE = past_its_index(Handoff.status) == HandoffStatus.DONE
IS_AT_WORK = _one_of(Handoff.status, OPEN_STATUSES)
