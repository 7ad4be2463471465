"""A notice goes into the outbox and comes back the same."""

import json
from datetime import timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case_notices import Mirrored
from models.handoff_notices import HandoffStuck
from models.notices import KINDS, Notice, from_row, to_row
from tests.views.examples import NOTICES

ZONES = st.integers(-720, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def kept(notice: Notice) -> Notice:
    """Through JSON, as a database keeps it."""
    return from_row(json.loads(json.dumps(to_row(notice))))


def test_there_is_an_example_of_every_kind() -> None:
    assert {type(notice).__name__ for notice in NOTICES} == set(KINDS)


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: type(notice).__name__)
def test_a_notice_comes_back_the_same(notice: Notice) -> None:
    assert kept(notice) == notice


@given(st.text(), st.text(), st.lists(st.tuples(st.text(), st.text())), st.booleans())
def test_whatever_people_write_comes_back_the_same(
    author: str, text: str, files: list[tuple[str, str]], is_edited: bool
) -> None:
    notice = Mirrored(1, author, "desk", text, ("C0CSDESK001", "1.2"), tuple(files), is_edited)
    assert kept(notice) == notice


@given(st.datetimes(timezones=ZONES))
def test_a_moment_comes_back_as_the_same_instant(until) -> None:
    notice = HandoffStuck(1, 1, "Billing", "Mei Tanaka", "The bank.", until)
    back = kept(notice)
    assert back == notice
    assert back.until.tzinfo is not None


UNREADABLE = {
    "unknown kind": {"kind": "HandoffTeleported", "case": 1},
    "no kind": {"case": 1},
    "a fact is missing": {"kind": "CaseCard"},
    "a fact is wrong": {"kind": "CaseCard", "case": "x"},
}


@pytest.mark.parametrize("row", UNREADABLE.values(), ids=UNREADABLE)
def test_a_row_that_this_version_does_not_understand_says_so(row: dict) -> None:
    with pytest.raises((LookupError, ValueError)):
        from_row(row)
