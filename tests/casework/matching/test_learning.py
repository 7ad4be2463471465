"""The arithmetic under the suggestions: marks of a text, one step of learning, how sure it is."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.matching.routing import confidence, marks, softmax
from casework.matching.routing.marks import BODY_READ, BUCKETS, MOST, pack, read, unpack

scores = st.lists(st.floats(-20, 20), min_size=2, max_size=30)


def alike(buckets: marks.Buckets) -> marks.Floats:
    return np.ones(len(buckets), np.float32)


@given(st.text(max_size=400), st.text(max_size=400))
def test_whatever_the_text_its_marks_survive_being_kept(title: str, body: str) -> None:
    found = read(title, body).marks(alike)
    again = unpack(pack(found))
    assert again.buckets.tolist() == found.buckets.tolist()
    assert len(set(again.buckets.tolist())) == len(again.buckets)
    assert np.abs(again.shares - found.shares).max(initial=0) < 0.01


@given(st.text(max_size=60))
def test_no_text_is_an_error(title: str) -> None:
    read(title + "\ud800", title)


def test_texts_of_the_same_words_have_the_same_digest() -> None:
    assert read("Refund, please!", "ÉTÉ").digest == read("refund PLEASE", "été").digest
    assert read("Refund", "please").digest != read("Refund please", "").digest


def test_a_mark_takes_three_bytes_and_a_text_has_at_most_so_many() -> None:
    long = read("t" * 300, " ".join(f"word{n}" for n in range(BODY_READ))).marks(alike)
    assert len(pack(long)) <= 3 * MOST
    assert all(0 <= bucket < BUCKETS for bucket in long.buckets.tolist())


def test_parts_of_the_titles_words_know_the_word_they_came_from() -> None:
    whole, misspelt = read("cancellation", ""), read("cancelation", "")
    common = whole.weights.keys() & misspelt.weights.keys()
    assert len(common) > 10
    assert all(misspelt.sources[bucket] == {("cancelation",)} for bucket in common)


def test_scripts_without_spaces_are_read_in_pairs_of_letters() -> None:
    assert read("", "发票被重复").weights.keys() & read("", "请问发票呢").weights.keys()


@given(scores, st.data())
def test_a_step_makes_the_right_department_likelier_and_takes_from_the_others(
    before: list[float], data: st.DataObject
) -> None:
    right = data.draw(st.integers(0, len(before) - 1))
    said = softmax.said_by(np.array(before), right)
    assert np.isfinite(said).all()
    assert 0 <= said[right] <= softmax.TRUST
    assert all(one <= 0 for place, one in enumerate(said) if place != right)
    after = softmax.shares(np.array(before) + said)
    assert after[right] >= softmax.shares(np.array(before))[right]


def test_a_step_is_the_exact_one() -> None:
    """The loss's slope where one arrives is what the example says, times so much trust."""
    before = np.array([0.7, -0.2, 0.1, 0.4])
    said = softmax.said_by(before, 1)
    wanted = np.array([0.0, 1, 0, 0]) - softmax.shares(before + said)
    assert said == pytest.approx(softmax.TRUST * wanted, abs=0.02)


@given(st.lists(st.tuples(st.floats(-6, 6), st.booleans()), max_size=60))
def test_whatever_the_guesses_were_a_surer_one_is_bounded(guesses: list[tuple[float, bool]]) -> None:
    fitted = confidence.fit(guesses)
    assert np.isfinite(fitted).all()
    assert all(0 <= confidence.confidence(fitted, guess) <= 1 for guess in (-6, 0, 6))


def test_who_has_never_guessed_is_unsure() -> None:
    assert confidence.confidence(confidence.fit([]), confidence.log_odds(0.6)) < 0.5


def test_of_those_that_are_given_eighty_percent_eighty_percent_are_right() -> None:
    """Guesses that are far too sure of themselves: of those with the odds x², only those of x are right."""
    random = Random(1)
    odds = [random.gauss(1, 1) for _ in range(2_000)]
    guesses = [(2 * one, random.random() < 1 / (1 + np.exp(-one))) for one in odds]
    fitted = confidence.fit(guesses[:1_000])
    given = [(confidence.confidence(fitted, guess), right) for guess, right in guesses[1_000:]]
    for low in (0.5, 0.6, 0.7, 0.8):
        some = [(sure, right) for sure, right in given if low <= sure < low + 0.1]
        assert sum(right for _, right in some) / len(some) == pytest.approx(
            sum(sure for sure, _ in some) / len(some), abs=0.07
        )
