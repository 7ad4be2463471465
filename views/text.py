"""Text is text: what people wrote is shown as they wrote it, and nothing in it is obeyed."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

from models.facts import Where

MORE = " … more"
PART = 200
"""So many characters of a name or a title fit into a sentence of ours."""

_BORDER_WITHIN = 60
_BREAKS = str.maketrans({"\t": " ", **dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n")})
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LOOKALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "'"})
_ITALIC = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Default-ignorable letters and marks: they look like nothing and make a name that cannot be seen."""
_ZWJ = "\u200d"
_JOINERS = ("\u200c", _ZWJ)
_STYLES = ("\ufe0e", "\ufe0f")
_FIRST_EMOJI = "‼"
_JOINING_SCRIPTS = range(0x600, 0x1900)
"""Arabic to Mongolian: there the joiners are spelling."""
_OTHER_SELECTORS = (range(0xFE00, 0xFE0E), range(0x180B, 0x1810), range(0xE0100, 0xE01F0))
_NO_CHARACTER = 0xFFFE
"""U+FFFE, U+FFFF and their like on every plane."""
_ADDRESS = re.compile(r"https?://(?:&amp;|[^\s<>|`\"&;])+")
"""In escaped text, so that it ends before a bracket."""
_LONGEST_ADDRESS = 1000
_PLAIN = re.compile(r"[\n -~]*")
"""Text with nothing in it that ``clean`` could change, as most is."""
_USER = re.compile(r"[UW][A-Z0-9]{6,}")
_ESCAPED_USER = re.compile(r"&lt;(@[UW][A-Z0-9]{6,})&gt;")
_CUT_SHORT = re.compile(r"(?:<[^<>]*|&[a-z]{0,4})$")


class Mrkdwn(str):
    """Text that may stand in Slack's markup: escaped, or built here. Blocks accept nothing else."""

    __slots__ = ()


def clean(text: str) -> str:
    """Without control, bidi, zero-width and tag characters; NFC, never NFKC (it makes a live ``<``)."""
    if _PLAIN.fullmatch(text):
        return text
    kept = [""]
    joiner = ""
    for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_BREAKS)):
        if char in _JOINERS:
            joiner = char
        elif char in _STYLES:
            kept += char if not joiner and _takes_style(kept[-1]) else ""
        elif _is_visible(char):
            kept += [joiner, char] if joiner and _joins(joiner, kept[-1], char) else [char]
            joiner = ""
    return unicodedata.normalize("NFC", "".join(kept))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def escape(text: str) -> Mrkdwn:
    """People's own *bold* stays; mentions, links and broadcasts become what was typed."""
    return Mrkdwn(clean(text).translate(_ESCAPES))


def plain(text: str) -> Mrkdwn:
    """On one line and with nothing live at all, for names and titles inside our own formatting."""
    return Mrkdwn(_ITALIC.sub("ˍ", one_line(text)).translate(_LOOKALIKES).translate(_ESCAPES))


def own(sentence: str) -> Mrkdwn:
    """A sentence of ours, a refusal for instance: *bold* and the mention of a user work, nothing else."""
    return Mrkdwn(_ESCAPED_USER.sub(r"<\1>", escape(sentence)))


def plain_words(sentence: str) -> str:
    """A sentence of ours where Slack draws no markup: *Take it* without its stars."""
    return one_line(re.sub(r"(?<![^\s(“])[*_`]([^*_`]+)[*_`](?![\w*])", r"\1", sentence))


def prose(text: str) -> Mrkdwn:
    """As ``escape``, with bare web addresses as links: Slack itself is told to find nothing in it."""
    return Mrkdwn(_ADDRESS.sub(_linked, escape(text)))


def say(template: str, **parts: str | int) -> Mrkdwn:
    """Our own sentence; whatever is put into it is made plain and short unless it is Mrkdwn already."""
    return Mrkdwn(template.format_map({name: _part(part) for name, part in parts.items()}))


def brief(text: str, limit: int) -> Mrkdwn:
    """A title or a name on one line, in at most so many characters."""
    return _shorten(plain(text), limit, "…")


def shorten(text: Mrkdwn, limit: int) -> Mrkdwn:
    """At most ``limit`` characters, ending in “… more” on a word's border when something is missing."""
    return _shorten(text, limit, MORE)


