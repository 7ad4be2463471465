"""``python -m tests.matching SHARED``: the product's classes beside plain baselines, in one run, as tables.

``SHARED`` is the folder of the labelled data and its harness (``matching/``), which no clone has. Each
contestant runs in a process of its own, one after the other; one that lacks a package is said and left out.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.bench.report import say

ROOT = Path(__file__).parents[2]
DUPLICATES = ("titanium", "rust")
ROUTING = ("titanium", "banking77", "clinc150", "itsm")
MATCHERS = {
    "Liaison": "tests.matching.harness:ProductMatcher",
    "BM25": "baselines.dup_index:FlatBM25",
    "BM25F": "baselines.dup_index:BM25Matcher",
    "TF-IDF cosine": "baselines.dup_misc:SklearnTfidf",
    "FTS5 bm25()": "baselines.dup_fts5:FTS5Matcher",
}
ROUTERS = {
    "Liaison": "tests.matching.routing_harness:ProductRouter",
    "online softmax": "baselines.route_online:OnlineSoftmax",
    "naive Bayes": "baselines.route_online:OnlineNB",
    "kNN": "baselines.route_online:KNN",
    "linear, in batches": "baselines.route_batch:Batch",
}
AUTO = "lenient>=0.8"


def main() -> int:
    options = _options()
    for name in [one for one in DUPLICATES if options.only in (None, "duplicates")]:
        rows = [
            _duplicates(label, _run(options, "duplicates", which, name)) for label, which in MATCHERS.items()
        ]
        _table(f"Duplicates, {name}, test split", _OF_DUPLICATES, rows)
    for name in [one for one in ROUTING if options.only in (None, "routing")]:
        found = {label: _run(options, "routing", which, name) for label, which in ROUTERS.items()}
        rows = [_routing(label, one) for label, one in found.items()]
        _table(f"Departments, {name}, test split", _OF_ROUTING, rows)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.matching", description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder with harness/ and open/")
    parser.add_argument("--only", choices=("duplicates", "routing"))
    return parser.parse_args()


def _run(options: argparse.Namespace, kind: str, which: str, name: str) -> dict[str, Any] | None:
    """What the harness wrote; None if the contestant could not run."""
    harness = options.shared / "harness"
    path = os.pathsep.join([str(ROOT), str(harness), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory(prefix="liaison-matching-") as folder:
        written = Path(folder) / "found.json"
        flag = "--matcher" if kind == "duplicates" else "--router"
        command = [sys.executable, str(harness / f"evaluate_{kind}.py"), flag, which, "--quiet"]
        command += ["--data", str(options.shared / "open" / name), "--json", str(written)]
        done = subprocess.run(
            command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
        )
        if done.returncode or not written.exists():
            say(f"{which} on {name} did not run: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
            return None
        found: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
        return found


_OF_DUPLICATES = (
    "",
    "@1",
    "@5",
    "@10",
    "MRR",
    "unasked: right, of 100 cases",
    "query ms",
    "addition ms",
    "MB",
)
_OF_ROUTING = (
    "",
    "top-1",
    "top-3",
    "macro-F1",
    "calibration error",
    "at 80 %",
    "suggest ms",
    "learn ms",
    "MB",
)


def _duplicates(label: str, found: dict[str, Any] | None) -> list[str]:
    if found is None:
        return [label, *["–"] * (len(_OF_DUPLICATES) - 1)]
    recalls = [found[f"recall@{k}"] for k in (1, 5, 10)]
    shares = [_share(one) for one in (*recalls, found["MRR(=MAP of first hit)"])]
    return [label, *shares, _unasked(found["auto_suggest"][AUTO]), *_cost(found, "search", "add")]


def _unasked(auto: dict[str, Any]) -> str:
    """At the threshold that holds .80 on ``dev``; none if no threshold does."""
    if auto.get("theta") is None:
        return "no threshold"
    return f"{_share(auto['precision_lenient'] or 0)} of {auto['suggestions_per_100_cases']:.2f}"


def _routing(label: str, found: dict[str, Any] | None) -> list[str]:
    if found is None:
        return [label, *["–"] * (len(_OF_ROUTING) - 1)]
    names = ("top1", "top3", "macro_f1", "ece15", "acc@80%coverage")
    return [label, *(_share(found[name]) for name in names), *_cost(found, "suggest", "learn")]


def _cost(found: dict[str, Any], asking: str, keeping: str) -> list[str]:
    """Medians in milliseconds, and the most memory."""
    times = [f"{found[one]['p50_ms']:.2f}" if found.get(one) else "–" for one in (asking, keeping)]
    return [*times, f"{found['peak_rss_mb']:.0f}"]


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _table(title: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    columns = list(head)
    say(f"\n**{title}**\n")
    for row in (columns, ["---"] * len(columns), *rows):
        say(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    sys.exit(main())
