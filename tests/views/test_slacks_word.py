"""What Slack's own reference data, its typings and its SDK say about everything that the bot can draw."""

from collections.abc import Iterator
from typing import Any

import pytest

from models import case_notices, handoff_notices
from tests import oracle
from tests.views import examples as ex
from tests.views.test_forms import HELD, ROUND_TRIPS
from tests.views.test_hints import HINTS
from tests.views.test_lists import EMPTY
from tests.views.test_render import SETTLED
from views import lists
from views.drawn import Drawn
from views.forms.cases import AddDepartmentForm
from views.forms.customer import CustomerChoice, customer_options
from views.forms.handoffs import StuckForm
from views.forms.modal import sentence_modal
from views.forms.open_case import OpenCaseForm, OpenCasePrefill, Origin
from views.home import home
from views.render import render

ORIGIN = Origin("C0EXTBRIGHT", "1763640000.000100")


def messages() -> Iterator[Drawn]:
    cases = (ex.CASE, ex.ASKED, ex.ANSWERED, ex.CLOSED, ex.ALONE, ex.SHARED, ex.enormous(ex.CASE))
    yield from (render(notice, ex.TIDEWATER) for notice in ex.NOTICES)
    yield from (render(ex.rewritten(notice, ex.LOUD), ex.TIDEWATER) for notice in ex.NOTICES)
    yield from (render(case_notices.CaseCard(17, case), ex.TIDEWATER) for case in cases)
    yield from (render(settled, ex.TIDEWATER) for settled in SETTLED)
    for handoff in (*ex.BY_STATE.values(), ex.STUCK, ex.ASKING, ex.LEFT):
        yield from (render(handoff_notices.HandoffCard(31, handoff, case), ex.TIDEWATER) for case in cases)
    yield from (lists.case_details(case, ex.TIDEWATER) for case in cases)
    yield from (lists.page(ex.PAGE, ex.TIDEWATER), lists.page(EMPTY, ex.TIDEWATER), *HINTS)
    yield from (lists.help_text(may_open=may_open) for may_open in (True, False))


def modals() -> Iterator[dict[str, Any]]:
    prefill = OpenCasePrefill(
        CustomerChoice("new:" + "x" * 70, "x" * 70), "t" * 300, "s" * 9000, origin=ORIGIN
    )
    yield from (view for _, view, _, _ in ROUND_TRIPS)
    yield OpenCaseForm.draw(OpenCasePrefill(), ex.DEPARTMENTS)
    yield OpenCaseForm.draw(prefill, ex.DEPARTMENTS, ())
    yield AddDepartmentForm.draw(ex.CASE, ex.DEPARTMENTS[:1])
    yield StuckForm.draw(*HELD, ex.NOW)
    yield sentence_modal("Nothing", "Nothing happened.")
    yield from (lists.case_modal(case, ex.TIDEWATER) for case in (ex.SHARED, ex.enormous(ex.CASE)))


def calls() -> Iterator[dict[str, Any]]:
    for drawn in messages():
        said = {"text": drawn.text, "blocks": drawn.blocks}
        yield {"method": "chat.postMessage", "args": {"channel": "C0BILLING01", **said}}
        yield {"method": "chat.update", "args": {"channel": "C0BILLING01", "ts": "1763640000.000100", **said}}
    for view in modals():
        yield {"method": "views.open", "args": {"trigger_id": "1.2.a", "view": view}}
    view = home(ex.HOME, ex.TIDEWATER)
    yield {"method": "views.publish", "args": {"user_id": "U0MEITANAKA", "view": view}}
    yield {"method": "__options__", "args": customer_options([(1, "Fjordlab")], "x" * 200)}


@pytest.mark.skipif(not oracle.is_here(), reason=oracle.ABSENT)
def test_slack_would_take_everything_that_is_drawn() -> None:
    assert oracle.errors(calls()) == []
