"""The longest run of words that two texts share."""

import time

import pytest

from casework.matching import runs

ERROR = "SapConnectorException: connection refused at port 3300"


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (f"Export fails\n{ERROR}", f"{ERROR.upper()}, since the update", 6),
        ("zebra", "crossing", 0),
        ("", ERROR, 0),
        ("charged twice by debit", "debit by twice charged", 1),
    ],
)
def test_it_is_counted_in_words_but_for_case(one: str, other: str, words: int) -> None:
    assert runs.longest(one, other) == runs.longest(other, one) == words


def test_whatever_is_pasted_takes_no_longer() -> None:
    began = time.perf_counter()
    assert runs.longest("a " * 50_000, "a " * 50_000) == runs.MOST_WORDS
    assert time.perf_counter() - began < 0.5
