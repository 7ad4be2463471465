"""A customer who has a channel, and was asked in it."""

from datetime import timedelta
from typing import Any

from casework import promised, told_before
from casework.owed import Owed
from casework.voice import approvals, bindings, closing
from casework.work import Work
from models.customer import Customer
from models.promise import PromiseKind

CHANNEL = "C0EXTBRIGHT"
CARLA = "U0CARLAVOSS"


async def asked(scene: Any) -> None:
    """They were told, and have not said anything yet."""
    await scene.floor.do(_ask, scene.number)


async def solved(scene: Any) -> None:
    await asked(scene)
    await scene.floor.do(closing.solved, scene.number, channel=CHANNEL, by=CARLA)


async def scored(scene: Any) -> None:
    await solved(scene)
    await scene.floor.do(closing.score, scene.number, 4, channel=CHANNEL, by=CARLA)


async def told(scene: Any) -> None:
    """They told us something."""
    await scene.floor.do(_note, scene.number)


def _note(work: Work, number: int) -> None:
    told_before.note(work, 1, f"They wait for C-{number}.", said_by="Carla Voss", said_at=work.now)


async def quiet(scene: Any) -> None:
    """It is promised to get in touch with them."""
    await scene.floor.do(_promise_to_touch, scene.number)


def _promise_to_touch(work: Work, number: int) -> None:
    case = work.case(number)
    promised.open_one(
        work, case, Owed(PromiseKind.TOUCH, None, case.csm), due_at=work.now + timedelta(days=1)
    )
    work.touch(case, "touch_promised")


def _ask(work: Work, number: int) -> None:
    bind(work)
    closing.ask_solved(work, work.case(number))


def bind(work: Work) -> None:
    customer = work.session.get_one(Customer, 1)
    if customer.channel is None:
        bindings.bind(work, customer, CHANNEL)
        approvals.agree(work, customer, "We say hello.")
