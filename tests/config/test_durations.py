"""Durations as the handbook writes them."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.durations import parse_duration


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("4h", timedelta(hours=4)),
        ("2d", timedelta(days=2)),
        (" 1m ", timedelta(minutes=1)),
        ("0s", timedelta(0)),
        ("999999d", timedelta(days=999_999)),
        (timedelta(seconds=7), timedelta(seconds=7)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: object, means: timedelta) -> None:
    assert parse_duration(text) == means


OTHERS = ["", "15", "m", "15 m", "1h30m", "-1m", "1.5h", "15M", "1w", "1000000s", 15, None, True]


@pytest.mark.parametrize("text", OTHERS)
def test_anything_else_is_refused_with_how_to_write_it(text: object) -> None:
    with pytest.raises(ValueError, match="is not a duration; write 90s, 15m, 4h or 2d"):
        parse_duration(text)


@given(st.text())
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(parse_duration(text), timedelta)
