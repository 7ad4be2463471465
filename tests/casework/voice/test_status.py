"""A customer's message says of their case what they may know; of another customer's it says nothing."""

import pytest
from sqlmodel import col, select

from casework import cases, keeping
from casework.merging.merge import merge
from casework.voice import asked, status, whereabouts
from casework.voice.status import NotTheirs
from casework.work import Work
from models.case import Case
from models.customer_notices import CustomerStatus, Progress
from models.outgoing import Outgoing
from tests.casework.carrier import Carrier
from tests.casework.room import Room
from tests.casework.voice.conftest import BRIGHTWATER, bound
from tests.casework.voice.test_closing import answer

OTHERS = "Our recipes leaked"


def title(work: Work, number: int, words: str) -> None:
    asked.view_of(work, number).title = words


def in_slack(room: Room, carrier: Carrier) -> dict[int, CustomerStatus]:
    """By case, the living messages that stand in the customer's channel."""
    carrier.carry_everything()
    return {one.case: one for one in carrier.shown.values() if isinstance(one, CustomerStatus)}


def test_a_promised_time_that_moves_moves_in_their_message(spoken: Room):
    answer(spoken)
    carrier = Carrier(spoken)
    in_slack(spoken, carrier)
    until = spoken.clock() + keeping.BETWEEN_NUDGES * 5
    spoken.do(keeping.promise_update, 1, until=until)
    assert in_slack(spoken, carrier)[1].facts.next_at == until
    spoken.do(keeping.promise_update, 1, until=until + keeping.BETWEEN_NUDGES)
    assert in_slack(spoken, carrier)[1].facts.next_at == until + keeping.BETWEEN_NUDGES


def test_a_merged_case_shows_its_own_title_and_where_the_other_stands(spoken: Room):
    spoken.open_case("And the VAT")
    for number, words in ((1, "We paid twice"), (2, "The VAT is wrong")):
        spoken.own(title, number, words)
        answer(spoken, number)
    carrier = Carrier(spoken)
    in_slack(spoken, carrier)
    spoken.do(merge, 2, into=1)
    answer(spoken, 1)
    seen = in_slack(spoken, carrier)
    assert {number: one.facts.title.text for number, one in seen.items()} == {
        1: "We paid twice",
        2: "The VAT is wrong",
    }
    assert {one.facts.progress for one in seen.values()} == {Progress.ANSWERED}


def test_nothing_of_another_customers_case_is_ever_shown(spoken: Room):
    answer(spoken)
    carrier = Carrier(spoken)
    in_slack(spoken, carrier)
    spoken.open_case("Leak", customer="2")
    spoken.own(title, 2, OTHERS)

    def mix_up(work: Work) -> None:
        work.session.get_one(Case, 1).merge(2, work.now)
        status.redraw(work, 1)

    spoken.own(mix_up)
    before = in_slack(spoken, carrier)[1]
    assert OTHERS not in repr(carrier.shown)
    assert before.facts.number == 1
    with pytest.raises(NotTheirs):
        spoken.own(lambda work: status.facts(work, work.exactly(1), 1))
    with pytest.raises(NotTheirs):
        spoken.own(lambda work: status.facts(work, work.exactly(2), 1))


def test_a_status_row_of_another_case_is_given_up(spoken: Room):
    spoken.open_case("Leak", customer="2")
    spoken.own(title, 2, OTHERS)
    answer(spoken)

    def point_elsewhere(work: Work) -> None:
        theirs = select(Outgoing).where(col(Outgoing.key) == status.status_key(1))
        for row in work.session.exec(theirs):
            row.notice = {**row.notice, "case": 2}

    spoken.own(point_elsewhere)
    carrier = Carrier(spoken)
    assert in_slack(spoken, carrier) == {}
    assert OTHERS not in repr(carrier.shown)


def asked_in(room: Room, channel: str) -> tuple[str, list[int]] | None:
    found = room.own(whereabouts.in_channel, channel)
    return found and (found[0], [one.number for one in found[1]])


def test_in_their_channel_stand_their_open_cases_and_nobody_elses(spoken: Room):
    bound(spoken, 2, "C0CEDAR0001", "T0CEDAR")
    spoken.open_case("Leak", customer="2")
    spoken.open_case("And the VAT")
    spoken.open_case("What they do not know of")
    for number in (1, 2, 3):
        spoken.own(title, number, f"Case {number}")
    assert asked_in(spoken, BRIGHTWATER) == ("Brightwater Foods", [3, 1])
    assert asked_in(spoken, "C0CEDAR0001") == ("Cedar Valley Dairy", [2])
    assert asked_in(spoken, "C0BILLING01") is None
    spoken.do(merge, 3, into=1)
    assert asked_in(spoken, BRIGHTWATER) == ("Brightwater Foods", [3, 1])
    spoken.do(cases.close, 1, told="Done.")
    assert asked_in(spoken, BRIGHTWATER) == ("Brightwater Foods", [])
