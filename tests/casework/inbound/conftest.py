"""Brightwater has a channel of its own; Carla writes there."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from casework.inbound import hearing
from casework.inbound.words import Words
from config.voice import Intake
from models.customer import Customer
from tests.casework.room import CARLA, DANA, Room
from tests.casework.voice.conftest import BRIGHTWATER, bound


class Channel:
    """What is said in it, each message a second after the one before unless time is let pass."""

    def __init__(self, room: Room) -> None:
        self.room, self._count = room, 0

    def words(self, text: str, **more: Any) -> Words:
        self._count += 1
        at: datetime = self.room.clock() + timedelta(seconds=self._count)
        ts = f"{at.timestamp():.0f}.{self._count:06}"
        return replace(Words(BRIGHTWATER, ts, CARLA, text, at, link=f"https://x.example/{ts}"), **more)

    def said(self, text: str, *, by: str = CARLA, under: Words | None = None, **more: Any) -> Words:
        words = self.words(text, author=by, thread_ts=under.ts if under else "", **more)
        self.hears(words)
        return words

    def hears(self, words: Words) -> None:
        self.room.do(hearing.heard, words, by=words.author)


def takes_in(room: Room, how: Intake) -> None:
    voice = room.handbook.voice.model_copy(update={"intake": how})
    customers = [one.model_copy(update={"intake": None}) for one in room.handbook.customers]
    room.handbook = room.handbook.model_copy(update={"voice": voice, "customers": customers})


def served_by(room: Room, csm: str | None, deputy: str | None = None) -> None:
    with Session(room.engine) as session:
        customer = session.get_one(Customer, 1)
        customer.csm, customer.deputy = csm, deputy
        session.commit()


@pytest.fixture
def channel(room: Room) -> Channel:
    """Whatever is said there becomes a case by itself, Dana's."""
    bound(room)
    served_by(room, DANA)
    takes_in(room, "by itself")
    return Channel(room)
