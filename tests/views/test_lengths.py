"""A length of time in words."""

from datetime import timedelta

import pytest

from views.lengths import in_words

LENGTHS = [
    (timedelta(0), "less than 1 s"),
    (timedelta(microseconds=999_999), "less than 1 s"),
    (timedelta(seconds=1), "1 s"),
    (timedelta(seconds=45, milliseconds=900), "45 s"),
    (timedelta(seconds=60), "1 min"),
    (timedelta(minutes=12), "12 min"),
    (timedelta(minutes=12, seconds=50), "12 min"),
    (timedelta(minutes=59, seconds=59), "59 min"),
    (timedelta(hours=1), "1 h"),
    (timedelta(hours=1, seconds=59), "1 h"),
    (timedelta(hours=2, minutes=10), "2 h 10 min"),
    (timedelta(hours=23, minutes=59, seconds=59), "23 h 59 min"),
    (timedelta(days=1), "1 day"),
    (timedelta(days=1, minutes=59), "1 day"),
    (timedelta(days=1, hours=1), "1 day 1 h"),
    (timedelta(days=3, hours=4, minutes=5), "3 days 4 h"),
    (timedelta(days=2), "2 days"),
    (timedelta(days=1234, hours=23), "1,234 days 23 h"),
]


@pytest.mark.parametrize(("length", "told"), LENGTHS, ids=[told for _, told in LENGTHS])
def test_a_length_is_told_in_at_most_two_words_and_none_of_them_is_zero(length: timedelta, told: str) -> None:
    assert in_words(length) == told


def test_a_length_that_has_not_begun_is_as_good_as_none() -> None:
    assert in_words(timedelta(seconds=-5)) == "less than 1 s"
