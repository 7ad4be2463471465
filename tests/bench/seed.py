"""A desk in full swing: cases that the bot's own operations have opened, handed out and told."""

from sqlalchemy import Engine
from sqlmodel import col, select

from bot.clock import system_clock
from bot.directory import Directory
from bot.slack_client import identify, make_client, open_session
from casework import cases, customers, handoffs, outbox
from casework.cases import NewCase
from casework.desk import OWN_WORK, Desk, Request
from casework.people import NeedsLookup
from casework.work import Work
from config.settings import SAMPLE_HANDBOOK, Settings
from models.case import Severity
from models.database import open_engine, open_reader
from models.handoff import Handoff
from models.migrate import migrate
from models.outgoing import Outgoing
from models.thread import Thread
from sandbox.company import BEN, DANA, JONAS, MEI, NOOR, PRIYA
from sandbox.server import BOT_TOKEN, SIGNING_SECRET
from tests.bench.payloads import Place
from tests.house import HANDBOOK

CASES = 40
OWNERS = {"billing": MEI.id, "engineering": PRIYA.id, "logistics": NOOR.id, "legal": JONAS.id}


async def seed(url: str, slack_api_url: str) -> list[Place]:
    """Fill an empty database; returns the threads, each with a person who belongs there."""
    engine = open_engine(url)
    migrate(engine)
    try:
        return await _filled(url, engine, slack_api_url)
    finally:
        engine.dispose()


async def _filled(url: str, engine: Engine, slack_api_url: str) -> list[Place]:
    reader = open_reader(url, engine)
    async with Desk(engine, reader, HANDBOOK, SIGNING_SECRET.encode(), system_clock) as desk:
        await _introduce_people(desk, slack_api_url)
        await desk.do(OWN_WORK, customers.adopt_handbook)
        for number in range(CASES):
            await _one_case(desk, number)
        await desk.do(OWN_WORK, _everything_sent)
        places = await desk.read(OWN_WORK, _places)
    reader.dispose()
    return places


async def _introduce_people(desk: Desk, slack_api_url: str) -> None:
    settings = Settings(
        _env_file=None,
        slack_bot_token=BOT_TOKEN,
        slack_signing_secret=SIGNING_SECRET,
        slack_api_url=slack_api_url,
        liaison_handbook=SAMPLE_HANDBOOK,
    )
    async with open_session() as session:
        client = make_client(settings, session)
        directory = Directory(client, desk, await identify(client))
        people = {DANA.id, BEN.id, *OWNERS.values()}
        await directory.look_up(NeedsLookup(users=people, channels=set(HANDBOOK.channels)))


async def _one_case(desk: Desk, number: int) -> None:
    """Opened by Dana, and taken by somebody of the department."""
    department = list(OWNERS)[number % len(OWNERS)]
    customer = HANDBOOK.customers[number % len(HANDBOOK.customers)].name
    title, story = f"Charged twice for invoice {4711 + number}", "They paid it by card and by transfer."
    new = NewCase(f"new:{customer}", title, story, Severity.NORMAL, "Refund one of the payments.", department)
    opened = await desk.do(Request(by=DANA.id), cases.open_case, new)
    handoff = await desk.read(OWN_WORK, _handoff_of, opened)
    await desk.do(Request(by=OWNERS[department]), handoffs.accept, handoff)


def _handoff_of(work: Work, case: int) -> int:
    return work.session.exec(select(Handoff.id).where(col(Handoff.case_number) == case)).one()


def _everything_sent(work: Work) -> None:
    """Slack has every message that was promised so far."""
    for row in work.session.exec(select(Outgoing).order_by(col(Outgoing.id))):
        ts = f"{work.now.timestamp() - 3600:.0f}.{row.id:06d}"
        outbox.sent(work, row.id, channel=row.channel, ts=ts, revision=row.revision)


def _places(work: Work) -> list[Place]:
    keys = {department.channel: key for key, department in HANDBOOK.departments.items()}
    return [
        Place(thread.channel, str(thread.ts), DANA.id if thread.is_desk else OWNERS[keys[thread.channel]])
        for thread in work.session.exec(select(Thread).order_by(col(Thread.id)))
    ]
