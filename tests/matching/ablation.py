"""``python -m tests.matching.ablation FOLDER``: what each part of the matching of cases earns.

``FOLDER`` holds ``cases.jsonl.xz`` and ``truth.jsonl.xz``. Every part is left out in a run of its own; recall
is that of the split ``test``. ``--every 1`` takes all cases, else those with a double and every eighth other.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from casework.matching import features, start, words
from casework.matching.imprints import Numbers
from tests.matching import labelled, threshold
from tests.matching.harness import ProductMatcher
from tests.matching.labelled import Labelled, Outcome

AIM = 0.8
PARTS: dict[str, tuple[str, ...]] = {
    "the second look (the first alone)": tuple(name for name in features.FEATURES if name != "score"),
    "how much of one is in the other": tuple(name for name in features.FEATURES if "_in_" in name),
    "cosines": ("title_cosine", "body_cosine"),
    "rare words and codes": ("rarest", "three_rarest", "rare", "rather_rare"),
    "the title's letters": ("letters",),
    "how long ago": tuple(name for name in features.FEATURES if "age" in name or "within" in name),
    "how many kin": ("kin",),
    "lengths": ("its_title_length", "its_body_length", "unlike_lengths"),
}


class Timed(ProductMatcher):
    """With the milliseconds of every query; it does not wait for the disk."""

    def __init__(self, *, heed: bool) -> None:
        super().__init__(heed=heed)
        event.listen(self.engine, "connect", lambda one, _: one.execute("PRAGMA synchronous=OFF"))
        self.engine.dispose()
        self.took: list[float] = []

    def search(self, title: str, body: str, k: int, now: str) -> list[tuple[str, float]]:
        began = time.perf_counter()
        found = super().search(title, body, k, now=now)
        self.took.append(1000 * (time.perf_counter() - began))
        return found


@contextmanager
def _instead(place: Any, name: str, other: Callable[..., Any]) -> Iterator[None]:
    real = getattr(place, name)
    words._terms.cache_clear()
    setattr(place, name, other)
    try:
        yield
    finally:
        setattr(place, name, real)
        words._terms.cache_clear()


def _blind(names: tuple[str, ...]) -> Callable[..., Numbers]:
    """Features as they are, but those that are named say nothing."""
    real, places = features.compare, [features.FEATURES.index(name) for name in names]

    def compare(*about: Any) -> Numbers:
        rows = real(*about)
        rows[:, places] = [start.CENTRE[place] for place in places]
        return rows

    return compare


def _run(cases: list[Labelled], every: int, *, learns: bool = True) -> str:
    matcher = Timed(heed=learns)
    outcomes = labelled.stream(matcher, cases, every=every, link=learns)
    matcher.close()
    return f"{_recalls(outcomes)}   {_suggested(outcomes)}   {statistics.median(matcher.took):.1f} ms"


def _recalls(outcomes: list[Outcome]) -> str:
    asked = [one for one in outcomes if one.split == "test" and one.has_double]
    return " / ".join(
        f"{sum(0 < one.place <= most for one in asked) / len(asked):.3f}" for most in (1, 5, 10)
    )


def _suggested(outcomes: list[Outcome]) -> str:
    shown = threshold.show(outcomes, AIM)
    if shown.precision is None:
        return f"silent at {AIM}"
    return f"{shown.precision:.2f} right of {shown.a_hundred:.2f} suggestions in a hundred"


def _say(what: str, figures: str) -> None:
    sys.stdout.write(f"{what:44}{figures}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=8)
    asked = parser.parse_args()
    cases = labelled.thinned(labelled.read(asked.folder), asked.every)
    _say(
        f"{len(cases)} cases of {asked.folder.name}", f"Recall@1 / @5 / @10   suggestions at {AIM}   a query"
    )
    _say("everything", _run(cases, asked.every))
    for part, names in PARTS.items():
        with _instead(features, "compare", _blind(names)):
            _say(f"without {part}", _run(cases, asked.every))
    with _instead(words, "stem", lambda word: word):
        _say("without stems of words", _run(cases, asked.every))
    _say("without learning from people", _run(cases, asked.every, learns=False))


if __name__ == "__main__":
    main()
