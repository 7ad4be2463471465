"""What a CSM sees before two cases become one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.case import Severity
from models.facts import CaseFacts, Due, HistoryLine


@dataclass(frozen=True)
class TurnFacts:
    """A department that has both of two cases: one turn of it goes on."""

    department: str
    goes_on: int
    """The number of the case whose turn it is."""
    owner: str | None
    due: Due | None
    """The earlier of both clocks."""


@dataclass(frozen=True)
class MergeFacts:
    """What would become of two cases if they were one."""

    one: CaseFacts
    other: CaseFacts
    turns: tuple[TurnFacts, ...]
    come_along: tuple[tuple[int, str, str | None], ...]
    """(case, department, owner's name) of every other open hand-off."""
    severity: Severity
    news_due: datetime | None
    """When news were promised to the customer, on either."""
    undo_for: timedelta

    @property
    def story(self) -> tuple[tuple[int, HistoryLine], ...]:
        """Both histories, interleaved: (case, line) by time."""
        lines = [(case.number, line) for case in (self.one, self.other) for line in case.history]
        return tuple(sorted(lines, key=lambda one: one[1].at))
