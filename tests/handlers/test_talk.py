"""What people write in the threads of cases, as Slack delivers it; and our own messages coming back."""

import asyncio
from typing import Any

import pytest

from handlers.answer import Answer, Kind
from models.outgoing import MARKER_TYPE, Delivery, Outgoing
from models.receipt import Receipt
from models.thread import Message
from tests.floor import DANA
from tests.handlers.desk_life import MEI, Life
from tests.house import BILLING, DESK

BOT, DEPLOYBOT = "U0LIAISON00", "U0DEPLOYBOT"


@pytest.fixture
async def going(life: Life) -> Life:
    """C-1 was offered to Billing."""
    await life.floor.open_case()
    return life


def in_billing(life: Life, text: str = "It is refunded.", *, by: str = MEI, **more: Any) -> dict[str, Any]:
    return life.said(text, by=by, channel=BILLING, thread=life.card_ts(1), **more)


def mirrors(life: Life) -> list[dict[str, Any]]:
    rows = [row for row in life.floor.rows(Outgoing) if row.notice["kind"] == "Mirrored" and not row.is_gone]
    return [row.notice for row in rows]


async def test_a_reply_is_kept_and_told_once_however_often_it_is_delivered(either: Life) -> None:
    await either.floor.open_case()
    said = in_billing(either, "Refunded, &lt;b&gt; by <@U0DANAOKAFO>")
    for _ in range(2):
        assert await either.answer(Kind.MESSAGE, said) == Answer()
    await asyncio.gather(*(either.floor.answer(Kind.MESSAGE, said) for _ in range(8)))
    twin = {**said, "event_id": "Ev-another", "event": {**said["event"]}}
    assert await either.answer(Kind.MESSAGE, twin) == Answer()
    assert [one["text"] for one in mirrors(either)] == ["Refunded, <b> by @Dana Okafor"]
    assert [one.text for one in either.floor.rows(Message)] == ["Refunded, <b> by @Dana Okafor"]


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
async def test_whatever_people_say_counts(going: Life, subtype: str) -> None:
    files = [{"name": "4711.pdf", "permalink": "https://x.example/4711.pdf"}, {}, {"title": "scan"}]
    await going.answer(Kind.MESSAGE, in_billing(going, subtype=subtype, files=files))
    (told,) = mirrors(going)
    assert told["files"] == [["4711.pdf", "https://x.example/4711.pdf"], ["a file", ""], ["scan", ""]]


NOT_SAID = [
    "channel_join",
    "channel_topic",
    "pinned_item",
    "bot_add",
    "reminder_add",
    "message_replied",
    "ekm_access",
]


async def test_what_nobody_said_is_not_told(going: Life) -> None:
    for subtype in NOT_SAID:
        assert await going.answer(Kind.MESSAGE, in_billing(going, subtype=subtype)) == Answer()
    outside = going.said("Lunch?", by=MEI, channel=BILLING, thread=None)
    elsewhere = going.said("Lunch?", by=MEI, channel=BILLING, thread="1600000000.000100")
    itself = going.said("Lunch?", by=MEI, channel=BILLING, thread=None)
    itself["event"]["thread_ts"] = itself["event"]["ts"]
    for message in (outside, elsewhere, itself):
        assert await going.answer(Kind.MESSAGE, message) == Answer()
    assert mirrors(going) == []
    assert going.floor.rows(Receipt) == [], "nothing is kept of what is none of its business"


# -- edits and deletions


async def test_an_edit_and_a_deletion_follow(going: Life) -> None:
    said = in_billing(going)
    await going.answer(Kind.MESSAGE, said)
    edited = {"text": "It is &gt; refunded.", "edited": {"user": MEI, "ts": "1700000950.000000"}}
    await going.answer(Kind.MESSAGE, going.changed(said, **edited))
    assert [(one["text"], one["is_edited"]) for one in mirrors(going)] == [("It is > refunded.", True)]
    await going.answer(Kind.MESSAGE, going.deleted(said))
    assert mirrors(going) == []


async def test_a_link_preview_is_no_edit(going: Life) -> None:
    said = in_billing(going, "see https://status.example")
    await going.answer(Kind.MESSAGE, said)
    receipts = len(going.floor.rows(Receipt))
    unfurled = going.changed(said, attachments=[{"title": "Status"}])
    assert await going.answer(Kind.MESSAGE, unfurled) == Answer()
    assert [(one["text"], one["is_edited"]) for one in mirrors(going)] == [
        ("see https://status.example", False)
    ]
    edited = {"text": "see below", "edited": {"user": MEI, "ts": "1700000950.000000"}}
    await going.answer(Kind.MESSAGE, going.changed(said, **edited))
    unfurled_later = going.changed(said, **edited, attachments=[{"title": "Status"}])
    await going.answer(Kind.MESSAGE, unfurled_later)
    assert [one["text"] for one in mirrors(going)] == ["see below"]
    assert len(going.floor.rows(Receipt)) >= receipts


async def test_a_card_of_ours_that_is_changed_or_deleted_is_no_reply(going: Life) -> None:
    ours = going.said("C-1 …", by=BOT, channel=BILLING, thread=None, bot_id="B0LIAISON00")
    ours["event"]["ts"] = going.card_ts(1)
    before = going.floor.fingerprint(1)
    edited = {"edited": {"user": BOT, "ts": "1700000950.000000"}, "thread_ts": ours["event"]["ts"]}
    for body in (
        going.changed(ours, **edited),
        going.deleted(ours),
        going.changed(ours, subtype="tombstone"),
    ):
        assert await going.answer(Kind.MESSAGE, body) == Answer()
    assert going.floor.fingerprint(1) == before


