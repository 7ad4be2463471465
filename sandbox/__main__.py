"""``python -m sandbox``: a workspace on this machine with Liaison in it, to be tried in a browser."""

import argparse
import asyncio
import contextlib
import errno
import json
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from bot import logs
from bot.run import serve
from bot.slack_client import IntroductionError
from bot.storage import StartError
from config.handbook import Handbook, HandbookError, load_handbook
from config.settings import SAMPLE_HANDBOOK, Settings
from models.database import DatabaseInUseError
from models.migrate import NewerSchemaError
from sandbox import loopback
from sandbox.clock import Clock
from sandbox.company import next_morning, tidewater
from sandbox.deliveries import RETRY_AFTER, Schedule
from sandbox.page import Page
from sandbox.server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Sandbox

MANIFEST = Path(__file__).resolve().parent.parent / "manifest.json"
EXIT_NOT_STARTED = 2
TICK_SECONDS = 1
"""How soon the bot's habits notice that the clock was pushed."""
DELAYED_EVENTS = Schedule(RETRY_AFTER, later=timedelta(hours=1))
"""The README advises to switch *Delayed Events* on."""
WELCOME = """
  Liaison's sandbox is open:   {url}

  You are Dana, a customer success manager of Tidewater Instruments. Type
      /case Charged twice for invoice 4711
  and follow the case into #billing as Mei. It is a working day's morning there, and the
  clock can be pushed ahead. Nothing leaves this machine.
  Ctrl-C closes it; the next start begins afresh.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 well, 2 when it could not be started."""
    options = _options(arguments)
    problems = list(_port_problems(options))
    if problems:
        return _fail(*problems)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_live(options))
    except HandbookError as error:
        return _fail(*error.problems)
    except (StartError, IntroductionError, DatabaseInUseError, NewerSchemaError) as error:
        return _fail(str(error))
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument(
        "--port", type=port_number, default=8765, help="the page's port on 127.0.0.1 (default 8765)"
    )
    parser.add_argument(
        "--bot-port",
        type=port_number,
        default=0,
        help="the bot's own port on 127.0.0.1 (default: any free one)",
    )
    parser.add_argument("--socket-mode", action="store_true", help="connect the bot by Socket Mode")
    parser.add_argument("--database", help="a DATABASE_URL (default: a fresh SQLite file)")
    parser.add_argument("--handbook", type=Path, default=SAMPLE_HANDBOOK, help="another handbook")
    parser.add_argument("--verbose", action="store_true", help="print the bot's log")
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    number = int(text)
    if not 0 <= number <= loopback.HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{number} is no port; ports go up to {loopback.HIGHEST_PORT}")
    return number


def _port_problems(options: argparse.Namespace) -> Iterator[str]:
    """A sentence for each port that cannot be had, with the way out."""
    for option, port, another in (("--port", options.port, 3999), ("--bot-port", options.bot_port, 3998)):
        try:
            loopback.listener(port).close()
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "is taken, perhaps by another demo" if taken else f"cannot be used ({error.strerror})"
            yield f'Port {port} {why}. Choose another: make demo ARGS="{option} {another}"'


def _fail(*sentences: str) -> int:
    sys.stderr.write("".join(f"{sentence}\n" for sentence in sentences))
    return EXIT_NOT_STARTED


async def _live(options: argparse.Namespace) -> None:
    handbook = load_handbook(options.handbook)
    clock = Clock(start=next_morning(datetime.now(UTC), handbook.hours_of(None)))
    mode: Literal["http", "socket"] = "socket" if options.socket_mode else "http"
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    sandbox = Sandbox(tidewater(clock), manifest=manifest, mode=mode, port=options.port)
    sandbox.deliveries.schedule = DELAYED_EVENTS
    sandbox.routes.extend(Page(sandbox.slack).routes)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with tempfile.TemporaryDirectory(prefix="liaison-") as folder:
        async with sandbox:
            settings = _settings(sandbox, options, Path(folder))
            logs.set_up(settings)
            sandbox.bot_url = f"http://127.0.0.1:{settings.liaison_port}/slack/events"
            await _with_the_bot(settings, handbook, clock, sandbox.base_url, stop)


async def _with_the_bot(
    settings: Settings, handbook: Handbook, clock: Clock, url: str, stop: asyncio.Event
) -> None:
    started = asyncio.Event()
    running = asyncio.create_task(serve(settings, handbook, clock=clock, started=started, stop=stop))
    ready = asyncio.create_task(started.wait())
    await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
    if started.is_set():
        sys.stdout.write(WELCOME.format(url=url) + "\n")
        sys.stdout.flush()
    ready.cancel()
    await running


def _settings(sandbox: Sandbox, options: argparse.Namespace, folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=BOT_TOKEN,
        slack_signing_secret=SIGNING_SECRET,
        slack_app_token=APP_TOKEN if options.socket_mode else None,
        slack_api_url=sandbox.api_url,
        database_url=options.database or f"sqlite:///{folder / 'liaison.db'}",
        liaison_handbook=options.handbook,
        liaison_port=options.bot_port or _free_port(),
        liaison_tick_seconds=TICK_SECONDS,
        liaison_settle_seconds=2,
        liaison_log_level="INFO" if options.verbose else "WARNING",
    )


def _free_port() -> int:
    with loopback.listener() as probe:
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
