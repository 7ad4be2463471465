"""The bot without its process: reception, Bolt, handlers, desk, habits and courier, on one thread."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from bot.bolt import build_app
from bot.directory import Directory
from bot.metrics import Metrics
from bot.reception import Reception
from bot.slack_client import Identity, introduce
from casework.desk import Request
from casework.people import NeedsLookup
from config.handbook import Handbook
from handlers.answer import Answer, Kind
from handlers.office import SLACK_TROUBLE, Office
from handlers.switchboard import Switchboard
from sandbox.clock import Clock
from scheduler import timetable
from scheduler.backfill import Backfill
from scheduler.courier import Courier
from scheduler.look_ups import LookUp
from scheduler.timetable import Habit
from tests.canaries.far_end import BASE, Client
from tests.timelapse.mortal import Died, Fate, MortalDesk, lives
from views.letterhead import Letterhead

SETTLE = timedelta(seconds=2)
TICK = timedelta(seconds=5)
OFTEN = ("climb", "problems", "remind", "undecided", "compare", "backfill")
_MAIL = "SELECT 1 FROM outgoing WHERE status IN ('pending', 'sending', 'unknown') LIMIT 1"
SELDOM = ("silence", "touch", "digest", "audit", "refresh_channels", "matching")


class SwiftDesk(MortalDesk):
    """Reads where it stands, too."""

    async def read(self, request: Request, query: Any, *args: Any, **kwargs: Any) -> Any:
        if self.is_dead:
            raise Died(is_done=False)
        with Session(self.reader, expire_on_commit=False) as session:
            return query(self._work(session, request), *args, **kwargs)


class Postman(Courier):
    """A courier with whom the process dies."""

    async def _guarded(self, errand: Any, work: Any) -> None:
        try:
            await super()._guarded(errand, work)
        except Died:
            self.desk.is_dead = True  # type: ignore[attr-defined]


def _beside_the_work(look_up: LookUp) -> LookUp:
    """A process that dies over it leaves nothing behind, no complaint either."""

    async def asked(need: NeedsLookup) -> None:
        with suppress(Died):
            await look_up(need)

    return asked


@dataclass
class Bot:
    """From its birth to its death; ``reception`` outlives it, as Slack's address of it does."""

    engine: Engine
    client: Client
    identity: Identity
    handbook: Handbook
    clock: Clock
    fate: Callable[[], Fate] = lives
    desk: MortalDesk = field(init=False)
    switchboard: Switchboard = field(init=False)

    async def born(self) -> "Bot":
        self.desk = SwiftDesk(
            self.engine, self.engine, self.handbook, b"canaries", self.clock, fate=self.fate, is_alone=True
        )
        await self.desk.__aenter__()
        look_up = Directory(self.client, self.desk, self.identity).look_up
        letterhead = Letterhead(self.identity.workspace_url, self.handbook.company)
        office = Office(
            desk=self.desk,
            client=self.client,
            look_up=look_up,
            handbook=self.handbook,
            letterhead=letterhead,
            bot_user=self.identity.bot_user_id,
            team_id=self.identity.team_id,
            enterprise_id=None,
            response_urls=(BASE,),
        )
        self.switchboard = Switchboard(office)
        self.courier = Postman(
            self.desk,
            self.client,
            _beside_the_work(look_up),
            letterhead,
            office.bot_user,
            SETTLE,
            seconds=lambda: self.clock().timestamp(),
            is_alone=True,
        )
        backfill = Backfill(self.desk, self.client, self.switchboard.found, office.bot_user)
        rows = timetable.habits(self.desk, look_up, tick=TICK, backfill=backfill)
        self.habits: dict[str, Habit] = {row.name: row for row in rows}
        return self

    async def carry(self) -> None:
        """Everything that can go out at this moment."""
        try:
            while not self.desk.is_dead and self._has_mail() and await self.courier.step():
                await self.courier.settled()
        except Died:
            self.desk.is_dead = True
        await self.courier.settled()

    def _has_mail(self) -> bool:
        """Whether a look into the outbox can find anything: far cheaper than the look."""
        with self.engine.connect() as connection:
            return connection.exec_driver_sql(_MAIL).first() is not None

    async def run(self, names: tuple[str, ...]) -> None:
        for name in names:
            if self.desk.is_dead:
                return
            try:
                await self.habits[name].run()
            except SLACK_TROUBLE:
                continue
            except Died:
                self.desk.is_dead = True


@dataclass
class Address:
    """Slack's address of the bot: Bolt and the reception, made once, and whoever is alive behind it."""

    client: Client
    bot: Bot | None = None
    identity: Identity = field(init=False)
    reception: Reception = field(init=False)

    async def open(self) -> "Address":
        self.identity = await introduce(self.client)
        self.reception = Reception(Metrics())
        self.reception.open(build_app(self.client, self.identity, self._answer), self.identity)
        return self

    async def _answer(self, kind: Kind, body: dict[str, Any]) -> Answer:
        assert self.bot is not None
        return await self.bot.switchboard.answer(kind, body)
