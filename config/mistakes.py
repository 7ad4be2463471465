"""The handbook's mistakes as sentences for who wrote it: where it stands, what is wrong, what to write."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, get_args

from pydantic_core import ErrorDetails

from config.ladder import Audience
from config.periods import DAYS
from config.values import FIND_CHANNEL, FIND_PERSON, Severity
from config.wording import instead, listed, written

Place = tuple[str | int, ...]
"""The keys and positions that lead to it from the top of the file."""

A_CHANNEL = f'channel = "C0123ABCDEF", its id ({FIND_CHANNEL})'
SOME_PEOPLE = f'["U0123ABCDEF"], their ids ({FIND_PERSON})'
INTAKE = 'intake = "by itself", "ask" or "marked"'
HOURS = 'hours = "always", or a line such as [hours] and, below it, time_zone and weekdays'
_HOURS = {
    "time_zone": 'time_zone = "Europe/Berlin"',
    "weekdays": 'weekdays = ["09:00-12:30", "13:30-18:00"]',
    "weekend": 'weekend = ["10:00-14:00"]',
    **{day: f'{day} = ["09:00-15:00"]' for day in DAYS},
    "holidays": 'holidays = "DE-BY"',
    "closed": 'closed = ["2026-12-24", "2026-12-28 to 2026-12-31"]',
}
_TIMES = {
    kind: f'{kind} = "4h", or {kind} = {{ critical = "15m", high = "1h", normal = "4h", low = "1d" }}'
    for kind in ("accept", "progress", "resume", "decide", "tell")
}
EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "": {
        "company": 'company = "Tidewater Instruments"',
        "default_department": 'default_department = "billing", the key of the department for all other cases',
        "tiers": 'tiers = ["gold", "standard"]',
        "desk": f"a line [desk] and, below it, {A_CHANNEL}",
        "departments": 'a line such as [departments.billing] and, below it, name = "Billing" and '
        f"{A_CHANNEL}",
        "managers": f"managers = {SOME_PEOPLE}",
        "admins": f"admins = {SOME_PEOPLE}",
        "customers": 'a line [[customers]] and, below it, name = "Fjordlab"',
        "hours": HOURS,
        "promises": 'a line [promises] and, below it, accept = "4h"',
        "ladder": 'a line [ladder] and, below it, lapse = "300%"',
        "away": "a line [[away]] and, below it, person, first and last",
        "digest": 'a line [digest] and, below it, at = "08:30"',
        "matching": 'a line [matching] and, below it, recent = "14d"',
        "voice": 'a line [voice] and, below it, intake = "ask"',
    },
    "hours": _HOURS,
    "promises": {**_TIMES, "tiers": 'a line such as [promises.tiers.gold] and, below it, accept = "1h"'},
    "promises.tiers": _TIMES,
    "ladder": {
        "rungs": 'rungs = [{ at = "75%", tell = ["thread"] }, { at = "100%", tell = ["owner"] }]',
        "lapse": 'lapse = "300%"',
        "night": 'night = "19:00-08:00"',
        "most_a_day": "most_a_day = 6",
        "longest_snooze": 'longest_snooze = "2d"',
        "longest_pause": 'longest_pause = "60d"',
    },
    "ladder.rungs": {"at": 'at = "75%"', "tell": f"tell = [{', '.join(map(written, get_args(Audience)))}]"},
    "away": {
        "person": f'person = "U0123ABCDEF", the id ({FIND_PERSON})',
        "first": "first = 2026-12-24",
        "last": "last = 2026-12-31",
    },
    "digest": {"at": 'at = "08:30"'},
    "matching": {
        "recent": 'recent = "14d"',
        "show_above": 'show_above = "15%", or "never"',
        "suggest_above": 'suggest_above = "80%", or "never"',
        "problem_above": 'problem_above = "80%", or "never"',
        "undo_merge": 'undo_merge = "14d"',
        "offer_from": 'offer_from = "90%", or "never"',
    },
    "voice": {
        "intake": INTAKE,
        "together": 'together = "2m"',
        "decide_within": 'decide_within = "30m"',
        "next_news": 'next_news = { critical = "1h", high = "4h", normal = "1d", low = "2d" }',
        "speaks_as": 'speaks_as = "csm", or "bot"',
        "second_pair": 'second_pair = { departments = ["legal"], severities = ["critical"] }',
        "recently": 'recently = "4h"',
        "internal_hosts": 'internal_hosts = ["wiki.example.com", "*.internal"]',
        "ask_after": 'ask_after = "3d"',
        "close_after": 'close_after = "4d"',
        "repeat_within": 'repeat_within = "14d"',
        "quiet_after": 'quiet_after = "30d"',
        "renewal_ahead": 'renewal_ahead = "60d"',
    },
    "voice.second_pair": {
        "departments": 'departments = ["legal"]',
        "severities": f'severities = ["critical"]; there are {listed(get_args(Severity))}',
        "tiers": 'tiers = ["gold"]',
    },
    "desk": {"channel": A_CHANNEL},
    "departments": {
        "name": 'name = "Billing"',
        "channel": A_CHANNEL,
        "words": 'words = ["invoice", "refund*"]',
        "customers": 'customers = ["Fjordlab"]',
        "tiers": 'tiers = ["gold"]',
        "severities": f'severities = ["critical"]; there are {listed(get_args(Severity))}',
        "leads": f"leads = {SOME_PEOPLE}",
        "hours": HOURS,
        "promises": 'a line such as [departments.billing.promises] and, below it, accept = "1h"',
    },
    "departments.hours": _HOURS,
    "departments.promises": _TIMES,
    "customers": {"name": 'name = "Fjordlab"', "tier": 'tier = "gold"', "intake": INTAKE},
}
"""Every key of every section (the top of the file has no name), and how it is written."""


class Mistake(NamedTuple):
    place: Place
    says: str


def told(mistake: Mistake, data: Mapping[str, Any]) -> str:
    """The sentence, after its place as the file writes it."""
    end = "" if mistake.says.endswith("?") else "."
    return f"{name_of(mistake.place, data)}: {mistake.says}{end}"


def name_of(place: Place, data: Mapping[str, Any]) -> str:
    """``company``, ``[desk] channel``, ``[departments.billing] words``, ``[[customers]] "Fjordlab" tier``.

    Of rungs, which have no names, their numbers from 1.
    """
    names = _names(place)
    match place:
        case ["customers", int(position), *_]:
            section = f"[[customers]] {_customer(data['customers'], position)}"
            depth = 1
        case ["ladder", "rungs", int(position), *_]:
            section, depth = f"[ladder] rungs number {position + 1}", 2
        case _:
            depth = _depth(names)
            section = f"[{'.'.join(names[:depth])}]" if depth else ""
    return " ".join([section, *names[depth:]]).strip()


def _customer(customers: list[Any], position: int) -> str:
    customer = customers[position]
    name = customer.get("name") if isinstance(customer, dict) else None
    return written(name) if name and isinstance(name, str) else f"number {position + 1}"


def _names(place: Place) -> list[str]:
    """Without positions, and without pydantic's mark for "the key itself"."""
    return [part for part in place if isinstance(part, str) and part != "[key]"]


