"""Reactions and mentions: each offers a next step to the one person, once."""

import json

from casework import cases
from casework.cases import NewCase, Origin
from handlers.answer import Answer, Kind
from models.case import Severity
from models.receipt import Receipt
from tests.floor import DANA
from tests.handlers.desk_life import MEI, Life
from tests.house import BILLING, DESK
from views.text import permalink

GENERAL = "C0GENERAL01"
BOT = "<@U0LIAISON00>"


async def test_a_ticket_offers_to_open_a_case_from_that_message_once(life: Life) -> None:
    ts = await life.floor.sandbox.actor("ines").say(GENERAL, "Charged twice")
    item = {"type": "message", "channel": GENERAL, "ts": ts}
    event = life.event("reaction_added", user=DANA, reaction="ticket", item=item)
    await life.answer(Kind.EVENT, event)
    (hint,) = life.made("chat.postEphemeral")
    assert (hint["user"], hint["channel"]) == (DANA, GENERAL)
    assert json.dumps(ts) in json.dumps(hint["blocks"]).replace('\\"', '"')
    await life.answer(Kind.EVENT, event)
    assert life.made() == [], "Slack delivered it again"


async def test_a_message_that_became_a_case_leads_to_it_by_every_way(life: Life) -> None:
    ts = await life.floor.sandbox.actor("ines").say(GENERAL, "Charged twice")
    address = permalink(life.floor.office.letterhead.workspace_url, (GENERAL, ts))
    new = NewCase("1", "x", "y", Severity.NORMAL, "z", "billing", Origin(address))
    await life.floor.do(cases.open_case, new)
    item = {"type": "message", "channel": GENERAL, "ts": ts}
    reacted = (Kind.EVENT, life.event("reaction_added", user=DANA, reaction="ticket", item=item))
    origin = json.dumps({"channel": GENERAL, "ts": ts, "thread_ts": None})
    pressed = (Kind.ACTION, life.pressed("case.open_from_message", origin, by=DANA))
    message = {"ts": ts, "text": "Charged twice", "user": MEI}
    shortcut = (
        Kind.SHORTCUT,
        life.pressed("", "", by=DANA)
        | {"type": "message_action", "callback_id": "case.open_from_message"}
        | {"message": message, "channel": {"id": GENERAL}},
    )
    for kind, body in (reacted, pressed, shortcut):
        assert await life.answer(kind, body) == Answer()
        (told,) = life.made()
        assert told["text"].startswith("🎫 C-1 was opened from this message already."), kind
    await life.floor.post_everything()
    again = life.event("reaction_added", user=DANA, reaction="ticket", item=item)
    await life.answer(Kind.EVENT, again)
    assert f"p{life.desk_ts(1).replace('.', '')}|its thread>" in life.shown()


async def test_the_button_under_the_hint_opens_the_form_with_the_message(life: Life) -> None:
    ts = await life.floor.sandbox.actor("ines").say(GENERAL, "Charged twice for 4711")
    origin = json.dumps({"channel": GENERAL, "ts": ts, "thread_ts": None})
    await life.answer(Kind.ACTION, life.pressed("case.open_from_message", origin, by=DANA))
    (opened,) = life.made("views.open")
    assert "Charged twice for 4711" in json.dumps(opened["view"])


async def test_what_is_no_message_or_no_card_is_nothing(life: Life) -> None:
    await life.floor.open_case()
    file = {"type": "file", "file": "F1"}
    elsewhere = {"type": "message", "channel": BILLING, "ts": "1600000000.000100"}
    desk = {"type": "message", "channel": DESK, "ts": life.desk_ts(1)}
    before = life.floor.fingerprint(1)
    for emoji, item in (("ticket", file), ("eyes", elsewhere), ("eyes", desk), ("white_check_mark", desk)):
        event = life.event("reaction_added", user=MEI, reaction=emoji, item=item)
        assert await life.answer(Kind.EVENT, event) == Answer()
        assert life.made() == [], (emoji, item)
    assert life.floor.fingerprint(1) == before


async def test_a_mention_offers_to_open_a_case_or_helps(life: Life) -> None:
    where = {"channel": GENERAL, "ts": "1700000000.000100"}
    thread = {**where, "thread_ts": "1699999999.000100"}
    answers = {
        f"{BOT} open Charged twice": "case.open_from_message",
        f"hello {BOT} open": "/case list",
        f"{BOT}": "/case list",
        f"{BOT} help": "/case list",
        f"{BOT} what can you do?": "/case list",
    }
    for text, said in answers.items():
        event = life.event("app_mention", user=DANA, text=text, **where)
        assert await life.answer(Kind.EVENT, event) == Answer(), text
        (line,) = life.made("chat.postEphemeral")
        assert said in json.dumps(line), text
    small_talk = life.event("app_mention", user=DANA, text=f"{BOT} thanks!", **thread)
    assert await life.answer(Kind.EVENT, small_talk) == Answer()
    assert life.made() == [], "in a thread it speaks only when it is asked to"


async def test_a_mention_is_answered_once_however_often_it_is_delivered(life: Life) -> None:
    about = {"channel": GENERAL, "ts": "1700000000.000100", "text": f"{BOT} help"}
    event = life.event("app_mention", user=DANA, **about)
    await life.answer(Kind.EVENT, event)
    assert len(life.made("chat.postEphemeral")) == 1
    await life.answer(Kind.EVENT, event)
    assert life.made() == []
    assert len(life.floor.rows(Receipt)) == 1
