"""What the auditor finds wrong with what is remembered."""

from dataclasses import dataclass
from enum import StrEnum


class Gap(StrEnum):
    NO_PROMISE = "no_promise"
    """A case that is not closed, of which nobody owes anything."""
    NO_PROMISE_OF_HANDOFF = "no_promise_of_handoff"
    """An open hand-off that nobody must take, or show progress on."""
    NO_LOOK = "no_look"
    """A promise whose clock runs, and that will never be looked at."""
    NO_WAY_BACK = "no_way_back"
    """A promise that was put aside, and that nobody must come back to."""
    NO_WAIT = "no_wait"
    """A case that is not closed, and nobody has the ball."""
    NOT_SWEPT = "not_swept"
    """A promise that should have been looked at minutes ago: the sweep does not get through."""
    IN_VAIN = "in_vain"
    """A promise that is looked at again and again, and each time that fails."""
    NO_CSM = "no_csm"
    """A case that is not closed, whose CSM is no full member of the workspace any more."""


@dataclass(frozen=True)
class Finding:
    """How many there were, and how many could not be repaired; counted up to some hundreds."""

    gap: Gap
    found: int
    left: int

    @property
    def repaired(self) -> int:
        return max(self.found - self.left, 0)
