"""``python -m tests.bench.bare``: Bolt and nothing else, for comparison.

With DATABASE_URL each listener keeps a row by one commit before it acknowledges: about the least that a bot
can do which loses nothing. Without, the listeners are empty.
"""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

TABLE = "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, kind TEXT, author TEXT, body TEXT)"
ROW = "INSERT INTO kept (key, kind, author, body) VALUES "
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
"""As Liaison sets them."""

Row = tuple[str, str, str, str]
Keep = Callable[[Row], Awaitable[None]]


def main() -> None:
    keep = _keeper(os.environ.get("DATABASE_URL", ""))
    handler = AsyncSlackRequestHandler(_app(keep))
    web = Starlette(routes=[Route("/slack/events", handler.handle, methods=["POST"])])
    uvicorn.run(
        web,
        port=int(os.environ["LIAISON_PORT"]),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        timeout_keep_alive=75,
    )


def _app(keep: Keep) -> AsyncApp:
    client = AsyncWebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(
        client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"], process_before_response=True
    )

    @app.event("message")
    async def heard(event: dict[str, Any], body: dict[str, Any]) -> None:
        await keep((body["event_id"], "message", event["user"], event["text"]))

    @app.command("/case")
    async def asked(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()

    @app.view("case.open")
    async def sent(ack: AsyncAck, view: dict[str, Any], body: dict[str, Any]) -> None:
        await keep((view["id"], "view", body["user"]["id"], view["private_metadata"]))
        await ack()

    return app


def _keeper(url: str) -> Keep:
    if not url:
        return _forget
    if url.startswith("sqlite:///"):
        return _into_sqlite(url.removeprefix("sqlite:///"))
    return _into_postgresql(url.replace("+psycopg", ""))


async def _forget(_row: Row) -> None:
    """Keep nothing."""


def _into_sqlite(path: str) -> Keep:
    """One writer, as SQLite has it, in one thread."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(TABLE)
    writer = ThreadPoolExecutor(1)

    async def keep(row: Row) -> None:
        await asyncio.get_running_loop().run_in_executor(
            writer, connection.execute, ROW + "(?, ?, ?, ?)", row
        )

    return keep


def _into_postgresql(url: str) -> Keep:
    """Eight writers, as many as Liaison has."""
    with psycopg.connect(url) as connection:
        connection.execute(TABLE)
    own = threading.local()

    def connect() -> None:
        own.connection = psycopg.connect(url, autocommit=True)

    def commit(row: Row) -> None:
        own.connection.execute(ROW + "(%s, %s, %s, %s)", row)

    writers = ThreadPoolExecutor(8, initializer=connect)

    async def keep(row: Row) -> None:
        await asyncio.get_running_loop().run_in_executor(writers, commit, row)

    return keep


if __name__ == "__main__":
    main()
