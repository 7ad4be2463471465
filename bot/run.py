"""Start, serve until told to stop, and leave in good order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeVar

import structlog

from bot import assembly
from bot.assembly import Assemble, Ground
from bot.backlog import backlog_of
from bot.bolt import build_app
from bot.clock import Clock, system_clock
from bot.clock_skew import ClockSkew
from bot.door import Door
from bot.health import Health, clock_check, database_check, habits_check, outbox_check
from bot.metrics import Metrics
from bot.pulse import Pulse, watch
from bot.reception import Reception
from bot.slack_client import introduce, make_client, open_session
from bot.socket_mode import SocketMode
from bot.standing import Standing
from bot.storage import Storage, open_storage
from bot.timekeeping import promises_of
from bot.web import build_web, serving
from config.handbook import Handbook
from config.settings import Settings

FINISH_SECONDS = 3.0

T = TypeVar("T")

log = structlog.get_logger()


async def serve(
    settings: Settings,
    handbook: Handbook,
    *,
    clock: Clock = system_clock,
    started: asyncio.Event | None = None,
    stop: asyncio.Event | None = None,
    assemble: Assemble = assembly.assemble,
) -> None:
    """Run until ``stop`` is set. Raises StartError, DatabaseInUseError or IntroductionError.

    The pages answer at once, Slack's payloads 503 until Slack has told us who we are.
    """
    stop = stop or asyncio.Event()
    async with AsyncExitStack() as stack:
        storage = stack.enter_context(open_storage(settings))
        client = make_client(settings, await stack.enter_async_context(open_session()))
        metrics, standing = Metrics(), Standing(client)
        metrics.backlog = backlog_of(storage.reader, clock)
        metrics.timekeeping.promises = promises_of(storage.reader, clock)
        reception = Reception(metrics)
        server = await stack.enter_async_context(
            _pages(settings, storage, standing=standing, reception=reception, metrics=metrics, clock=clock)
        )
        introduction = asyncio.create_task(introduce(client))
        stack.callback(introduction.cancel)
        identity = await _before(stop, introduction)
        if identity is None:
            return
        ground = Ground(settings, handbook, storage.engine, storage.reader, client, identity, metrics, clock)
        await stack.enter_async_context(_open_house(ground, assemble, reception))
        standing.introduced(identity)
        log.info("Liaison is ready", team=identity.team_id, socket_mode=settings.uses_socket_mode)
        if started is not None:
            started.set()
        await _before(stop, server)
        log.info("Liaison is leaving")


@asynccontextmanager
async def _pages(
    settings: Settings,
    storage: Storage,
    *,
    standing: Standing,
    reception: Reception,
    metrics: Metrics,
    clock: Clock,
) -> AsyncIterator[asyncio.Task[None]]:
    """The HTTP server, and the pulse that tells whether it lives."""
    pulse, skew = Pulse(), ClockSkew(clock)
    metrics.clock_skew.set_function(lambda: skew.seconds or 0)
    checks = {
        "database": database_check(storage.reader),
        "slack": standing.check,
        "clock": clock_check(skew),
        "outbox": outbox_check(metrics),
        "habits": habits_check(metrics.timekeeping),
    }
    secret = settings.slack_signing_secret.get_secret_value()
    door = Door(secret, reception, clock=clock, skew=skew, metrics=metrics)
    beat, watched = asyncio.create_task(pulse.beat()), watch(pulse)
    web = build_web(door, Health(pulse, checks), metrics)
    try:
        async with serving(web, settings.liaison_host, settings.liaison_port) as server:
            yield server
    finally:
        watched.set()
        beat.cancel()


@asynccontextmanager
async def _open_house(ground: Ground, assemble: Assemble, reception: Reception) -> AsyncIterator[None]:
    """Residents move in, then payloads are taken; nobody moves out before what is in hand is answered."""
    house = assemble(ground)
    async with AsyncExitStack() as stack:
        for resident in house.residents:
            await stack.enter_async_context(resident)
        app_token = ground.settings.slack_app_token
        if app_token is not None:
            socket_mode = SocketMode(app_token.get_secret_value(), ground.client, reception)
            await stack.enter_async_context(socket_mode)
        reception.open(build_app(ground.client, ground.identity, house.answers), ground.identity)
        try:
            yield
        finally:
            reception.close()
            await reception.finish(FINISH_SECONDS)


async def _before(stop: asyncio.Event, task: asyncio.Task[T]) -> T | None:
    """What the task brings, or None when told to stop before."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    return task.result() if task.done() else None
