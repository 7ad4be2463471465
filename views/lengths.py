"""Lengths of time in words: 45 s, 12 min, 2 h 10 min, 3 days 4 h."""

from datetime import timedelta

_SECOND = timedelta(seconds=1)
_UNITS = (
    (timedelta(days=1), "day", "days"),
    (timedelta(hours=1), "h", "h"),
    (timedelta(minutes=1), "min", "min"),
    (_SECOND, "s", "s"),
)
"""(length, the word for one, the word for several), the longest first."""
_WITH_THE_NEXT = 2
"""Days are told with hours, hours with minutes; minutes and seconds stand alone."""


def in_words(length: timedelta) -> str:
    """As exact as people care for: what is smaller than the last word is left out, not rounded up."""
    if length < _SECOND:
        return "less than 1 s"
    first = next(at for at, (unit, *_) in enumerate(_UNITS) if length >= unit)
    told = _UNITS[first : first + (2 if first < _WITH_THE_NEXT else 1)]
    parts = []
    for unit, one, several in told:
        count, length = divmod(length, unit)
        parts += [f"{count:,} {one if count == 1 else several}"] if count else []
    return " ".join(parts)
