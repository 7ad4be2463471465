"""How long things may take: the handbook's ``[promises]``, by severity, tier and department."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, NamedTuple, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from config.values import Severity
from config.wording import written
from config.working_hours import WorkingHours

_FORM = re.compile(r"(\d{1,4})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 60 * 60}
LONGEST_DAYS = 366


class Allowance(NamedTuple):
    """Working time: ``4h``, or ``2d``, which are two of the calendar's own working days."""

    days: int
    time: timedelta

    def within(self, hours: WorkingHours) -> timedelta:
        return self.days * hours.working_day + self.time


def parse_allowance(text: object) -> Allowance:
    """Read ``90s``, ``15m``, ``4h`` or ``2d``. Raises ValueError, with a sentence."""
    if isinstance(text, Allowance):
        return text
    match = _FORM.fullmatch(text.strip()) if isinstance(text, str) else None
    amount = int(match[1]) if match else 0
    if match is None or not amount:
        raise ValueError(f"{written(text)} is not a length of working time. Write 90s, 15m, 4h or 2d")
    days = amount if match[2] == "d" else 0
    if days > LONGEST_DAYS:
        raise ValueError(f"{written(text)} is more than a year; nobody waits so long")
    return Allowance(days, timedelta(seconds=0 if days else amount * _SECONDS[match[2]]))


Length = Annotated[Allowance, BeforeValidator(parse_allowance)]


def _for_each(value: object) -> object:
    """One length is that of every severity."""
    if not isinstance(value, str | Allowance):
        return value
    return dict.fromkeys(get_args(Severity), parse_allowance(value))


BySeverity = Annotated[Mapping[Severity, Length], BeforeValidator(_for_each)]


class Times(BaseModel):
    """How long each kind of promise may take, one length for all or one a severity."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    accept: BySeverity = {}
    progress: BySeverity = {}
    resume: BySeverity = {}
    decide: BySeverity = {}
    tell: BySeverity = {}

    def of(self, kind: str, severity: Severity) -> Allowance | None:
        """The length for this severity, if one is written."""
        lengths: Mapping[Severity, Allowance] = getattr(self, kind)
        return lengths.get(severity)


class Promises(Times):
    """The company's times. A department's own go before a tier's, a tier's before these."""

    tiers: Mapping[str, Times] = {}

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, value: Any) -> Any:
        """What is not written, of a kind or of a severity, is the usual."""
        return _over(_USUAL, value) if isinstance(value, dict) else value


def _over(usual: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    both = {kind: {**usual[kind], **written[kind]} for kind in usual if isinstance(written.get(kind), dict)}
    return {**usual, **written, **both}


_USUAL = {
    "accept": {"critical": "15m", "high": "1h", "normal": "4h", "low": "1d"},
    "progress": {"critical": "1h", "high": "4h", "normal": "2d", "low": "4d"},
    "resume": {"critical": "30m", "high": "2h", "normal": "4h", "low": "1d"},
    "decide": {"critical": "15m", "high": "1h", "normal": "4h", "low": "1d"},
    "tell": {"critical": "30m", "high": "2h", "normal": "4h", "low": "1d"},
}
