"""The same department twice on what is one case now: one turn of it goes on.

Who has taken it goes on before who has not, who is at work before who put it aside, then who had it first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.handoff import Handoff


@dataclass(frozen=True)
class Twins:
    """Two open hand-offs of one department."""

    goes_on: Handoff
    ends: Handoff


def twins(some: Sequence[Handoff], others: Sequence[Handoff]) -> list[Twins]:
    """Of the open hand-offs of two cases; at equal right the one of ``some`` goes on."""
    by_department = {one.department: one for one in others}
    pairs = [(one, by_department[one.department]) for one in some if one.department in by_department]
    return [_in_order(one, other) for one, other in pairs]


def _in_order(one: Handoff, other: Handoff) -> Twins:
    return Twins(other, one) if _right(other) < _right(one) else Twins(one, other)


def _right(handoff: Handoff) -> tuple[bool, bool, datetime]:
    since = handoff.accepted_at or handoff.offered_at
    return handoff.owner is None, handoff.paused_until is not None, since
