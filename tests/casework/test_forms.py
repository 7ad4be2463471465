"""What a form is told before it is drawn, for somebody who may send it."""

from collections.abc import Callable
from datetime import datetime

import pytest

from casework import cases, customers, forms, handoffs, meanwhile
from casework.access import NotStaff, Operation
from casework.cases import NewCase, Origin
from models.case import Severity
from models.facts import Suggestion
from models.refusal import Refusal
from tests.casework.clock_room import timed
from tests.casework.room import BEN, DANA, DESK, GIL, MEI, PRIYA, Room, know_everybody_afresh


def test_departments_are_proposed_for_what_is_known_so_far(quick_room: Room) -> None:
    assert quick_room.do(forms.to_open) == (Suggestion("engineering", (), "default"),)
    words = quick_room.do(forms.to_open, title="A refund of an invoice")
    assert words == (Suggestion("billing", ("invoice", "refund"), "words"),)
    for customer in ("1", "new:Harbour Lights", "99", "nonsense", "9" * 40):
        assert quick_room.do(forms.to_open, title="GDPR", customer=customer)[0].department == "legal"


def test_a_customer_of_a_departments_own_tier_decides(quick_room: Room) -> None:
    billing = quick_room.handbook.departments["billing"].model_copy(update={"tiers": ["gold"]})
    departments = quick_room.handbook.departments | {"billing": billing}
    quick_room.handbook = quick_room.handbook.model_copy(update={"departments": departments})
    assert quick_room.do(forms.to_open, title="GDPR", customer="1")[0] == Suggestion(
        "billing", ("gold",), "tier"
    )
    assert quick_room.do(forms.to_open, title="GDPR", customer="2")[0].department == "legal"


def test_only_who_may_open_a_case_is_proposed_anything(quick_room: Room) -> None:
    with pytest.raises(Refusal, match="Cases are opened by the customer success team"):
        quick_room.do(forms.to_open, by=MEI)
    with pytest.raises(NotStaff):
        quick_room.do(forms.to_open, by=GIL)


def test_a_departments_form_is_for_its_members_while_the_handoff_goes_on(quick_room: Room) -> None:
    quick_room.open_case()
    case, handoff = quick_room.do(forms.to_work_on, 1, by=MEI)
    assert (case.label, handoff.department, handoff.expected) == ("C-1", "Billing", "Refund one.")
    refused(quick_room, forms.to_work_on, 1, by=PRIYA, sentence="That is for Billing")
    quick_room.do(handoffs.decline, 1, reason="x", by=MEI)
    refused(
        quick_room, forms.to_work_on, 1, by=MEI, sentence="Mei Tanaka has declined C-1 for Billing already"
    )


def test_a_csms_form_is_for_the_case_as_it_is(quick_room: Room) -> None:
    quick_room.open_case()
    quick_room.do(handoffs.finish, 1, found="x", to_tell="It is refunded.", root_cause=None, by=MEI)
    case, wording = quick_room.do(forms.to_close, 1)
    assert (case.label, wording) == ("C-1", "It is refunded.")
    for form in (forms.to_close, forms.to_reopen, forms.to_steer_case):
        refused(quick_room, form, 1, by=BEN, sentence="Only Dana Okafor, the CSM of C-1")
    refused(
        quick_room,
        forms.to_steer,
        1,
        by=DANA,
        sentence="Mei Tanaka has finished Billing's part of C-1 already",
    )
    quick_room.do(cases.close, 1, told="")
    assert quick_room.do(forms.to_reopen, 1).status == "closed"
    refused(quick_room, forms.to_close, 1, by=DANA, sentence="C-1 is closed already")
    refused(quick_room, forms.to_steer_case, 1, by=DANA, sentence="Reopen it first")
    quick_room.do(cases.reopen, 1, reason="Again.")
    refused(quick_room, forms.to_reopen, 1, by=DANA, sentence="C-1 is open already")


@pytest.mark.parametrize(
    ("now", "proposed"),
    [
        ("2026-11-23T12:40+00:00", "2026-11-24T12:00+00:00"),
        ("2026-11-27T12:40+00:00", "2026-11-30T12:00+00:00"),
        ("2026-10-23T12:40+00:00", "2026-10-26T13:00+00:00"),
        ("2026-11-23T22:40+00:00", "2026-11-25T08:00+00:00"),
    ],
    ids=["tomorrow", "on Monday", "on Monday, when the clock was put back", "at the day's beginning"],
)
def test_news_are_proposed_for_this_hour_of_the_next_working_day(
    quick_room: Room, now: str, proposed: str
) -> None:
    timed(quick_room)
    quick_room.open_case()
    quick_room.clock.push(datetime.fromisoformat(now) - quick_room.clock())
    quick_room.own(know_everybody_afresh)
    assert quick_room.do(forms.to_promise_news, 1)[1] == datetime.fromisoformat(proposed)
    refused(quick_room, forms.to_promise_news, 1, by=MEI, sentence="Only a case's CSM")


NAMED = {
    "Brightwater Foods was charged twice": "Brightwater Foods",
    "charged twice:\nBRIGHTWATER   foods, again": "Brightwater Foods",
    "The scale of Fjordlab's shop": "Fjordlab",
    "The scale of Fjordlab North drifts": "Fjordlab North",
    "Brightwater was charged twice": None,
    "Fjordlabs are charged twice": None,
    "Fjordlab and Brightwater Foods were charged twice": None,
    "100% of them": None,
    "": None,
}


@pytest.mark.parametrize(("text", "name"), NAMED.items(), ids=NAMED)
def test_the_customer_whom_the_words_name_is_recognised(room: Room, text: str, name: str | None) -> None:
    room.do(customers.choose, "new:Fjordlab North")
    room.do(customers.choose, "new:%")
    found = room.do(forms.customer_in, text)
    assert (found and found[1]) == name


def test_only_who_may_open_a_case_hears_whom_its_words_name(quick_room: Room) -> None:
    refused(quick_room, forms.customer_in, "Fjordlab", by=MEI, sentence="opened by the customer success team")
    refused(quick_room, forms.opened_from, "x", by=MEI, sentence="opened by the customer success team")


def test_the_newest_case_of_a_message_is_found_by_the_messages_address(quick_room: Room) -> None:
    new = NewCase("1", "t", "s", Severity.NORMAL, "x", "billing", Origin("https://here"))
    for _ in range(2):
        quick_room.do(cases.open_case, new)
    assert quick_room.do(forms.opened_from, "https://here") == (2, None)
    quick_room.post_everything()
    assert quick_room.do(forms.opened_from, "https://here") == (2, (DESK, quick_room.desk_thread(2).ts))
    assert quick_room.do(forms.opened_from, "https://elsewhere") is None


def refused(room: Room, form: Callable[..., object], about: object, *, by: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        room.do(form, about, by=by)


def test_going_on_is_asked_with_what_shall_be_done(quick_room: Room) -> None:
    quick_room.open_case()
    for operation, by in ((Operation.WORK, MEI), (Operation.STEER, DANA)):
        case, handoff = quick_room.do(meanwhile.going_on, 1, operation, by=by)
        assert (case.number, handoff.id) == (1, 1)
