"""The customer has the last word: Carla presses, in her own company's channel, and sees nothing of ours."""

import json
from collections.abc import Callable

from sqlmodel import Session

from casework import people
from casework.voice import approvals, bindings, closing
from casework.work import Work
from models.customer import Customer
from models.database import open_engine
from models.member import Channel
from sandbox.workspace import Message
from tests.house import BILLING, DESK, HANDBOOK, House, text_of, until
from tests.story.steps import fill, open_case

BRIGHTWATER, DANA = "C0EXTBRIGHT", "U0DANAOKAFO"
OURS = ("Billing", "Engineering", "Mei Tanaka", "cs-desk", "found", "hand-off", "Charged twice", "internal")


def do(house: House, operation: Callable[[Work], None]) -> None:
    """Dana's, before there is a button for it."""
    engine = open_engine(house.settings.database_url)
    secret = house.settings.slack_signing_secret.get_secret_value().encode()
    with Session(engine) as session:
        operation(Work(session, house.sandbox.clock(), HANDBOOK, secret, by=DANA))
        session.commit()
    engine.dispose()


def bind(work: Work) -> None:
    described = Channel(
        id=BRIGHTWATER,
        name="ext-brightwater",
        is_external=True,
        is_archived=False,
        teams="T0BRIGHTWTR",
        fetched_at=people.LONG_AGO,
        members_at=people.LONG_AGO,
    )
    people.remember_channel(work.session, described, None)
    customer = work.session.get_one(Customer, 1)
    bindings.bind(work, customer, BRIGHTWATER)
    approvals.agree(work, customer, "We say hello.")


def tell(work: Work) -> None:
    case = work.case(1)
    approvals.approve(work, case, "We refunded one of them.", key=f"loop:{work.now}", speaks_as=None)
    closing.ask_solved(work, case)


def theirs(house: House) -> str:
    """Everything that Carla sees."""
    return "\n".join(text_of(one) for one in house.actor("carla").sees(BRIGHTWATER))


async def asked(house: House) -> Message:
    return await house.message("carla", BRIGHTWATER, "customer.not_yet")


async def shows(house: House, message: Message, *words: str) -> None:
    def find() -> bool:
        seen = house.actor("carla").sees(BRIGHTWATER)
        return any(one.ts == message.ts and all(word in text_of(one) for word in words) for one in seen)

    await until(find, 10, f"their message to say {words}", lambda: theirs(house))


async def test_carla_says_not_yet_and_then_that_it_is_solved(house: House) -> None:
    carla, mei = house.actor("carla"), house.actor("mei")
    card = await open_case(house)
    await mei.press(BILLING, card.ts, "handoff.take")
    card = await house.message("mei", BILLING, "handoff.done")
    await fill(house, "mei", BILLING, card, "handoff.done", found="Twice.", to_tell="Refunded.")
    do(house, bind)
    do(house, tell)

    message = await asked(house)
    await fill(house, "carla", BRIGHTWATER, message, "customer.not_yet", words="Only one came back.")
    told = await house.message("dana", DESK, "Carla Voss", "not* solved yet", "Only one came back.")
    assert DANA in text_of(told)
    await shows(house, message, "We are working on it")

    do(house, tell)
    await shows(house, message, "customer.solved")
    await carla.press(BRIGHTWATER, message.ts, "customer.solved")
    await house.message("dana", DESK, "Carla Voss says that C-1 is solved")
    await shows(house, message, "✅ Solved.", "customer.score.5")

    await carla.press(BRIGHTWATER, message.ts, "customer.score.5")
    outcome = await carla.submit(carla.modal.id, {"words": "Fast & friendly."})
    assert outcome.outcome == "closed", outcome
    await house.message("dana", DESK, "Carla Voss gave C-1 5 of 5", "Fast &amp; friendly.")
    await shows(house, message, "You gave it 5 of 5")
    assert not [word for word in OURS if word in theirs(house)]


async def test_anybody_there_may_ask_where_it_stands_and_staff_may_not_press(sqlite_house: House) -> None:
    house = sqlite_house
    carla, dana = house.actor("carla"), house.actor("dana")
    await open_case(house)
    do(house, bind)
    await carla.say(BRIGHTWATER, "@liaison status")
    await house.message("carla", BRIGHTWATER, "Nothing of yours is open")
    do(house, tell)
    message = await asked(house)
    for who in ("carla", "dana"):
        await house.actor(who).say(BRIGHTWATER, "@liaison Status")
        line = await house.message(who, BRIGHTWATER, "Open for Brightwater Foods", "C-1")
        assert line.ephemeral_to == house.actor(who).id
    await carla.say(BRIGHTWATER, "@liaison open it breaks")
    await house.message("carla", BRIGHTWATER, "own staff")
    await dana.press(BRIGHTWATER, message.ts, "customer.solved")
    await house.message("dana", BRIGHTWATER, "That button is the customer's")
    assert "says that it is solved" not in json.dumps([text_of(one) for one in dana.sees(DESK)])
    assert not [word for word in OURS if word in theirs(house)]
