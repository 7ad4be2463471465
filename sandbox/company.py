"""The sample company: Tidewater Instruments makes connected scales; Brightwater Foods buys them."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.working_hours import WorkingHours
from sandbox.clock import Clock
from sandbox.workspace import Channel, Person, Workspace

HOME_TEAM = "T0TIDEWATER"
CUSTOMER_TEAM = "T0BRIGHTWTR"
STRANGE_TEAM = "T0ELSEWHERE"

LIAISON = Person(
    "U0LIAISON00", "liaison", "Liaison", HOME_TEAM, "App", colour="2f5d62", is_bot=True, bot_id="B0LIAISON00"
)
DANA = Person(
    "U0DANAOKAFO", "dana", "Dana Okafor", HOME_TEAM, "Customer success", "America/New_York", "b35c44"
)
BEN = Person(
    "U0BENLINDQV", "ben", "Ben Lindqvist", HOME_TEAM, "Customer success", "America/New_York", "3d6fa5"
)
PRIYA = Person("U0PRIYARAMA", "priya", "Priya Raman", HOME_TEAM, "Engineer", "Asia/Kolkata", "7d5ba6")
TOMAS = Person("U0TOMASSILV", "tomas", "Tomas Silva", HOME_TEAM, "Engineer", colour="5b8c5a")
MEI = Person("U0MEITANAKA", "mei", "Mei Tanaka", HOME_TEAM, "Billing", "America/New_York", "c28f2c")
SAM = Person("U0SAMCARTER", "sam", "Sam Carter", HOME_TEAM, "Billing", "America/New_York", "8a6d3b")
NOOR = Person("U0NOORHADDA", "noor", "Noor Haddad", HOME_TEAM, "Logistics", "Asia/Kolkata", "2a9d8f")
JONAS = Person("U0JONASWEBE", "jonas", "Jonas Weber", HOME_TEAM, "Legal", colour="6c757d")
RUTH = Person("U0RUTHABARA", "ruth", "Ruth Abara", HOME_TEAM, "Manager", "America/New_York", "a23b72")
OLA = Person("U0OLANOWAK0", "ola", "Ola Nowak", HOME_TEAM, "Workspace admin", colour="495867", is_admin=True)
INES = Person("U0INESCOSTA", "ines", "Ines Costa", HOME_TEAM, "Marketing", colour="d1495b")
GIL = Person("U0GILFOSTER", "gil", "Gil Foster", HOME_TEAM, "Auditor (guest)", is_restricted=True)
SIA = Person(
    "U0SIABRANDT",
    "sia",
    "Sia Brandt",
    HOME_TEAM,
    "Contractor (single-channel guest)",
    is_restricted=True,
    is_ultra_restricted=True,
)
CARLA = Person("U0CARLAVOSS", "carla", "Carla Voss", CUSTOMER_TEAM, "Brightwater Foods", colour="e07a5f")
MAX = Person("U0MAXUNKNOW", "max", "Max Unknown", STRANGE_TEAM, is_stranger=True)
ELI = Person("U0ELIFORMER", "eli", "Eli Former", HOME_TEAM, "Left in spring", deleted=True)
DEPLOYBOT = Person(
    "U0DEPLOYBOT", "deploybot", "Deploybot", HOME_TEAM, "App", is_bot=True, bot_id="B0DEPLOYBOT"
)

SLACKBOT = Person("USLACKBOT", "slackbot", "Slackbot", HOME_TEAM, colour="757575")
"""Slack's own voice; as in Slack, its record does not say that it is a bot."""

PEOPLE = (
    *(LIAISON, DANA, BEN, PRIYA, TOMAS, MEI, SAM, NOOR, JONAS, RUTH, OLA, INES),
    *(GIL, SIA, CARLA, MAX, ELI, DEPLOYBOT, SLACKBOT),
)
EVERYBODY = [
    p.id for p in PEOPLE if p.team_id == HOME_TEAM and not (p.is_restricted or p.deleted or p.is_bot)
]

DESK = Channel("C0CSDESK001", "cs-desk", topic="The customer success desk")
BILLING = Channel("C0BILLING01", "billing", topic="Invoices, refunds, contracts' numbers")
ENGINEERING = Channel("C0ENGINEER1", "engineering", topic="Firmware, cloud and the app")
LOGISTICS = Channel("C0LOGISTIC1", "logistics", topic="What is on its way, and where")
LEGAL = Channel("C0LEGAL0001", "legal", topic="Confidential", is_private=True)
GENERAL = Channel("C0GENERAL01", "general", topic="For everybody")
DEPLOYS = Channel("C0DEPLOYS01", "deploys", topic="What went live")
BRIGHTWATER = Channel(
    "C0EXTBRIGHT",
    "ext-brightwater",
    topic="With Brightwater Foods",
    is_ext_shared=True,
    connected_team_ids=[HOME_TEAM, CUSTOMER_TEAM],
)

DESK_OPENS = time(9, 4)

ROOMS: tuple[tuple[Channel, list[str]], ...] = (
    (DESK, [LIAISON.id, DANA.id, BEN.id]),
    (BILLING, [LIAISON.id, MEI.id, SAM.id, GIL.id]),
    (ENGINEERING, [LIAISON.id, PRIYA.id, TOMAS.id, SIA.id]),
    (LOGISTICS, [LIAISON.id, NOOR.id]),
    (LEGAL, [LIAISON.id, JONAS.id]),
    (GENERAL, [LIAISON.id, *EVERYBODY]),
    (DEPLOYS, [DEPLOYBOT.id, PRIYA.id, TOMAS.id]),
    (BRIGHTWATER, [LIAISON.id, DANA.id, BEN.id, CARLA.id]),
)


def next_morning(now: datetime, hours: WorkingHours) -> datetime:
    """Four past nine where Dana works: today, or on the next day on which the company does."""
    here = now.astimezone(ZoneInfo(DANA.tz))
    days = (here.date() + timedelta(days=n) for n in range(366))
    day = next(filter(hours.periods_on, days), here.date())
    return datetime.combine(day, DESK_OPENS, tzinfo=here.tzinfo).astimezone(UTC)


def tidewater(clock: Clock | None = None) -> Workspace:
    """A fresh copy of the company, with empty channels."""
    clock = clock or Clock()
    workspace = Workspace(
        clock=clock,
        team_id=HOME_TEAM,
        team_name="Tidewater Instruments",
        domain="tidewater",
        app_id="A0LIAISON00",
        bot_user_id=LIAISON.id,
        bot_id="B0LIAISON00",
        teams={
            HOME_TEAM: "Tidewater Instruments",
            CUSTOMER_TEAM: "Brightwater Foods",
            STRANGE_TEAM: "Elsewhere",
        },
    )
    workspace.people = {person.id: replace(person) for person in PEOPLE}
    for room, members in ROOMS:
        channel = replace(room, members=list(members), messages=[], created=clock.epoch(), creator=OLA.id)
        channel.connected_team_ids = list(room.connected_team_ids)
        workspace.channels[channel.id] = channel
    return workspace
