"""How the handbook's mistakes are worded: values as the file writes them, and what may be meant instead."""

import json
from collections.abc import Collection

from config.suggestions import did_you_mean, fold

LONGEST = 60


def written(value: object) -> str:
    """The value as it may stand in the file, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def listed(words: Collection[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def instead(wanted: str, known: Collection[str]) -> str:
    """What may follow a word that is not known: the nearest known ones, or all of them."""
    near = did_you_mean(wanted, {fold(one): one for one in known})
    return near or f"; there {'is only' if len(known) == 1 else 'are'} {listed(known)}"
