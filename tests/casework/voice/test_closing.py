"""They were told: they say whether it is solved, in one press, and what they say moves the case."""

from collections.abc import Callable
from typing import Any

import pytest

from casework import cases, handoffs, home, stories
from casework.voice import approvals, closing, status
from casework.work import Work
from models.case import CaseStatus
from models.case_notices import CaseClosed, CaseReopened
from models.customer_notices import Asked, CustomerStatus, Progress, StatusFacts
from models.customer_view import CustomerView
from models.handoff import HandoffStatus
from models.outgoing import Audience, Outgoing
from models.promise import Promise, PromiseKind
from models.refusal import Refusal
from models.voice_notices import CustomerNotYet, CustomerScored, CustomerSolved
from tests.casework.carrier import Carrier
from tests.casework.room import CARLA, DANA, DESK, GIL, INES, MEI, RUTH, Room
from tests.casework.voice.conftest import BRIGHTWATER, bound


def answer(room: Room, number: int = 1) -> None:
    """Dana tells them, and they are asked."""

    def send(work: Work) -> None:
        case = work.case(number)
        approvals.approve(work, case, "We refunded it.", key=f"loop:{number}:{work.now}", speaks_as=DANA)
        closing.ask_solved(work, case)

    room.do(send)


def shown(room: Room, number: int = 1) -> StatusFacts:
    """What their message says at this moment."""
    return room.own(lambda work: status.facts(work, work.exactly(number), 1))


def say(
    room: Room, what: Callable[..., Any], *args: Any, by: str = CARLA, channel: str = BRIGHTWATER
) -> None:
    room.do(what, 1, *args, channel=channel, by=by)


@pytest.fixture
def told(spoken: Room) -> Room:
    """C-1: Billing is done, and the customer was told."""
    spoken.do(handoffs.accept, 1, by=MEI)
    spoken.do(handoffs.finish, 1, found="Twice.", to_tell="Refunded.", root_cause=None, by=MEI)
    answer(spoken)
    return spoken


def test_who_was_told_is_asked_in_the_message_that_is_there(told: Room):
    assert shown(told).asks is Asked.SOLVED
    carrier = Carrier(told)
    carrier.carry_everything()
    theirs = [row for row in told.rows(Outgoing) if row.audience is Audience.CUSTOMER]
    assert [row.notice["kind"] for row in theirs] == ["CustomerReply", "CustomerStatus"]
    answer(told)
    carrier.carry_everything()
    assert len([one for one in carrier.shown.values() if isinstance(one, CustomerStatus)]) == 1


def test_while_they_are_asked_nobody_owes_them_anything(told: Room):
    card = told.own(lambda work: stories.of_case(work, work.case(1)))
    assert card.is_reachable
    assert [due.waits_for_them for due in card.dues] == [True]
    assert told.do(home.of_actor, by=DANA).owed == ()
    told.pass_time(days=8)
    assert [one.is_reachable for one in told.do(home.of_actor, by=DANA).owed] == [True]


def test_yes_closes_the_case_and_asks_how_satisfied_they_are(told: Room):
    say(told, closing.solved)
    assert told.case().status is CaseStatus.CLOSED
    assert told.told(CustomerSolved, DESK) == [CustomerSolved(1, "Carla Voss")]
    assert told.told(CaseClosed) == []
    assert ("closed", CARLA, closing.SOLVED) in told.history()
    assert shown(told).asks is Asked.SCORE


def test_yes_withdraws_what_is_still_under_way(spoken: Room):
    answer(spoken)
    say(spoken, closing.solved)
    assert spoken.handoff().status is HandoffStatus.WITHDRAWN


def test_yes_twice_is_one_yes(told: Room):
    say(told, closing.solved)
    before = told.fingerprint()
    with pytest.raises(closing.Outside, match="Thank you"):
        say(told, closing.solved)
    assert told.fingerprint() == before


def test_not_yet_reopens_the_same_number_with_their_words(told: Room):
    say(told, closing.not_yet, "Only one came back.")
    assert told.case().status is CaseStatus.OPEN
    assert ("reopened", CARLA, "Only one came back.") in told.history()
    assert told.told(CustomerNotYet, DESK) == [CustomerNotYet(1, "Carla Voss", "Only one came back.", DANA)]
    assert told.told(CaseReopened) == []
    assert shown(told).asks is Asked.NOTHING
    with pytest.raises(closing.Outside, match="on it already"):
        say(told, closing.not_yet, "Hello?")


