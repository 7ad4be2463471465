"""The HTTP server: the door, the health pages and the metrics."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from bot.door import Door
from bot.health import Health
from bot.metrics import Metrics
from bot.storage import StartError

GRACE_SECONDS = 2
KEEP_ALIVE_SECONDS = 75
"""Longer than the usual proxy's minute, so that it is never we who close a connection in use."""


def build_web(door: Door, health: Health, metrics: Metrics) -> Starlette:
    return Starlette(
        routes=[
            Route("/slack/events", door.events, methods=["POST"]),
            Route("/health/live", health.live),
            Route("/health/ready", health.ready),
            Route("/metrics", metrics.scrape),
        ]
    )


class Server(uvicorn.Server):
    """Leaves the signals to the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(web: Starlette, host: str, port: int) -> AsyncIterator[asyncio.Task[None]]:
    """Serve within the ``async with``; the task ends only when the server does. Raises StartError."""
    listener = _listen(host, port)
    server = Server(
        uvicorn.Config(
            web,
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield task
    finally:
        server.should_exit = True
        await task
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    """Made with its protocol named: only then does asyncio switch off Nagle's delay of 40 ms an answer."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise StartError(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None
    return listener