def _kinds(names: list[str]) -> list[str]:
    """As EXAMPLES has it: ``departments.billing`` is one of the ``departments``."""
    for named in (["departments"], ["promises", "tiers"]):
        if names[: len(named)] == named:
            return named + names[len(named) + 1 :]
    return names


def _depth(names: list[str]) -> int:
    """How many of the names are the section's."""
    return max(n for n in range(len(names) + 1) if ".".join(_kinds(names[:n])) in EXAMPLES)


def _field(error: ErrorDetails) -> tuple[str, str]:
    """The kind of section and the key in it; a whole section is a key of the one around it."""
    *section, key = _kinds(_names(error["loc"]))
    return ".".join(section), key


def mistake_of(error: ErrorDetails) -> Mistake:
    """What pydantic found, in the words of who wrote the file."""
    say = _SAYINGS.get(error["type"], _does_not_fit)
    return Mistake(error["loc"], say(error))


def _example(error: ErrorDetails) -> str:
    section, key = _field(error)
    return EXAMPLES[section][key]


def _missing(error: ErrorDetails) -> str:
    return f"it is missing. Write {_example(error)}"


def _empty(error: ErrorDetails) -> str:
    return f"it is empty. Write {_example(error)}"


def _too_long(error: ErrorDetails) -> str:
    return f"{written(error['input'])} is too long; {error['ctx']['max_length']} characters are allowed"


def _does_not_fit(error: ErrorDetails) -> str:
    section, key = _field(error)
    if key not in EXAMPLES.get(section, {}):
        known = list(get_args(Severity))
        return f"{written(error['input'])} is no severity{instead(str(error['input']), known)}"
    return f"{written(error['input'])} does not fit here. Write {_example(error)}"


def _unknown(error: ErrorDetails) -> str:
    section, key = _field(error)
    if section and key in EXAMPLES[""] and key not in EXAMPLES[section]:
        return "it does not belong to this section. Move it to the top, before the first line in [brackets]"
    return f"this key is not known here{instead(key, EXAMPLES[section])}"


def _own_words(error: ErrorDetails) -> str:
    return str(error["ctx"]["error"])


_SAYINGS: Mapping[str, Callable[[ErrorDetails], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "value_error": _own_words,
    "string_too_short": _empty,
    "string_too_long": _too_long,
    "too_short": _empty,
}
"""By pydantic's names for its errors (https://docs.pydantic.dev/latest/errors/validation_errors/)."""
