"""The digest as people see it: one screen, everything in a modal, a cheerful line when all is well."""

import json
from dataclasses import replace

import pytest

from models.case import Severity
from models.clock_notices import StallDigest
from models.digest_facts import CaseLine, Shown, Tally
from models.notices import from_row, to_row
from sandbox.blocks import complaints
from tests.views import digest_examples as ex
from tests.views.examples import LOUD
from tests.views.limits import problems_of_message, problems_of_view
from views.digests import numbers
from views.digests.everything import modal
from views.digests.message import digest
from views.drawn import Drawn

WRITTEN = [LOUD, "", "&", "x" * 50, "wörd 👩‍🔧 ", "\n", "$x_1$"]


def draw(facts: ex.DigestFacts) -> Drawn:
    return digest(StallDigest(facts))


def said(drawn: Drawn) -> str:
    return json.dumps([drawn.text, drawn.blocks], ensure_ascii=False)


def kinds(blocks: list[dict]) -> list[str]:
    return [block["type"] for block in blocks]


def values(blocks: list[dict]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for block in blocks:
        for element in block.get("elements", []):
            if "action_id" in element:
                found.setdefault(element["action_id"], []).append(element["value"])
    return found


def test_it_survives_the_outbox() -> None:
    notice = StallDigest(ex.FACTS)
    assert from_row(json.loads(json.dumps(to_row(notice)))) == notice


def test_it_has_a_chart_and_a_table() -> None:
    drawn = draw(ex.FACTS)
    assert kinds(drawn.blocks).count("data_visualization") == 1
    assert kinds(drawn.blocks).count("table") == 1
    assert complaints(drawn.blocks, "message") == []


def test_its_lines_can_be_acted_on() -> None:
    assert values(draw(ex.FACTS).blocks) == {
        "digest.open": ["17", "12", "9"],
        "digest.nudge": ["301", "302", "303"],
        "handoff.reassign": ["31", "32"],
        "digest.all": ["2026-11-23|yesterday|"],
    }


def test_it_says_what_waits_and_what_would_help() -> None:
    words = said(draw(ex.FACTS))
    assert "7 steps are overdue" in words
    assert "Waits to be taken by Billing · 22 h of working time over · nudged" in words
    assert "*Next:* give it to somebody" in words
    assert "Noor Haddad took 3 hand-offs, half of them within 8 min; 33 of 36 promises were kept" in words


def test_a_department_reads_of_itself_alone() -> None:
    alone = replace(ex.FACTS, groups=ex.GROUPS[:1], departments=("billing",))
    drawn = draw(alone)
    assert kinds(drawn.blocks).count("data_visualization") == 1
    assert drawn.blocks[0]["text"]["text"] == "Billing: Monday 23 November"
    assert values(drawn.blocks)["digest.all"] == ["2026-11-23|yesterday|billing"]


def test_when_all_is_well_there_is_one_cheerful_line_and_a_fine_number() -> None:
    drawn = draw(ex.FINE)
    assert kinds(drawn.blocks) == ["section", "context"]
    assert "every promise is in time" in drawn.text
    assert "all 36 promises were kept" in said(drawn)


def test_a_promise_to_a_customer_is_never_passed_over_in_cheer() -> None:
    assert "every promise is in time" not in draw(replace(ex.FINE, broken=ex.FACTS.broken)).text


def test_without_charts_it_stands_in_blocks_that_every_slack_knows() -> None:
    plainer = draw(ex.FACTS).plainer
    assert plainer is not None
    assert set(kinds(plainer.blocks)) <= {"header", "section", "actions", "context"}
    assert values(plainer.blocks) == values(draw(ex.FACTS).blocks)
    assert "*Billing* · 4 overdue · offered 6 (4)" in json.dumps(plainer.blocks, ensure_ascii=False)
    picture = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"}
    assert kinds(plainer.with_picture(picture)).index("image") == plainer.at


@pytest.mark.parametrize("written", WRITTEN)
def test_whatever_people_wrote_it_is_within_the_limits(written: str) -> None:
    drawn = draw(ex.crowded(written))
    assert drawn.plainer is not None
    for blocks in (drawn.blocks, drawn.plainer.blocks):
        assert problems_of_message(drawn.text, blocks) == []
        assert complaints(blocks, "message") == []


@pytest.mark.parametrize("written", WRITTEN)
def test_everything_fits_into_the_modal(written: str) -> None:
    view = modal(ex.crowded(written))
    assert problems_of_view(view) == []
    assert complaints(view["blocks"], "modal") == []


def test_the_modal_offers_the_same_steps_on_every_line() -> None:
    menus = [block["accessory"] for block in modal(ex.FACTS)["blocks"] if "accessory" in block]
    assert [[option["value"] for option in menu["options"]] for menu in menus] == [
        ["open:17", "nudge:301", "reassign:31"],
        ["open:12", "nudge:302", "reassign:32"],
        ["open:9", "nudge:303"],
    ]


def test_the_chart_shows_each_department_now_and_before() -> None:
    (chart,) = (block["chart"] for block in draw(ex.FACTS).blocks if block["type"] == "data_visualization")
    assert chart["axis_config"]["categories"] == ["Billing", "Engineering", "The desk", "Logistics"]
    assert {one["name"]: [point["value"] for point in one["data"]] for one in chart["series"]} == {
        "A week ago": [1, 5, 0, 0],
        "On Friday": [2, 3, 0, 1],
        "Now": [4, 2, 1, 0],
    }


def test_the_week_has_its_trend_and_whole_numbers() -> None:
    drawn = draw(replace(ex.FACTS, span="week"))
    words = said(drawn)
    assert kinds(drawn.blocks).count("data_visualization") == 2
    assert complaints(drawn.blocks, "message") == []
    assert "The last 5 working days." in words
    assert '"text": "21"' in words


def test_nothing_overdue_but_something_to_look_at() -> None:
    drawn = draw(replace(ex.FINE, nobodys=ex.FACTS.nobodys, paused=Shown()))
    assert "*1 case is in nobody's hands*; nothing is overdue." in said(drawn)


def test_a_quiet_week_is_told_in_numbers_all_the_same() -> None:
    words = said(draw(replace(ex.FINE, span="week")))
    assert "The week to Friday 20 November" in words
    assert "Show all" in words


def test_a_calm_morning_names_what_comes_due() -> None:
    words = said(draw(replace(ex.FINE, due_today=ex.FACTS.due_today)))
    assert "Nothing is stuck today" in words
    assert "Due later today" in words


def test_a_critical_case_does_not_hide_among_others() -> None:
    case = replace(ex.CURRENCY, severity=Severity.CRITICAL)
    words = said(draw(replace(ex.FACTS, nobodys=Shown((CaseLine(case),), 1))))
    assert "🚨 C-23 Invoice in the wrong currency" in words


@pytest.mark.parametrize(
    ("week", "said_of_it"), [(0, "3 (0)"), (3, "3 (0.6)"), (5, "3 (1)"), (49, "3 (10)"), (50, "3 (10)")]
)
def test_a_usual_day_is_a_number_that_people_read(week: int, said_of_it: str) -> None:
    assert numbers._tally(Tally(3, week), replace(ex.FACTS, span="yesterday")) == said_of_it
