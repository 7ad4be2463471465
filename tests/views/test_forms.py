from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from models.case import Severity
from models.facts import CaseFacts, KnownFact
from models.promise import PromiseKind
from models.refusal import Refusal
from models.remembered import Remembered, Source
from models.reply_facts import EarlierAnswer
from tests.views import examples as ex
from tests.views.filled import filled
from tests.views.limits import problems_of_view
from views.forms import asking, cases, clock, handoffs, merging, told_before
from views.forms.customers_word import NotYetForm, WhyForm
from views.forms.modal import refused, sentence_modal

HELD = (ex.CASE, ex.TAKEN)
REASON = "It is the shop."
FACT = KnownFact("Invoices go to Ghent.", "Carla Voss", ex.NOW, 12, 5)
TOLD = EarlierAnswer(8, "Fjordlab", 12, "It is <refunded>.", ex.NOW, None, is_theirs=False)

ROUND_TRIPS: tuple[tuple[Any, dict[str, Any], dict[str, Any], Any], ...] = (
    (
        handoffs.HandOnForm,
        handoffs.HandOnForm.draw(*HELD, ex.DEPARTMENTS),
        {"department": "legal", "why": REASON, "expected": "Read it."},
        handoffs.HandOn(31, "legal", REASON, "Read it."),
    ),
    (
        handoffs.DeclineForm,
        handoffs.DeclineForm.draw(*HELD),
        {"reason": REASON},
        handoffs.Decline(31, REASON),
    ),
    (
        handoffs.DoneForm,
        handoffs.DoneForm.draw(*HELD),
        {"found": "Twice.", "to_tell": "Soon."},
        handoffs.Done(31, "Twice.", "Soon.", None),
    ),
    (
        handoffs.DoneForm,
        handoffs.DoneForm.draw(*HELD),
        {"found": "Twice.", "to_tell": "Soon.", "root_cause": "A timeout."},
        handoffs.Done(31, "Twice.", "Soon.", "A timeout."),
    ),
    (
        handoffs.StuckForm,
        handoffs.StuckForm.draw(*HELD),
        {"reason": REASON, "until": 1795361400, "whom": "customer"},
        handoffs.Stuck(31, REASON, datetime(2026, 11, 22, 15, 30, tzinfo=UTC), for_customer=True),
    ),
    (
        handoffs.DoneForm,
        handoffs.DoneForm.draw(*HELD, (TOLD,)),
        {"found": "Twice.", "to_tell": "", "taken_up": "8"},
        handoffs.Done(31, "Twice.", "", None, 8),
    ),
    (asking.AskForm, asking.AskForm.draw(*HELD), {"question": "Which?"}, asking.Ask(31, "Which?")),
    (
        asking.AskForm,
        asking.AskForm.draw(*HELD, "Whose?", (FACT,)),
        {"question": "Which?"},
        asking.Ask(31, "Which?", (5,)),
    ),
    (
        told_before.RememberForm,
        told_before.RememberForm.draw(Source("C1", "17.1", "Twelve scales.", "", 1, "Brightwater", 17)),
        {"said_by": " Carla  Voss "},
        Remembered("1", 17, "C1", "17.1", "Twelve scales.", "Carla Voss"),
    ),
    (
        told_before.RememberForm,
        told_before.RememberForm.draw(Source("C1", "17.1", "Twelve scales.", "Carla", None, "", None)),
        {"customer": {"value": "2", "text": {"text": "Fjordlab"}}},
        Remembered("2", None, "C1", "17.1", "Twelve scales.", "Carla"),
    ),
    (
        told_before.ChangeForm,
        told_before.ChangeForm.draw(FACT, customer=1, seen="ab", above="V1"),
        {"fact": "Thirteen."},
        told_before.Changed(5, "Thirteen.", 1, "ab", "V1"),
    ),
    (cases.WithdrawForm, cases.WithdrawForm.draw(*HELD), {"reason": REASON}, cases.Withdraw(31, REASON)),
    (
        cases.ReassignForm,
        cases.ReassignForm.draw(*HELD, ex.DEPARTMENTS),
        {"department": "legal", "reason": REASON},
        cases.Reassign(31, "legal", None, REASON),
    ),
    (
        cases.ReassignForm,
        cases.ReassignForm.draw(*HELD, ex.DEPARTMENTS),
        {"person": "U0MEITANAKA", "reason": REASON},
        cases.Reassign(31, None, "U0MEITANAKA", REASON),
    ),
    (
        cases.AddDepartmentForm,
        cases.AddDepartmentForm.draw(ex.CASE, ex.DEPARTMENTS),
        {"department": "legal", "why": REASON, "expected": "Read it."},
        cases.AddDepartment(17, "legal", REASON, "Read it."),
    ),
    (cases.CloseForm, cases.CloseForm.draw(ex.CASE), {}, cases.Close(17, "")),
    (cases.CloseForm, cases.CloseForm.draw(ex.CASE, " It is\nback. "), {}, cases.Close(17, "It is\nback.")),
    (
        clock.UpdateForm,
        clock.UpdateForm.draw(ex.CASE),
        {"until": 1795361400},
        clock.Update(17, datetime(2026, 11, 22, 15, 30, tzinfo=UTC)),
    ),
    (
        clock.SeverityForm,
        clock.SeverityForm.draw(ex.CASE),
        {"severity": "low", "reason": REASON},
        clock.ChangeSeverity(17, Severity.LOW, REASON),
    ),
    (
        merging.SplitForm,
        merging.SplitForm.draw(*HELD),
        {"title": "A credit note", "story": "They want one."},
        merging.Split(31, "A credit note", "They want one."),
    ),
    (
        merging.MergePreview,
        merging.MergePreview.draw(ex.MERGE),
        {"survivor": "17"},
        merging.Merge(gone=12, into=17),
    ),
    (cases.ReopenForm, cases.ReopenForm.draw(ex.CLOSED), {"reason": REASON}, cases.Reopen(17, REASON)),
)


