"""Which department can help: the handbook's rules, explained. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from config.handbook import Department, Handbook
from models.facts import Suggestion

REASONS = 4
_KIND_WEIGHT = {"severity": 300, "customer": 200, "tier": 100, "words": 0, "default": -1}
_SENTENCES = {
    "severity": "It looks after cases that are {facts}.",
    "customer": "It looks after {facts}.",
    "tier": "It looks after customers of the tier {facts}.",
    "words": "Because of {facts}.",
    "default": "No rule speaks for another department.",
    "learnt": "Earlier cases speak for it, {percent} % sure{facts}.",
}


@dataclass(frozen=True)
class Enquiry:
    """What is known of a case that looks for its department."""

    text: str = ""
    customer: str | None = None
    tier: str | None = None
    severity: str | None = None


def rank(enquiry: Enquiry, handbook: Handbook) -> tuple[Suggestion, ...]:
    """Departments that speak for themselves, best first; the default where none does.

    A severity override goes before an owned customer, that before an owned tier, that before words;
    among words, more different phrases win, and the handbook's order breaks ties.
    """
    ranked: list[tuple[int, Suggestion]] = []
    for key, department in handbook.departments.items():
        ranked += [
            (_KIND_WEIGHT[suggestion.kind] + len(suggestion.because), suggestion)
            for suggestion in _reasons(key, department, enquiry)
        ]
    ranked.sort(key=lambda pair: -pair[0])
    best: dict[str, Suggestion] = {}
    for _, suggestion in ranked:
        best.setdefault(suggestion.department, suggestion)
    return tuple(best.values()) or (Suggestion(handbook.default_department, (), "default"),)


def reason(suggestion: Suggestion) -> str:
    """Why a case goes to a department, in a sentence about it."""
    quoted = [f"“{fact}”" for fact in suggestion.because[:REASONS]]
    facts = " and ".join(filter(None, (", ".join(quoted[:-1]), *quoted[-1:])))
    if suggestion.kind == "learnt":
        facts = f", because of {facts}" if facts else ""
    return _SENTENCES[suggestion.kind].format(facts=facts, percent=suggestion.percent)


def _reasons(key: str, department: Department, enquiry: Enquiry) -> list[Suggestion]:
    reasons = []
    if enquiry.severity in department.severities and enquiry.severity is not None:
        reasons.append(Suggestion(key, (enquiry.severity,), "severity"))
    if enquiry.customer in department.customers and enquiry.customer is not None:
        reasons.append(Suggestion(key, (enquiry.customer,), "customer"))
    if enquiry.tier in department.tiers and enquiry.tier is not None:
        reasons.append(Suggestion(key, (enquiry.tier,), "tier"))
    words = _words_found(tuple(department.words), enquiry.text)
    if words:
        reasons.append(Suggestion(key, words, "words"))
    return reasons


def _words_found(phrases: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The words of the text that the phrases matched, as they were written, each once."""
    folded = text.casefold()
    found = (match.group(0) for phrase in phrases if (match := _finder(phrase)(folded)))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=2048)
def _finder(phrase: str) -> Callable[[str], re.Match[str] | None]:
    """A phrase at word borders; ``*`` is a run of word characters. Linear in the text: no nesting."""
    parts = [re.escape(part) for part in phrase.casefold().split("*")]
    pattern = r"\w*".join(parts).replace(r"\ ", r"\s+")
    return re.compile(rf"(?<!\w){pattern}(?!\w)").search
