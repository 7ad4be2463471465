"""The type of words that a customer may read. Internal words are plain ``str``, and are none of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CustomerText:
    """Mrkdwn exactly as Slack gets it. Made from an approval (``Approval.words``) and nowhere else."""

    mrkdwn: str
