"""What can be asked of ``python -m bot``: run, ``migrate``, ``check``, ``export`` or ``forget``."""

import argparse
import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import structlog
import uvloop
from sqlmodel import Session

from bot import export, forget, logs
from bot.check import check
from bot.deployment import Deployment, read_deployment
from bot.pulse import EXIT_STUCK
from bot.run import serve
from bot.slack_client import IntroductionError
from bot.storage import StartError, migrate_storage, open_for_reading, open_storage
from casework.privacy import export as privacy
from casework.work import Work
from config.handbook import Handbook
from config.settings import Settings
from models.database import DatabaseInUseError
from models.migrate import NewerSchemaError
from models.refusal import Refusal

T = TypeVar("T")

EXIT_FAILED = 1
EXIT_MISCONFIGURED = 2
EXIT_IN_USE = 3

log = structlog.get_logger()

LEAVE_SECONDS = 9.0
"""After a signal; who waits longer is killed by whoever sent it. All that was promised is in the database."""


def obey(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 well, 1 failed, 2 misconfigured, 3 the database is in use, 4 stuck."""
    asked = _parse(arguments)
    command = asked.command or "run"
    deployment = read_deployment()
    logs.set_up(deployment.settings)
    sys.excepthook = logs.report_end
    if command == "check":
        return _check(deployment)
    if deployment.handbook is None or deployment.wrong:
        return _fail(EXIT_MISCONFIGURED, *deployment.problems, *deployment.oddities)
    for oddity in deployment.oddities:
        log.warning(oddity)
    try:
        return _COMMANDS[command](deployment.settings, deployment.handbook, asked)
    except DatabaseInUseError as error:
        return _fail(EXIT_IN_USE, str(error))
    except (StartError, IntroductionError, NewerSchemaError, Refusal) as error:
        return _fail(EXIT_FAILED, str(error))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Liaison, a Slack app.")
    commands = parser.add_subparsers(dest="command", title="commands, instead of running")
    commands.add_parser("migrate", help="bring the database to the newest schema")
    commands.add_parser("check", help="say what is wrong with this deployment")
    wanted = commands.add_parser("export", help="write down a customer's own part of what is kept")
    wanted.add_argument("what", choices=["customer"])
    wanted.add_argument("name", help="as `/case customer` shows it")
    wanted.add_argument("--to", type=Path, help="a folder that does not exist yet")
    _add_forget(commands.add_parser("forget", help="take out what one of a customer's people ever said"))
    return parser.parse_args(arguments)


def _add_forget(wanted: argparse.ArgumentParser) -> None:
    wanted.add_argument("what", choices=["contact"])
    wanted.add_argument("who", help="a Slack id (U…), an e-mail address, or with --of a name")
    wanted.add_argument("--of", metavar="CUSTOMER", help="whose contact they are")
    wanted.add_argument("--by", metavar="NAME", help="who asks for it, for the record; else your login name")
    wanted.add_argument("--yes", action="store_true", help="do not ask whether to go on")


def _run(settings: Settings, handbook: Handbook, _asked: argparse.Namespace) -> int:
    _loop(_serve_until_signalled(settings, handbook))
    return 0


def _migrate(settings: Settings, _handbook: Handbook, _asked: argparse.Namespace) -> int:
    migrate_storage(settings)
    sys.stdout.write("The database has the newest schema.\n")
    return 0


def _check(deployment: Deployment) -> int:
    report = _loop(check(deployment))
    sys.stdout.write("".join(f"{line}\n" for line in report.lines()))
    if deployment.problems:
        return EXIT_MISCONFIGURED
    return 0 if report.is_good else EXIT_FAILED


def _export(settings: Settings, handbook: Handbook, asked: argparse.Namespace) -> int:
    """While the bot runs, too: nothing is changed."""
    with open_for_reading(settings) as reader, Session(reader) as session:
        work = Work(session, datetime.now(tz=UTC), handbook, secret=b"")
        folder = asked.to or Path(f"export-{uuid4().hex[:8]}")
        written = export.write(privacy.export(work, asked.name), folder)
    sys.stdout.write("".join(f"{path}\n" for path in written))
    return 0


def _forget(settings: Settings, handbook: Handbook, asked: argparse.Namespace) -> int:
    """An embedded database must be nobody else's meanwhile: stop the bot first."""
    with open_storage(settings) as storage:
        told = forget.run(storage.engine, handbook, asked.who, of=asked.of, by=asked.by, is_agreed=asked.yes)
    sys.stdout.write("".join(told))
    return 0


_COMMANDS: dict[str, Callable[[Settings, Handbook, argparse.Namespace], int]] = {
    "run": _run,
    "migrate": _migrate,
    "export": _export,
    "forget": _forget,
}


async def _serve_until_signalled(settings: Settings, handbook: Handbook) -> None:
    stop = asyncio.Event()

    def leave() -> None:
        stop.set()
        deadline = threading.Timer(LEAVE_SECONDS, os._exit, (EXIT_STUCK,))
        deadline.daemon = True
        deadline.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, leave)
    await serve(settings, handbook, stop=stop)


def _loop(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def _fail(code: int, *sentences: str) -> int:
    sys.stderr.write("".join(f"{sentence}\n" for sentence in sentences))
    return code
