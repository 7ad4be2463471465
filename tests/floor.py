"""The switchboard and everything below it, with no courier: what one delivery does, and nothing else."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import Session, SQLModel, col, select

from bot.assembly import Ground, furnish
from bot.metrics import Metrics
from bot.slack_client import introduce, make_client, open_session
from casework import cases, customers, outbox
from casework.cases import NewCase
from casework.desk import OWN_WORK, Desk, Request
from casework.people import NeedsLookup
from config.handbook import Handbook
from handlers.answer import Answer, Kind
from handlers.office import Office
from handlers.switchboard import Switchboard
from models.case import Severity
from models.database import open_engine, open_reader
from models.migrate import migrate
from models.outgoing import Outgoing
from models.tables import METADATA
from sandbox.clock import Clock
from sandbox.company import tidewater
from sandbox.server import Sandbox
from tests.house import MANIFEST, PLAIN, settings_for

DANA = "U0DANAOKAFO"


@dataclass
class Floor:
    sandbox: Sandbox
    desk: Desk
    office: Office
    switchboard: Switchboard
    engine: Engine

    async def answer(self, kind: Kind, body: dict[str, Any]) -> Answer:
        return await self.switchboard.answer(kind, body)

    async def do(self, operation: Any, *args: Any, by: str = DANA, **kwargs: Any) -> Any:
        """An operation for a person, looked up as a handler would."""
        for _ in range(3):
            try:
                return await self.desk.do(Request(by=by), operation, *args, **kwargs)
            except NeedsLookup as need:
                await self.office.look_up(need)
        raise AssertionError("the look-ups do not end")

    async def open_case(self, title: str = "Charged twice", by: str = DANA) -> tuple[int, int]:
        """A case that Billing was offered, its cards posted; returns its number and the hand-off's id."""
        new = NewCase("1", title, "They paid invoice 4711 twice.", Severity.NORMAL, "Refund one.", "billing")
        number = await self.do(cases.open_case, new, by=by)
        return number, await self.post_everything()

    async def post_everything(self) -> int:
        """Pretend that Slack has all that was promised; returns the newest hand-off's id."""
        with Session(self.engine) as session:
            waiting = session.exec(select(Outgoing).where(col(Outgoing.ts).is_(None))).all()
            cards = session.exec(select(Outgoing).where(col(Outgoing.key).startswith("card:handoff:"))).all()
        for row in sorted(waiting, key=lambda one: one.id or 0):
            assert row.id is not None
            ts = f"{1_700_000_000 + row.id}.000100"
            channel = row.channel or "D0000000001"
            await self.desk.do(OWN_WORK, outbox.sent, row.id, channel=channel, ts=ts, revision=row.revision)
        return max((card.notice["handoff"] for card in cards), default=0)

    def fingerprint(self, number: int) -> str:
        """How much is remembered altogether, and everything about one case.

        Receipts say that a delivery came, and members and channels what Slack told us: neither is a change.
        """
        with self.engine.connect() as connection:
            counts = [
                connection.execute(select(func.count()).select_from(table)).scalar()
                for name, table in sorted(METADATA.tables.items())
                if name not in ("member", "channel", "channelmember", "receipt")
            ]
            about = [
                [list(map(str, row)) for row in connection.execute(select(table).where(key == number))]
                for table in METADATA.tables.values()
                for key in [table.c.get("case_number", table.c.get("number"))]
                if key is not None
            ]
        return json.dumps([counts, about])

    def rows(self, table: type[SQLModel]) -> list[Any]:
        with Session(self.engine, expire_on_commit=False) as session:
            return list(session.exec(select(table)))


@asynccontextmanager
async def open_floor(
    database_url: str, clock: Clock | None = None, handbook: Handbook = PLAIN
) -> AsyncIterator[Floor]:
    clock = clock or Clock()
    engine = open_engine(database_url)
    migrate(engine)
    async with Sandbox(tidewater(clock), manifest=MANIFEST) as sandbox, open_session() as session:
        sandbox.slack.pace.enabled = False
        settings = settings_for(sandbox, database_url)
        client = make_client(settings, session)
        identity = await introduce(client)
        reader = open_reader(database_url, engine)
        office = furnish(Ground(settings, handbook, engine, reader, client, identity, Metrics(), clock))
        desk = office.desk
        async with desk:
            await desk.do(OWN_WORK, customers.adopt_handbook)
            yield Floor(sandbox, desk, office, Switchboard(office), engine)
        reader.dispose()
        engine.dispose()
