"""Bugs that were planted: the machine must notice each of them, or it could not notice anything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from casework import known_enough, lists, people, stories
from casework.merging import families, preview, rules
from casework.voice import approvals, bindings, release, status, whereabouts
from casework.work import Work
from models.case import NOT_CLOSED, Case
from models.case_notices import Mirrored
from models.customer import Customer
from models.customer_notices import StatusFacts
from models.handoff_notices import HandoffDone
from models.notices import Notice
from models.outgoing import Outgoing
from models.refusal import Refusal
from models.thread import Thread

AGES = timedelta(days=365)


@dataclass(frozen=True)
class Mutant:
    """``weights`` make the rules likelier that lead there; found within so many histories."""

    plant: Callable[[pytest.MonkeyPatch], None]
    weights: Mapping[str, int] = field(default_factory=dict)
    within: int = 150


def a_note_goes_to_the_customer(patch: pytest.MonkeyPatch) -> None:
    """What is told the desk is promised to the customer's thread as well, and nobody looks what it is."""
    tell = Work.tell

    def astray(work: Work, thread: Thread, notice: Notice, *, key: str) -> None:
        tell(work, thread, notice, key=key)
        case = work.session.get_one(Case, thread.case_number)
        customer = work.session.get_one(Customer, case.customer_id)
        if customer.channel and isinstance(notice, Mirrored | HandoffDone):
            to: Any = notice
            where = approvals.thread_of(work, case, customer)
            work.tell_customer(approvals.standing(work, customer), where, to, key=f"astray:{key}:{thread.id}")

    patch.setattr(Work, "tell", astray)
    patch.setattr(release, "_of_words", lambda _row, _approval: "")


def shared_is_cached_for_ever(patch: pytest.MonkeyPatch) -> None:
    """With whom a channel is shared is asked once and believed from then on, whatever Slack tells."""
    patch.setattr(known_enough, "CHANNEL_FRESH", AGES)
    patch.setattr(bindings, "FRESH", AGES)
    patch.setattr(people, "FRESH", AGES)
    patch.setattr(people, "forget_channel", lambda _session, _channel: None)


def the_courier_looks_no_more(patch: pytest.MonkeyPatch) -> None:
    """What was approved leaves, whoever reads along by now."""
    patch.setattr(release, "_of_place", lambda _work, _row, _approval, _channel: "")


def status_for_whoever_asks(patch: pytest.MonkeyPatch) -> None:
    """`@Liaison status` does not look who else reads there."""
    patch.setattr(whereabouts.bindings, "strangers", lambda _work, _customer, _channel: False)


def a_merge_shows_anothers_text(patch: pytest.MonkeyPatch) -> None:
    """Cases of different customers can be joined, and their message takes the survivor's title."""
    facts = status.facts

    def anybodys(work: Work, number: int) -> Any:
        others = select(Case.number).where(col(Case.number) != number, col(Case.status).in_(NOT_CLOSED))
        numbers = list(work.session.exec(others))
        if not numbers:
            raise Refusal("There is no other.")
        return stories.of_case(work, work.case(number)), lists.case_lines(work, numbers)

    def both(work: Work, gone: int, stays: int) -> tuple[Case, Case]:
        cases = rules.lock(work, gone, stays)
        rules.allow(work, *cases)
        for case in cases:
            rules._must_stand(case)
        return cases

    def of_survivor(work: Work, case: Case, customer_id: int) -> StatusFacts:
        survivor = work.session.get_one(Case, families.survivor(work.session, case.number))
        return replace(facts(work, survivor, survivor.customer_id), number=case.number)

    patch.setattr(preview, "candidates", anybodys)
    patch.setattr(rules, "both", both)
    patch.setattr(status, "facts", of_survivor)


def an_unread_draft_leaves(patch: pytest.MonkeyPatch) -> None:
    """The text that a customer gets is the newest that was said in the house, not the one approved."""
    fill = status.fill

    def another(work: Work, notice: Any, row: Outgoing) -> Any:
        filled = fill(work, notice, row)
        newest = (
            select(Outgoing).where(col(Outgoing.case_number) == row.case_number).order_by(col(Outgoing.id))
        )
        for one in work.session.exec(newest):
            if one.notice["kind"] == "Mirrored" and hasattr(filled, "text"):
                return replace(filled, text=type(filled.text)(one.notice["text"]))
        return filled

    patch.setattr(status, "fill", another)


MUTANTS: dict[str, Mutant] = {
    "a note sent with audience customer": Mutant(a_note_goes_to_the_customer, within=40),
    "the shared flag cached for ever": Mutant(
        shared_is_cached_for_ever, {"a_channel_is_shared": 30, "sends_to_the_customer": 30}
    ),
    "the courier does not look again": Mutant(
        the_courier_looks_no_more,
        {"a_channel_is_shared": 40, "sends_to_the_customer": 40, "slack_fails": 20},
        within=250,
    ),
    "status for whoever asks": Mutant(
        status_for_whoever_asks, {"a_channel_is_shared": 40, "customer_asks_status": 40}
    ),
    "a merge shows another customer's text": Mutant(
        a_merge_shows_anothers_text, {"merges_cases": 200, "customer_asks_status": 100}, within=250
    ),
    "another text than the approved one": Mutant(an_unread_draft_leaves, {"sends_to_the_customer": 30}),
}
SOON = {
    "a note sent with audience customer": 1,
    "the shared flag cached for ever": 1,
    "the courier does not look again": 1,
    "a merge shows another customer's text": 3,
}
"""Seeds with which each showed within five histories when this was written."""
