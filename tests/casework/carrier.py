"""A courier and a Slack in twenty lines: what was promised is claimed, shown and reported, in order."""

from dataclasses import dataclass, field

from sqlmodel import col, select

from casework import errands, outbox, paces
from casework.errands import Errand
from casework.people import NeedsLookup
from casework.work import Work
from models.notices import Notice
from models.outgoing import UNRESOLVED, Outgoing
from tests.casework.room import Room, know_everybody_afresh


@dataclass
class Carrier:
    room: Room
    shown: dict[int, Notice] = field(default_factory=dict)
    """By the outgoing's id: what stands in Slack."""
    posted: list[int] = field(default_factory=list)

    def claim(self) -> list[Errand]:
        """As the courier does: when the channels were not looked at lately, look and ask again."""
        try:
            return self.room.own(errands.claim)
        except NeedsLookup:
            self.room.own(know_everybody_afresh)
            return self.room.own(errands.claim)

    def show(self, errand: Errand) -> str:
        """Slack takes it; returns the message's timestamp."""
        if errand.verb == "delete":
            assert self.shown.pop(errand.id, None), "what is not there cannot be deleted"
        else:
            self.posted += [errand.id] if errand.verb == "post" else []
            self.shown[errand.id] = errand.notice
        return errand.ts or f"{1_700_000_000 + errand.id}.000100"

    def carry(self, errand: Errand) -> None:
        ts = self.show(errand)
        channel = errand.channel or f"D{errand.recipient}"
        self.room.own(outbox.sent, errand.id, channel=channel, ts=ts, revision=errand.revision)

    def round(self) -> list[Errand]:
        """What can go out at this moment, carried."""
        errands = self.claim()
        for errand in errands:
            self.carry(errand)
        return errands

    def carry_everything(self) -> None:
        """Until nothing is promised any more; a second goes by between the rounds."""
        quiet = 0
        for _ in range(200):
            quiet = 0 if self.round() else quiet + 1
            if quiet > 2:
                return
            self.room.clock.push(paces.CHANNEL_PACE)
        raise AssertionError("the outbox does not come to rest")


def left_to_send(work: Work) -> int:
    """How much is promised and neither sent nor given up."""
    query = select(Outgoing).where(col(Outgoing.status).in_(UNRESOLVED))
    return len(work.session.exec(query).all())
