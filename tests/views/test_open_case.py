import json
from typing import Any

import pytest

from models.case import Severity
from models.facts import Suggestion
from models.refusal import Refusal
from tests.views import examples as ex
from tests.views.filled import filled
from tests.views.limits import problems_of_view
from views.forms.customer import CustomerChoice, customer_options
from views.forms.modal import refused
from views.forms.open_case import (
    OpenCase,
    OpenCaseForm,
    OpenCasePrefill,
    Origin,
)
from views.forms.proposals import because

ORIGIN = Origin("C0EXTBRIGHT", "1763640000.000100", "1763630000.000100")
BRIGHTWATER = CustomerChoice("17", "Brightwater Foods")
BY_WORDS = Suggestion("billing", ("invoice", "refund"), "words")
BY_DEFAULT = Suggestion("engineering", (), "default")
WRITTEN = {"title": "Charged twice", "story": "On Monday.", "expected": "Refund it."}


def drawn(prefill: OpenCasePrefill | None = None, *suggestions: Suggestion) -> dict[str, Any]:
    return OpenCaseForm.draw(prefill or OpenCasePrefill(customer=BRIGHTWATER), ex.DEPARTMENTS, suggestions)


def block(view: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in view["blocks"] if one.get("block_id", "").split(":")[0] == name)


def test_what_is_put_into_the_form_is_read_out_of_it() -> None:
    answers = {**WRITTEN, "severity": "critical", "department": "legal"}
    assert OpenCaseForm.read(filled(drawn(), **answers)) == OpenCase(
        "17",
        "Charged twice",
        "On Monday.",
        Severity.CRITICAL,
        "legal",
        "Refund it.",
        None,
        is_own_choice=True,
    )


def test_the_form_begins_with_what_is_known() -> None:
    prefill = OpenCasePrefill(
        BRIGHTWATER, "Charged twice", "On Monday.", Severity.HIGH, "Refund it.", origin=ORIGIN
    )
    view = drawn(prefill, BY_WORDS)
    assert OpenCaseForm.read(filled(view)) == OpenCase(
        "17", "Charged twice", "On Monday.", Severity.HIGH, "billing", "Refund it.", ORIGIN
    )
    assert problems_of_view(view) == []


def test_a_department_that_is_closed_says_so_before_it_is_chosen() -> None:
    view = drawn(None, Suggestion("engineering", ("export",), "words"))
    names = [one["text"]["text"] for one in block(view, "department")["element"]["options"]]
    assert names[1:3] == ["Billing", "Engineering · closed now"]
    said = json.dumps(view, ensure_ascii=False)
    assert "*Engineering*, because of *export*. They are closed now and begin <!date^" in said
    assert "closed now and begin" not in json.dumps(drawn(None, BY_WORDS))
    assert problems_of_view(view) == []


def test_without_a_proposal_liaison_chooses() -> None:
    assert OpenCaseForm.read(filled(drawn(), **WRITTEN)).department is None
    assert OpenCaseForm.read(filled(drawn(None, BY_DEFAULT), **WRITTEN)).department is None


@pytest.mark.parametrize("missing", ["title", "story", "expected"])
def test_a_field_left_empty_is_named(missing: str) -> None:
    with pytest.raises(Refusal) as refusal:
        OpenCaseForm.read(filled(drawn(), **{**WRITTEN, missing: " \u200b"}))
    assert refusal.value.field == missing


def test_a_case_needs_a_customer() -> None:
    with pytest.raises(Refusal, match="Choose the customer") as refusal:
        OpenCaseForm.read(filled(drawn(OpenCasePrefill()), **WRITTEN))
    assert refusal.value.field == "customer"


def test_a_title_that_is_too_long_says_by_how_much() -> None:
    sentence = "The title has 163 characters, 13 too many; 150 fit."
    with pytest.raises(Refusal) as refusal:
        OpenCaseForm.read(filled(drawn(), **{**WRITTEN, "title": "x" * 163}))
    assert refused(drawn(), refusal.value)["errors"] == {"title": sentence}
    element = block(drawn(), "title")["element"]
    assert "max_length" not in element


def test_a_refusal_about_the_department_finds_its_field_whatever_is_proposed() -> None:
    view = drawn(None, BY_WORDS)
    answer = refused(view, Refusal("Legal left the handbook.", field="department"))
    assert answer["errors"] == {"department:billing": "Legal left the handbook."}


def test_slack_hears_a_new_block_with_every_new_proposal() -> None:
    ids = {block(drawn(None, *some), "department")["block_id"] for some in ((), (BY_WORDS,), (BY_DEFAULT,))}
    assert ids == {"department:auto", "department:billing"}


