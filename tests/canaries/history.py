"""Histories out of a seed, one after the other in one process."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from casework import afterwards
from casework.work import Work
from config.handbook import Handbook
from models.database import open_engine
from models.migrate import migrate
from sandbox.clock import Clock
from sandbox.server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from sandbox.slack import Slack
from tests.canaries.bot import Address, Bot
from tests.canaries.company import HANDBOOKS, company, move_in
from tests.canaries.far_end import BASE, Client, Door
from tests.canaries.marks import Marks
from tests.canaries.rules import BY_NAME, RULES, play
from tests.canaries.world import World
from tests.casework.room import DANA, NOON, seat, seat_everybody
from tests.house import MANIFEST

STEPS = (12, 20)


def in_memory() -> tuple[Engine, Callable[[], None]]:
    """A database, and how it is emptied: a page-by-page copy of a migrated one."""
    engine = open_engine("sqlite://")
    migrate(engine)
    begin(engine, HANDBOOKS[0])
    template = sqlite3.connect(":memory:")

    def raw() -> Any:
        with engine.connect() as connection:
            return connection.connection.dbapi_connection

    raw().backup(template)
    return engine, lambda: template.backup(raw())


def begin(engine: Engine, handbook: Handbook) -> None:
    """The customers and everybody's seats, in a database that has nothing in it."""
    clock = Clock(start=NOON, frozen=True)
    workspace = company(clock, Marks(random.Random(0)))

    def arrive(work: Work) -> None:
        seat_everybody(work)
        for channel in workspace.channels.values():
            teams = ",".join(one for one in channel.connected_team_ids if one != workspace.team_id)
            seat(work, channel.id, channel.members, is_external=bool(teams), teams=teams)
        move_in(work)

    with Session(engine) as session:
        work = Work(session, clock(), handbook, b"canaries", by=DANA, delivery="event:Ev0")
        arrive(work)
        afterwards.settle(work)
        session.commit()


@dataclass
class Stage:
    """What outlasts a history: the database's engine, whose compiled statements are dear, and Bolt."""

    engine: Engine
    empty: Callable[[], None]
    address: Address | None = field(default=None)

    async def world(self, rng: random.Random) -> World:
        """As it is in the beginning."""
        self.empty()
        clock = Clock(start=NOON, frozen=True)
        marks = Marks(rng)
        slack = Slack(company(clock, marks), MANIFEST, BOT_TOKEN, APP_TOKEN, SIGNING_SECRET)
        slack.base_url, slack.pace.enabled = BASE, False
        if self.address is None:
            self.address = await Address(Client(slack)).open()
        address = self.address
        address.client.slack = slack
        slack.door = Door(address.reception)
        handbook = rng.choice(HANDBOOKS)
        bot = Bot(self.engine, address.client, address.identity, handbook, clock, lambda: world.fate())
        world = World(rng, marks, clock, slack, bot)
        address.bot = await bot.born()
        return world


async def live(world: World) -> World:
    """One whole history."""
    await play(world, BY_NAME["opens_a_case"])
    await play(world, BY_NAME["customer_writes"])
    weights = [one.weight for one in RULES]
    for _ in range(world.rng.randint(*STEPS)):
        await play(world, world.rng.choices(RULES, weights)[0])
        if world.found:
            break
    return world
