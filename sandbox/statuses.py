"""People's Slack statuses: those that the page offers, and how each ends by itself."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sandbox import happenings
from sandbox.workspace import Channel, Json, Person, Workspace

END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Choice:
    """`days`: it ends with the person's own day so many days on; None is never."""

    kind: str
    label: str
    text: str = ""
    emoji: str = ""
    days: int | None = None

    def ends(self, person: Person, now: datetime) -> int:
        """Seconds since 1970, or 0 for never, as Slack's `status_expiration`."""
        if self.days is None:
            return 0
        here = now.astimezone(ZoneInfo(person.tz))
        last_day = here.date() + timedelta(days=self.days)
        return int(datetime.combine(last_day, END_OF_DAY, tzinfo=here.tzinfo).timestamp())


CHOICES = (
    Choice("here", "Here"),
    Choice("holiday", "On holiday", "Vacationing", ":palm_tree:", days=7),
    Choice("sick", "Out sick", "Out sick", ":face_with_thermometer:", days=0),
)
"""Words and emoji are those of Slack's own suggestions."""


def offered() -> list[Json]:
    """The choices for the page's menu."""
    return [{"kind": one.kind, "label": one.label, "text": one.text, "emoji": one.emoji} for one in CHOICES]


def choose(workspace: Workspace, person: Person, kind: str) -> None:
    """Give the person one of CHOICES; LookupError if there is none of that kind."""
    found = next((one for one in CHOICES if one.kind == kind), None)
    if found is None:
        raise LookupError(f"The page offers no status {kind!r}.")
    until = found.ends(person, workspace.clock())
    happenings.set_status(workspace, person, found.text, found.emoji, until=until)


@dataclass
class Endings:
    """Takes away each status whose time is over, and tells of it as Slack does."""

    workspace: Workspace
    _timer: asyncio.TimerHandle | None = field(default=None, init=False)

    def heard(self, event: Json, _: Channel | None) -> None:
        if event["type"] == "user_status_changed":
            self.look()

    def look(self) -> None:
        """End what is over by the clock, and look again when the next one is due."""
        for person in self._over():
            happenings.set_status(self.workspace, person)
        self.close()
        waits = [self._left(person) for person in self._ending()]
        if waits:
            self._timer = asyncio.get_running_loop().call_later(min(waits), self.look)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _over(self) -> Iterator[Person]:
        return (person for person in self._ending() if self._left(person) <= 0)

    def _ending(self) -> Iterator[Person]:
        return (person for person in self.workspace.people.values() if person.status_expiration)

    def _left(self, person: Person) -> float:
        return person.status_expiration - self.workspace.clock().timestamp()
