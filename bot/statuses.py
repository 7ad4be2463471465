"""Whether a Slack status says that somebody is away, and until when.

Slack knows no absences, only words and an emoji that people choose, or take from its suggestions, such as
"Vacationing" and "Out sick" (https://slack.com/help/articles/201864558). When in doubt they are there: a
reminder that waits for them climbs on anyway, one that passes them over does not come back.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

LONGEST = 100
"""Of a status's text, as in Slack."""
_LAST_SECOND = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())

_EMOJI = frozenset(
    {
        ":palm_tree:",
        ":desert_island:",
        ":beach_with_umbrella:",
        ":umbrella_on_ground:",
        ":face_with_thermometer:",
        ":sneezing_face:",
        ":nauseated_face:",
    }
)
"""Count only where the words say nothing else."""


def _any_of(*phrases: str) -> re.Pattern[str]:
    """Whole words."""
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


_AWAY = _any_of(
    r"vacations?|vacationing|vacay|(?<!happy )holidays?|holidaying|pto|ooo|sabbatical|honeymoon",
    r"out[ -]of[ -](?:the[ -])?office|out (?:today|until|till|this week|for the (?:day|week))",
    r"sick|ill|unwell|krank|malade",
    r"on leave|(?:annual|parental|maternity|paternity|family|medical|bereavement|unpaid) leave",
    r"(?:days?|time) off|off (?:today|until|till|work|this week)",
    r"(?<!right )(?<!stepped )(?<!stepping )away(?! from (?:my |the )?(?:keyboard|desk))",
    r"urlaub|elternzeit|abwesend|vacances|congés?|vacaciones|férias",
)
_NOT_YET = _any_of(r"(?<!until )(?<!till )(?<!back )(?:soon|tomorrow|next (?:week|month)|upcoming|planning)")
_THERE = _any_of(
    r"back from|no longer|not (?:on |away|sick|ill|ooo|out)|(?:but|still) (?:working|here|around)",
    r"working (?:from|remotely|remote|today)|wfh|remote",
)


class Absence(NamedTuple):
    """``note`` is empty while the person is there, ``until`` when the status does not end by itself."""

    note: str = ""
    until: datetime | None = None


def absence_of(profile: Mapping[str, Any]) -> Absence:
    """What the profile of ``users.info`` says of it; ``until`` in UTC."""
    text, emoji = str(profile.get("status_text") or ""), str(profile.get("status_emoji") or "")
    if not _says_away(" ".join(text.casefold().split()), emoji):
        return Absence()
    ends = profile.get("status_expiration") or 0
    until = datetime.fromtimestamp(ends, UTC) if 0 < ends < _LAST_SECOND else None
    return Absence((text.strip() or emoji)[:LONGEST], until)


def _says_away(text: str, emoji: str) -> bool:
    if _THERE.search(text) or _NOT_YET.search(text):
        return False
    return bool(_AWAY.search(text)) or text in ("off", "out") or emoji in _EMOJI
