"""Time zones as the handbook names them: by their key in the IANA database, ``Europe/Berlin``."""

from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator

from config.suggestions import did_you_mean, fold
from config.wording import written


def parse_time_zone(text: object) -> ZoneInfo:
    """Raises ValueError, with the nearest known zones, for what is none."""
    if isinstance(text, ZoneInfo):
        return text
    if isinstance(text, str) and text in _keys():
        return ZoneInfo(text)
    advice = did_you_mean(str(text), _by_key_and_city()) or '; write "Europe/Berlin", for example'
    raise ValueError(f"{written(text)} is not a time zone{advice}")


TimeZone = Annotated[ZoneInfo, BeforeValidator(parse_time_zone)]


@cache
def _keys() -> frozenset[str]:
    """Without the machine's own zone, which some systems list among the others."""
    return frozenset(available_timezones()) - {"localtime"}


@cache
def _by_key_and_city() -> dict[str, str]:
    keys = sorted(_keys(), reverse=True)
    return {fold(key.rpartition("/")[2]): key for key in keys} | {fold(key): key for key in keys}
