"""What a merge changes, as it was before and as it left it, kept as JSON: an undo puts it back exactly."""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

from sqlmodel import SQLModel

from models.case import Case, CaseStatus, Severity
from models.handoff import Handoff
from models.promise import Promise

T = TypeVar("T", bound=SQLModel)

CLOCK = ("opened_at", "runs_from", "spent_seconds", "allowed_seconds", "due_at", "paused_at")
"""What says of a promise how much time has passed of how much."""


class State(NamedTuple):
    """Of a case."""

    status: CaseStatus
    severity: Severity


def of_case(case: Case) -> dict[str, str]:
    return {"status": case.status.value, "severity": case.severity.value}


def state(kept: dict[str, str]) -> State:
    return State(CaseStatus(kept["status"]), Severity(kept["severity"]))


def of_rows(rows: Iterable[SQLModel]) -> list[dict[str, Any]]:
    """Read through the session first: what it let go of is not in the dump."""
    return [_loaded(row).model_dump(mode="json") for row in rows]


def _loaded(row: SQLModel) -> SQLModel:
    for name in type(row).model_fields:
        getattr(row, name)
    return row


def handoffs(kept: list[dict[str, Any]]) -> list[Handoff]:
    return [Handoff.model_validate(one) for one in kept]


def promises(kept: list[dict[str, Any]]) -> list[Promise]:
    return [Promise.model_validate(one) for one in kept]


def has_moved(promise: Promise, since: Promise) -> bool:
    """Whether its clock was begun anew, put aside or given another time since then."""
    return any(getattr(promise, name) != getattr(since, name) for name in CLOCK)


def put_back(row: T, was: T, names: Iterable[str] | None = None, *, apart_from: Iterable[str] = ()) -> None:
    """The row has the values that it had: those named, or all but those excepted."""
    every = type(row).model_fields.keys() - {"id"}
    for name in set(names or every) - set(apart_from):
        setattr(row, name, getattr(was, name))
