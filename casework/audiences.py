"""Whom a rung of the ladder means, for a promise: the owner, their lead, the managers, the CSM."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from config.handbook import Handbook
from config.ladder import Audience
from models.promise import OF_THE_CSM, Promise, Via


@dataclass(frozen=True)
class Ear:
    """Somebody who is told, and where."""

    person: str
    via: Via = Via.DIRECT


def ears(handbook: Handbook, promise: Promise, csm: str, tells: Sequence[Audience]) -> list[Ear]:
    """Everybody these audiences mean, each once; a department without a lead has the managers instead."""
    found: dict[str, Ear] = {}
    for audience in tells:
        for ear in _of(handbook, promise, csm, audience):
            found.setdefault(ear.person, ear)
    return list(found.values())


def _of(handbook: Handbook, promise: Promise, csm: str, audience: Audience) -> Iterator[Ear]:
    match audience:
        case "owner" if promise.person:
            yield Ear(promise.person)
        case "lead" if promise.department is not None:
            yield from map(Ear, handbook.leads_of(promise.department) or handbook.managers)
        case "managers":
            yield from map(Ear, handbook.managers)
        case "csm" if promise.kind in OF_THE_CSM:
            yield Ear(csm)
        case "csm":
            yield Ear(csm, Via.DESK)


def is_told_in_thread(promise: Promise, own: Sequence[Audience], tells: Sequence[Audience]) -> bool:
    """A quiet line where the work is done: to the owner in passing, or to a department without one.

    ``own`` is whom the rung itself tells, ``tells`` those whom the rungs that were passed over told, too.
    """
    return "thread" in own or (promise.person is None and ("thread" in tells or "owner" in tells))


def behind(
    handbook: Handbook, promise: Promise, csm: str, person: str, in_vain: Collection[str] = ()
) -> list[Ear]:
    """Who is told instead of somebody who is away or cannot be reached: the next further up.

    ``in_vain`` are those who would have been told of the same, and are not there either.
    """
    for audience in _further_up(handbook, promise, person):
        meant = _of(handbook, promise, csm, audience)
        others = [ear for ear in meant if ear.person != person and ear.person not in in_vain]
        if others:
            return others
    return [Ear(csm, Via.DESK)]


def _further_up(handbook: Handbook, promise: Promise, person: str) -> Sequence[Audience]:
    """By what the person is to this promise: who owes it is nobody's manager here."""
    if person == promise.person:
        return ("lead", "managers")
    if person in handbook.leads_of(promise.department):
        return ("managers",)
    return ()
