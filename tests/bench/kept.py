"""What the database holds of what customers said, beside what they said."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sqlmodel import Session, col, func, select

from models.customer_talk import Heard, HeardState
from models.database import open_engine
from models.outgoing import Audience, Delivery, Outgoing
from models.thread import Message
from tests.bench.crowd import Line, room_id

Place = tuple[str, str]
"""(channel, ts)"""
Found = dict[Place, tuple[str, HeardState, int | None, int]]
"""(text, state, case, how often it stands in a case) of everything that was heard."""


def kept(url: str) -> Found:
    engine = open_engine(url)
    with Session(engine) as session:
        filed = Counter(session.exec(select(Message.channel, Message.ts)).all())
        heard = session.exec(select(Heard)).all()
        found = {
            (one.channel, one.ts): (one.text, one.state, one.case_number, filed[one.channel, one.ts])
            for one in heard
        }
    engine.dispose()
    return found


def cards_waiting(url: str) -> int:
    """Posts to our own channels that wait for their turn."""
    query = select(func.count()).where(
        col(Outgoing.ts).is_(None),
        col(Outgoing.status) == Delivery.PENDING,
        col(Outgoing.audience) == Audience.INTERNAL,
    )
    engine = open_engine(url)
    with Session(engine) as session:
        count = session.exec(query).one()
    engine.dispose()
    return count


@dataclass(frozen=True)
class Kept:
    """How many were said; of them kept nowhere, or as something else; kept twice; in a case not theirs."""

    said: int
    lost: int
    twice: int
    misfiled: int

    @classmethod
    def of(cls, found: Found, said: Sequence[tuple[Line, str]]) -> Self:
        """Each speaker's words are one case, and nobody else's; thanks may stand in none."""
        lost = twice = 0
        cases: dict[str, set[int | None]] = {}
        for line, ts in said:
            text, state, number, times = found.get(
                (room_id(line.room), ts), ("", HeardState.WAITING, None, 0)
            )
            is_small = state is HeardState.SMALL_TALK
            lost += text != line.text or not (times or is_small)
            twice += times > 1
            if not is_small:
                cases.setdefault(line.matter, set()).add(number)
        owners = Counter(number for numbers in cases.values() for number in numbers)
        misfiled = sum(len(numbers) - 1 for numbers in cases.values())
        return cls(len(said), lost, twice, misfiled + sum(times - 1 for times in owners.values()))
