"""What one person's home shows: plain values, ready to be drawn."""

from dataclasses import dataclass

from models.digest_facts import Shown, StalledLine
from models.facts import CaseLine, Person, QueueLine


@dataclass(frozen=True)
class HomeFacts:
    """What one person's home shows; empty tuples for roles the person does not have."""

    person: Person
    is_csm: bool
    departments: tuple[str, ...]
    """Names of the departments the person belongs to."""
    my_cases: tuple[CaseLine, ...]
    my_handoffs: tuple[QueueLine, ...]
    """Accepted by this person."""
    offers: tuple[QueueLine, ...]
    """Waiting for anybody of the person's departments."""
    queue: tuple[QueueLine, ...]
    """Held by others of the person's departments."""
    may_open: bool = False
    """The person may open cases."""
    totals: tuple[int, int, int, int] = (0, 0, 0, 0)
    """How many there are of each of the four, of which the tuples hold the first."""
    owed: tuple[CaseLine, ...] = ()
    """What this person owes as a CSM, a line for each debt; ``due`` is that very one."""
    owed_total: int = 0
    stalled: Shown[StalledLine] | None = None
    """What is overdue, for who reads a digest: managers of everything, leads of their departments."""
    stalls_in: tuple[str, ...] = ()
    """The names of those departments; none for everything."""
