"""Where the handbook asks for it, somebody else reads an answer before the customer does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from casework import cases, handoffs
from casework.merging.merge import merge
from casework.voice import second
from config.voice import SecondPair
from models.answer import AnswerUse, GivenAnswer
from models.approval import Approval, ApprovalKind, ReplyDraft
from models.customer import Customer
from models.promise import Promise, PromiseKind
from models.refusal import Refusal
from models.voice_notices import CustomerTold, ReplyWaits
from tests.casework.room import BEN, DANA, DESK, MEI, NOON, RUTH, SAM, Room
from tests.casework.voice.test_release import carried
from tests.casework.voice.test_sending import FACE, WORDS, WRITTEN, say


@pytest.fixture
def careful(spoken: Room) -> Room:
    """Billing's answers are read by a second person."""
    voice = spoken.handbook.voice.model_copy(update={"second_pair": SecondPair(departments=["billing"])})
    spoken.handbook = spoken.handbook.model_copy(update={"voice": voice})
    return spoken


def approve(room: Room, by: str = BEN) -> None:
    room.do(second.approve, 1, WRITTEN.mrkdwn, FACE, by=by)


def promised(room: Room) -> list[Promise]:
    return [one for one in room.rows(Promise) if one.kind is PromiseKind.APPROVE and one.is_live]


def test_the_answer_holds_as_long_as_its_author_said_and_takes_up_what_they_chose(careful: Room):
    careful.do(handoffs.finish, 1, found="x", to_tell="y", root_cause=None, by=MEI)
    day = NOON.date() + timedelta(days=9)
    say(careful, replace(WRITTEN, valid_until=day))
    approve(careful)
    assert [one.valid_until for one in careful.rows(GivenAnswer)] == [day]
    say(careful, replace(WRITTEN, answer=1), key="draft:2")
    careful.do(second.approve, 2, WRITTEN.mrkdwn, FACE, by=BEN)
    assert [(one.answer_id, one.used_by) for one in careful.rows(AnswerUse)] == [(1, BEN)]


def test_it_waits_until_somebody_else_has_read_it(careful: Room):
    say(careful)
    assert carried(careful) == []
    (waits,) = careful.told(ReplyWaits, DESK)
    assert (waits.text, waits.why, waits.settled) == (WORDS, "Billing has a part in it", "")
    assert len(promised(careful)) == 1


def test_whoever_can_read_it_is_asked_by_name(careful: Room):
    careful.handbook = careful.handbook.model_copy(
        update={
            "departments": careful.handbook.departments
            | {"billing": careful.handbook.departments["billing"].model_copy(update={"leads": [SAM]})}
        }
    )
    say(careful)
    assert careful.told(ReplyWaits, DESK)[0].reader_ids == (SAM,)


def test_where_nobody_leads_their_deputy_is_asked_and_else_a_manager(careful: Room):
    say(careful)
    assert careful.told(ReplyWaits, DESK)[0].reader_ids == tuple(careful.handbook.managers)[:3]
    careful.do(second.send_back, 1, reason="Say when.", by=BEN)
    with Session(careful.engine) as session:
        session.get_one(Customer, 1).deputy = BEN
        session.commit()
    say(careful)
    assert careful.told(ReplyWaits, DESK)[1].reader_ids == (BEN,)


@pytest.mark.parametrize("ends", [False, True])
def test_a_draft_of_a_merged_case_waits_on_in_the_other_one(careful: Room, ends: bool):
    say(careful)
    careful.open_case()
    careful.do(merge, 1, into=2)
    assert [one.case_number for one in promised(careful)] == [2]
    if ends:
        careful.do(cases.close, 2, told="")
        assert careful.told(ReplyWaits, DESK)[0].settled == "closed"
    else:
        approve(careful)
        assert carried(careful) == [WRITTEN.mrkdwn]
    assert promised(careful) == []


def test_the_survivors_own_draft_is_owed_still(careful: Room):
    say(careful)
    careful.open_case()
    careful.do(merge, 2, into=1)
    assert [one.case_number for one in promised(careful)] == [1]


def test_it_leaves_on_its_authors_word_once_it_was_read(careful: Room):
    say(careful)
    approve(careful)
    assert carried(careful) == [WRITTEN.mrkdwn]
    (given,) = [one for one in careful.rows(Approval) if one.kind is ApprovalKind.REPLY]
    assert (given.written_by, given.approved_by, given.seconded_by) == (DANA, DANA, BEN)
    assert careful.told(CustomerTold, DESK)[0].second == "Ben Lindqvist"
    assert promised(careful) == []


@pytest.mark.parametrize(("by", "why"), [(DANA, "You wrote it yourself"), (MEI, "Only|Another CSM")])
def test_neither_its_author_nor_just_anybody_decides(careful: Room, by: str, why: str):
    say(careful)
    with pytest.raises(Refusal):
        approve(careful, by)
    with pytest.raises(Refusal):
        careful.do(second.send_back, 1, reason="No.", by=by)
    assert carried(careful) == []


def test_it_is_sent_back_with_a_reason_and_can_be_written_again(careful: Room):
    say(careful)
    careful.do(second.send_back, 1, reason="Say when.", by=BEN)
    (waits,) = careful.told(ReplyWaits, DESK)
    assert (waits.settled, waits.settled_by, waits.reason) == ("back", "Ben Lindqvist", "Say when.")
    say(careful)
    careful.do(second.approve, 2, WRITTEN.mrkdwn, FACE, by=BEN)
    assert carried(careful) == [WRITTEN.mrkdwn]


@pytest.mark.parametrize(
    ("decide", "about"), [(second.approve, (1, "x", FACE)), (second.read, (1,))], ids=["approve", "read"]
)
def test_it_is_decided_once(careful: Room, decide: Callable[..., Any], about: tuple[Any, ...]):
    say(careful)
    approve(careful)
    with pytest.raises(Refusal, match="decided already"):
        careful.do(decide, *about, by=RUTH)


def test_the_same_draft_waits_once(careful: Room):
    say(careful)
    with pytest.raises(Refusal, match="waits to be read"):
        say(careful, by=RUTH)
    assert len(careful.rows(ReplyDraft)) == 1


def test_an_author_who_speaks_to_them_no_more_sends_nothing(careful: Room):
    say(careful)
    careful.do(cases.take_over, 1, by=RUTH)
    with pytest.raises(Refusal, match="does not speak to this customer any more"):
        approve(careful)


def test_a_draft_ends_with_its_case(careful: Room):
    say(careful)
    careful.do(cases.close, 1, told="")
    assert careful.told(ReplyWaits, DESK)[0].settled == "closed"
    with pytest.raises(Refusal, match="decided already"):
        approve(careful)


def test_a_customer_whom_the_handbook_leaves_out_hears_at_once(spoken: Room):
    say(spoken)
    assert spoken.told(ReplyWaits) == []


def test_a_draft_leaves_no_second_one_behind_when_it_was_sent(careful: Room):
    say(careful)
    approve(careful)
    with pytest.raises(Refusal, match="sent this already"):
        say(careful)
    assert len(careful.rows(ReplyDraft)) == 1


def test_what_holds_no_longer_is_not_sent_but_can_be_sent_back(careful: Room):
    careful.do(handoffs.finish, 1, found="x", to_tell="y", root_cause=None, by=MEI)
    say(careful, replace(WRITTEN, valid_until=NOON.date()))
    careful.pass_time(days=1)
    with pytest.raises(Refusal, match="until 23 November, which has passed"):
        approve(careful)
    careful.do(second.send_back, 1, reason="It is over.", by=BEN)
    assert carried(careful) == []
