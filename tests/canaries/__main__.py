"""``python -m tests.canaries``: histories out of a seed, every field of every call looked at; a line of JSON.

Two runs of 50,000 with ``--first 0`` and ``--first 50000`` are one of 100,000.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

from tests.canaries.history import BRANCHES
from tests.canaries.part import live_through

BATCH = 10 * BRANCHES
"""Histories that a process lives before it is another: no run is long enough to grow."""
SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """1 when anything stood in front of somebody whom it was not for."""
    wishes = _wishes(arguments)
    last, began = wishes.first + wishes.histories, time.monotonic()
    total, found, errors = Counter[str](), list[str](), Counter[str]()
    parts = [(wishes.seed, at, min(BATCH, last - at)) for at in range(wishes.first, last, BATCH)]
    with ProcessPoolExecutor(wishes.processes, max_tasks_per_child=1) as pool:
        for done in as_completed([pool.submit(live_through, *part) for part in parts]):
            counts, leaks, wrong = done.result()
            total, found = total + counts, found + leaks
            errors.update(wrong)
            so_far = f"{total['histories']} of {wishes.histories}, {len(found)} found"
            _say(f"{so_far}, {_pace(total, began)} a second")
            for leak in leaks[:SHOWN]:
                _say(leak)
    print(json.dumps(_figures(wishes, total, found, errors, began), indent=1))  # noqa: T201
    return 1 if found else 0


def _figures(
    wishes: argparse.Namespace, total: Counter[str], found: list[str], errors: Counter[str], began: float
) -> dict[str, Any]:
    rules = {name: count for name, count in sorted(total.items()) if name not in HEADLINES}
    return {
        "seed": wishes.seed,
        "first": wishes.first,
        **{name: total[name] for name in HEADLINES},
        "found": len(found),
        "seconds": round(time.monotonic() - began),
        "histories a second": _pace(total, began),
        "what the log called an error": dict(errors.most_common(SHOWN)),
        "leaks": found[:SHOWN],
        "counts": rules,
    }


HEADLINES = (
    "histories",
    "steps",
    "calls",
    "calls seen by outsiders",
    "marks planted",
    "marks seen by whom they are for",
    "shown before anybody could know",
)


def _pace(total: Counter[str], began: float) -> float:
    return round(total["histories"] / max(time.monotonic() - began, 0.001), 1)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _wishes(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.canaries", description=__doc__)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first history")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
