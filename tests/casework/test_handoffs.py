"""A department's turn with a case: every step, who hears of it, and every refusal with its sentence."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from casework import cases, handoffs, people, steering
from models.case import CaseStatus
from models.case_notices import LoopToClose, Settled, SettledBy
from models.handoff import Handoff, HandoffStatus
from models.handoff_notices import (
    HandoffAccepted,
    HandoffCard,
    HandoffDeclined,
    HandoffDone,
    HandoffHandedOn,
    HandoffOffered,
    HandoffReleased,
    HandoffStuck,
    HandoffWithdrawn,
    QuestionAsked,
)
from models.notices import Notice
from models.outgoing import Delivery, Outgoing
from models.refusal import Refusal
from tests.casework.room import (
    BEN,
    BILLING,
    DANA,
    DESK,
    GIL,
    INES,
    MEI,
    NOON,
    OLA,
    PRIYA,
    RUTH,
    SAM,
    Room,
    seat,
)
from tests.house import HANDBOOK

TOMORROW = NOON + timedelta(days=1)
DONE = {"found": "Billed twice.", "to_tell": "It is refunded.", "root_cause": None}


@pytest.fixture
def quick(quick_room: Room) -> Room:
    """C-1 was offered to Billing; both cards are posted and rested."""
    return offered(quick_room)


@pytest.fixture
def offer(room: Room) -> Room:
    return offered(room)


def offered(room: Room) -> Room:
    room.open_case()
    room.post_everything()
    room.pass_time(minutes=1)
    return room


def redrawn(room: Room) -> set[str]:
    """The keys of the cards that are to be drawn again."""
    return {row.key for row in room.rows(Outgoing) if row.ts and row.revision > row.drawn}


def only(room: Room, kind: type[Notice], channel: str = DESK) -> Any:
    (notice,) = room.told(kind, channel)
    return notice


BOTH_CARDS = {"card:case:1", "card:handoff:1"}

# -- each step


def test_taking_it_makes_one_the_owner_and_tells_the_desk(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    handoff = offer.handoff()
    now = offer.clock()
    assert (handoff.status, handoff.owner, handoff.accepted_at) == (HandoffStatus.ACCEPTED, MEI, now)
    assert offer.case().moved_at == now
    assert only(offer, HandoffAccepted) == HandoffAccepted(1, 1, "Billing", "Mei Tanaka")
    assert offer.history()[-1] == ("accepted", MEI, "")
    assert redrawn(offer) == BOTH_CARDS


def test_taking_ones_own_again_changes_nothing(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    before = offer.fingerprint()
    offer.pass_time(minutes=1)
    offer.do(handoffs.accept, 1, by=MEI)
    assert offer.fingerprint() == before


def test_who_comes_second_is_told_who_was_faster(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    before = offer.fingerprint()
    with pytest.raises(Refusal, match=r"^C-1 is already with Mei Tanaka\.$"):
        offer.do(handoffs.accept, 1, by=SAM)
    assert offer.fingerprint() == before


def test_putting_it_back_offers_it_to_the_whole_department_again(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    offer.do(handoffs.release, 1, by=SAM)
    assert (offer.handoff().status, offer.handoff().owner) == (HandoffStatus.OFFERED, None)
    assert only(offer, HandoffReleased) == HandoffReleased(1, 1, "Billing", "Sam Carter")
    offer.do(handoffs.accept, 1, by=SAM)
    assert offer.handoff().owner == SAM


def test_declining_an_offer_gives_it_back_to_the_csm_with_the_reason(offer: Room) -> None:
    offer.do(handoffs.decline, 1, reason="Not an invoice.", by=MEI)
    assert (offer.handoff().status, offer.handoff().reason) == (HandoffStatus.DECLINED, "Not an invoice.")
    told = HandoffDeclined(1, 1, "Billing", "Mei Tanaka", "Not an invoice.", had_taken=False, csm_id=DANA)
    assert only(offer, HandoffDeclined) == told
    assert offer.history()[-1] == ("declined", MEI, "Not an invoice.")
    assert offer.case().status is CaseStatus.OPEN


def test_declining_after_it_was_taken_is_giving_it_back(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    offer.do(handoffs.decline, 1, reason="It is a contract.", by=MEI)
    assert offer.handoff().status is HandoffStatus.RETURNED
    assert only(offer, HandoffDeclined).had_taken
    assert offer.history()[-1] == ("returned", MEI, "It is a contract.")


def test_handing_on_ends_it_here_and_offers_it_there(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    why, expected = "Firmware sends each weight twice.", "Stop it."
    offer.do(handoffs.hand_on, 1, department="engineering", why=why, expected=expected, by=MEI)
    here, there = offer.rows(Handoff)
    assert (here.status, here.ended_by) == (HandoffStatus.HANDED_ON, MEI)
    assert (there.status, there.department, there.came_from) == (HandoffStatus.OFFERED, "engineering", 1)
    assert (there.why, there.expected, there.offered_by) == (why, expected, MEI)
    assert offer.told(HandoffOffered) == [], "the desk hears of it once"
    told = HandoffHandedOn(1, 1, "Billing", "Engineering", "Mei Tanaka", why, expected)
    assert only(offer, HandoffHandedOn) == told
    assert offer.told(HandoffCard, offer.thread_of(2).channel) == [HandoffCard(2)]
    assert redrawn(offer) == BOTH_CARDS


def test_finishing_the_last_one_asks_the_csm_to_close_the_loop(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    offer.do(handoffs.finish, 1, found="Billed twice.", to_tell="It is refunded.", root_cause="Bug.", by=MEI)
    handoff = offer.handoff()
    assert handoff.status is HandoffStatus.DONE
    assert (handoff.found, handoff.to_tell, handoff.root_cause) == (
        "Billed twice.",
        "It is refunded.",
        "Bug.",
    )
    assert only(offer, HandoffDone) == HandoffDone(
        1, 1, "Billing", "Mei Tanaka", "Billed twice.", "It is refunded.", "Bug.", is_last=True
    )
    assert only(offer, LoopToClose) == LoopToClose(1, DANA, "It is refunded.")
    assert offer.case().status is CaseStatus.ANSWERED
    assert [what for what, _, _ in offer.history()][-2:] == ["done", "answered"]


def test_finishing_an_offer_takes_it_first(offer: Room) -> None:
    offer.do(handoffs.finish, 1, **DONE, by=SAM)
    assert (offer.handoff().status, offer.handoff().owner) == (HandoffStatus.DONE, SAM)
    assert [what for what, _, _ in offer.history()][-3:] == ["accepted", "done", "answered"]


def test_the_loop_is_closed_with_the_wording_of_every_department(offer: Room) -> None:
    offer.do(steering.add_department, 1, department="legal", why="A contract.", expected="Read it.")
    offer.do(steering.add_department, 1, department="logistics", why="A pallet.", expected="Find it.")
    offer.do(handoffs.finish, 1, found="x", to_tell="It is refunded.", root_cause=None, by=RUTH)
    assert offer.told(LoopToClose) == [], "Legal and Logistics are still at work"
    assert not only(offer, HandoffDone).is_last
    assert offer.case().status is CaseStatus.OPEN
    offer.do(handoffs.decline, 3, reason="Not a pallet.", by=RUTH)
    assert offer.told(LoopToClose) == []
    offer.pass_time(minutes=1)
    offer.do(handoffs.finish, 2, found="y", to_tell="The contract says so.", root_cause=None, by=RUTH)
    assert only(offer, LoopToClose).wording == "It is refunded.\nThe contract says so."
    assert offer.case().status is CaseStatus.ANSWERED


def test_a_department_asked_after_the_answer_opens_the_case_again(offer: Room) -> None:
    offer.do(handoffs.finish, 1, **DONE, by=MEI)
    offer.do(steering.add_department, 1, department="billing", why="Once more.", expected="Look again.")
    assert offer.case().status is CaseStatus.OPEN
    offer.do(handoffs.finish, 2, **DONE, by=MEI)
    assert len(offer.told(LoopToClose)) == 2


SETTLING: dict[SettledBy, Callable[[Room], None]] = {
    "closed": lambda room: room.do(cases.close, 1, told="", by=RUTH),
    "reopened": lambda room: room.do(cases.reopen, 1, reason="Again.", by=RUTH),
    "asked": lambda room: room.do(
        steering.add_department, 1, department="legal", why="x", expected="y", by=RUTH
    ),
}


@pytest.mark.parametrize(("how", "step"), SETTLING.items(), ids=SETTLING)
def test_the_csm_is_asked_to_close_the_loop_until_somebody_took_the_next_step(
    offer: Room, how: SettledBy, step: Callable[[Room], None]
) -> None:
    offer.do(handoffs.finish, 1, **DONE, by=MEI)
    offer.post_everything()
    offer.pass_time(minutes=1)
    step(offer)
    settled = Settled(how, "Ruth Abara")
    assert only(offer, LoopToClose) == LoopToClose(1, DANA, "It is refunded.", settled)
    (row,) = [row for row in offer.rows(Outgoing) if row.key.startswith("answered:")]
    assert (row.status, row.revision > row.drawn, row.due_at) == (Delivery.PENDING, True, offer.clock())


def test_what_was_settled_once_stays_as_it_was(offer: Room) -> None:
    offer.do(handoffs.finish, 1, **DONE, by=MEI)
    SETTLING["asked"](offer)
    offer.do(handoffs.finish, 2, **DONE, by=RUTH)
    SETTLING["closed"](offer)
    assert [one.settled.how for one in offer.told(LoopToClose)] == ["asked", "closed"]


def test_a_decline_asks_for_the_next_department_until_one_is_asked(offer: Room) -> None:
    offer.do(handoffs.decline, 1, reason="Not an invoice.", by=MEI)
    assert only(offer, HandoffDeclined).settled is None
    SETTLING["asked"](offer)
    assert only(offer, HandoffDeclined).settled == Settled("asked", "Ruth Abara")


def test_a_department_that_hands_on_answers_nothing_that_the_csm_was_asked(offer: Room) -> None:
    offer.do(steering.add_department, 1, department="legal", why="x", expected="y")
    offer.do(handoffs.decline, 2, reason="No contract.", by=RUTH)
    offer.do(handoffs.hand_on, 1, department="engineering", why="x", expected="y", by=MEI)
    assert only(offer, HandoffDeclined).settled is None


def test_being_stuck_has_a_reason_and_a_day(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    offer.do(handoffs.pause, 1, reason="The bank is closed.", until=TOMORROW, by=MEI)
    assert (offer.handoff().paused_until, offer.handoff().pause_reason) == (TOMORROW, "The bank is closed.")
    told = HandoffStuck(1, 1, "Billing", "Mei Tanaka", "The bank is closed.", TOMORROW)
    assert only(offer, HandoffStuck) == told
    assert offer.history()[-1] == ("stuck", MEI, "The bank is closed.")


def test_waiting_for_the_customer_is_told_to_the_csm(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    offer.do(handoffs.pause, 1, reason="Their log.", until=TOMORROW, for_customer=True, by=MEI)
    assert only(offer, HandoffStuck).for_customer
    assert offer.handoff().waits_for_customer
    offer.do(handoffs.ask, 1, question="Which account?", by=MEI)
    assert not offer.handoff().waits_for_customer


LONGEST = HANDBOOK.ladder.longest_pause


def test_a_pause_may_last_as_long_as_the_handbook_says_and_no_longer(quick: Room) -> None:
    quick.do(handoffs.accept, 1, by=MEI)
    latest = quick.clock() + LONGEST
    with pytest.raises(Refusal) as refused:
        quick.do(handoffs.pause, 1, reason="The bank.", until=latest + timedelta(seconds=1), by=MEI)
    assert refused.value.field == "until"
    assert refused.value.sentence == (
        "That is too far away; it can be put aside until Friday 22 January 2027, 07:01 at the latest."
    ), "on the clock of Mei, who is in New York"
    assert quick.handoff().paused_until is None
    quick.do(handoffs.pause, 1, reason="The bank.", until=latest, by=MEI)


def test_pauses_that_follow_each_other_are_one_and_movement_ends_it(quick: Room) -> None:
    quick.do(handoffs.accept, 1, by=MEI)
    begun = quick.clock()
    quick.do(handoffs.pause, 1, reason="The bank.", until=begun + LONGEST / 2, by=MEI)
    quick.pass_time(days=LONGEST.days / 2)
    further = {"reason": "The bank.", "until": begun + LONGEST + timedelta(hours=1)}
    with pytest.raises(Refusal, match="too far away"):
        quick.do(handoffs.pause, 1, **further, by=MEI)
    quick.do(handoffs.ask, 1, question="Which account?", by=MEI)
    quick.do(handoffs.pause, 1, **further, by=MEI)
    assert quick.handoff().paused_since == quick.clock()


def test_what_was_put_aside_for_too_long_cannot_be_put_aside_again(quick: Room) -> None:
    quick.do(handoffs.accept, 1, by=MEI)
    begun = quick.clock()
    quick.do(handoffs.pause, 1, reason="The bank.", until=begun + LONGEST, by=MEI)
    quick.pass_time(days=LONGEST.days)
    with pytest.raises(Refusal, match="put aside since Monday 23 November 2026, as long as it may"):
        quick.do(handoffs.pause, 1, reason="Still.", until=quick.clock() + timedelta(hours=1), by=MEI)


def test_a_question_reaches_the_csm_and_ends_a_pause(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    offer.do(handoffs.pause, 1, reason="The bank is closed.", until=TOMORROW, by=MEI)
    offer.do(handoffs.ask, 1, question="Which account?", by=MEI)
    told = QuestionAsked(1, 1, "Billing", "Mei Tanaka", "Which account?", DANA)
    assert only(offer, QuestionAsked) == told
    assert offer.handoff().paused_until is None


def test_one_more_department_works_beside_the_first(offer: Room) -> None:
    offer.do(steering.add_department, 1, department="legal", why="A contract.", expected="Read it.")
    assert [one.status for one in offer.rows(Handoff)] == [HandoffStatus.OFFERED] * 2
    told = HandoffOffered(1, 2, "Legal", "Dana Okafor", "Read it.")
    assert only(offer, HandoffOffered) == told
    assert offer.told(HandoffCard, "C0LEGAL0001") == [HandoffCard(2)]
    assert redrawn(offer) == {"card:case:1"}


def test_withdrawing_tells_the_department_and_mentions_the_owner_there(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    offer.do(steering.withdraw, 1, reason="They found the money.")
    assert (offer.handoff().status, offer.handoff().ended_by) == (HandoffStatus.WITHDRAWN, DANA)
    assert only(offer, HandoffWithdrawn, BILLING).owner_id == MEI
    assert only(offer, HandoffWithdrawn).owner_id is None, "nobody is pinged in the desk"
    assert redrawn(offer) == BOTH_CARDS


def test_reassigning_to_a_department_withdraws_here_and_offers_there(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    offer.do(steering.reassign_to_department, 1, department="legal", reason="It is a contract.", by=RUTH)
    here, there = offer.rows(Handoff)
    assert (here.status, here.reason) == (HandoffStatus.WITHDRAWN, "It is a contract.")
    assert (there.department, there.why, there.expected) == ("legal", "It is a contract.", "Refund one.")
    assert only(offer, HandoffWithdrawn, BILLING).owner_id == MEI
    assert only(offer, HandoffOffered).department == "Legal"


def test_reassigning_to_a_person_makes_them_the_owner_and_tells_them(offer: Room) -> None:
    offer.do(handoffs.accept, 1, by=MEI)
    taken_at = offer.handoff().accepted_at
    offer.pass_time(minutes=1)
    offer.do(steering.reassign_to_person, 1, owner=SAM, reason="Mei is away.", by=RUTH)
    handoff = offer.handoff()
    assert (handoff.owner, handoff.accepted_at) == (SAM, taken_at)
    told = HandoffAccepted(1, 1, "Billing", "Sam Carter", "Ruth Abara", SAM)
    assert only(offer, HandoffAccepted, BILLING) == told
    assert offer.told(HandoffAccepted, DESK)[-1].owner_id is None
    assert offer.history()[-1] == ("assigned", RUTH, "Mei is away.")


# -- each refusal


def accept(room: Room, by: str = MEI) -> None:
    room.do(handoffs.accept, 1, by=by)


def release(room: Room, by: str = MEI) -> None:
    room.do(handoffs.release, 1, by=by)


def decline(room: Room, by: str = MEI) -> None:
    room.do(handoffs.decline, 1, reason="Not ours.", by=by)


def hand_on(room: Room, by: str = MEI) -> None:
    room.do(handoffs.hand_on, 1, department="legal", why="x", expected="y", by=by)


def finish(room: Room, by: str = MEI) -> None:
    room.do(handoffs.finish, 1, **DONE, by=by)


def pause(room: Room, by: str = MEI) -> None:
    room.do(handoffs.pause, 1, reason="x", until=room.clock() + timedelta(days=1), by=by)


def ask(room: Room, by: str = MEI) -> None:
    room.do(handoffs.ask, 1, question="Which account?", by=by)


def withdraw(room: Room, by: str = DANA) -> None:
    room.do(steering.withdraw, 1, reason="Solved.", by=by)


def reassign(room: Room, by: str = DANA) -> None:
    room.do(steering.reassign_to_department, 1, department="legal", reason="Theirs.", by=by)


def reassign_to_sam(room: Room, by: str = DANA) -> None:
    room.do(steering.reassign_to_person, 1, owner=SAM, reason="His.", by=by)


def add_legal(room: Room, by: str = DANA) -> None:
    room.do(steering.add_department, 1, department="legal", why="x", expected="y", by=by)


Step = Callable[..., None]
DEPARTMENTS_STEPS: list[Step] = [accept, release, decline, hand_on, finish, pause, ask]
CSMS_STEPS: list[Step] = [withdraw, reassign, reassign_to_sam]

TOO_LATE: dict[str, tuple[Step, str]] = {
    "done": (finish, "Mei Tanaka has finished Billing's part of C-1 already."),
    "declined": (decline, "Mei Tanaka has declined C-1 for Billing already."),
    "returned": (
        lambda room: [accept(room), decline(room)],
        "Mei Tanaka has given C-1 back to the CSM already.",
    ),
    "handed on": (hand_on, "Mei Tanaka has handed C-1 on to another department already."),
    "withdrawn": (withdraw, "Dana Okafor has withdrawn C-1 from Billing."),
    "lapsed": (
        lambda room: room.own(_let_it_lapse),
        "Nobody in Billing took C-1 in time; it went back to the CSM.",
    ),
}


def _let_it_lapse(work: Any) -> None:
    work.session.get(Handoff, 1).lapse("liaison", work.now)


def refusal_of(room: Room, step: Step, *, by: str | None = None) -> str:
    """What the step is refused with; nothing may come of it."""
    before = room.fingerprint()
    with pytest.raises(Refusal) as refused:
        step(room, **({"by": by} if by else {}))
    assert room.fingerprint() == before
    return refused.value.sentence


@pytest.mark.parametrize(("ending", "sentence"), TOO_LATE.values(), ids=TOO_LATE)
def test_who_comes_too_late_hears_what_happened(quick: Room, ending: Step, sentence: str) -> None:
    ending(quick)
    for step in (*DEPARTMENTS_STEPS, *CSMS_STEPS):
        assert refusal_of(quick, step) == sentence, step


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        (DANA, "worked on by the members of its department's channel|taken by the members"),
        (PRIYA, r"^That is for Billing: only members of its channel can do it\. Nothing was changed\.$"),
    ],
    ids=["the CSM", "another department"],
)
def test_a_departments_steps_are_its_members_own(quick: Room, by: str, sentence: str) -> None:
    for step in DEPARTMENTS_STEPS:
        assert re.search(sentence, refusal_of(quick, step, by=by)), step


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        (BEN, "Only Dana Okafor, the CSM of C-1, (a lead of Billing, )?a manager or an admin can "),
        (MEI, "Only a case's CSM, (a department's lead, )?a manager or an admin can do that."),
        (INES, "Only a case's CSM, (a department's lead, )?a manager or an admin can do that."),
    ],
    ids=["another CSM", "a department", "other staff"],
)
def test_steering_is_the_csms_own(quick: Room, by: str, sentence: str) -> None:
    for step in (*CSMS_STEPS, add_legal):
        assert re.match(sentence, refusal_of(quick, step, by=by)), step


@pytest.mark.parametrize("by", [RUTH, OLA], ids=["manager", "admin"])
@pytest.mark.parametrize("step", [accept, *CSMS_STEPS, add_legal], ids=lambda step: step.__name__)
def test_managers_and_admins_may_do_either(quick: Room, step: Step, by: str) -> None:
    step(quick, by=by)


def test_what_nobody_has_taken_cannot_be_put_back_or_be_stuck(quick: Room) -> None:
    for step in (release, pause):
        assert "press *Take it* first" in refusal_of(quick, step), step


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(minutes=1)], ids=["now", "past"])
def test_nobody_is_stuck_until_the_past(quick: Room, ago: timedelta) -> None:
    accept(quick)
    before = quick.fingerprint()
    with pytest.raises(Refusal, match="That date has passed") as refused:
        quick.do(handoffs.pause, 1, reason="x", until=quick.clock() - ago, by=MEI)
    assert refused.value.field == "until"
    assert quick.fingerprint() == before


@pytest.mark.parametrize("holder", [None, PRIYA], ids=["not taken yet", "with Priya Raman"])
@pytest.mark.parametrize(
    "step",
    [
        lambda room: room.do(handoffs.hand_on, 1, department="engineering", why="x", expected="y", by=MEI),
        lambda room: room.do(steering.reassign_to_department, 1, department="engineering", reason="Theirs."),
        lambda room: room.do(steering.add_department, 1, department="engineering", why="x", expected="y"),
    ],
    ids=["hand on", "reassign", "add"],
)
def test_a_department_that_has_it_is_not_asked_twice_and_nothing_is_half_done(
    quick: Room, step: Step, holder: str | None
) -> None:
    quick.do(steering.add_department, 1, department="engineering", why="It blinks.", expected="Look.")
    if holder:
        quick.do(handoffs.accept, 2, by=holder)
    before = quick.fingerprint()
    whose = "with Priya Raman" if holder else "not taken yet"
    with pytest.raises(Refusal) as refused:
        step(quick)
    assert refused.value.sentence == f"Engineering has C-1 already, {whose}."
    assert refused.value.field == "department"
    assert quick.fingerprint() == before


@pytest.mark.parametrize(
    "step",
    [
        lambda room: room.do(handoffs.hand_on, 1, department="billing", why="x", expected="y", by=MEI),
        lambda room: room.do(steering.reassign_to_department, 1, department="billing", reason="Theirs."),
    ],
    ids=["hand on", "reassign"],
)
def test_it_is_not_passed_to_where_it_is(quick: Room, step: Step) -> None:
    with pytest.raises(Refusal, match="It is with that department already; choose another one") as refused:
        step(quick)
    assert refused.value.field == "department"


def test_a_department_that_left_the_handbook_is_not_asked(quick: Room) -> None:
    with pytest.raises(Refusal, match="There is no such department any more") as refused:
        quick.do(steering.add_department, 1, department="sales", why="x", expected="y")
    assert refused.value.field == "department"


def test_a_closed_case_is_given_to_nobody(quick: Room) -> None:
    quick.do(cases.close, 1, told="")
    with pytest.raises(Refusal, match="Reopen it first; nothing was changed"):
        add_legal(quick)


def test_what_does_not_exist_is_said_to_be_gone(quick: Room) -> None:
    with pytest.raises(Refusal, match="That hand-off does not exist any more"):
        quick.do(handoffs.accept, 99, by=MEI)
    with pytest.raises(Refusal, match="There is no C-99"):
        quick.do(steering.add_department, 99, department="legal", why="x", expected="y")


# -- re-assigning to a person


OTHERS = {
    "another department": (PRIYA, "Priya Raman is not a member of Billing's channel."),
    "the CSM": (DANA, "Dana Okafor is not a member of Billing's channel."),
    "a guest of the channel": (GIL, "Gil Foster is not staff; choose a colleague."),
    "the bot": ("U0LIAISON00", "Liaison is not staff; choose a colleague."),
}


@pytest.mark.parametrize(("owner", "sentence"), OTHERS.values(), ids=OTHERS)
def test_only_staff_of_the_department_can_be_made_the_owner(quick: Room, owner: str, sentence: str) -> None:
    before = quick.fingerprint()
    with pytest.raises(Refusal) as refused:
        quick.do(steering.reassign_to_person, 1, owner=owner, reason="Theirs.")
    assert (refused.value.sentence, refused.value.field) == (sentence, "person")
    assert quick.fingerprint() == before


def test_who_left_the_channel_cannot_be_made_the_owner(quick: Room) -> None:
    quick.own(seat, BILLING, [MEI])
    with pytest.raises(Refusal, match="Sam Carter is not a member of Billing's channel"):
        quick.do(steering.reassign_to_person, 1, owner=SAM, reason="His.")


def test_somebody_never_met_is_asked_for_before_they_are_refused_or_made_the_owner(quick: Room) -> None:
    quick.own(seat, BILLING, [MEI, "U0NEWCOMER1"])
    with pytest.raises(people.NeedsLookup) as needed:
        quick.do(steering.reassign_to_person, 1, owner="U0NEWCOMER1", reason="Theirs.")
    assert needed.value.users == {"U0NEWCOMER1"}


def test_it_is_not_assigned_to_who_has_it(quick: Room) -> None:
    accept(quick)
    with pytest.raises(Refusal, match="C-1 is already with Mei Tanaka") as refused:
        quick.do(steering.reassign_to_person, 1, owner=MEI, reason="Hers.")
    assert refused.value.field == "person"
