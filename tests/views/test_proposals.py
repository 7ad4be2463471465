"""What the form says of a department that earlier cases speak for, and what a card offers instead."""

from dataclasses import replace
from typing import Any

import pytest

from models.facts import Elsewhere, Suggestion
from models.handoff_notices import HandoffCard
from tests.views import examples as ex
from tests.views.filled import filled
from tests.views.limits import problems_of_message, problems_of_view
from views.forms.fields import Department
from views.forms.open_case import CustomerChoice, OpenCaseForm, OpenCasePrefill
from views.forms.proposals import because, said
from views.render import render

LEARNT = Suggestion("billing", ("invoice", "refund"), "learnt", 0.8499, (12, 31))
RULE = Suggestion("legal", ("GDPR",), "words")
DEFAULT = Suggestion("engineering", (), "default")
WRITTEN = {"title": "Charged twice", "story": "On Monday.", "expected": "Refund it."}


def form(*suggestions: Suggestion) -> dict[str, Any]:
    prefill = OpenCasePrefill(customer=CustomerChoice("17", "Brightwater Foods"))
    return OpenCaseForm.draw(prefill, ex.DEPARTMENTS, suggestions)


@pytest.mark.parametrize(
    ("suggestion", "sentence"),
    [
        (LEARNT, "*Billing*, 84 % sure, because of *invoice* and *refund*; like C-12 and C-31"),
        (replace(LEARNT, like=(12,)), "*Billing*, 84 % sure, because of *invoice* and *refund*; like C-12"),
        (replace(LEARNT, because=()), "*Billing*, 84 % sure; like C-12 and C-31"),
        (replace(LEARNT, because=("VAT",), like=()), "*Billing*, 84 % sure, because of *VAT*"),
        (replace(LEARNT, because=(), like=(), sure=0.9999), "*Billing*, 99 % sure"),
        (
            replace(LEARNT, because=("<!here>*",), like=()),
            "*Billing*, 84 % sure, because of *&lt;!here&gt;∗*",
        ),
    ],
)
def test_a_learnt_department_says_how_sure_and_why(suggestion: Suggestion, sentence: str) -> None:
    assert because(suggestion, "Billing") == sentence


def test_it_is_chosen_already_and_sending_the_form_confirms_it() -> None:
    view = form(LEARNT, DEFAULT)
    read = OpenCaseForm.read(filled(view, **WRITTEN))
    assert (read.department, read.is_own_choice) == ("billing", False)
    assert problems_of_view(view) == []


def test_another_choice_than_the_proposed_one_is_the_persons_own() -> None:
    read = OpenCaseForm.read(filled(form(LEARNT, DEFAULT), **WRITTEN, department="legal"))
    assert (read.department, read.is_own_choice) == ("legal", True)
    unproposed = OpenCaseForm.read(filled(form(DEFAULT), **WRITTEN, department="legal"))
    assert unproposed.is_own_choice
    left_to_liaison = OpenCaseForm.read(filled(form(LEARNT, DEFAULT), **WRITTEN, department="auto"))
    assert (left_to_liaison.department, left_to_liaison.is_own_choice) == (None, False)


def test_what_contradicts_a_rule_is_a_second_line_and_the_rule_stays_chosen() -> None:
    line = said((RULE, replace(LEARNT, sure=0.93)), ex.DEPARTMENTS)
    assert line == (
        "💡 *Legal*, because of *GDPR*.\n"
        "🤔 Earlier cases went elsewhere: *Billing*, 93 % sure, because of *invoice* and *refund*; "
        "like C-12 and C-31."
    )
    assert OpenCaseForm.read(filled(form(RULE, LEARNT), **WRITTEN)).department == "legal"


def test_a_department_that_left_meanwhile_is_not_spoken_of() -> None:
    line = said((RULE, replace(LEARNT, department="gone")), [Department("legal", "Legal")])
    assert line == "💡 *Legal*, because of *GDPR*."


def buttons(handoff: Any) -> list[tuple[str, str, str]]:
    drawn = render(HandoffCard(handoff.id, handoff, ex.CASE), ex.TIDEWATER)
    assert problems_of_message(drawn.text, drawn.blocks) == []
    elements = [one for block in drawn.blocks if block["type"] == "actions" for one in block["elements"]]
    return [
        (one["text"]["text"], one["action_id"], one["value"])
        for one in elements
        if one["action_id"].startswith("handoff.not_ours")
    ]


def test_an_offered_card_has_not_ours_with_the_next_best_two() -> None:
    offered = replace(ex.BILLING, next_best=(Elsewhere("legal", "Legal"), Elsewhere("ops", "O" * 40)))
    assert buttons(offered) == [
        ("Not ours → Legal", "handoff.not_ours.first", "31:legal"),
        (f"Not ours → {'O' * 40}", "handoff.not_ours.second", "31:ops"),
    ]
    assert buttons(ex.BILLING) == []
    assert buttons(replace(ex.TAKEN, next_best=offered.next_best)) == []
