"""A person tells the customer: it leaves under the CSM's name, once, and the house hears of it."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from casework import handoffs, keeping
from casework.desk import Request
from casework.voice import preview, sending
from models.approval import Approval, ApprovalKind
from models.case_notices import LoopToClose
from models.customer_notices import CustomerReply
from models.customer_view import CustomerView
from models.promise import Outcome, Promise, PromiseKind
from models.refusal import Refusal
from models.reply_facts import Face, Written
from models.voice_notices import CustomerTold
from tests.casework.carrier import Carrier
from tests.casework.room import BEN, DANA, DESK, MEI, Room
from tests.casework.voice.conftest import bound

FACE = Face(DANA, "Dana Okafor", "https://pictures.example.com/dana.png")
WORDS = "We refunded it today & are sorry."
WRITTEN = Written(WORDS, "We refunded it today &amp; are sorry.")


def say(room: Room, written: Written = WRITTEN, *, key: str = "draft:1", by: str = DANA) -> None:
    room.do(sending.send, 1, written, key=key, face=FACE, by=by)


def done(room: Room) -> None:
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.finish, 1, found="Twice.", to_tell="It is refunded.", root_cause=None, by=MEI)


def replies(room: Room) -> list[Approval]:
    return [one for one in room.rows(Approval) if one.kind is ApprovalKind.REPLY]


def test_it_arrives_escaped_and_under_the_csms_face(spoken: Room):
    say(spoken)
    carrier = Carrier(spoken)
    carrier.carry_everything()
    (seen,) = [one for one in carrier.shown.values() if isinstance(one, CustomerReply)]
    assert (seen.text.mrkdwn, seen.name, seen.picture) == (WRITTEN.mrkdwn, FACE.name, FACE.picture)


def test_the_desk_hears_who_told_them_what(spoken: Room):
    say(spoken)
    assert spoken.told(CustomerTold, DESK) == [CustomerTold(1, "Dana Okafor", WORDS)]
    assert ("told", DANA, WORDS) in spoken.history()


def test_news_while_a_department_is_at_work_is_no_answer(spoken: Room):
    say(spoken)
    assert spoken.rows(CustomerView)[0].told_at is None


def test_the_answer_is_marked_and_the_loop_asks_no_more(spoken: Room):
    done(spoken)
    say(spoken)
    view = spoken.rows(CustomerView)[0]
    assert (view.told_at, view.waits_since) == (spoken.clock(), None)
    settled = spoken.told(LoopToClose)[0].settled
    assert (settled.how, settled.by) == ("told", "Dana Okafor")


def test_the_cards_page_begins_with_what_is_proposed_until_somebody_told_them(spoken: Room):
    def page() -> str:
        return spoken.do(preview.of_card, 1).text

    assert page() == ""
    done(spoken)
    assert page() == "It is refunded."
    say(spoken)
    assert page() == ""


def test_a_question_waits_for_them_and_answers_nothing(spoken: Room):
    done(spoken)
    say(spoken, Written("Which one?", "Which one?", waits_for_them=True))
    view = spoken.rows(CustomerView)[0]
    assert (view.told_at, view.waits_since) == (None, spoken.clock())
    assert spoken.told(LoopToClose)[0].settled is None


def test_the_news_that_was_promised_is_kept_and_the_next_are_promised(spoken: Room):
    spoken.do(keeping.promise_update, 1, until=spoken.clock() + timedelta(hours=2))
    say(spoken)
    kept, following = [one for one in spoken.rows(Promise) if one.kind is PromiseKind.UPDATE]
    assert kept.outcome is Outcome.KEPT
    assert following.is_live
    assert following.due_at == spoken.clock() + spoken.handbook.voice.next_news["normal"]
    say(spoken, Written("Which one?", "Which one?", waits_for_them=True), key="draft:2")
    assert not [one for one in spoken.rows(Promise) if one.kind is PromiseKind.UPDATE and one.is_live]


@pytest.mark.parametrize("by", [MEI, BEN])
def test_only_who_may_speak_to_them_sees_the_preview_or_sends(spoken: Room, by: str):
    with pytest.raises(Refusal, match="Only"):
        say(spoken, by=by)
    with pytest.raises(Refusal, match="Only"):
        spoken.do(preview.look, 1, WORDS, by=by)
    assert replies(spoken) == []


async def test_fifty_who_send_the_same_proposal_at_once_send_it_once(room: Room):
    bound(room)
    room.open_case()
    done(room)
    facts = room.do(preview.of_loop, 1)
    assert (facts.text, facts.key[:14]) == ("It is refunded.", "loop:answered:")
    async with room.open_desk() as desk:
        outcomes = await asyncio.gather(
            *(
                desk.do(Request(by=DANA), sending.send, 1, WRITTEN, key=facts.key, face=FACE)
                for _ in range(50)
            ),
            return_exceptions=True,
        )
    heard = Counter(str(one) for one in outcomes)
    assert heard == {"None": 1, "Dana Okafor sent this already. Nothing was sent a second time.": 49}
    assert (len(replies(room)), len(room.told(CustomerReply)), len(room.told(CustomerTold))) == (1, 1, 1)


def test_a_message_of_the_desk_thread_becomes_a_draft_with_an_identity(spoken: Room):
    spoken.post_everything()
    ts = spoken.desk_thread().ts
    assert ts is not None
    facts = spoken.do(preview.of_message, DESK, ts, "1700000009.1", "It is refunded.")
    assert (facts.case, facts.key, facts.text) == (1, f"message:{DESK}:1700000009.1", "It is refunded.")
    with pytest.raises(Refusal, match="no case's thread"):
        spoken.do(preview.of_message, DESK, "1.1", "1.2", "It is refunded.")
