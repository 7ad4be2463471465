"""Which cases are shown as saying the same, and how much of another customer's."""

import pytest

from casework import cases, forms, handoffs
from casework.matching import alike, verdicts
from models.case import CaseStatus
from models.refusal import Refusal
from tests.casework.matching.twins import CANARY, STORY, TITLE, eager, found, shown, twins
from tests.casework.room import BEN, MEI, Room
from tests.casework.test_likeness import PASTED


def test_a_case_is_shown_with_who_opened_it_and_who_has_it(room: Room) -> None:
    eager(room).open_case(TITLE, story=STORY, by=BEN)
    room.pass_time(minutes=20)
    (one,) = shown(room)
    assert (one.label, one.title, one.opened_by, one.with_whom) == ("C-1", TITLE, "Ben Lindqvist", "Billing")
    assert (one.is_same_customer, one.customer) == (True, "Brightwater Foods")
    assert one.age.total_seconds() == 20 * 60
    assert "4711" in one.why
    room.do(handoffs.decline, 1, reason="Not ours.", by=MEI)
    assert shown(room)[0].with_whom == "Ben Lindqvist"


def test_the_same_customers_come_first_and_three_are_enough(room: Room) -> None:
    eager(room)
    twins(room, "1", "2", "2", "3", "1")
    assert found(room)[:2] == [5, 1]
    assert len(found(room)) == alike.MOST
    assert found(room, customer_id=2)[:2] == [3, 2]


def test_too_unlike_or_never_shows_nothing(room: Room) -> None:
    eager(room)
    twins(room, "1")
    assert found(room, above=1.0) == []
    assert found(room, above=None) == []
    eager(room, show_above="never")
    assert shown(room) == ()


def test_a_closed_case_is_shown_while_it_is_recent_and_an_open_one_always(room: Room) -> None:
    eager(room, recent="14d")
    twins(room, "1", "1")
    room.do(cases.close, 1, told="")
    assert found(room) == [2, 1]
    room.pass_time(days=14)
    assert found(room) == [2]


def test_an_open_case_stands_for_what_was_found_to_be_the_same_and_is_closed(room: Room) -> None:
    eager(room)
    room.open_case(TITLE, story=STORY)
    room.open_case("The bank took it again", story="No word of it.")
    room.own(lambda work: verdicts.confirm(work.session, 2, 1, now=work.now))
    room.do(cases.close, 1, told="")
    assert found(room) == [2]
    assert found(room, number=2) == []
    room.do(cases.close, 2, told="")
    assert found(room) == [1]


def test_for_a_case_only_older_ones_are_found_and_none_that_was_told_apart(room: Room) -> None:
    eager(room)
    twins(room, "1", "1", "1")
    assert found(room, number=2) == [1]
    room.own(lambda work: verdicts.deny(work.session, 2, 1, now=work.now))
    assert found(room, number=2) == []


def test_of_another_customers_case_no_word_is_told_that_is_not_in_its_title(room: Room) -> None:
    eager(room)
    room.open_case("Invoice 4711", story=f"Our {CANARY} was charged twice.", customer="2")
    asked = f"The {CANARY} of invoice 4711 was charged twice"
    (other,) = shown(room, asked, asked)
    assert set(other.why) == {"invoice", "4711"}
    (own,) = shown(room, asked, asked, customer="2")
    assert CANARY in own.why
    assert CANARY not in repr(other)


def test_only_who_may_open_a_case_is_shown_any(room: Room) -> None:
    eager(room)
    twins(room, "1")
    with pytest.raises(Refusal, match="customer success team"):
        room.do(forms.looks_like, title=TITLE, story=STORY, by=MEI)


def test_a_customer_who_is_new_or_unknown_has_no_case_of_its_own(room: Room) -> None:
    eager(room)
    twins(room, "1")
    for customer, is_same in (
        ("", None),
        ("99", None),
        ("nonsense", None),
        ("new:Harbour", False),
        ("new:brightwater foods", True),
    ):
        assert [one.is_same_customer for one in shown(room, customer=customer)] == [is_same]


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
def test_whatever_is_pasted_shows_something_or_nothing(room: Room, pasted: str) -> None:
    eager(room)
    room.open_case("c", story=pasted[:3000].replace("\0", " ").encode("utf-8", "replace").decode())
    for title, story in ((pasted, ""), ("", pasted), (pasted, pasted)):
        assert {one.status for one in shown(room, title, story)} <= {CaseStatus.OPEN}


def test_in_a_new_office_the_same_title_is_shown_however_little_is_known(room: Room) -> None:
    room.open_case(TITLE, story=STORY)
    assert [one.number for one in shown(room, TITLE, "")] == [1]
    assert [one.number for one in shown(room, TITLE, "", customer="2")] == [1]
    assert shown(room, "Charged twice for invoice 4655", "") == ()
    assert found(room, TITLE, "", above=0.9) == []
