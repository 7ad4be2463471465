"""Which parts the house is made of, and how they are joined."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine

from bot.bolt import Answers
from bot.clock import Clock
from bot.directory import Directory
from bot.metrics import Metrics
from bot.slack_client import Identity
from casework import customers
from casework.desk import OWN_WORK, Desk
from casework.matching import departments
from config.handbook import Handbook
from config.settings import Settings
from handlers.office import Office
from handlers.switchboard import Switchboard
from scheduler import timetable
from scheduler.auditor import Auditor, Beat
from scheduler.backfill import Backfill
from scheduler.courier import Courier
from views.letterhead import Letterhead

log = structlog.get_logger()

RESPONSE_URLS = "https://hooks.slack.com/"


@dataclass(frozen=True)
class Ground:
    """What stands before the house is assembled: open, migrated and introduced to Slack."""

    settings: Settings
    handbook: Handbook
    engine: Engine
    reader: Engine
    client: AsyncWebClient
    identity: Identity
    metrics: Metrics
    clock: Clock


@dataclass(frozen=True)
class House:
    """``answers`` takes Slack's payloads; ``residents`` live as long as the process.

    They move in in this order before the first payload is taken, and out in reverse after the last.
    """

    answers: Answers
    residents: Sequence[AbstractAsyncContextManager[Any]] = ()


Assemble = Callable[[Ground], House]


def furnish(ground: Ground) -> Office:
    """What the handlers have at hand."""
    settings, identity = ground.settings, ground.identity
    secret = settings.slack_signing_secret.get_secret_value().encode()
    desk = Desk(ground.engine, ground.reader, ground.handbook, secret, ground.clock)
    return Office(
        desk=desk,
        client=ground.client,
        look_up=Directory(ground.client, desk, identity).look_up,
        handbook=ground.handbook,
        letterhead=Letterhead(identity.workspace_url, ground.handbook.company),
        bot_user=identity.bot_user_id,
        team_id=identity.team_id,
        enterprise_id=identity.enterprise_id,
        response_urls=(RESPONSE_URLS, settings.slack_api_url.removesuffix("api/")),
    )


def assemble(ground: Ground) -> House:
    """The floors below, joined."""
    settings, office = ground.settings, furnish(ground)
    desk = office.desk
    courier = Courier(
        desk=desk,
        client=ground.client,
        look_up=office.look_up,
        letterhead=office.letterhead,
        bot_user=office.bot_user,
        settle=timedelta(seconds=settings.liaison_settle_seconds),
        report=lambda outcome: ground.metrics.outgoing.labels(outcome).inc(),
        is_alone=settings.is_embedded,
    )
    tick = timedelta(seconds=settings.liaison_tick_seconds)
    timekeeping = ground.metrics.timekeeping
    auditor = Auditor(desk, timekeeping.audited, _heartbeat(settings))
    switchboard = Switchboard(office)
    backfill = Backfill(desk, ground.client, switchboard.found, office.bot_user)
    habits = timetable.habits(desk, office.look_up, tick=tick, auditor=auditor, backfill=backfill)
    return House(
        switchboard.answer,
        (
            desk,
            _customers_known(desk),
            remembering(desk),
            _carrying(courier),
            timetable.ticking(habits, timekeeping.ran),
        ),
    )


def _heartbeat(settings: Settings) -> Beat | None:
    if settings.liaison_heartbeat_url is None:
        return None
    from scheduler.heartbeat import Heartbeat  # noqa: PLC0415  # a sixth of a second that few starts need

    return Heartbeat(settings.liaison_heartbeat_url).beat


@asynccontextmanager
async def _customers_known(desk: Desk) -> AsyncIterator[None]:
    await desk.do(OWN_WORK, customers.adopt_handbook)
    yield


@asynccontextmanager
async def remembering(desk: Desk) -> AsyncIterator[None]:
    """What was learnt is read beside all else; a suggestion that comes before it is ready waits for it."""
    recalling = asyncio.create_task(_recall(desk))
    try:
        yield
    finally:
        await recalling


async def _recall(desk: Desk) -> None:
    try:
        await desk.read(OWN_WORK, departments.recall)
    except Exception:
        log.exception("lessons_not_recalled")


@asynccontextmanager
async def _carrying(courier: Courier) -> AsyncIterator[None]:
    """The courier at work; at the end it finishes what is on its way."""
    stop = asyncio.Event()
    work = asyncio.create_task(courier.run(stop))
    try:
        yield
    finally:
        stop.set()
        await work
