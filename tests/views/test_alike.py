"""What looks alike, in the form and in the desk thread; nothing of another customer but title and people."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models import case_notices
from models.alike_facts import AlikeFacts
from models.case import Severity
from models.facts import Suggestion
from models.refusal import Refusal
from tests.views import examples as ex
from tests.views.filled import filled
from tests.views.limits import problems_of_view
from tests.views.test_open_case import BRIGHTWATER, ORIGIN, WRITTEN, block
from tests.views.test_render import controls, draw, said
from views.forms.alike import added
from views.forms.open_case import OpenCase, OpenCaseForm, OpenCasePrefill


def form(*alike: AlikeFacts, **prefill: Any) -> dict[str, Any]:
    about = OpenCasePrefill(**{"customer": BRIGHTWATER, **prefill})
    proposed = [Suggestion("billing", ("invoice",), "words")]
    return OpenCaseForm.draw(about, ex.DEPARTMENTS, proposed, alike, ex.TIDEWATER)


def shown(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False)


def test_the_form_says_what_it_looks_like_and_why() -> None:
    hint = shown(form(ex.TWIN))
    assert "🔎 Looks like <https://tidewater.slack.com/archives/C0CSDESK001/p1763648000000100|C-12>" in hint
    assert "opened 20 min ago by Dana Okafor, with Billing: *Charged twice for invoice 4711*" in hint
    assert "Both say: 4711, charged, twice" in hint
    assert problems_of_view(form(ex.TWIN, ex.COUSIN, ex.ENDED)) == []


def test_a_form_that_looks_like_nothing_is_as_it_always_was() -> None:
    about = OpenCasePrefill(customer=BRIGHTWATER)
    assert form() == OpenCaseForm.draw(about, ex.DEPARTMENTS, [Suggestion("billing", ("invoice",), "words")])


def test_the_question_is_asked_where_there_is_a_choice() -> None:
    names = [one.get("block_id") for one in form(ex.COUSIN, ex.ENDED)["blocks"]]
    assert not any(str(name).startswith("same") for name in names)
    options = block(form(ex.TWIN, ex.COUSIN), "same")["element"]["options"]
    assert [one["value"] for one in options] == ["own", "more:12"]


def test_at_first_it_is_a_case_of_its_own() -> None:
    read = OpenCaseForm.read(filled(form(ex.TWIN), **WRITTEN))
    assert (read.more_about, read.department) == (None, "billing")


def test_what_is_more_about_a_case_needs_no_severity_department_and_request() -> None:
    view = form(ex.TWIN, more_about=12, origin=ORIGIN)
    names = [one["block_id"].split(":")[0] for one in view["blocks"] if one["type"] == "input"]
    assert names == ["customer", "title", "same", "story"]
    assert view["submit"]["text"] == "Add to C-12"
    assert problems_of_view(view) == []
    answers = {"customer": None, "title": "Charged twice", "story": ""}
    assert OpenCaseForm.read(filled(view, **answers)) == OpenCase(
        "17", "Charged twice", "", Severity.NORMAL, None, "", ORIGIN, 12
    )
    with pytest.raises(Refusal) as refusal:
        OpenCaseForm.read(filled(view, title=" "))
    assert refusal.value.field == "title"


def test_also_when_the_form_was_not_drawn_anew_before_it_was_sent() -> None:
    read = OpenCaseForm.read(filled(form(ex.TWIN), title="x", story="y", expected="", same="more:12"))
    assert (read.more_about, read.title, read.story) == (12, "x", "y")


def test_there_and_back_everything_that_was_filled_in_stands_there_again() -> None:
    about = {**WRITTEN, "severity": "critical", "department": "legal"}
    first = OpenCaseForm.peek(filled(form(ex.TWIN), same="more:12", **about))
    assert first.more_about == 12
    second = form(ex.TWIN, **vars(first))
    back = OpenCaseForm.peek(filled(second, same="own", title="Charged twice", story="On Monday."))
    assert back == replace(first, more_about=None)
    assert OpenCaseForm.read(filled(form(ex.TWIN, **vars(back)))) == OpenCase(
        "17",
        "Charged twice",
        "On Monday.",
        Severity.CRITICAL,
        "legal",
        "Refund it.",
        None,
        is_own_choice=True,
    )


def test_a_proposed_department_stays_a_proposal_there_and_back() -> None:
    first = OpenCaseForm.peek(filled(form(ex.TWIN), same="more:12", **WRITTEN))
    assert first.department is None
    back = OpenCaseForm.peek(filled(form(ex.TWIN, **vars(first)), same="own"))
    assert back.department is None


def test_a_case_that_is_not_offered_any_more_is_not_chosen() -> None:
    view = form(ex.COUSIN, more_about=12)
    assert view["submit"]["text"] == "Open the case"
    assert "same" not in shown(view["blocks"])


def test_of_another_customers_case_the_form_tells_no_name() -> None:
    hint = shown(form(ex.COUSIN))
    assert "Fjordlab" not in hint
    assert "C-9> of another customer, opened <!date^" in hint


def test_the_desk_is_asked_and_decides_with_one_click() -> None:
    drawn = draw(case_notices.LooksLike(17, (ex.TWIN, ex.COUSIN)))
    assert drawn.text == "C-17: 🔎 This looks like *C-12* and *C-9*. Is it the same?"
    assert "*Charged twice for invoice 4711* · the same customer" in said(drawn)
    assert "4711* · Fjordlab" in said(drawn)
    assert controls(drawn).keys() == {"Merge", "Same Problem", "Not the same", "Show"}
    for one, decision in (
        (ex.TWIN, {"Merge": "merge.ask 17:12"}),
        (ex.COUSIN, {"Same Problem": "problem.ask 17:9"}),
    ):
        number = one.number
        assert controls(draw(case_notices.LooksLike(17, (one,)))) == {
            **decision,
            "Not the same": f"likeness.different 17:{number}",
            "Show": f"likeness.show {number}",
        }


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (case_notices.LooksLike(17, (ex.ENDED,)), "closed by now"),
        (case_notices.LooksLike(17, (replace(ex.TWIN, is_same=True),)), "the same, as somebody decided"),
        (case_notices.LooksLike(17, (ex.TWIN,), is_open=False), "with Billing"),
    ],
    ids=["the other is closed", "they are the same", "it is closed itself"],
)
def test_what_is_decided_or_closed_is_only_shown(notice: case_notices.LooksLike, words: str) -> None:
    drawn = draw(notice)
    assert words in said(drawn)
    assert set(controls(drawn)) == {"Show"}


def test_how_long_ago_is_told_for_a_day_and_never_as_nothing() -> None:
    assert "opened 1 min ago" in shown(form(replace(ex.TWIN, age=timedelta(0))))
    assert "opened <!date^" in shown(form(replace(ex.TWIN, age=timedelta(days=1))))


def test_it_is_told_where_what_was_written_went() -> None:
    view = added(12, ("C0CSDESK001", "1763648000.000100"), ex.TIDEWATER)
    assert "p1763648000000100|its thread>" in shown(view)
    assert problems_of_view(view) == []
    assert "its thread" in shown(added(12, None, ex.TIDEWATER))
