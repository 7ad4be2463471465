"""What somebody probably meant by a name that nobody has."""

from collections.abc import Mapping
from difflib import get_close_matches

_LIKENESS = 0.8


def fold(name: str) -> str:
    """The name as it is compared: without case, blanks and underscores."""
    return "".join(name.casefold().replace("_", " ").split())


def did_you_mean(word: str, known: Mapping[str, str]) -> str:
    """``; did you mean A, B or C?`` from ``known`` (folded name: what to write), empty if nothing is near."""
    near = get_close_matches(fold(word), known, n=3, cutoff=_LIKENESS)
    *others, last = dict.fromkeys(known[name] for name in near) or [""]
    return f"; did you mean {' or '.join(filter(None, [', '.join(others), last]))}?" if last else ""
