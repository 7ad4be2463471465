"""Labelled cases in the order they were opened, streamed through the product as a desk would."""

import json
import lzma
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tests.matching.harness import ProductMatcher

MOST = 30
"""Hits asked for; cases that were merged with each other are one of the ten that count."""


class Labelled(NamedTuple):
    case: dict[str, Any]
    truth: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What was suggested for one case, and what people say of it."""

    split: str
    has_double: bool
    place: int
    """Of the first right one among the suggestions, from 1; 0 if there is none."""
    score: float
    is_welcome: bool
    """Whether the first is right, or people mentioned the two together."""
    weight: float = 1.0
    """How many cases it stands for, where not all were asked about."""


def read(folder: Path) -> list[Labelled]:
    with (
        lzma.open(folder / "cases.jsonl.xz", "rt") as cases,
        lzma.open(folder / "truth.jsonl.xz", "rt") as truth,
    ):
        return [Labelled(json.loads(one), json.loads(label)) for one, label in zip(cases, truth, strict=True)]


def thinned(cases: list[Labelled], every: int) -> list[Labelled]:
    """Those that have a double, and of the others every so-manieth."""
    return [one for at, one in enumerate(cases) if one.truth["dup_group"] or at % every == 0]


def stream(
    matcher: ProductMatcher, cases: list[Labelled], *, every: int = 1, link: bool = True
) -> list[Outcome]:
    """Each is asked about before it is added; its double is confirmed at once. ``train`` only teaches.

    ``every``: how the cases were thinned, so many each that has no double stands for.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    truths = {one.case["id"]: one.truth for one in cases}
    found = []
    for case, truth in cases:
        earlier = groups[truth["dup_group"]] if truth["dup_group"] else []
        if truth["split"] != "train" and (earlier or not truth["ambiguous"]):
            hits = matcher.search(case["title"], case["body"], MOST, now=case["opened_at"])
            weight = 1.0 if truth["dup_group"] else float(every)
            found.append(_outcome(hits, case["id"], earlier, truths, weight))
        matcher.add(case["id"], case["title"], case["body"], case["opened_at"])
        if earlier and link:
            matcher.link(case["id"], earlier[0])
        earlier.append(case["id"])
    return found


def _outcome(
    hits: list[tuple[str, float]],
    asked: str,
    earlier: list[str],
    truths: dict[str, dict[str, Any]],
    weight: float,
) -> Outcome:
    truth = truths[asked]
    merged = list(dict.fromkeys(truths[hit]["dup_group"] or hit for hit, _ in hits))
    place = merged.index(truth["dup_group"]) + 1 if earlier and truth["dup_group"] in merged else 0
    first, score = hits[0] if hits else ("", 0.0)
    is_related = first in truth["related"] or (first and asked in truths[first]["related"])
    return Outcome(truth["split"], bool(earlier), place, score, place == 1 or bool(is_related), weight)
