"""``python -m tests.timelapse``: a fortnight with 200 cases, in every scene or in one, on either database."""

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

from models.database import open_engine
from models.migrate import migrate
from tests import postgres
from tests.timelapse.plan import Plan
from tests.timelapse.scenes import LONG, SCENES, with_three_replicas
from tests.timelapse.world import World


def main(arguments: Sequence[str] | None = None) -> int:
    """1 when anything was missing, early, late or told twice. A line of JSON for each scene."""
    wishes = _wishes(arguments)
    plan = replace(LONG, cases=wishes.cases, days=wishes.days, seed=wishes.seed)
    clean = True
    for name in wishes.scene or SCENES:
        if SCENES[name] is with_three_replicas and wishes.database == "sqlite":
            continue
        with _database(wishes.database) as url:
            clean = _live(name, SCENES[name](plan), url, wishes.database) and clean
    return 0 if clean else 1


def _live(name: str, plan: Plan, url: str, database: str) -> bool:
    world, began = World(plan, url), monotonic()
    asyncio.run(world.run())
    complaints = world.oracle.complaints
    sys.stderr.write("".join(f"{name}: {one}\n" for one in complaints[:20]))
    line = _figures(world) | {"seconds": round(monotonic() - began)}
    print(json.dumps({"scene": name, "database": database, **line}), flush=True)  # noqa: T201
    return not complaints


def _figures(world: World) -> dict[str, Any]:
    oracle = world.oracle
    return {
        "complaints": len(oracle.complaints),
        "cases": world.plan.cases,
        "days": world.plan.days,
        "steps of people": world.presses,
        "deaths": world.deaths,
        "looked at": world.looks,
        "posts": len(world.slack.posts),
        "requests to Slack": world.slack.requests,
        "worst lateness of a rung": oracle.worst.total_seconds(),
        "worst lateness of a message": oracle.worst_told.total_seconds(),
        **dict(sorted(world.counts.items())),
    }


def _wishes(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.timelapse", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--scene", choices=sorted(SCENES), action="append", help="default: all of them")
    parser.add_argument("--cases", type=int, default=LONG.cases)
    parser.add_argument("--days", type=float, default=LONG.days)
    parser.add_argument("--seed", type=int, default=LONG.seed)
    return parser.parse_args(arguments)


@contextlib.contextmanager
def _database(kind: str) -> Iterator[str]:
    """Migrated, with nothing in it."""
    with contextlib.ExitStack() as stack:
        if kind == "sqlite":
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="liaison-timelapse-"))
            url = f"sqlite:///{folder}/liaison.db"
        else:
            url = stack.enter_context(postgres.server()).fresh_database()
        engine = open_engine(url)
        migrate(engine)
        engine.dispose()
        yield url


if __name__ == "__main__":
    sys.exit(main())
