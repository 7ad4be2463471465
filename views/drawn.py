"""A message ready to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from views.blocks import Block, fitted
from views.text import Mrkdwn, shorten

NOTIFICATION = 300


@dataclass(frozen=True)
class Drawn:
    text: str
    """The line of the notification, and what a screen reader says."""
    blocks: list[Block]


def drawn(text: Mrkdwn, blocks: Sequence[Block]) -> Drawn:
    """Within Slack's limits for one message."""
    return Drawn(shorten(text, NOTIFICATION), fitted(blocks))
