"""What a suggestion's number means: how many that were at least as sure were right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.matching import record
from casework.matching.record import Record

SURE = 3.0
guesses = st.lists(st.tuples(st.floats(-8, 8), st.booleans(), st.sampled_from([1.0, 4.0])), max_size=80)


def after(made: list[tuple[float, bool, float]]) -> Record:
    kept = record.empty()
    for odds, was_right, weight in made:
        kept = record.noted(kept, odds, weight, was_right=was_right)
    return kept


def test_at_first_nothing_is_sure_enough_to_be_said_unasked() -> None:
    assert 0 < record.certainty(record.empty(), 100) < 0.65


def test_it_comes_to_how_many_were_right() -> None:
    told = after([(SURE, at % 10 < 9, 1.0) for at in range(400)])
    assert record.certainty(told, SURE) == pytest.approx(0.9, abs=0.02)


def test_one_more_that_was_right_raises_it_and_one_that_was_wrong_lowers_it() -> None:
    told = after([(SURE, True, 1.0)] * 30)
    before = record.certainty(told, SURE)
    assert record.certainty(record.noted(told, SURE, was_right=True), SURE) > before
    assert record.certainty(record.noted(told, SURE, was_right=False), SURE) < before
    assert record.certainty(record.noted(told, SURE, 4, was_right=False), SURE) < before - 0.03


def test_what_less_sure_guesses_came_to_says_nothing_of_surer_ones() -> None:
    told = after([(SURE, True, 1.0)] * 100)
    wrong = after([(SURE, True, 1.0)] * 100 + [(-1.0, False, 1.0)] * 900)
    assert record.certainty(wrong, SURE) == pytest.approx(record.certainty(told, SURE))
    assert record.certainty(wrong, -1.0) < 0.2 < record.certainty(told, -1.0)


def test_a_judge_that_is_too_sure_of_itself_is_not_believed() -> None:
    boasts = after([(4.0, at % 2 == 0, 1.0) for at in range(200)])
    assert record.certainty(boasts, 4.0) < 0.55


@given(guesses, st.floats(-10, 10), st.floats(0.01, 5))
def test_who_is_surer_is_never_behind(
    made: list[tuple[float, bool, float]], odds: float, more: float
) -> None:
    told = after(made)
    low, high = record.certainty(told, odds), record.certainty(told, odds + more)
    assert 0 <= low < high <= 1
