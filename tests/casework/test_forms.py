"""What a form is told before it is drawn, for somebody who may send it."""

from collections.abc import Callable

import pytest

from casework import cases, forms, handoffs
from casework.access import NotStaff, Operation
from models.facts import Suggestion
from models.refusal import Refusal
from tests.casework.room import BEN, DANA, GIL, MEI, PRIYA, Room


def test_departments_are_proposed_for_what_is_known_so_far(quick_room: Room) -> None:
    assert quick_room.do(forms.to_open) == (Suggestion("engineering", (), "default"),)
    words = quick_room.do(forms.to_open, text="A refund of an invoice")
    assert words == (Suggestion("billing", ("invoice", "refund"), "words"),)
    for customer in ("1", "new:Harbour Lights", "99", "nonsense", "9" * 40):
        assert quick_room.do(forms.to_open, text="GDPR", customer=customer)[0].department == "legal"


def test_a_customer_of_a_departments_own_tier_decides(quick_room: Room) -> None:
    billing = quick_room.handbook.departments["billing"].model_copy(update={"tiers": ["gold"]})
    departments = quick_room.handbook.departments | {"billing": billing}
    quick_room.handbook = quick_room.handbook.model_copy(update={"departments": departments})
    assert quick_room.do(forms.to_open, text="GDPR", customer="1")[0] == Suggestion(
        "billing", ("gold",), "tier"
    )
    assert quick_room.do(forms.to_open, text="GDPR", customer="2")[0].department == "legal"


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
    case, wording = quick_room.do(forms.to_steer_case, 1)
    assert (case.label, wording) == ("C-1", "It is refunded.")
    refused(quick_room, forms.to_steer_case, 1, by=BEN, sentence="Only Dana Okafor, the CSM of C-1")
    refused(
        quick_room,
        forms.to_steer,
        1,
        by=DANA,
        sentence="Mei Tanaka has finished Billing's part of C-1 already",
    )
    quick_room.do(cases.close, 1, told="")
    assert quick_room.do(forms.to_steer_case, 1)[0].status == "closed"


def refused(room: Room, form: Callable[..., object], about: int, *, by: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        room.do(form, about, by=by)


def test_going_on_is_asked_with_what_shall_be_done(quick_room: Room) -> None:
    quick_room.open_case()
    for operation, by in ((Operation.WORK, MEI), (Operation.STEER, DANA)):
        case, handoff = quick_room.do(handoffs.going_on, 1, operation, by=by)
        assert (case.number, handoff.id) == (1, 1)
