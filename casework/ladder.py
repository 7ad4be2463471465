"""The ladder: which rung a promise has reached by now, and when the next one comes. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.working_time import WorkingTime
from config.ladder import Audience, Ladder
from models.promise import Promise, PromiseKind

LAPSES = (PromiseKind.ACCEPT, PromiseKind.PROGRESS, PromiseKind.RESUME)
"""What is a department's goes back in the end; what is the CSM's stays theirs, and they hear of it daily."""


@dataclass(frozen=True)
class Reached:
    """A rung, and who is told: of the rungs that were passed over meanwhile too, each once."""

    rung: int
    tells: tuple[Audience, ...]
    own: tuple[Audience, ...]
    """Whom the rung itself tells."""


def reached(promise: Promise, ladder: Ladder, time: WorkingTime, now: datetime) -> Reached | None:
    """The highest rung that is new. After a long silence that is one, however many were passed."""
    passed = [
        rung for rung in ladder.rungs if rung.at > promise.rung and moment(promise, rung.at, time) <= now
    ]
    if passed:
        tells = [audience for rung in passed for audience in rung.tell]
        return Reached(passed[-1].at, tuple(dict.fromkeys(tells)), passed[-1].tell)
    top = ladder.rungs[-1]
    if promise.rung >= top.at and again_at(promise, time) <= now:
        return Reached(promise.rung + 1, top.tell, top.tell)
    return None


def next_at(promise: Promise, ladder: Ladder, time: WorkingTime) -> datetime:
    """When the next rung comes, or the top one again."""
    ahead = [rung.at for rung in ladder.rungs if rung.at > promise.rung]
    return moment(promise, ahead[0], time) if ahead else again_at(promise, time)


def again_at(promise: Promise, time: WorkingTime) -> datetime:
    """The top rung is told again a working day after it was told last."""
    assert promise.told_at is not None
    return time.due(promise.told_at, time.day)


def lapses_at(promise: Promise, ladder: Ladder, time: WorkingTime, top_at: datetime) -> datetime:
    """When it goes back. ``top_at`` is when the top rung was reached, which leaves its people some time."""
    share = timedelta(seconds=promise.allowed_seconds * (ladder.lapse - ladder.rungs[-1].at) / 100)
    return max(moment(promise, ladder.lapse, time), time.due(top_at, share))


def moment(promise: Promise, percent: int, time: WorkingTime) -> datetime:
    """When so much of what was promised has passed."""
    passed = timedelta(seconds=promise.allowed_seconds * percent / 100)
    return time.due(promise.runs_from, max(passed - promise.spent, timedelta(0)))