def test_an_unfinished_form_is_drawn_again_as_it_stands() -> None:
    prefill = OpenCasePrefill(BRIGHTWATER, "Charged", "x" * 10, Severity.LOW, "", origin=ORIGIN)
    assert OpenCaseForm.peek(filled(drawn(prefill))) == prefill
    assert OpenCaseForm.peek(drawn(OpenCasePrefill())) == OpenCasePrefill()


def test_a_new_proposal_replaces_the_old_one_but_never_a_choice_made_by_hand() -> None:
    proposed = OpenCaseForm.peek(filled(drawn(None, BY_WORDS)))
    assert proposed.department is None
    by_hand = OpenCaseForm.peek(filled(drawn(None, BY_WORDS), department="legal"))
    assert by_hand.department == "legal"
    again = drawn(by_hand, BY_WORDS)
    assert OpenCaseForm.read(filled(again, **WRITTEN)).department == "legal"
    assert OpenCaseForm.peek(filled(again)).department == "legal"
    left_to_liaison = OpenCaseForm.peek(filled(drawn(None, BY_WORDS), department="auto"))
    assert OpenCaseForm.read(filled(drawn(left_to_liaison, BY_WORDS), **WRITTEN)).department is None


def test_the_customer_and_the_title_tell_the_bot_while_the_form_is_open() -> None:
    view = drawn()
    dispatching = [one["element"]["action_id"] for one in view["blocks"] if one.get("dispatch_action")]
    assert dispatching == ["case.customer", "case.title"]
    assert block(view, "title")["element"]["dispatch_action_config"] == {
        "trigger_actions_on": ["on_enter_pressed"]
    }


def test_a_long_message_is_cut_to_what_the_fields_hold() -> None:
    prefill = OpenCasePrefill(BRIGHTWATER, "t" * 400, "s" * 40_000, expected="e" * 900, origin=ORIGIN)
    view = drawn(prefill)
    assert problems_of_view(view) == []
    read = OpenCaseForm.read(filled(view))
    assert (len(read.title), len(read.story), len(read.expected)) == (150, 3000, 500)


def test_a_new_customer_survives_being_drawn_again() -> None:
    new = CustomerChoice("new:Harbour Café", "Harbour Café")
    view = drawn(OpenCasePrefill(customer=new))
    assert (
        block(view, "customer")["element"]["initial_option"]["text"]["text"] == "New customer: Harbour Café"
    )
    assert OpenCaseForm.peek(filled(view)).customer == new
    assert OpenCaseForm.read(filled(view, **WRITTEN)).customer == "new:Harbour Café"


def test_customers_are_found_or_added_while_typing() -> None:
    def values(typed: str) -> list[str]:
        options = customer_options([(1, "Fjordlab"), (2, "Fjord & Sons")], typed)["options"]
        return [one["value"] for one in options]

    assert values("") == ["1", "2"]
    assert values("fjord") == ["1", "2", "new:fjord"]
    assert values("FJORDLAB ") == ["1", "2"]
    many = customer_options(((at, f"C{at}") for at in range(300)), "x" * 300)["options"]
    assert len(many) == 100
    assert len(many[-1]["value"]) <= 75


@pytest.mark.parametrize(
    ("suggestion", "said"),
    [
        (BY_WORDS, "*Billing*, because of *invoice* and *refund*"),
        (Suggestion("legal", ("a", "b", "c"), "words"), "*Billing*, because of *a*, *b* and *c*"),
        (
            Suggestion("legal", ("Brightwater Foods",), "customer"),
            "*Billing*, because *Brightwater Foods* is theirs",
        ),
        (Suggestion("legal", ("gold",), "tier"), "*Billing*, because *gold* customers are theirs"),
        (Suggestion("legal", ("critical",), "severity"), "*Billing*, because *critical* cases are theirs"),
        (BY_DEFAULT, "Nothing speaks for a department so far; it would go to *Billing*"),
    ],
)
def test_a_proposal_says_what_spoke_for_it(suggestion: Suggestion, said: str) -> None:
    assert because(suggestion, "Billing") == said


def test_everything_that_is_wrong_is_said_at_once() -> None:
    view = filled(drawn(OpenCasePrefill()), title=" ", story="x" * 3_001, expected="\n")
    with pytest.raises(Refusal) as refusal:
        OpenCaseForm.read(view)
    errors = refused(view, refusal.value)["errors"]
    assert set(errors) == {"customer", "title", "story", "expected"}
    assert "1 too many" in errors["story"]


def test_a_severity_that_no_menu_has_is_refused_in_its_field_and_drawn_again_as_normal() -> None:
    view = filled(drawn(), **WRITTEN)
    menu = view["state"]["values"]["severity"]["severity"]
    menu["selected_option"] = {"value": "odd"}
    with pytest.raises(Refusal, match="Choose how bad it is") as refusal:
        OpenCaseForm.read(view)
    assert refusal.value.field == "severity"
    assert OpenCaseForm.peek(view).severity is Severity.NORMAL