def cut(text: str, limit: int) -> str:
    """The same for text that stands in no markup: a button, an option, a header."""
    text = one_line(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip(" " + _ZWJ) + "…"


def split(text: Mrkdwn, limit: int) -> list[Mrkdwn]:
    """The whole text in pieces that fit."""
    pieces = []
    while len(text) > limit:
        at = _border(text, limit) or limit
        pieces.append(Mrkdwn(text[:at].rstrip()))
        text = Mrkdwn(text[at:].lstrip())
    return [piece for piece in (*pieces, text) if piece]


def quote(text: Mrkdwn) -> Mrkdwn:
    return Mrkdwn("\n".join(f"> {line}" for line in text.split("\n")))


def joined(between: str, parts: Iterable[Mrkdwn | None]) -> Mrkdwn:
    """The parts that there are."""
    return Mrkdwn(between.join(part for part in parts if part))


def lines(*parts: Mrkdwn | None) -> Mrkdwn:
    return joined("\n", parts)


def dotted(*parts: Mrkdwn | None) -> Mrkdwn:
    return joined(" · ", parts)


def mention(user_id: str) -> Mrkdwn:
    """Pings the person. Raises ValueError for anything but a user's id."""
    if not _USER.fullmatch(user_id):
        raise ValueError(f"not the id of a user: {user_id!r}")
    return Mrkdwn(f"<@{user_id}>")


def link(url: str, label: str) -> Mrkdwn:
    """The label alone when the address is not one of the web."""
    address = re.sub(r"[\s<>|]", lambda found: f"%{ord(found[0]):02X}", clean(url).strip())
    said = label if isinstance(label, Mrkdwn) else brief(label, PART)
    if not address.startswith(("https://", "http://")) or len(address) > _LONGEST_ADDRESS:
        return Mrkdwn(said)
    return Mrkdwn(f"<{address.translate(_ESCAPES)}|{said or 'link'}>")


def permalink(workspace_url: str, where: Where) -> str:
    channel, ts = where
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


def calendar_day(at: datetime) -> Mrkdwn:
    """The day alone, in the reader's own zone and words."""
    fallback = at.astimezone(UTC).strftime("%Y-%m-%d")
    return Mrkdwn(f"<!date^{int(at.timestamp())}^{{date_short_pretty}}|{fallback}>")


def dated(at: datetime) -> Mrkdwn:
    """The same where “on” or “until” stands before it: never “today”."""
    fallback = at.astimezone(UTC).strftime("%Y-%m-%d")
    return Mrkdwn(f"<!date^{int(at.timestamp())}^{{date_short}}|{fallback}>")


def moment(at: datetime) -> Mrkdwn:
    """In the reader's own zone and words; UTC where Slack cannot tell."""
    fallback = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Mrkdwn(f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>")


def _linked(found: re.Match[str]) -> str:
    """The address without the punctuation behind it; nothing but text when it is none or endless."""
    address = found[0].rstrip(".,:!?)]}'*_~")
    if not len("https://") < len(address) <= _LONGEST_ADDRESS:
        return found[0]
    return f"<{address}>{found[0][len(address) :]}"


def _part(part: str | int) -> Mrkdwn:
    return part if isinstance(part, Mrkdwn) else brief(str(part), PART)


def _shorten(text: Mrkdwn, limit: int, marker: str) -> Mrkdwn:
    if len(text) <= limit:
        return text
    kept = text[: _border(text, max(0, limit - len(marker)))].rstrip(" \n" + _ZWJ)
    return Mrkdwn((kept + marker).strip()[:limit])


def _border(text: Mrkdwn, limit: int) -> int:
    """Where to break: after a word if one ends near, and never inside an entity or a link."""
    kept = text[: limit + 1]
    word = max(kept.rfind(" "), kept.rfind("\n"))
    kept = text[:word] if word > limit - _BORDER_WITHIN and word > 0 else text[:limit]
    return len(_CUT_SHORT.sub("", kept))


def _is_visible(char: str) -> bool:
    if char.isascii():
        return char == "\n" or char.isprintable()
    if char in _BLANKS or any(ord(char) in selectors for selectors in _OTHER_SELECTORS):
        return False
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs") and ord(char) & _NO_CHARACTER != _NO_CHARACTER


def _joins(joiner: str, before: str, after: str) -> bool:
    """Inside an emoji, and between letters where the joiners are spelling."""
    if before and ord(before) in _JOINING_SCRIPTS and ord(after) in _JOINING_SCRIPTS:
        return True
    return joiner == _ZWJ and (before in _STYLES or _is_sign(before)) and _is_sign(after)


def _takes_style(char: str) -> bool:
    return _is_sign(char) or char in tuple("0123456789#*©®")


def _is_sign(char: str) -> bool:
    """An emoji or its skin tone; those newer than this Python's tables are unassigned there."""
    return char >= _FIRST_EMOJI and unicodedata.category(char) in ("So", "Sk", "Sm", "Po", "Cn")
