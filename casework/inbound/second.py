"""A second matter in the same breath is another hand-off of the same case, never a second number."""

import re

from sqlmodel import col, select

from casework import handoffs, routing
from casework.inbound.opening import ITSELF, by_itself
from casework.work import Work
from models.case import Case
from models.customer_talk import Heard
from models.facts import Suggestion
from models.handoff import Handoff

LONGEST = 500


def offer_others(work: Work, case: Case, one: Heard) -> None:
    """Every paragraph that a rule claims by its words for a department that never had the case.

    What another department has done or declined already comes back by a person's decision only.
    """
    for paragraph in filter(None, map(str.strip, re.split(r"\n+", one.text))):
        claimed = _claimed(work, paragraph)
        if claimed is None or claimed.department in _had(work, case):
            continue
        with by_itself(work):
            handoffs.offer(
                work,
                case,
                claimed.department,
                why=routing.reason(claimed),
                expected=f"{one.author_name} also wrote: “{paragraph[:LONGEST]}”",
                by=ITSELF,
            )


def _claimed(work: Work, paragraph: str) -> Suggestion | None:
    best = routing.rank(routing.Enquiry(paragraph), work.handbook)[0]
    return best if best.kind == "words" else None


def _had(work: Work, case: Case) -> set[str]:
    return set(work.session.exec(select(Handoff.department).where(col(Handoff.case_number) == case.number)))
