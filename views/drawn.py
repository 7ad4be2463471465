"""A message ready to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from views.blocks import Block, fitted
from views.charts import Chart
from views.text import Mrkdwn, shorten

NOTIFICATION = 300


@dataclass(frozen=True)
class Plainer:
    """The same message in blocks that every Slack knows, for a workspace that refuses the others.

    ``charts`` may stand in front of its last blocks as a picture, when one can be drawn and uploaded.
    """

    blocks: list[Block]
    charts: tuple[Chart, ...] = ()
    at: int = 0
    """Where the picture goes: so many blocks stand before it."""

    def with_picture(self, picture: Block) -> list[Block]:
        return [*self.blocks[: self.at], picture, *self.blocks[self.at :]]


@dataclass(frozen=True)
class Drawn:
    text: str
    """The line of the notification, and what a screen reader says."""
    blocks: list[Block]
    plainer: Plainer | None = None


def drawn(text: Mrkdwn, blocks: Sequence[Block], plainer: Plainer | None = None) -> Drawn:
    """Within Slack's limits for one message."""
    return Drawn(shorten(text, NOTIFICATION), fitted(blocks), plainer)