def test_not_yet_after_it_was_closed_reopens_it_too(told: Room):
    told.do(cases.close, 1, told="Refunded.")
    assert (shown(told).asks, shown(told).progress) == (Asked.SOLVED, Progress.ANSWERED)
    say(told, closing.not_yet, "It came back.")
    assert told.case().status is CaseStatus.OPEN


def test_yes_after_it_was_closed_is_noted_and_asks_for_the_score(told: Room):
    told.do(cases.close, 1, told="Refunded.")
    say(told, closing.solved)
    assert len(told.told(CustomerSolved, DESK)) == 1
    assert (shown(told).asks, shown(told).progress) == (Asked.SCORE, Progress.SOLVED)


def test_not_yet_while_somebody_is_at_work_is_noted(spoken: Room):
    answer(spoken)
    say(spoken, closing.not_yet, "And the other one?")
    assert ("customer_not_yet", CARLA, "And the other one?") in spoken.history()
    assert len(spoken.told(CustomerNotYet, DESK)) == 1


def test_after_not_yet_the_csm_owes_a_decision_and_the_customer_knows_when_they_hear(told: Room):
    say(told, closing.not_yet, "Only one came back.")
    live = {one.kind: one for one in told.rows(Promise) if one.is_live}
    assert live.keys() == {PromiseKind.DECIDE, PromiseKind.UPDATE}
    news = told.clock() + told.handbook.voice.next_news["normal"]
    assert live[PromiseKind.UPDATE].due_at == shown(told).next_at == news


def test_nobody_is_reminded_to_tell_who_was_told(told: Room):
    (promise,) = [one for one in told.rows(Promise) if one.is_live]
    voice = told.handbook.voice
    assert promise.runs_from == told.clock() + voice.ask_after + voice.close_after


@pytest.mark.parametrize("by", [DANA, RUTH, MEI, INES])
def test_the_buttons_are_not_for_staff(told: Room, by: str):
    with pytest.raises(Refusal, match="the customer's"):
        say(told, closing.solved, by=by)
    assert told.case().status is CaseStatus.ANSWERED


def test_only_who_sits_in_their_channel_answers_for_them(told: Room):
    with pytest.raises(closing.Outside):
        say(told, closing.solved, by=GIL)


def test_from_another_customers_channel_nothing_can_be_said(told: Room):
    bound(told, 2, "C0CEDAR0001", "T0CEDAR")
    with pytest.raises(closing.Outside) as refused:
        say(told, closing.solved, channel="C0CEDAR0001")
    assert "Brightwater" not in refused.value.sentence
    assert told.case().status is CaseStatus.ANSWERED


@pytest.mark.parametrize("number", [1, 99])
def test_what_they_are_refused_names_nothing_of_ours(told: Room, number: int):
    with pytest.raises(closing.Outside) as refused:
        told.do(closing.solved, number, channel="C0NOWHERE01", by=CARLA)
    assert refused.value.sentence == closing.ELSEWHERE


def test_the_score_is_kept_once_and_told(told: Room):
    say(told, closing.solved)
    say(told, closing.score, 4)
    with pytest.raises(closing.Outside, match="Thank you"):
        say(told, closing.score, 1)
    say(told, closing.say_more, "Quick, but two calls.")
    with pytest.raises(closing.Outside):
        say(told, closing.say_more, "Again.")
    (view,) = told.rows(CustomerView)
    assert (view.score, view.score_words) == (4, "Quick, but two calls.")
    assert told.told(CustomerScored, DESK)[-1] == CustomerScored(1, "Carla Voss", 4, "Quick, but two calls.")
    assert (shown(told).asks, shown(told).score) == (Asked.NOTHING, 4)


def test_nobody_scores_what_is_not_solved(told: Room):
    with pytest.raises(closing.Outside):
        say(told, closing.score, 5)


def test_a_reply_of_theirs_reopens_what_they_were_told(told: Room):
    told.do(lambda work: closing.heard_again(work, work.case(1), "And the VAT?"), by=CARLA)
    assert told.case().status is CaseStatus.OPEN
    assert shown(told).asks is Asked.NOTHING


def test_a_reply_of_theirs_ends_the_waiting_for_it(spoken: Room):
    def wait(work: Work) -> None:
        work.session.add(CustomerView(case_number=1, waits_since=work.now))

    spoken.own(wait)
    spoken.own(lambda work: closing.heard_again(work, work.case(1), by="Carla Voss"))
    assert spoken.rows(CustomerView)[0].waits_since is None
    assert spoken.told(CaseReopened) == []
