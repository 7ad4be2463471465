"""A room in which little is needed to look alike, and cases that do."""

from datetime import timedelta
from typing import Any

from casework import forms
from casework.matching import alike, suggestions
from casework.matching.alike import Alike
from config.matching import Matching
from models.alike_facts import AlikeFacts
from models.case_notices import LooksLike
from tests.casework.room import Room

TITLE = "Charged twice for invoice 4711"
STORY = "They paid invoice 4711 twice by direct debit on the ninth."
CANARY = "kookaburra"
"""Stands in what another customer wrote, and nowhere else."""


def eager(room: Room, **changed: Any) -> Room:
    matching = Matching(**{"show_above": "0.1%", "suggest_above": "0.1%", **changed})
    room.handbook = room.handbook.model_copy(update={"matching": matching})
    return room


def compared(room: Room) -> None:
    """As the habit does."""
    for number in room.own(suggestions.waiting):
        room.own(suggestions.tell, number, room.own(suggestions.look, number))
    room.own(suggestions.let_go)


def found(room: Room, title: str = TITLE, story: str = STORY, **about: Any) -> list[int]:
    asked = {"above": 0.001, "customer_id": 1, **about}
    return [one.number for one in room.own(lambda work: alike.find(work, title, story, **asked))]


def shown(room: Room, title: str = TITLE, story: str = STORY, customer: str = "1") -> tuple[AlikeFacts, ...]:
    return room.do(forms.looks_like, title=title, story=story, customer=customer)


def told(room: Room, number: int) -> tuple[AlikeFacts, ...]:
    """What the message in the case's desk thread would say now."""
    return room.own(suggestions.fill, LooksLike(number)).facts


def twins(room: Room, *customers: str) -> list[int]:
    """A case a minute of each customer, all of them the same."""
    numbers = []
    for customer in customers:
        numbers.append(room.open_case(TITLE, story=STORY, customer=customer))
        room.clock.push(timedelta(minutes=1))
    return numbers


def likes(*numbers: int) -> list[Alike]:
    return [Alike(number, ("invoice",)) for number in numbers]
