"""``python -m sandbox``: a workspace on this machine with Liaison in it, to be tried in a browser."""

import argparse
import asyncio
import contextlib
import json
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Literal

from bot import logs
from bot.run import serve
from config.handbook import Handbook, load_handbook
from config.settings import SAMPLE_HANDBOOK, Settings
from sandbox.clock import Clock
from sandbox.company import tidewater
from sandbox.page import Page
from sandbox.server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Sandbox

MANIFEST = Path(__file__).resolve().parent.parent / "manifest.json"
WELCOME = """
  Liaison's sandbox is open:   {url}

  You are Dana, a customer success manager of Tidewater Instruments. Type
      /case Charged twice for invoice 4711
  and follow the case into #billing as Mei. Nothing leaves this machine.
  Ctrl-C closes it; the next start begins afresh.
"""


def main() -> int:
    options = _options()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_live(options))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument(
        "--port",
        type=int,
        default=8765,
        help="the page's port on 127.0.0.1 (default 8765; another if it is taken)",
    )
    parser.add_argument("--socket-mode", action="store_true", help="connect the bot by Socket Mode")
    parser.add_argument("--database", help="a DATABASE_URL (default: a fresh SQLite file)")
    parser.add_argument("--handbook", type=Path, default=SAMPLE_HANDBOOK, help="another handbook")
    parser.add_argument("--verbose", action="store_true", help="print the bot's log")
    return parser.parse_args()


async def _live(options: argparse.Namespace) -> None:
    clock, handbook = Clock(), load_handbook(options.handbook)
    mode: Literal["http", "socket"] = "socket" if options.socket_mode else "http"
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    port = options.port if _is_free(options.port) else 0
    sandbox = Sandbox(tidewater(clock), manifest=manifest, mode=mode, port=port)
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
        liaison_port=_free_port(),
        liaison_settle_seconds=2,
        liaison_log_level="INFO" if options.verbose else "WARNING",
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
