"""What Slack delivers of a message, as people read it: decoded once, and stored like that."""

import re
from collections.abc import Mapping

from views.text import clean

_MARKS = re.compile(r"<([^<>]+)>|&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def decoded(text: str, names: Mapping[str, str] | None = None) -> str:
    """Mentions become names (``names`` by user id), links become addresses, entities characters."""
    return clean(_MARKS.sub(lambda found: _read(found, names or {}), text)).strip()


def mentioned(text: str) -> set[str]:
    """The users whose names ``decoded`` would like to know."""
    return set(re.findall(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>", text))


def _read(found: re.Match[str], names: Mapping[str, str]) -> str:
    if found[2]:
        return _ENTITIES[found[2]]
    inside, _, shown = (_unescaped(part) for part in found[1].partition("|"))
    match inside[:1]:
        case "@":
            return f"@{names.get(inside[1:]) or shown or inside[1:]}"
        case "#":
            return f"#{shown or inside[1:]}"
        case "!":
            return shown or f"@{inside[1:].partition('^')[0]}"
        case _:
            return _address(inside, shown)


def _address(url: str, shown: str) -> str:
    bare = url.removeprefix("mailto:").removeprefix("tel:")
    return bare if not shown or shown in (url, bare, url.partition("://")[2]) else f"{shown} ({bare})"


def _unescaped(text: str) -> str:
    return re.sub("&(amp|lt|gt);", lambda found: _ENTITIES[found[1]], text)
