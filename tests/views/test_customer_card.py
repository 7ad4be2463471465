"""The form of a customer says back what was put into it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.facts import KnownFact
from models.refusal import Refusal
from models.tended import ContactLine, CustomerCard, Tended
from sandbox.controls import controls
from tests.views.limits import problems_of_view
from views.forms.customer_card import CustomerForm

TENDED = Tended(
    "Brightwater Foods",
    "gold",
    "U0DANAOKAFO",
    "U0BENLINDQV",
    "C0BRIGHTW01",
    "Europe/Berlin",
    "German",
    date(2027, 3, 1),
    "Fewer returns",
    (ContactLine("Carla Voss", "Logistics", "carla@example.com", "+49 30 1"), ContactLine("Tom")),
)
SAID_AT = datetime(2026, 5, 3, 12, tzinfo=UTC)
FACT = KnownFact("We use type B scales.", "Carla Voss", SAID_AT, 12, 5)
UNTENDED = replace(TENDED, csm=None, deputy=None, channel=None, renews_on=None)


def filled(view: dict[str, Any], **changed: dict[str, Any]) -> dict[str, Any]:
    """As it would be sent, with what stands in it and what was changed."""
    initial = {
        "plain_text_input": ("value", "initial_value"),
        "users_select": ("selected_user", "initial_user"),
        "conversations_select": ("selected_conversation", "initial_conversation"),
        "datepicker": ("selected_date", "initial_date"),
        "static_select": ("selected_option", "initial_option"),
        "checkboxes": ("selected_options", "initial_options"),
    }
    values = {}
    for control in (one for one in controls(view["blocks"]) if one.holds_something):
        kept, begun = initial[control.element["type"]]
        values[control.block_id] = {control.action_id: {kept: control.element.get(begun)}}
    for block, what in changed.items():
        (action,) = values[block]
        values[block][action] = what
    return view | {"state": {"values": values}}


@pytest.mark.parametrize("tiers", [("gold", "standard"), ()])
@pytest.mark.parametrize(
    "now", [TENDED, replace(TENDED, csm=None, deputy=None, channel=None, renews_on=None)]
)
def test_what_is_not_touched_stays(now: Tended, tiers: tuple[str, ...]) -> None:
    view = CustomerForm.draw(CustomerCard(7, now, tiers, (FACT,), (replace(FACT, until=SAID_AT),)))
    assert problems_of_view(view) == []
    saved = CustomerForm.read(filled(view))
    assert (saved.customer, saved.wanted, saved.seen) == (7, now, now.seen())


def test_what_they_told_us_can_be_changed_and_what_stood_before_is_seen() -> None:
    ended = replace(FACT, text="Type A.", until=SAID_AT)
    shown = json.dumps(CustomerForm.draw(CustomerCard(7, TENDED, (), (FACT,), (ended,))), ensure_ascii=False)
    assert "“We use type B scales.” · Carla Voss · <!date^" in shown
    assert "> · C-12" in shown
    assert "until <!date^" in shown
    assert "“Type A.”" in shown
    assert '"value": "change:5"' in shown


def test_a_channel_is_given_up_by_its_box() -> None:
    view = CustomerForm.draw(CustomerCard(7, TENDED, (), ()))
    saved = CustomerForm.read(filled(view, leaves={"selected_options": [{"value": "leaves"}]}))
    assert saved.wanted.channel is None


def test_mail_and_telephone_are_known_by_their_looks() -> None:
    view = CustomerForm.draw(CustomerCard(7, TENDED, (), ()))
    lines_ = "Ann, +1 555 0100, Buyer, ann@example.com\n\n Bo , 0151 22 , CFO, of both sites"
    saved = CustomerForm.read(filled(view, contacts={"value": lines_}))
    assert saved.wanted.contacts == (
        ContactLine("Ann", "Buyer", "ann@example.com", "+1 555 0100"),
        ContactLine("Bo", "CFO, of both sites", "", "0151 22"),
    )


def test_a_line_without_a_name_is_refused() -> None:
    view = CustomerForm.draw(CustomerCard(7, TENDED, (), ()))
    with pytest.raises(Refusal, match="begins with a name"):
        CustomerForm.read(filled(view, contacts={"value": ", Buyer"}))
