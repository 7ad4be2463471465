"""How what people type becomes what Slack hands on: mentions, links, and everything else escaped."""

import html
import re

from sandbox.workspace import Workspace

TOKEN = re.compile(
    r"<(?:@[UW][A-Z0-9]+(?:\|[^<>]*)?|#C[A-Z0-9]+(?:\|[^<>]*)?|!(?:here|channel|everyone)"
    r"|https?://[^<>\s|]+(?:\|[^<>]*)?|mailto:[^<>\s|]+(?:\|[^<>]*)?)>"
)
"""What the composer makes of a chosen mention or a link; anything else in angle brackets is text."""

PERSON = re.compile(r"(?<![\w<])@([a-z][a-z0-9._-]*)", re.IGNORECASE)
CHANNEL = re.compile(r"(?<![\w<&])#([a-z0-9][a-z0-9_-]*)")


def typed(workspace: Workspace, text: str) -> str:
    """The `text` of a message typed into the composer: `@dana` and `#billing` become mentions."""
    names = {person.name: f"<@{person.id}>" for person in workspace.people.values()}
    rooms = {c.name: f"<#{c.id}|{c.name}>" for c in workspace.channels.values() if not c.is_im}
    text = PERSON.sub(lambda found: names.get(found[1].lower(), found[0]), text)
    text = CHANNEL.sub(lambda found: rooms.get(found[1], found[0]), text)
    return escaped(text)


def escaped(text: str) -> str:
    """Escape `&`, `<` and `>` outside mentions and links."""
    written, at = [], 0
    for token in TOKEN.finditer(text):
        written += [html.escape(text[at : token.start()], quote=False), token[0]]
        at = token.end()
    return "".join(written) + html.escape(text[at:], quote=False)
