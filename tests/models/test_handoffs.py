"""The table of a hand-off's steps, walked: every verb from every status."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from models.handoff import OPEN_STATUSES, STEPS, Handoff, HandoffStatus, ImpossibleStep
from models.refusal import Refusal

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=10)
MEI, SAM = "U0MEITANAKA", "U0SAMCARTER"

VERBS: dict[str, Callable[[Handoff], None]] = {
    "accept": lambda handoff: handoff.accept(SAM, LATER),
    "assign": lambda handoff: handoff.assign(SAM, LATER),
    "release": lambda handoff: handoff.release(LATER),
    "hand on": lambda handoff: handoff.hand_on(SAM, LATER),
    "finish": lambda handoff: handoff.finish(SAM, "Billed twice.", "It is refunded.", None, LATER),
    "withdraw": lambda handoff: handoff.withdraw(SAM, "Solved.", LATER),
    "lapse": lambda handoff: handoff.lapse(SAM, LATER),
}
DECLINING = {HandoffStatus.OFFERED: "decline", HandoffStatus.ACCEPTED: "give back"}


def a_handoff(status: HandoffStatus) -> Handoff:
    """As it stands in that status, paused if it was taken."""
    taken = status is not HandoffStatus.OFFERED
    return Handoff(
        id=1,
        case_number=1,
        department="billing",
        offered_by="U0DANAOKAFO",
        why="Charged twice",
        expected="Refund one.",
        status=status,
        owner=MEI if taken else None,
        offered_at=NOON,
        accepted_at=NOON if taken else None,
        moved_at=NOON,
        paused_until=LATER + timedelta(days=1) if taken else None,
        pause_reason="The bank is closed." if taken else None,
        paused_since=NOON if taken else None,
        waits_for_customer=taken,
    )


def test_every_verb_of_the_table_is_walked() -> None:
    assert set(VERBS) | set(DECLINING.values()) == set(STEPS)


@pytest.mark.parametrize("status", HandoffStatus, ids=str)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_steps_where_the_table_says_or_not_at_all(verb: str, status: HandoffStatus) -> None:
    assert_steps(verb, VERBS[verb], status)


@pytest.mark.parametrize("status", HandoffStatus, ids=str)
def test_declining_is_giving_back_once_it_was_taken(status: HandoffStatus) -> None:
    verb = DECLINING.get(status, "give back")
    assert_steps(verb, lambda handoff: handoff.decline(SAM, "Not ours.", LATER), status)


def assert_steps(verb: str, act: Callable[[Handoff], None], status: HandoffStatus) -> None:
    handoff = a_handoff(status)
    step = STEPS[verb]
    if status not in step.sources:
        before = repr(handoff)
        with pytest.raises(ImpossibleStep, match=f"a hand-off that is {status} cannot {verb}"):
            act(handoff)
        assert repr(handoff) == before
        return
    act(handoff)
    assert handoff.status is step.target
    assert handoff.moved_at == LATER
    assert pause_of(handoff) == (None, None, None, False), "a step ends a pause"
    assert handoff.is_open is (step.target in OPEN_STATUSES)
    ended = (None, None) if handoff.is_open else (SAM, LATER)
    assert (handoff.ended_by, handoff.ended_at) == ended


def test_nothing_leaves_a_status_in_which_a_handoff_has_ended() -> None:
    ended = set(HandoffStatus) - set(OPEN_STATUSES)
    assert not any(step.sources & ended for step in STEPS.values())
    assert {step.target for step in STEPS.values()} == set(HandoffStatus), "every status can be reached"


def test_taking_it_names_the_owner_and_the_moment_it_was_first_taken() -> None:
    handoff = a_handoff(HandoffStatus.OFFERED)
    handoff.accept(MEI, NOON)
    handoff.assign(SAM, LATER)
    assert (handoff.owner, handoff.accepted_at) == (SAM, NOON)


def test_putting_it_back_forgets_the_owner() -> None:
    handoff = a_handoff(HandoffStatus.ACCEPTED)
    handoff.release(LATER)
    assert (handoff.owner, handoff.accepted_at) == (None, None)


def test_what_was_said_at_the_end_is_kept() -> None:
    done, declined, withdrawn = map(
        a_handoff, (HandoffStatus.ACCEPTED, HandoffStatus.OFFERED, HandoffStatus.ACCEPTED)
    )
    done.finish(MEI, "Billed twice.", "It is refunded.", "No sequence number.", LATER)
    declined.decline(MEI, "Not ours.", LATER)
    withdrawn.withdraw(MEI, "Solved.", LATER)
    assert (done.found, done.to_tell, done.root_cause) == (
        *("Billed twice.", "It is refunded.", "No sequence number."),
    )
    assert (declined.reason, withdrawn.reason) == ("Not ours.", "Solved.")


def test_a_pause_lasts_until_its_end_and_ends_with_a_reply() -> None:
    handoff = a_handoff(HandoffStatus.ACCEPTED)
    until = LATER + timedelta(hours=1)
    handoff.pause("The vendor answers then.", until, LATER)
    assert pause_of(handoff) == (until, "The vendor answers then.", NOON, False)
    handoff.moves(LATER)
    assert pause_of(handoff) == (None, None, None, False)


def test_a_pause_knows_whether_the_customer_is_waited_for_and_when_the_first_of_its_row_began() -> None:
    handoff = a_handoff(HandoffStatus.ACCEPTED)
    handoff.moves(NOON)
    handoff.pause("Their log.", LATER + timedelta(hours=1), LATER, for_customer=True)
    handoff.pause("Still.", LATER + timedelta(hours=3), LATER + timedelta(hours=1), for_customer=True)
    assert (handoff.waits_for_customer, handoff.paused_since) == (True, LATER)
    handoff.pause("The vendor.", LATER + timedelta(hours=4), LATER + timedelta(hours=3))
    assert (handoff.waits_for_customer, handoff.paused_since) == (False, LATER)


def pause_of(handoff: Handoff) -> tuple[datetime | None, str | None, datetime | None, bool]:
    return handoff.paused_until, handoff.pause_reason, handoff.paused_since, handoff.waits_for_customer


@pytest.mark.parametrize("until", [LATER, LATER - timedelta(days=1)], ids=["now", "yesterday"])
def test_a_pause_must_end_in_the_future(until: datetime) -> None:
    with pytest.raises(Refusal, match="That date has passed") as refused:
        a_handoff(HandoffStatus.ACCEPTED).pause("Waiting.", until, LATER)
    assert refused.value.field == "until"


@pytest.mark.parametrize(
    "status", [one for one in HandoffStatus if one is not HandoffStatus.ACCEPTED], ids=str
)
def test_only_what_somebody_holds_can_be_stuck(status: HandoffStatus) -> None:
    with pytest.raises(Refusal, match="Only a hand-off that somebody has taken can be stuck"):
        a_handoff(status).pause("Waiting.", LATER + timedelta(days=1), LATER)
