"""The sample company with two dozen customers more, each with people in a channel of their own."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import Session, col, select

from casework import people
from casework.voice import approvals, bindings
from casework.work import Work
from config.handbook import Handbook, load_handbook
from config.settings import SAMPLE_HANDBOOK
from models.customer import Customer
from models.database import open_engine
from models.member import Channel as Known
from models.migrate import migrate
from sandbox.clock import Clock
from sandbox.company import BRIGHTWATER, CARLA, CUSTOMER_TEAM, DANA, DESK, HOME_TEAM, LIAISON, tidewater
from sandbox.workspace import Channel, Person, Workspace

ROOMS = 24
SPEAKERS, LISTENERS = 12, 2
CSMS = 6

MATTERS = (
    "The {thing} in {place} shows {what} since {when}. Please look into it; we have {amount} waiting for it.",
    "We were sent {amount} for {place} and paid them already. Where does the {thing} stand in that?",
    "Since {when} nobody of ours can use the {thing} in {place}. It says {what}.",
    "Could you explain the {what} on the {thing}? {place} has seen it {amount} by now.",
)
WORDS = {
    "thing": ["scale", "display", "printer", "gateway", "invoice", "firmware", "delivery", "battery", "app"],
    "place": ["hall 2", "the cold store", "the new line", "our second site", "the loading dock"],
    "what": ["an error", "a wrong weight", "the old price", "nothing at all", "last year's date"],
    "when": ["Monday", "this morning", "the update", "the weekend", "the power cut"],
    "amount": ["two orders", "nine pallets", "four refunds", "a whole shift", "thirty labels"],
}
MORE = ("One thing more: {thing} and {place}.", "It began after {when}.", "We have seen {what} there, too.")
THANKS = ("Thanks!", "Thank you very much :pray:", "Great, thanks", "Good morning everybody")


@dataclass(frozen=True)
class Line:
    """Something that is said: where, by whom, under which earlier line, and about whose matter."""

    room: int
    author: str
    text: str
    matter: str
    under: int | None = None
    """Of the lines that went before, the one whose thread it stands in."""


def room_id(room: int) -> str:
    return f"C0CUSTOM{room:03}"


def customer_of(room: int) -> str:
    return f"Customer {room:02}"


def speaker(room: int, number: int) -> str:
    return f"U0SPEAKR{room:02}{number:02}"


def csm_of(room: int) -> str:
    return f"U0CSMOWN{room % CSMS:03}"


def room_of(shown: str) -> int:
    """Whose card it is, by the customer's name on it."""
    found = re.search(r"Customer ([0-9]{2})", shown)
    assert found is not None, shown
    return int(found[1])


def town(clock: Clock) -> Workspace:
    workspace = tidewater(clock)
    csms = [_person(DANA, csm_of(number), f"csm{number}") for number in range(CSMS)]
    for one in csms:
        workspace.people[one.id] = one
        workspace.channels[DESK.id].members.append(one.id)
    for room in range(ROOMS):
        theirs = [
            _person(CARLA, speaker(room, number), f"room{room:02}x{number:02}")
            for number in range(SPEAKERS + LISTENERS)
        ]
        workspace.people |= {one.id: one for one in theirs}
        workspace.channels[room_id(room)] = Channel(
            room_id(room),
            f"ext-customer-{room:02}",
            is_ext_shared=True,
            created=BRIGHTWATER.created,
            connected_team_ids=[HOME_TEAM, CUSTOMER_TEAM],
            members=[LIAISON.id, csm_of(room), *(one.id for one in theirs)],
        )
    return workspace


def _person(like: Person, user_id: str, name: str) -> Person:
    return replace(like, id=user_id, name=name, real_name=name.title())


def write_handbook(folder: Path) -> Path:
    """The sample's, by which every customer's message opens a case by itself."""
    text = SAMPLE_HANDBOOK.read_text(encoding="utf-8")
    path = folder / "handbook.toml"
    path.write_text(text.replace('intake = "ask"', 'intake = "by itself"'), encoding="utf-8")
    return path


def bind_everybody(url: str, clock: Clock, handbook: Path) -> None:
    """An empty database in which every customer has a CSM, and is spoken to in a channel."""
    engine = open_engine(url)
    migrate(engine)
    with Session(engine) as session:
        for room in range(ROOMS):
            _bind(session, clock, load_handbook(handbook), room)
        session.commit()
    engine.dispose()


def _bind(session: Session, clock: Clock, handbook: Handbook, room: int) -> None:
    csm = csm_of(room)
    work = Work(session, clock(), handbook, b"bench", by=csm)
    work.__dict__["actor"] = people.Actor(csm, csm, "UTC", people.Standing.STAFF)
    channel = Known(
        id=room_id(room), name=f"ext-customer-{room:02}", is_external=True, is_archived=False,
        teams=CUSTOMER_TEAM, fetched_at=people.LONG_AGO, members_at=people.LONG_AGO,
    )  # fmt: skip
    people.remember_channel(session, channel, [csm])
    name = customer_of(room)
    session.add(Customer(name=name, key=name.casefold(), tier="standard", csm=csm))
    session.flush()
    customer = session.exec(select(Customer).where(col(Customer.name) == name)).one()
    bindings.bind(work, customer, room_id(room))
    approvals.agree(work, customer, "We say when we have heard, and how far it is.")


def first_lines() -> list[Line]:
    """A matter of each customer's."""
    chance = random.Random(0)
    return [_matter(chance, room, SPEAKERS - 1) for room in range(ROOMS)]


def script(count: int, *, seed: int) -> Iterator[Line]:
    """One after the other through the rooms. Of ten lines about two are a new matter of somebody who has said
    nothing yet, three follow in quick succession, four stand in a thread, one is thanks.
    """
    chance, lines = random.Random(seed), list[Line]()
    begun: dict[int, list[int]] = {room: [] for room in range(ROOMS)}
    for number in range(count):
        room = number % ROOMS
        line = _next(chance, room, lines, begun[room])
        if line.author == speaker(room, len(begun[room])):
            begun[room].append(number)
        lines.append(line)
        yield line


def _next(chance: random.Random, room: int, lines: list[Line], begun: list[int]) -> Line:
    kind = chance.choices(("matter", "more", "reply", "thanks"), (24, 28, 38, 10))[0]
    is_room_left = len(begun) < SPEAKERS - 1
    if not begun or (kind == "matter" and is_room_left):
        return _matter(chance, room, len(begun))
    root = chance.choice(begun)
    author = lines[root].author
    if kind == "thanks":
        return Line(room, author, chance.choice(THANKS), author)
    text = _filled(chance, chance.choice(MORE))
    if kind == "reply":
        by = chance.choice((author, speaker(room, SPEAKERS + chance.randrange(LISTENERS))))
        return Line(room, by, text, author, under=root)
    return Line(room, author, text, author)


def _matter(chance: random.Random, room: int, number: int) -> Line:
    author = speaker(room, number)
    return Line(room, author, _filled(chance, chance.choice(MATTERS)), author)


def _filled(chance: random.Random, text: str) -> str:
    return text.format_map({name: chance.choice(words) for name, words in WORDS.items()})
