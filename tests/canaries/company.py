"""Two customers whose people must not read each other's words, nor ours; and the house between them."""

import random
from dataclasses import replace

from sqlmodel import col, select

from casework import customers
from casework.voice import approvals, bindings
from casework.work import Work
from config.handbook import Handbook
from config.voice import SecondPair
from models.customer import Customer
from sandbox.clock import Clock
from sandbox.company import BRIGHTWATER, CARLA, CUSTOMER_TEAM, HOME_TEAM, tidewater
from sandbox.workspace import Channel, Person, Workspace
from tests.canaries.marks import Marks
from tests.casework.room import BEN, DANA
from tests.house import BILLING, DESK, ENGINEERING, HANDBOOK, LEGAL, PLAIN
from views import agreed

A, B = CUSTOMER_TEAM, "T0CEDARVALL"
GUESTS = "guests"
"""Home team's guests and strangers: nobody's people."""
LIAISON = "U0LIAISON00"
CUSTOMER_OF = {A: 1, B: 2}
"""By company: its key in the database; the handbook names them in this order."""
CSM_OF = {A: DANA, B: BEN}

ANA = Person("U0ANAMENDES", "anam", "Ana Mendes", A, "Brightwater Foods")
CEDRIC = Person("U0CEDRICLEE", "cedric", "Cedric Lee", B, "Cedar Valley Dairy")
WILMA = Person("U0WILMAKURZ", "wilma", "Wilma Kurz", B, "Cedar Valley Dairy")
PEOPLE_OF = {A: [CARLA.id, ANA.id], B: [CEDRIC.id, WILMA.id]}

CEDAR = Channel("C0EXTCEDAR1", "ext-cedar-valley", is_ext_shared=True, connected_team_ids=[HOME_TEAM, B])
BRIGHT_TOO = replace(BRIGHTWATER, id="C0EXTBRIGH2", name="ext-brightwater-plant")
CHANNELS_OF = {A: [BRIGHTWATER.id, BRIGHT_TOO.id], B: [CEDAR.id]}
OUTSIDE = [channel for several in CHANNELS_OF.values() for channel in several]
HOUSE = [DESK, BILLING, ENGINEERING, LEGAL]
LIKELY = ["U0MEITANAKA", "U0SAMCARTER", "U0PRIYARAMA", "U0TOMASSILV", "U0JONASWEBE"]
"""Of the departments: a customer never hears their names."""

HANDBOOKS: list[Handbook] = [
    book.model_copy(update={"voice": book.voice.model_copy(update=voice)})
    for book in (PLAIN, HANDBOOK)
    for voice in (
        {"intake": "by itself", "second_pair": SecondPair()},
        {"intake": "by itself"},
        {"intake": "ask", "second_pair": SecondPair(departments=["billing"])},
        {"intake": "marked", "speaks_as": "bot", "second_pair": SecondPair()},
    )
]


def company(clock: Clock, marks: Marks) -> Workspace:
    """Tidewater with a second customer. What we call ourselves inside has a mark too."""
    workspace = tidewater(clock)
    workspace.teams[B] = "Cedar Valley Dairy"
    for person in (ANA, CEDRIC, WILMA):
        workspace.people[person.id] = replace(person)
    for person_id in LIKELY:
        workspace.people[person_id].real_name += f" {marks.fresh('a name of ours')}"
    for channel_id in HOUSE:
        workspace.channels[channel_id].topic = marks.fresh("a topic of ours")
        workspace.channels[channel_id].name += f"-{marks.fresh('a channel of ours')}"
    ours = [LIAISON, DANA, BEN]
    for room, team in ((BRIGHTWATER, A), (BRIGHT_TOO, A), (CEDAR, B)):
        channel = replace(room, members=[*ours, *PEOPLE_OF[team]], messages=[], created=clock.epoch())
        channel.connected_team_ids = list(room.connected_team_ids)
        workspace.channels[channel.id] = channel
    return workspace


def move_in(work: Work) -> None:
    """The handbook's customers, both bound to their channels."""
    customers.adopt_handbook(work)
    for team, number in CUSTOMER_OF.items():
        customer = work.session.exec(select(Customer).where(col(Customer.id) == number)).one()
        customer.csm = CSM_OF[team]
        bindings.bind(work, customer, CHANNELS_OF[team][0])
        approvals.agree(work, customer, agreed.sentences())


def team_of(person: Person) -> str:
    return person.team_id if person.team_id in (A, B) else GUESTS


def rng_of(seed: int, number: int) -> random.Random:
    return random.Random(f"{seed} {number}")