# -- bots


async def test_bots_are_never_mirrored_so_that_two_of_them_cannot_talk(going: Life) -> None:
    before = going.floor.fingerprint(1)
    for by, bot in ((DEPLOYBOT, "B0DEPLOYBOT"), (BOT, "B0LIAISON00")):
        for subtype in (
            {},
            {"subtype": "bot_message"},
            {"subtype": "thread_broadcast"},
            {"subtype": "file_share"},
        ):
            body = in_billing(going, "Deployed.", by=by, bot_id=bot, **subtype)
            assert await going.answer(Kind.MESSAGE, body) == Answer()
            assert going.made() == [], "and not a word to them"
            edited = going.changed(body, edited={"user": by, "ts": "1700000950.000000"})
            assert await going.answer(Kind.MESSAGE, edited) == Answer()
            assert await going.answer(Kind.MESSAGE, going.deleted(body)) == Answer()
    webhook = in_billing(going, "From a webhook.", subtype="bot_message", bot_id="B0WEBHOOK01")
    webhook["event"].pop("user")
    assert await going.answer(Kind.MESSAGE, webhook) == Answer()
    assert going.floor.fingerprint(1) == before


async def test_our_own_message_coming_back_is_proof_of_delivery(either: Life) -> None:
    await either.floor.open_case()
    await either.floor.do(_ask)
    row = next(one for one in either.floor.rows(Outgoing) if one.ts is None)
    metadata = {"event_type": MARKER_TYPE, "event_payload": {"d": row.marker}}
    echo = either.said(
        "…", by=BOT, channel=DESK, thread=either.desk_ts(1), bot_id="B0LIAISON00", metadata=metadata
    )
    for _ in range(2):
        assert await either.answer(Kind.MESSAGE, echo) == Answer()
    found = next(one for one in either.floor.rows(Outgoing) if one.id == row.id)
    assert (found.status, found.ts) == (Delivery.SENT, echo["event"]["ts"])


async def test_a_marker_in_somebody_elses_message_is_no_proof(going: Life) -> None:
    await going.floor.do(_ask)
    row = next(one for one in going.floor.rows(Outgoing) if one.ts is None)
    for metadata in (
        {"event_type": MARKER_TYPE, "event_payload": {"d": row.marker}},
        {"event_type": MARKER_TYPE, "event_payload": None},
        {"event_type": "other", "event_payload": {"d": row.marker}},
    ):
        forged = in_billing(going, "…", by=DEPLOYBOT, bot_id="B0DEPLOYBOT", metadata=metadata)
        assert await going.answer(Kind.MESSAGE, forged) == Answer()
    strange = in_billing(going, "…", by=BOT, bot_id="B0LIAISON00", metadata={"event_type": "other"})
    assert await going.answer(Kind.MESSAGE, strange) == Answer()
    assert next(one for one in going.floor.rows(Outgoing) if one.id == row.id).ts is None


def _ask(work: Any) -> None:
    from models.case_notices import CsmChanged

    case = work.case(1)
    work.tell(work.desk_thread(case), CsmChanged(1, "Ben", DANA, "Ben"), key="told")


# -- outsiders, and a card on its way


async def test_a_guest_is_answered_by_one_polite_line_and_not_mirrored(going: Life) -> None:
    assert await going.answer(Kind.MESSAGE, in_billing(going, by="U0GILFOSTER")) == Answer()
    (line,) = going.made()
    assert "own staff" in line["text"]
    assert (line["user"], line["thread_ts"]) == ("U0GILFOSTER", going.card_ts(1))
    assert mirrors(going) == []


async def test_who_is_of_another_team_by_slacks_own_word_is_not_mirrored(going: Life) -> None:
    said = in_billing(going)
    said["event"]["user_team"] = "T0BRIGHTWTR"
    assert await going.answer(Kind.MESSAGE, said) == Answer()
    (line,) = going.made()
    assert "own staff" in line["text"]
    assert mirrors(going) == []


async def test_a_reply_to_a_card_that_is_on_its_way_shall_come_again(life: Life) -> None:
    from casework import cases, errands
    from casework.cases import NewCase
    from casework.desk import OWN_WORK
    from models.case import Severity

    new = NewCase("1", "Charged twice", "s", Severity.NORMAL, "x", "billing")
    await life.floor.do(cases.open_case, new)
    await life.floor.desk.do(OWN_WORK, errands.claim)
    early = life.said("On it.", by=MEI, channel=BILLING, thread="1700000002.000100")
    assert await life.answer(Kind.MESSAGE, early) == Answer(status=503)
    assert life.floor.rows(Receipt) == []
    await life.floor.post_everything()
    assert life.card_ts(1) == "1700000002.000100"
    assert await life.answer(Kind.MESSAGE, early) == Answer()
    assert len(mirrors(life)) == 1


async def test_who_writes_to_the_bot_directly_gets_the_help(life: Life) -> None:
    body = life.said("hello?", by=DANA, channel="D0000000001", thread=None, channel_type="im")
    assert await life.answer(Kind.MESSAGE, body) == Answer()
    assert life.floor.rows(Receipt) == []
