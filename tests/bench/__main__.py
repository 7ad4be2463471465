"""``python -m tests.bench``: what Liaison costs, side by side with bare Bolt on the same machine.

It prints figures and judges nothing: it fails only when it cannot measure, or when an acknowledged request
has left no trace in the database.
"""

import argparse
import logging
import os
import platform
import sys
import tempfile
from asyncio import Runner
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import structlog
import uvloop

from tests.bench import customers, databases, digest, flood, likeness, measures, sweep, waits
from tests.bench.contestants import ChildError, Contestant
from tests.bench.far_end import far_end
from tests.bench.load import WrongAnswerError
from tests.bench.measures import QUICK, Plan
from tests.bench.report import Figure, figures, noise, say, say_figures
from tests.bench.scenarios import SCENARIOS, Scenario
from tests.bench.trial import Lab, LostError

ALONE = {
    "customers": (customers.measure, customers.Size(), customers.QUICK),
    "digest": (digest.measure, digest.Size(), digest.QUICK),
    "flood": (flood.measure, flood.Size(), flood.QUICK),
    "likeness": (likeness.measure, likeness.Plan(), likeness.QUICK),
    "sweep": (sweep.measure, sweep.Plan(), sweep.QUICK),
    "waits": (waits.measure, waits.Size(), waits.QUICK),
}
"""Each by itself, for it takes minutes to fill the database: how it is measured, wholly, and quickly."""


def main() -> int:
    options = _options()
    kinds = list(databases.KINDS) if options.database == "both" else [options.database]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    if options.only:
        measure, whole, quick = ALONE[options.only]
        measure(kinds, quick if options.quick else whole)
        return 0
    _say_where()
    try:
        with Runner(loop_factory=uvloop.new_event_loop) as runner:
            found = runner.run(_measure(kinds, QUICK if options.quick else Plan()))
    except (ChildError, WrongAnswerError, LostError, TimeoutError, EOFError, OSError) as error:
        sys.stderr.write(f"The benchmark failed: {type(error).__name__}: {error}\n")
        return 1
    for figure in found:
        say(figure.line())
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: does it run at all?")
    parser.add_argument("--database", choices=[*databases.KINDS, "both"], default="both")
    parser.add_argument("--only", choices=ALONE, help="the clock's, by itself; left out otherwise")
    return parser.parse_args()


async def _measure(kinds: Sequence[str], plan: Plan) -> list[Figure]:
    found: list[Figure] = []
    async with far_end() as slack_api_url:
        for kind in kinds:
            with (
                tempfile.TemporaryDirectory(prefix="liaison-bench-") as folder,
                databases.KINDS[kind](Path(folder)) as fresh,
            ):
                found += await _on_one(kind, Lab(Path(folder), slack_api_url, fresh), plan)
    return found


async def _on_one(kind: str, lab: Lab, plan: Plan) -> list[Figure]:
    found: list[Figure] = []
    for scenario in SCENARIOS:
        found += await _of_scenario(kind, lab, scenario, plan)
    start = figures(f"{kind}.start", "s", await measures.start(lab, plan), float)
    say_figures(start)
    memory = figures(f"{kind}.memory", "MiB", await measures.memory(lab, plan), float)
    say_figures(memory)
    return [*found, *start, *memory]


async def _of_scenario(kind: str, lab: Lab, scenario: Scenario, plan: Plan) -> list[Figure]:
    name = f"{kind}.{scenario.name}"
    loaded = await measures.flat_out(lab, scenario, plan)
    beside = {who: loaded[who] for who in (Contestant.LIAISON, scenario.rival)}
    found = [
        *figures(f"{name}.acks", "1/s", loaded, lambda one: one.per_second),
        *figures(f"{name}.cpu", "ms", beside, lambda one: one.cpu_milliseconds),
        *figures(f"{name}.p50", "ms", beside, lambda one: one.milliseconds(0.5)),
        *figures(f"{name}.p99", "ms", beside, lambda one: one.milliseconds(0.99)),
    ]
    say_figures(found)
    calm = figures(
        f"{name}.calm_p99", "ms", await measures.calm(lab, scenario, plan), lambda one: one.milliseconds(0.99)
    )
    say_figures(calm)
    return [*found, *calm]


def _say_where() -> None:
    say(
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, an fsync takes {1000 * _fsync_seconds():.2f} ms{noise(own=0)}\n"
        "acks, cpu (a single ack's), p50, p99: at 32 at once; calm_p99: at 20 a second\n"
        "In brackets the least and the largest round; ratio: Liaison's number by the other's"
    )


def _fsync_seconds() -> float:
    """What one commit must wait for, where the databases will be."""
    taken = []
    with tempfile.TemporaryFile(buffering=0) as file:
        for _ in range(50):
            file.write(bytes(4096))
            start = perf_counter()
            os.fsync(file.fileno())
            taken.append(perf_counter() - start)
    return median(taken)


if __name__ == "__main__":
    sys.exit(main())
