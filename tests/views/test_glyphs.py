"""The sandbox's page draws emoji itself: a machine without an emoji font shows them too."""

import re
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = (ROOT / "sandbox" / "static" / "emoji.js").read_text(encoding="utf-8")
GLYPHS = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "sandbox" / "static" / "glyphs.svg").read_text()))
SAID = [
    path for floor in ("views", "casework", "handlers", "models") for path in (ROOT / floor).rglob("*.py")
]


def table(name: str) -> str:
    """What stands between the brackets after a constant's name."""
    found = re.search(rf"const {name} = [^`{{]*[`{{](.*?)[`}}]", SCRIPT, re.DOTALL)
    assert found is not None
    return found[1]


NAMES = {
    sign.replace("\ufe0f", ""): name
    for name, sign in reversed(re.findall(r'"?([a-z0-9_+-]+)"?: "([^"]+)"', table("EMOJI")))
}
ALIKE = dict(re.findall(r'([a-z0-9_]+): "([^"]+)"', table("ALIKE")))
DRAWN = set(table("DRAWN").split())


BARS = {"▰", "▱"}
"""Text, which every font draws."""


def emoji() -> set[str]:
    written = "".join(path.read_text(encoding="utf-8") for path in SAID)
    return {char for char in written if char > "\xff" and unicodedata.category(char) == "So"} - BARS


@pytest.mark.parametrize("sign", sorted(emoji()))
def test_every_emoji_that_the_bot_says_has_a_glyph(sign: str) -> None:
    name = NAMES.get(sign)
    assert name is not None, f"{sign} has no name in sandbox/static/emoji.js"
    assert ALIKE.get(name, name) in DRAWN & GLYPHS, f"{sign} ({name}) is not drawn in glyphs.svg"


def test_what_counts_as_drawn_is_drawn() -> None:
    assert not DRAWN - GLYPHS
