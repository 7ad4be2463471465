"""``python -m tests.soak``: people work, Slack misbehaves, the bot is killed, and nothing may be lost."""

import argparse
import asyncio
import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.database import open_engine
from models.migrate import migrate
from tests import postgres
from tests.soak import report
from tests.soak.mutants import PLANTED
from tests.soak.plan import Database, Plan
from tests.soak.soak import soak


def main(arguments: Sequence[str] | None = None) -> int:
    """1 when anything was lost or said twice; the bots' log and their database are kept then."""
    plan, keeps = _wishes(arguments)
    folder = Path(tempfile.mkdtemp(prefix="liaison-soak-"))
    with _database(plan.database, folder) as url:
        done = asyncio.run(soak(plan, url, folder / "bot.log"))
        sys.stderr.write("".join(f"{line}\n" for line in report.findings(done)))
    sys.stdout.write(json.dumps(report.line(done)) + "\n")
    if done.verdict.is_clean and not keeps:
        shutil.rmtree(folder)
    else:
        sys.stderr.write(f"The bots' log and their database are in {folder}.\n")
    return 0 if done.verdict.is_clean else 1


def _wishes(arguments: Sequence[str] | None) -> tuple[Plan, bool]:
    """The plan, and whether what a clean run leaves behind is kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fault-rate", type=float, default=0.35, help="of the posts; default %(default)s")
    parser.add_argument("--mutant", choices=sorted(PLANTED), default="", help="with this bug planted")
    parser.add_argument("--patience", type=float, default=120.0, help="seconds people wait for a card")
    parser.add_argument("--keep", action="store_true", help="log and database of a clean run, too")
    wishes = vars(parser.parse_args(arguments))
    keeps = wishes.pop("keep")
    return Plan(**wishes), keeps


@contextlib.contextmanager
def _database(kind: Database, folder: Path) -> Iterator[str]:
    """Empty and migrated."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'liaison.db'}"
        return
    with postgres.server() as running:
        url = running.fresh_database()
        engine = open_engine(url)
        migrate(engine)
        engine.dispose()
        yield url


if __name__ == "__main__":
    sys.exit(main())