@pytest.mark.parametrize(("form", "view", "answers", "expected"), ROUND_TRIPS)
def test_what_is_put_into_a_form_is_read_out_of_it(
    form: Any, view: Any, answers: dict[str, Any], expected: Any
) -> None:
    assert form.read(filled(view, **answers)) == expected
    assert view["callback_id"] == form.callback_id
    assert problems_of_view(view) == []


@pytest.mark.parametrize(("form", "view", "answers", "expected"), ROUND_TRIPS)
def test_blanks_around_an_answer_are_not_part_of_it(
    form: Any, view: Any, answers: dict[str, Any], expected: Any
) -> None:
    written = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    typed = {"why", "reason", "expected", "found", "to_tell", "root_cause", "question"} & written
    padded = {name: f" \n{said}\u200b " if name in typed else said for name, said in answers.items()}
    assert form.read(filled(view, **padded)) == expected


@pytest.mark.parametrize(("form", "view", "answers", "expected"), ROUND_TRIPS)
def test_a_form_sent_empty_is_refused_under_the_field_that_is_missing(
    form: Any, view: Any, answers: dict[str, Any], expected: Any
) -> None:
    given = {name: "\u200b \n" if isinstance(said, str) else None for name, said in answers.items()}
    given |= dict.fromkeys({"department", "person"} & set(answers))
    if form in (cases.CloseForm, merging.MergePreview):  # nothing is asked; something is always chosen
        return
    with pytest.raises(Refusal) as refusal:
        form.read(filled(view, **given))
    wrong = (refusal.value, *refusal.value.also)
    assert refused(view, refusal.value) == {
        "response_action": "errors",
        "errors": {one.field: one.sentence for one in wrong},
    }
    required = {block["block_id"] for block in view["blocks"] if not block.get("optional", True)}
    required -= {"whom"}  # one of its answers is always given
    assert {one.field for one in wrong} >= required & set(answers)


