"""How often suggestions stay silent about what no department is for, and about what one is for.

``python -m tests.matching.silence FOLDER [--split dev]``, a folder of ``cases`` and ``truth`` (.jsonl.xz, by
line ``id``, ``title``, ``body``; ``id``, ``split``, ``department``). Out of scope are the cases without a
department; where there are none, those of every fifth department, of which nothing is learnt then.
"""

import argparse
import json
import lzma
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from casework.matching.departments import SILENT_BELOW
from tests.matching.routing_harness import ProductRouter

LEVELS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


class Case(NamedTuple):
    title: str
    body: str
    split: str
    department: str | None


class Answer(NamedTuple):
    confidence: float
    is_in_scope: bool
    was_right: bool


def cases_in(folder: Path) -> list[Case]:
    both = zip(_lines(folder / "cases.jsonl.xz"), _lines(folder / "truth.jsonl.xz"), strict=True)
    return [Case(case["title"], case["body"], truth["split"], truth["department"]) for case, truth in both]


def _lines(file: Path) -> list[dict[str, Any]]:
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def left_out(cases: Sequence[Case], seed: int) -> set[str | None]:
    names = sorted({case.department for case in cases if case.department})
    if any(case.department is None and case.split == "test" for case in cases):
        return {None}
    return set(Random(seed).sample(names, max(2, len(names) // 5)))


def answers(cases: Sequence[Case], split: str, strange: set[str | None]) -> list[Answer]:
    router, found = ProductRouter(), []
    for case in cases:
        if case.split == "train" and case.department and case.department not in strange:
            router.learn(case.title, case.body, case.department)
    for case in cases:
        if case.split == split:
            best = [*router.suggest(case.title, case.body, 1), ("", 0.0)][0]
            found.append(Answer(best[1], case.department not in strange, best[0] == case.department))
    router.close()
    return found


def say(found: Sequence[Answer]) -> None:
    within = [one for one in found if one.is_in_scope]
    strange = [one for one in found if not one.is_in_scope]
    sys.stdout.write("silent below | out of scope | in scope | of those it speaks of, right\n")
    for level in LEVELS:
        silent = [sum(one.confidence < level for one in some) / len(some) for some in (strange, within)]
        spoken = [one.was_right for one in within if one.confidence >= level]
        mark = "*" if level == SILENT_BELOW else " "
        right = sum(spoken) / max(1, len(spoken))
        sys.stdout.write(f"{level:11.1f}{mark} | {silent[0]:12.3f} | {silent[1]:8.3f} | {right:.3f}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="test")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    cases = cases_in(options.folder)
    found = []
    for seed in range(options.seeds):
        found += answers(cases, options.split, left_out(cases, seed))
    say(found)


if __name__ == "__main__":
    main()
