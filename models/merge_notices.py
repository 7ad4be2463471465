"""What is told of cases that became one, became two again, or had a part split off."""

from dataclasses import dataclass
from typing import Literal

from models.facts import Where

MergeRole = Literal["gone", "stays", "moved", "both", "ended"]
"""The desk thread of either case; the thread of a hand-off that goes on in the other case, that has the parts
of both now, or that ends."""


@dataclass(frozen=True)
class CaseMerged:
    """Two cases are one now: said once in every thread that it touches."""

    case: int
    """The one that lives on."""
    gone: int
    by: str
    role: MergeRole
    title: str
    """Of the other case, as seen from the thread."""
    department: str = ""
    moved: tuple[str, ...] = ()
    """The departments that went along."""
    owner_id: str | None = None
    """Who held a piece, to be mentioned."""
    where: Where | None = None
    """The desk thread where the talk goes on."""


@dataclass(frozen=True)
class CasesParted:
    """The merge was undone."""

    case: int
    other: int
    by: str
    owner_id: str | None = None


@dataclass(frozen=True)
class SplitOff:
    """Another matter after all: it has a case of its own. Told in the old desk thread and in the new one."""

    case: int
    other: int
    by: str
    title: str
    """Of the other case."""
    is_new: bool
    """Told in the new case's thread."""
    what: str = ""
    """The department whose part went along; empty for a message."""
    owner_id: str | None = None
