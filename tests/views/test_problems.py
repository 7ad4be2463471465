"""What people read of a Problem, and what they can press."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from models import case_notices, handoff_notices
from models.case import CaseStatus, Severity
from models.problem import DraftState
from models.refusal import Refusal
from tests.views import examples as ex
from tests.views import problem_examples as px
from tests.views.filled import filled
from tests.views.limits import problems_of_view
from tests.views.test_render import controls, draw, said
from views import problems
from views.forms.problem_outcomes import Fixed, FixedForm, Prevention, UpdateCustomers, UpdateCustomersForm
from views.forms.problems import (
    Choice,
    JoinProblem,
    JoinProblemForm,
    LeaveProblem,
    LeaveProblemForm,
    OpenProblem,
    OpenProblemForm,
    case_options,
)

UNTIL = 1795361400


def test_the_card_says_who_waits_in_which_cases_and_since_when() -> None:
    shown = said(draw(case_notices.CaseCard(30, px.PROBLEM)))
    assert "🧩 Problem C-30 · Sign-in fails since the morning's release" in shown
    assert "*23 customers wait* in 24 cases, the longest since <!date^" in shown
    assert "C-12 Brightwater Foods, C-17 Fjordlab" in shown
    assert "and 14 more" in shown
    assert "Several customers" not in shown


def test_the_departments_card_says_the_same_and_takes_the_same_steps() -> None:
    drawn = draw(handoff_notices.HandoffCard(61, px.TURN, px.PROBLEM))
    assert "🧩 Problem C-30" in said(drawn)
    assert "*23 customers wait* in 24 cases" in said(drawn)
    assert "Several customers" not in said(drawn)
    assert {"Done", "Hand on", "Stuck", "Give back"} <= controls(drawn).keys()


def test_its_coordinator_updates_customers_says_fixed_and_adds_departments() -> None:
    assert controls(draw(case_notices.CaseCard(30, px.PROBLEM))) == {
        "Update customers …": "problem.update 30",
        "Fixed …": "problem.fixed 30",
        "Add a department": "case.add 30",
        "Withdraw from Engineering": "case.more withdraw:61",
        "Re-assign Engineering's part": "case.more reassign:61",
        "Change severity": "case.more severity:30",
        "Become its CSM instead of Dana Okafor": "case.more take_over:30",
        "Show all": "case.more show:30",
    }


def test_fixed_it_says_what_is_left_to_do() -> None:
    drawn = draw(case_notices.CaseCard(30, px.MENDED))
    assert "✅ *Fixed*, says Priya Raman: 2 cases still to be told, prevention is still owed" in said(drawn)
    assert "🛡️ Priya Raman, by <!date^" in said(drawn)
    assert {"Prevented", "Not fixed: reopen"} <= controls(drawn).keys()
    done = replace(px.MENDED, problem=replace(px.FIXED, waiting=0, prevented_by="Priya Raman"))
    assert "Prevented" not in controls(draw(case_notices.CaseCard(30, done)))


def test_that_it_is_back_stands_under_its_title() -> None:
    assert "here for the third time" in said(draw(case_notices.CaseCard(30, px.AGAIN)))
    assert problems.nth(11) == "11th"


def test_a_problem_without_cases_says_how_they_join() -> None:
    drawn = draw(case_notices.CaseCard(30, px.ALONE))
    assert "No case yet" in said(drawn)
    assert "Update customers …" not in controls(drawn)


def test_a_case_in_it_shows_its_number_its_title_and_where_it_stands() -> None:
    drawn = draw(case_notices.CaseCard(17, px.MEMBER))
    assert "Problem C-30>" in said(drawn)
    assert "its card says who has it" in said(drawn)
    assert "No department has it" not in said(drawn)
    assert controls(drawn)["Take it out …"] == "problem.leave 17"
    assert px.PROBLEM.story not in said(drawn)


def test_a_closed_problem_can_be_reopened_and_nothing_else() -> None:
    closed = replace(px.MENDED, status=CaseStatus.CLOSED)
    assert controls(draw(case_notices.CaseCard(30, closed))) == {
        "Reopen": "case.reopen 30",
        "Show all": "case.more show:30",
    }


def test_a_draft_is_for_one_customer_with_one_click() -> None:
    drawn = draw(px.DRAFT)
    assert "<@U0DANAOKAFO>, a draft for *Brightwater Foods*, from" in said(drawn)
    assert controls(drawn) == {"I told them": "problem.told 5"}


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (DraftState.TOLD, "Dana Okafor told *Brightwater Foods*"),
        (DraftState.REPLACED, "was replaced"),
        (DraftState.DROPPED, "not needed any more"),
    ],
)
def test_a_settled_draft_says_what_came_of_it(state: DraftState, words: str) -> None:
    drawn = draw(px.came_of(state))
    assert words in said(drawn)
    assert controls(drawn) == {}


def test_the_question_whether_it_is_back_is_asked_until_somebody_answers() -> None:
    notice = px.NOTICES[-1]
    drawn = draw(notice)
    assert "This looks like Problem C-30" in said(drawn)
    assert "the third time since" in said(drawn)
    assert controls(drawn) == {
        "Reopen the Problem": "problem.returns 45:30:17",
        "Not the same": "problem.not_the_same 45:30:17",
    }
    settled = draw(replace(notice, settled="denied", settled_by="Dana Okafor"))  # type: ignore[call-arg, type-var]
    assert "Dana Okafor says it is not the same" in said(settled)
    assert controls(settled) == {}


CASES = (Choice(17, "Nobody can sign in", "Brightwater Foods"), Choice(12, "Login broken", "Fjordlab"))
PROBLEM = Choice(30, "Sign-in fails")
FIX = {"root_cause": "The old server.", "to_tell": "It works."}
PREVENTED = {"prevention": "A test.", "preventer": "U0PRIYARAMA", "prevent_by": UNTIL}
ROUND_TRIPS: tuple[tuple[Any, dict[str, Any], dict[str, Any], Any], ...] = (
    (
        OpenProblemForm,
        OpenProblemForm.draw(ex.DEPARTMENTS, "engineering", Severity.HIGH, CASES),
        {"title": "Sign-in\nfails", "story": "Since nine."},
        OpenProblem("Sign-in fails", "Since nine.", "engineering", Severity.HIGH, (17, 12)),
    ),
    (
        OpenProblemForm,
        OpenProblemForm.draw(ex.DEPARTMENTS, "gone", Severity.LOW, ()),
        {"title": "t", "story": "s", "department": "legal"},
        OpenProblem("t", "s", "legal", Severity.LOW, ()),
    ),
    (JoinProblemForm, JoinProblemForm.draw(CASES[0], [PROBLEM]), {"problem": "30"}, JoinProblem(17, 30)),
    (JoinProblemForm, JoinProblemForm.confirm(CASES[0], PROBLEM), {}, JoinProblem(17, 30)),
    (LeaveProblemForm, LeaveProblemForm.draw(ex.CASE), {"reason": "x"}, LeaveProblem(17, "x")),
    (
        UpdateCustomersForm,
        UpdateCustomersForm.draw(px.PROBLEM),
        {"text": "Soon."},
        UpdateCustomers(30, "Soon."),
    ),
    (FixedForm, FixedForm.draw(px.PROBLEM), FIX, Fixed(30, None, "The old server.", "It works.", None)),
    (
        FixedForm,
        FixedForm.draw(px.PROBLEM, px.TURN),
        {**FIX, **PREVENTED},
        Fixed(
            30,
            61,
            "The old server.",
            "It works.",
            Prevention("A test.", "U0PRIYARAMA", datetime.fromtimestamp(UNTIL, UTC)),
        ),
    ),
)


@pytest.mark.parametrize(("form", "drawn", "values", "read"), ROUND_TRIPS)
def test_what_is_put_into_a_form_is_read_from_it(form: Any, drawn: Any, values: Any, read: Any) -> None:
    assert problems_of_view(drawn) == []
    assert form.read(filled(drawn, **values)) == read


@pytest.mark.parametrize("missing", ["prevention", "preventer", "prevent_by"])
def test_a_prevention_is_what_who_and_by_when(missing: str) -> None:
    given = {name: value for name, value in PREVENTED.items() if name != missing}
    with pytest.raises(Refusal) as refusal:
        FixedForm.read(filled(FixedForm.draw(px.PROBLEM), **FIX, **given))
    assert refusal.value.field == missing


def test_the_form_begins_with_nothing_that_a_customer_said() -> None:
    form = str(OpenProblemForm.draw(ex.DEPARTMENTS, "engineering", Severity.HIGH, CASES))
    assert "initial_value" not in form
    assert "Name no customer" in form


def test_the_menu_of_cases_fits_slack() -> None:
    offered = case_options([Choice(n, "t" * 150, "c" * 80) for n in range(1, 300)])["options"]
    assert len(offered) == 100
    assert max(len(one["text"]["text"]) for one in offered) <= 75


def test_the_longest_problem_is_cut_and_not_refused() -> None:
    long = ex.enormous(px.PROBLEM)
    drawn = draw(case_notices.CaseCard(30, px.rewritten(long, ex.LOUD * 100)))
    assert len(drawn.blocks) <= 50
