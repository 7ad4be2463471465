from dataclasses import replace
from datetime import timedelta

import pytest

from models.facts import CasePage, WaitSplit
from tests.views import examples as ex
from tests.views.limits import live_texts, problems_of_message, problems_of_view
from views import waits
from views.lists import SUBCOMMANDS, case_details, case_modal, did_you_mean, help_text, page

EMPTY = CasePage("Your cases", "list mine", 1, 1, 0, ())


def test_a_list_has_two_lines_for_each_case() -> None:
    drawn = page(ex.PAGE, ex.TIDEWATER)
    assert drawn.text == "Your cases: 25 cases"
    first, second = drawn.blocks[1]["text"]["text"].split("\n\n")
    assert first.startswith(
        "🔺 <https://tidewater.slack.com/archives/C0CSDESK001/p1763649000000100|C-17>"
        " *Refund for double charge* · Brightwater Foods\n🔵 Billing, offered · CSM Dana Okafor · <!date^"
    )
    assert second.startswith("🔺 C-18 *")


def test_pages_are_turned_with_what_was_asked() -> None:
    buttons = page(ex.PAGE, ex.TIDEWATER).blocks[-1]["elements"]
    assert [(one["action_id"], one["value"]) for one in buttons] == [
        ("cases.page.back", "1|list mine"),
        ("cases.page.next", "3|list mine"),
    ]


@pytest.mark.parametrize(("number", "left"), [(1, ["Next"]), (3, ["Previous"])])
def test_the_first_and_the_last_page_have_one_way_out(number: int, left: list[str]) -> None:
    buttons = page(replace(ex.PAGE, page=number), ex.TIDEWATER).blocks[-1]["elements"]
    assert [one["text"]["text"] for one in buttons] == left


def test_an_empty_list_says_where_to_look() -> None:
    drawn = page(EMPTY, ex.TIDEWATER)
    assert drawn.text == "*Your cases*: nothing here."
    assert "/case list all" in str(drawn.blocks)


@pytest.mark.parametrize("written", [ex.LOUD, "&", "word "])
def test_lists_and_details_are_within_the_limits_at_their_fullest(written: str) -> None:
    long = (written * 40)[:150]
    line = replace(ex.LINE, title=long, customer=long, csm=long, with_whom=long)
    case = ex.enormous(ex.CASE, written)
    for drawn in (
        page(CasePage(long, long * 30, 2, 3, 60, (line,) * 30), ex.TIDEWATER),
        case_details(case, ex.TIDEWATER),
    ):
        assert problems_of_message(drawn.text, drawn.blocks) == []
    assert problems_of_view(case_modal(case, ex.TIDEWATER)) == []


def test_show_all_shows_all() -> None:
    story = "\n".join(f"Line {at} of it & more" for at in range(110))
    view = case_modal(replace(ex.SHARED, story=story, handoffs=(ex.DONE, ex.STUCK)), ex.TIDEWATER)
    shown = "\n".join(live_texts(view["blocks"]))
    for wanted in (
        story.replace("&", "&amp;"),
        ex.DONE.found,
        ex.DONE.to_tell,
        ex.DONE.root_cause,
        ex.DONE.why,
    ):
        assert wanted
        assert wanted in shown
    assert "> The bank answers on Friday." in shown
    assert "Mei Tanaka wrote: “Which of the two payments?”" in shown
    assert "|the desk's thread>" in shown
    assert view["title"]["text"] == "C-17"


def test_showing_a_case_says_where_the_wait_went() -> None:
    case = replace(ex.CASE, waits=ex.WAITS)
    message, modal = case_details(case, ex.TIDEWATER).blocks, case_modal(case, ex.TIDEWATER)["blocks"]
    for blocks in (message, modal):
        assert waits.told(ex.WAITS) in live_texts(blocks)


def test_a_case_just_opened_can_be_shown() -> None:
    bare = replace(ex.CASE, handoffs=(), history=(), desk=None, source=None, waits=WaitSplit(timedelta(0)))
    drawn = case_details(bare, ex.TIDEWATER)
    assert problems_of_message(drawn.text, drawn.blocks) == []
    assert "*History*" not in str(drawn.blocks)
    assert "Where the wait went" not in str(drawn.blocks)


def test_help_shows_an_example_of_everything() -> None:
    drawn = help_text(may_open=True)
    shown = "\n".join(live_texts(drawn.blocks))
    assert all(f"`/case {example}` {what}" in shown for _, example, what in SUBCOMMANDS if example)
    assert "`/case` open a case" in shown
    assert "👀 takes the case and ✅ finishes it" in shown
    assert problems_of_message(drawn.text, drawn.blocks) == []


def test_help_offers_to_open_cases_only_to_who_may() -> None:
    shown = "\n".join(live_texts(help_text(may_open=False).blocks))
    assert "open a case" not in shown
    assert "🎫" not in shown
    assert "tell a CSM" in shown
    assert "`/case list billing`" in shown


def test_a_misspelt_subcommand_is_answered_with_the_one_that_was_meant() -> None:
    assert did_you_mean("lst", "list") == "There is no `/case lst`. Did you mean `/case list`?"
    assert did_you_mean("`<!here>`", "help") == (
        "There is no `/case '&lt;!here&gt;'`. Did you mean `/case help`?"
    )
