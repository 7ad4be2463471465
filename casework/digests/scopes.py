"""Whose work a digest is about."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, true

from casework.digests.conditions import past_its_index
from config.handbook import Handbook


@dataclass(frozen=True)
class Scope:
    """``departments`` are keys of the handbook; None stands for everything, the CSMs' desk included."""

    departments: tuple[str, ...] | None = None

    @property
    def is_everything(self) -> bool:
        return self.departments is None

    def covers(self, department: Any) -> ColumnElement[bool]:
        """Whether a row belongs to it; ``department`` is the row's column."""
        if self.departments is None:
            return true()
        return past_its_index(department).in_(self.departments)


EVERYTHING = Scope()


def of(user_id: str, handbook: Handbook) -> Scope | None:
    """What the handbook has somebody read: managers all, leads their own departments, others nothing."""
    if user_id in handbook.managers:
        return EVERYTHING
    led = tuple(key for key in handbook.departments if user_id in handbook.leads_of(key))
    return Scope(led) if led else None
