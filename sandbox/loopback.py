"""A web server on a loopback port, inside the running event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import uvicorn

HIGHEST_PORT = 65535
GRACE_SECONDS = 2
KEEP_ALIVE_SECONDS = 75
"""Longer than any client keeps an idle connection, so that it is never closed under a request."""


class _Server(uvicorn.Server):
    """Leaves signals to the program around it, and ends at once when told to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ended = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        await self.ended.wait()


@contextlib.asynccontextmanager
async def served(app: Any, port: int = 0) -> AsyncIterator[str]:
    """Serve an ASGI app; yields its address, without a slash at the end."""
    listening = listener(port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        date_header=False,
        lifespan="off",
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        await _stop_accepting(listening)
        server.ended.set()
        await serving


async def _stop_accepting(listener: socket.socket) -> None:
    """Let connections under way be made: asyncio leaks one that is accepted while its server closes."""
    asyncio.get_running_loop().remove_reader(listener)
    await asyncio.sleep(0)


def listener(port: int = 0) -> socket.socket:
    """Listening already; port 0 is any free one. Raises OSError when the port cannot be had.

    Made with its protocol named: only then does asyncio switch off Nagle's delay of 40 ms an answer.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
        made.listen()  # at once: who calls before the server runs shall wait, not be refused
    except OSError:
        made.close()
        raise
    return made
