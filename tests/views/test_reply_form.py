"""The preview: what a person sees, and what is read back from it."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from models.reply_facts import Face, ReplyFacts
from views.forms.reply import ReplyForm

FACTS = ReplyFacts(
    17, "loop:answered:4:1", "Brightwater <Foods>", "brightwater", Face("U0DANAOKAFO", "Dana"), "Hi & bye"
)


def filled(view: dict[str, Any], text: str, *, waits: bool) -> dict[str, Any]:
    boxes = {"selected_options": [{"value": "yes"}] if waits else []}
    values = {"text": {"text": {"value": text}}, "waits": {"waits": boxes}}
    return {**view, "id": "V1", "state": {"values": values}}


def test_what_is_written_is_read_back_with_the_drafts_identity() -> None:
    read = ReplyForm.read(filled(ReplyForm.draw(FACTS), "Hello", waits=True))
    assert (read.case, read.key, read.text, read.seen, read.waits_for_them) == (
        17,
        FACTS.key,
        "Hello",
        "",
        True,
    )


def test_a_free_draft_is_the_form_that_it_is_written_in() -> None:
    read = ReplyForm.read(filled(ReplyForm.draw(replace(FACTS, key="")), "Hello", waits=False))
    assert read.key == "draft:V1"


def test_it_says_who_reads_it_where_and_from_whom() -> None:
    shown = json.dumps(ReplyForm.draw(FACTS))
    assert "*Brightwater &lt;Foods&gt;* reads it in #brightwater, in the thread of C-17, from Dana." in shown


def test_what_was_seen_once_more_is_exactly_what_they_see() -> None:
    warned = replace(FACTS, warnings=("It names Billing: the customer knows one face of ours.",))
    written = ReplyForm.read(filled(ReplyForm.draw(FACTS), "Hi & bye", waits=False))
    view = ReplyForm.draw(warned, replace(written, valid_until=date(2027, 3, 1)))
    assert '"initial_date": "2027-03-01"' in json.dumps(view)
    shown = json.dumps(view)
    assert "It names Billing" in shown
    assert "> Hi &amp; bye" in shown
    assert ReplyForm.read(filled(view, "Hi", waits=False)).seen == warned.fingerprint
