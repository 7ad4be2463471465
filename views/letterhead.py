"""What every message of one workspace has in common."""

from dataclasses import dataclass

from models.facts import Where
from views.text import Mrkdwn, link, permalink


@dataclass(frozen=True)
class Letterhead:
    workspace_url: str
    """``https://tidewater.slack.com/``, as Slack's ``auth.test`` says it."""
    company: str

    def link(self, where: Where | None, label: str) -> Mrkdwn | None:
        """To a message; nothing while it is not posted yet."""
        return link(permalink(self.workspace_url, where), label) if where else None
