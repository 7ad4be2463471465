"""The type of words that a customer may read. Internal words are plain ``str``, and are none of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CustomerText:
    """Mrkdwn exactly as Slack gets it. Made from an approval (``Approval.words``) and nowhere else."""

    mrkdwn: str


@dataclass(frozen=True)
class TheirWords:
    """What this very customer wrote in their own channel, as a reader saw it: they may read it back.

    Made by ``casework.inbound`` from a message of theirs, and read from ``CustomerView``; nowhere else.
    """

    text: str
