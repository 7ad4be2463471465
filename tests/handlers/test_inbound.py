"""What is said in a customer's channel, as Slack delivers it, and the buttons on the question about it."""

import asyncio
from typing import Any

import pytest

from casework.voice import approvals, bindings
from casework.work import Work
from handlers.answer import Answer, Kind
from models.case import Case
from models.customer import Customer
from models.customer_talk import Heard, HeardState
from models.notices import from_row
from models.outgoing import Outgoing
from models.thread import Message
from sandbox.company import BRIGHTWATER, CUSTOMER_TEAM
from tests.floor import DANA
from tests.handlers.desk_life import Life

CARLA, BOT = "U0CARLAVOSS", "U0LIAISON00"
HERE = BRIGHTWATER.id


@pytest.fixture
async def bound(either: Life) -> Life:
    """Brightwater is spoken to in its channel; its CSM is asked about what is said there."""

    def bind(work: Work) -> None:
        customer = work.session.get_one(Customer, 1)
        customer.csm = DANA
        bindings.bind(work, customer, HERE)
        approvals.agree(work, customer, "We say hello.")

    await either.floor.do(bind)
    return either


def said(life: Life, text: str = "It is &lt;wrong&gt;.", **more: Any) -> dict[str, Any]:
    where = {"channel": HERE, "thread": None, "channel_type": "channel"}
    return life.said(text, **{"by": CARLA, "user_team": CUSTOMER_TEAM, **where, **more})


def asked(life: Life) -> list[Any]:
    rows = [row for row in life.floor.rows(Outgoing) if row.notice["kind"] == "CustomerWrote"]
    return [from_row(row.notice) for row in rows]


async def test_their_words_are_heard_once_however_often_they_are_delivered(bound: Life) -> None:
    body = said(bound)
    await asyncio.gather(*(bound.floor.answer(Kind.MESSAGE, body) for _ in range(8)))
    assert await bound.answer(Kind.MESSAGE, {**body, "event_id": "Ev-another"}) == Answer()
    (one,) = bound.floor.rows(Heard)
    assert (one.text, one.author_name, one.state) == ("It is <wrong>.", "Carla Voss", HeardState.WAITING)
    (question,) = asked(bound)
    assert question.link == f"https://tidewater.slack.example/archives/{HERE}/p{one.ts.replace('.', '')}"
    assert bound.made() == [], "nothing is said in their channel but by the courier"


@pytest.mark.parametrize("words", [" status", ", Status please?", " status of case C-12!", "\nstatus"])
async def test_who_asks_for_the_status_has_no_matter_and_is_answered(bound: Life, words: str) -> None:
    text = f"<@{BOT}>{words}"
    body = said(bound, text)
    await bound.answer(Kind.MESSAGE, body)
    edited = bound.changed(body, text=text, edited={"user": CARLA, "ts": "1800000000.1"})
    await bound.answer(Kind.MESSAGE, edited)
    assert bound.floor.rows(Heard) == []
    asks = bound.event("app_mention", channel=HERE, user=CARLA, user_team=CUSTOMER_TEAM, text=text)
    await bound.answer(Kind.EVENT, asks)
    assert [one["user"] for one in bound.made("chat.postEphemeral")] == [CARLA]
    assert "Only" not in bound.shown()


async def test_what_is_said_about_a_status_is_a_matter(bound: Life) -> None:
    await bound.answer(Kind.MESSAGE, said(bound, f"<@{BOT}> status of invoice 4711 is wrong"))
    assert len(asked(bound)) == 1


async def test_an_edit_and_a_deletion_reach_the_question(bound: Life) -> None:
    body = said(bound)
    await bound.answer(Kind.MESSAGE, body)
    edited = bound.changed(body, text="It is right.", edited={"user": CARLA, "ts": "1800000000.1"})
    await bound.answer(Kind.MESSAGE, edited)
    assert [one.text for one in asked(bound)] == ["It is right."]
    await bound.answer(Kind.MESSAGE, bound.deleted(body))
    assert [one.decided for one in asked(bound)] == ["taken_back"]


async def test_a_deletion_above_replies_is_one_too(bound: Life) -> None:
    body = said(bound)
    await bound.answer(Kind.MESSAGE, body)
    tombstone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": body["event"]["ts"]}
    was = {"user": CARLA, "text": "It is wrong.", "ts": body["event"]["ts"]}
    about = {"subtype": "message_changed", "message": tombstone, "previous_message": was, "ts": "1.1"}
    await bound.answer(Kind.MESSAGE, bound.event("message", channel=HERE, **about))
    assert [one.is_deleted for one in bound.floor.rows(Heard)] == [True]
    assert [one.decided for one in asked(bound)] == ["taken_back"]


async def test_the_csm_opens_a_case_with_one_click(bound: Life) -> None:
    await bound.answer(Kind.MESSAGE, said(bound))
    (question,) = asked(bound)
    await bound.answer(Kind.ACTION, bound.pressed("inbound.open", question.heard, by=DANA))
    (case,) = bound.floor.rows(Case)
    assert (case.csm, case.title) == (DANA, "It is <wrong>.")
    assert [one.text for one in bound.floor.rows(Message)] == ["It is <wrong>."]


async def test_another_bots_words_are_nobodys(bound: Life) -> None:
    await bound.answer(Kind.MESSAGE, said(bound, by="U0DEPLOYBOT", bot_id="B0DEPLOYBOT"))
    assert bound.floor.rows(Heard) == []
