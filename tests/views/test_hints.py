import pytest

from tests.views import examples as ex
from tests.views.limits import problems_of_message
from views import hints
from views.drawn import Drawn
from views.forms.open_case import Origin

ORIGIN = Origin("C0EXTBRIGHT", "1763640000.000100")
HINTS = (
    hints.refusal("C-17 is with <@U0BENLINDQV>; press *Take it*. <!channel>"),
    hints.open_from_message(ORIGIN),
    hints.finish(31, "C-17"),
    hints.opened_already(17, ex.CASE.desk, ex.TIDEWATER),
    hints.opened_already(17, None, ex.TIDEWATER),
    hints.or_open(hints.refusal("“us” is no case number; they look like C-17."), "show us " * 240),
    hints.taken("C-17"),
)


@pytest.mark.parametrize("drawn", HINTS, ids=lambda drawn: drawn.text[:20])
def test_a_hint_is_within_the_limits(drawn: Drawn) -> None:
    assert problems_of_message(drawn.text, drawn.blocks) == []


def test_a_refusal_is_said_as_the_operation_said_it() -> None:
    assert HINTS[0].text == "C-17 is with <@U0BENLINDQV>; press *Take it*. &lt;!channel&gt;"


@pytest.mark.parametrize("origin", [ORIGIN, Origin("C1", "1.2", "1.1")])
def test_the_message_that_a_case_is_opened_from_travels_with_the_button(origin: Origin) -> None:
    button = hints.open_from_message(origin).blocks[-1]["elements"][0]
    assert button["action_id"] == "case.open_from_message"
    assert hints.origin_of(button["value"]) == origin


def test_the_check_mark_asks_for_the_words_that_are_missing() -> None:
    button = hints.finish(31, "C-17").blocks[-1]["elements"][0]
    assert (button["action_id"], button["value"]) == ("handoff.done", "31")
