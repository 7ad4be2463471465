"""``python -m tests.soak.nursery``: has the bot's modules loaded, and forks a bot when asked to.

A bot's life is some tenths of a second here, and to import everything anew would take three of four
of them. Each bot is a process of its own that runs ``bot.__main__.main``, and is killed like any other.
Stdin takes ``{"start": {environment}}`` and ``{"kill": true}``, each in a line and written at once; stdout
tells ``{"born": pid}`` and ``{"dead": exit code}``. When stdin ends, so does everything here.
"""

import importlib
import json
import os
import selectors
import signal
import sys
from dataclasses import dataclass

from bot import __main__ as bot
from config import crashpoint
from tests.soak import clockwork


@dataclass
class Bot:
    pid: int
    life_line: int
    """A pipe whose other end only the bot holds: it ends when the bot does."""


def main() -> None:
    clockwork.quicken()
    with selectors.DefaultSelector() as events:
        os.set_blocking(sys.stdin.fileno(), True)
        events.register(sys.stdin.fileno(), selectors.EVENT_READ)
        _serve(events)


def _serve(events: selectors.BaseSelector) -> None:
    running: Bot | None = None
    while True:
        for key, _ in events.select():
            if running is not None and key.fd == running.life_line:
                _bury(events, running)
                running = None
            elif key.fd == sys.stdin.fileno():
                wishes = os.read(key.fd, 65536).splitlines()
                if not wishes:
                    _end(running)
                    return
                for wish in map(json.loads, wishes):
                    if "kill" in wish:
                        _end(running)
                    else:
                        running = _bear(events, wish["start"])


def _bear(events: selectors.BaseSelector, environment: dict[str, str]) -> Bot:
    life_line, own_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        events.close()
        os.close(life_line)
        _live(environment)
    os.close(own_end)
    events.register(life_line, selectors.EVENT_READ)
    _tell(born=pid)
    return Bot(pid, life_line)


def _live(environment: dict[str, str]) -> None:
    """From here on it is ``python -m bot`` with these settings. Its log goes to stderr."""
    os.environ.update(environment)
    importlib.reload(crashpoint)
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    code = 1
    try:
        code = bot.main([])
    except BaseException:  # noqa: BLE001  # nothing of the nursery may go on living in the child
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def _end(running: Bot | None) -> None:
    if running is not None:
        os.kill(running.pid, signal.SIGKILL)


def _bury(events: selectors.BaseSelector, dead: Bot) -> None:
    events.unregister(dead.life_line)
    os.close(dead.life_line)
    _, status = os.waitpid(dead.pid, 0)
    _tell(dead=os.waitstatus_to_exitcode(status))


def _tell(**news: int) -> None:
    os.write(sys.stdout.fileno(), json.dumps(news).encode() + b"\n")


if __name__ == "__main__":
    main()
