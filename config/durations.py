"""Durations as the handbook writes them: ``90s``, ``15m``, ``4h``, ``2d``."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_FORM = re.compile(r"(\d{1,6})([smhd])")


def parse_duration(text: object) -> timedelta:
    """Read ``15m`` as fifteen minutes. Raises ValueError, with a sentence, for anything else."""
    if isinstance(text, timedelta):
        return text
    match = _FORM.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        message = f"{text!r} is not a duration; write 90s, 15m, 4h or 2d"
        raise ValueError(message)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