@pytest.mark.parametrize("form", [cases.WithdrawForm, handoffs.DeclineForm])
def test_a_reason_that_is_too_long_says_by_how_much(form: Any) -> None:
    with pytest.raises(Refusal, match="The reason has 513 characters, 13 too many; 500 fit") as refusal:
        form.read(filled(form.draw(*HELD), reason="x" * 513))
    assert refusal.value.field == "reason"


def test_long_answers_fit_up_to_three_thousand_characters() -> None:
    view = handoffs.DoneForm.draw(*HELD)
    with pytest.raises(Refusal, match="The wording has 3,001 characters, 1 too many; 3,000 fit"):
        handoffs.DoneForm.read(filled(view, found="x", to_tell="x" * 3001))


def test_a_re_assignment_goes_to_a_department_or_to_a_person() -> None:
    view = cases.ReassignForm.draw(*HELD, ex.DEPARTMENTS)
    for answers in ({}, {"department": "legal", "person": "U0MEITANAKA"}):
        with pytest.raises(Refusal, match="Choose a person") as refusal:
            cases.ReassignForm.read(filled(view, reason=REASON, **answers))
        assert refusal.value.field == "person"


def test_a_hand_off_is_not_handed_on_to_its_own_department() -> None:
    for view in (
        handoffs.HandOnForm.draw(*HELD, ex.DEPARTMENTS),
        cases.ReassignForm.draw(*HELD, ex.DEPARTMENTS),
        cases.AddDepartmentForm.draw(ex.CASE, ex.DEPARTMENTS),
    ):
        menu = next(block["element"] for block in view["blocks"] if block.get("block_id") == "department")
        assert [one["value"] for one in menu["options"]] == ["engineering", "logistics", "legal"]


def test_where_there_is_no_other_department_the_form_says_so() -> None:
    only = ex.DEPARTMENTS[:1]
    for view in (handoffs.HandOnForm.draw(*HELD, only), cases.AddDepartmentForm.draw(ex.CASE, only)):
        assert "submit" not in view
        assert problems_of_view(view) == []
    assert problems_of_view(cases.ReassignForm.draw(*HELD, only)) == []


def test_what_was_expected_before_is_proposed_again_where_nobody_has_it() -> None:
    def expected(case: CaseFacts) -> str:
        view = cases.AddDepartmentForm.draw(case, ex.DEPARTMENTS)
        field = next(block["element"] for block in view["blocks"] if block.get("block_id") == "expected")
        return str(field.get("initial_value", ""))

    assert expected(ex.ALONE) == ex.ALONE.handoffs[-1].expected
    assert expected(ex.CASE) == ""


def test_a_form_says_what_it_is_about() -> None:
    view = handoffs.DoneForm.draw(*HELD)
    assert view["blocks"][0]["text"]["text"] == (
        "*C-17* Refund for double charge · Brightwater Foods\n*What was asked*\n"
        "> Refund the second payment and send me the credit note's number."
    )


def test_giving_back_is_called_so() -> None:
    assert handoffs.DeclineForm.draw(ex.CASE, ex.BILLING)["submit"]["text"] == "Decline"
    assert handoffs.DeclineForm.draw(ex.CASE, ex.TAKEN)["submit"]["text"] == "Give back"


def test_closing_warns_of_departments_that_are_at_work() -> None:
    assert "Still at work on it: Billing." in str(cases.CloseForm.draw(ex.CASE))
    assert "Still at work" not in str(cases.CloseForm.draw(ex.ANSWERED))


@pytest.mark.parametrize("written", [ex.LOUD, "&", "word "])
def test_forms_about_enormous_cases_are_within_the_limits(written: str) -> None:
    case = ex.enormous(replace(ex.CASE, number=123456), written)
    handoff = case.handoffs[0]
    for view in (
        *(form.draw(case, handoff) for form in (handoffs.DeclineForm, handoffs.DoneForm, handoffs.StuckForm)),
        *(form.draw(case, handoff) for form in (asking.AskForm, cases.WithdrawForm)),
        cases.ReassignForm.draw(case, handoff, ex.DEPARTMENTS),
        cases.CloseForm.draw(case, written * 3000),
        cases.ReopenForm.draw(case),
        clock.UpdateForm.draw(case, ex.NOW),
        clock.SeverityForm.draw(case),
    ):
        assert problems_of_view(view) == []


