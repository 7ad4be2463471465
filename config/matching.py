"""The handbook's ``[matching]``: how far Liaison goes by what it has learnt."""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from config.wording import instead, written

NEVER = "never"
LEAST, MOST = 50, 100
_PERCENT = re.compile(r"\s*(\d{1,3})\s*%\s*")


def parse_confidence(value: object) -> int | None:
    """Read ``90%``, or ``never``, which is None. Raises ValueError, with a sentence."""
    if value is None or (isinstance(value, str) and value.strip().casefold() == NEVER):
        return None
    percent = _percent(value)
    if percent is None or not LEAST <= percent <= MOST:
        raise ValueError(f"{written(value)} is no confidence{_remedy(value)}")
    return percent


def _percent(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found else None


def _remedy(value: object) -> str:
    near = instead(value, [NEVER]) if isinstance(value, str) else ""
    return near if "did you mean" in near else f'. Write "90%", from {LEAST}% to {MOST}%, or "{NEVER}"'


class Matching(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    offer_from: Annotated[int | None, BeforeValidator(parse_confidence)] = None
    """From this confidence, in percent, a case for which no rule speaks is offered to the learnt department
    though nobody has confirmed it; empty: never."""

    def offers_at(self, confidence: float) -> bool:
        """``confidence`` is a share, 0 to 1."""
        return self.offer_from is not None and confidence * 100 >= self.offer_from
