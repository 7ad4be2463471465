"""Histories out of a seed, one after the other in one process.

A trunk is lived once; from where it ends several histories go on, each its own way, as from a saved game.
"""

import pickle
import random
import sqlite3
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
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
from sandbox.workspace import Workspace
from tests.canaries.bot import Address, Bot
from tests.canaries.company import HANDBOOKS, company, move_in
from tests.canaries.far_end import BASE, Client, Door
from tests.canaries.marks import Marks
from tests.canaries.rules import BY_NAME, RULES, play
from tests.canaries.world import World
from tests.casework.room import DANA, NOON, seat, seat_everybody
from tests.house import MANIFEST

BEGINNING = (
    *("opens_a_case", "customer_writes", "customer_writes", "presses_at_the_desk"),
    *("a_department_works", "a_department_works", "a_department_works", "sends_to_the_customer"),
)
TRUNK = (6, 12)
BRANCHES = 24
BRANCH = (3, 6)
"""How many steps."""


class InMemory:
    """A database whose whole content is put aside and brought back, page by page."""

    def __init__(self) -> None:
        self.engine = open_engine("sqlite://")
        migrate(self.engine)
        begin(self.engine, HANDBOOKS[0])
        self._empty = self.put_aside()

    def put_aside(self) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:")
        self._raw().backup(copy)
        return copy

    def bring_back(self, copy: sqlite3.Connection) -> None:
        copy.backup(self._raw())

    def empty(self) -> None:
        self.bring_back(self._empty)

    def _raw(self) -> Any:
        with self.engine.connect() as connection:
            return connection.connection.dbapi_connection


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
    address: Address | None = field(default=None)

    async def open(self, rng: random.Random) -> World:
        """As it is in the beginning; the database has been emptied."""
        marks = Marks(rng)
        workspace = company(Clock(start=NOON, frozen=True), marks)
        return await self.world(rng, marks, workspace, rng.choice(HANDBOOKS))

    async def world(
        self, rng: random.Random, marks: Marks, workspace: Workspace, handbook: Handbook
    ) -> World:
        slack = Slack(workspace, MANIFEST, BOT_TOKEN, APP_TOKEN, SIGNING_SECRET)
        slack.base_url, slack.pace.enabled = BASE, False
        if self.address is None:
            self.address = await Address(Client(slack)).open()
        address = self.address
        address.client.slack = slack
        slack.door = Door(address.reception)
        bot = Bot(self.engine, address.client, address.identity, handbook, workspace.clock)
        world = World(rng, marks, slack, bot)
        bot.fate = world.fate
        address.bot = await bot.born()
        return world


async def live(world: World, steps: tuple[int, int], weights: Mapping[str, int]) -> None:
    """So many steps, or fewer where something is found. ``weights`` of rules instead of their own."""
    each = [weights.get(one.name, one.weight) for one in RULES]
    left = world.rng.randint(*steps)
    while left and not world.found:
        left -= await play(world, world.rng.choices(RULES, each)[0])


async def begins(world: World, weights: Mapping[str, int]) -> None:
    """Each customer has something under way."""
    for name in BEGINNING:
        await play(world, BY_NAME[name])
    await live(world, TRUNK, weights)


@dataclass
class Saved:
    """A trunk's end: the database, and Slack with all that the test knows of it."""

    database: sqlite3.Connection
    rest: bytes
    handbook: Handbook


def save(memory: InMemory, world: World) -> Saved:
    workspace = world.slack.workspace
    workspace.listeners.clear()
    rest = pickle.dumps((workspace, world.slack.response_urls, world.marks.planted, world.under_way()))
    return Saved(memory.put_aside(), rest, world.bot.handbook)


async def restore(memory: InMemory, stage: Stage, saved: Saved, rng: random.Random) -> World:
    """Another process of the bot's finds it as it was left."""
    memory.bring_back(saved.database)
    workspace, response_urls, planted, under_way = pickle.loads(saved.rest)
    world = await stage.world(rng, Marks(rng, planted), workspace, saved.handbook)
    world.slack.response_urls = response_urls
    world.go_on_with(under_way)
    return world


async def histories(
    seed: int, first: int, count: int, weights: Mapping[str, int] = MappingProxyType({})
) -> AsyncIterator[World]:
    """Numbers ``first`` and on; each is the same whenever it is lived, with its trunk."""
    memory = InMemory()
    stage = Stage(memory.engine)
    saved, trunk = None, -1
    for number in range(first, first + count):
        if number // BRANCHES != trunk:
            trunk = number // BRANCHES
            memory.empty()
            world = await stage.open(random.Random(f"{seed} trunk {trunk}"))
            await begins(world, weights)
            saved = save(memory, world)
            is_found = bool(world.found)
            if is_found or number % BRANCHES == 0:
                world.is_trunk = True
                yield world
        assert saved is not None
        world = await restore(memory, stage, saved, random.Random(f"{seed} {number}"))
        await live(world, BRANCH, weights)
        yield world