def test_a_picker_can_begin_with_a_proposal() -> None:
    view = handoffs.StuckForm.draw(*HELD, ex.NOW)
    assert handoffs.StuckForm.read(filled(view, reason=REASON)).until == ex.NOW


def test_who_is_stuck_waits_for_no_customer_unless_they_say_so() -> None:
    view = handoffs.StuckForm.draw(*HELD, ex.NOW)
    assert handoffs.StuckForm.read(filled(view, reason=REASON)).for_customer is False
    drawn_before = {**view, "blocks": [one for one in view["blocks"] if one.get("block_id") != "whom"]}
    assert handoffs.StuckForm.read(filled(drawn_before, reason=REASON)).for_customer is False


def test_another_severity_is_chosen_and_needs_no_reason() -> None:
    view = clock.SeverityForm.draw(ex.CASE)
    menu = next(block["element"] for block in view["blocks"] if block.get("block_id") == "severity")
    assert [one["value"] for one in menu["options"]] == ["critical", "normal", "low"], "it is high already"
    assert "Now: *🔺 High*" in str(view)
    assert clock.SeverityForm.read(filled(view, severity="low")) == clock.ChangeSeverity(17, Severity.LOW, "")


def test_who_promises_news_again_reads_what_is_promised_already() -> None:
    promised = replace(ex.CASE, dues=(ex.due(PromiseKind.UPDATE),))
    assert "News is promised to the customer by" in str(clock.UpdateForm.draw(promised, ex.NOW))
    assert "is promised" not in str(clock.UpdateForm.draw(ex.CASE, ex.NOW))
    assert clock.UpdateForm.read(filled(clock.UpdateForm.draw(ex.CASE, ex.NOW))).until == ex.NOW


def test_a_refusal_without_a_field_of_the_form_keeps_the_form_and_says_it_above() -> None:
    view = handoffs.DoneForm.draw(*HELD)
    for field in (None, "customer"):
        answer = refused(view, Refusal("C-17 is closed. *Reopen* it first.", field=field))
        assert answer["response_action"] == "push"
        assert answer["view"]["blocks"][0]["text"]["text"] == "C-17 is closed. *Reopen* it first."


def test_a_refusal_under_a_field_stands_without_markup() -> None:
    view = handoffs.DoneForm.draw(*HELD)
    answer = refused(view, Refusal("Press *Take it* first.", field="found"))
    assert answer["errors"] == {"found": "Press Take it first."}


def test_a_modal_can_only_say_something() -> None:
    view = sentence_modal("A title that is much too long for it", "Nothing <!channel>.")
    assert problems_of_view(view) == []
    assert "submit" not in view
    assert view["blocks"][0]["text"]["text"] == "Nothing &lt;!channel&gt;."


@pytest.mark.parametrize("picked", [253402300800, 253402300799, 10**18, 10**30, "soon"])
def test_a_moment_that_no_calendar_has_is_refused_in_its_field(picked: Any) -> None:
    view = filled(handoffs.StuckForm.draw(*HELD), reason=REASON, until=picked)
    with pytest.raises(Refusal, match="No calendar has that day") as refusal:
        handoffs.StuckForm.read(view)
    assert refusal.value.field == "until"


def test_a_customer_need_not_say_why_so_many_points_but_must_say_what_is_missing() -> None:
    assert WhyForm.read(filled(WhyForm.draw(17, "C0EXTBRIGHT"))).words == ""
    with pytest.raises(Refusal, match="Say in a few words what is still missing"):
        NotYetForm.read(filled(NotYetForm.draw(17, "C0EXTBRIGHT")))
