"""What people do in the benchmark, and what each contestant must have to show for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.bench import payloads
from tests.bench.contestants import Contestant
from tests.bench.payloads import Place, Template


@dataclass(frozen=True)
class Scenario:
    name: str
    templates: Callable[[Sequence[Place]], list[Template]]
    table: str | None
    """Where Liaison keeps a row for each ack; None when nothing is to be kept."""
    wanted: bytes = b""
    """What stands in each of Liaison's answers."""

    @property
    def contestants(self) -> tuple[Contestant, ...]:
        return tuple(Contestant) if self.table else (Contestant.LIAISON, Contestant.BARE)

    @property
    def rival(self) -> Contestant:
        """The one that does the least that can be compared."""
        return self.contestants[-1]

    def table_of(self, contestant: Contestant) -> str | None:
        if contestant is Contestant.BARE:
            return None
        return self.table if contestant is Contestant.LIAISON else "kept"

    def wanted_of(self, contestant: Contestant) -> bytes:
        return self.wanted if contestant is Contestant.LIAISON else b""


REPLY = Scenario("reply", payloads.replies, "message")
LIST = Scenario("list", payloads.list_of_mine, None, b"Your open cases")
SUBMIT = Scenario("submit", payloads.submissions, "case")
SCENARIOS = (REPLY, LIST, SUBMIT)
