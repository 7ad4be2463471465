"""What Slack's secrets look like, and what a wrong one is told by. None is ever repeated."""

import re
from typing import NamedTuple


class Kind(NamedTuple):
    begins: str
    called: str
    advice: str


KINDS = (
    Kind("xoxb-", "a bot token", "it belongs in SLACK_BOT_TOKEN"),
    Kind("xapp-", "an app-level token", "it belongs in SLACK_APP_TOKEN"),
    Kind("xoxp-", "a user token", "Liaison has no use for it"),
    Kind("xoxe", "a token that ends within 12 hours", "Liaison needs an app without token rotation"),
)
"""Sources: https://docs.slack.dev/authentication/tokens and …/authentication/using-token-rotation."""

WANTED = {"SLACK_BOT_TOKEN": KINDS[0], "SLACK_APP_TOKEN": KINDS[1]}

_STRAY = re.compile(r"""[^!-~]|["'`<>]""")
_HEX = re.compile(r"[0-9a-f]{32}")


def misfit(name: str, secret: str) -> str | None:
    """What is certainly wrong with it, to be said after its name; None if it may be right."""
    if not secret.strip():
        return "is blank; write its value"
    if _STRAY.search(secret):
        return "has a blank, a quotation mark or another character in it that no secret has; copy it again"
    return _mistaken(WANTED.get(name), secret)


def is_like_a_signing_secret(secret: str) -> bool:
    """Whether it has the look of those that Slack gives out now; Slack promises no look."""
    return bool(_HEX.fullmatch(secret))


def _mistaken(wanted: Kind | None, secret: str) -> str | None:
    found = next((kind for kind in KINDS if secret.startswith(kind.begins)), None)
    if found != wanted:
        return _taken_for(found, secret, wanted)
    if wanted and secret == wanted.begins:
        return f"is not filled in: nothing follows {wanted.begins}"
    return None


def _taken_for(found: Kind | None, secret: str, wanted: Kind | None) -> str:
    if found:
        return f"holds {found.called} ({found.begins}…); {found.advice}"
    assert wanted
    looks = "looks like the signing secret" if is_like_a_signing_secret(secret) else f"is not {wanted.called}"
    return f"{looks}; {wanted.called} begins with {wanted.begins}"
