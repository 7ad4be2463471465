"""Where the wait went, in words and bars."""

from datetime import timedelta

import pytest

from models.facts import WaitPart, WaitSplit
from models.wait import Holder
from tests.views import examples as ex
from views import waits


def test_each_who_had_the_ball_has_a_line_with_a_bar_a_share_and_a_length() -> None:
    assert waits.told(ex.WAITS).split("\n") == [
        "*Where the wait went* · 3 h 20 min in all",
        "▰▰▰▰▰▰▱▱▱▱ 65% · *Billing* · 2 h 10 min",
        "▰▰▱▱▱▱▱▱▱▱ 20% · *the customer*, whom Billing waited for · 40 min",
        "▰▱▱▱▱▱▱▱▱▱ 10% · *put aside* by Engineering · 20 min",
        "▰▱▱▱▱▱▱▱▱▱ 5% · *the CSM* · 10 min",
        "▰▱▱▱▱▱▱▱▱▱ &lt;1% · _before the clock was kept_ · 4 s",
    ]


def test_nothing_is_said_while_nobody_has_waited() -> None:
    assert waits.told(WaitSplit(timedelta(0))) == ""


@pytest.mark.parametrize(
    ("seconds", "of", "shown", "filled"),
    [
        (1, 1, "100%", 10),
        (9999, 10000, ">99%", 10),
        (1, 10000, "<1%", 1),
        (1, 2, "50%", 5),
        (1, 3, "33%", 3),
    ],
)
def test_a_part_is_never_shown_as_nothing_nor_as_all_beside_others(
    seconds: int, of: int, shown: str, filled: int
) -> None:
    part = WaitPart(Holder.CSM, None, timedelta(seconds=seconds))
    split = WaitSplit(timedelta(seconds=of), (part,))
    assert waits.share(part, split) == shown
    assert waits.bar(part, split) == "▰" * filled + "▱" * (10 - filled)
