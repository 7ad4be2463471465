"""What people are shown of a case that may say the same as another."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.case import CaseStatus
from models.facts import Where


@dataclass(frozen=True)
class AlikeFacts:
    """Of another customer's case nothing that its customer wrote: its number, its title and who has it."""

    number: int
    title: str
    customer: str
    is_same_customer: bool | None
    """None while nobody knows whose the new one is."""
    status: CaseStatus
    opened_at: datetime
    opened_by: str
    with_whom: str
    """``Billing``, ``Billing and Legal``, or its CSM's name."""
    why: tuple[str, ...]
    """Words that both have, the rarest first; of another customer's case those of its title."""
    age: timedelta = timedelta()
    """Since it was opened."""
    where: Where | None = None
    """Its desk card."""
    problem: int | None = None
    """The Problem that it is in, or is, and that cases can join."""
    is_same: bool = False
    """Somebody decided that the two are the same."""

    @property
    def label(self) -> str:
        return f"C-{self.number}"

    @property
    def is_closed(self) -> bool:
        return self.status is CaseStatus.CLOSED

    @property
    def is_undecided(self) -> bool:
        return not self.is_closed and not self.is_same
