"""A threshold is chosen on ``dev`` alone: what ``test`` says must never move it."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching import threshold
from tests.matching.labelled import Outcome
from tests.matching.threshold import Shown


def outcomes(split: str) -> st.SearchStrategy[list[Outcome]]:
    one = st.builds(
        Outcome,
        split=st.just(split),
        has_double=st.booleans(),
        place=st.just(0),
        score=st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.9]),
        is_welcome=st.booleans(),
    )
    return st.lists(one, min_size=20, max_size=60)


def told(split: str, *scores: tuple[float, bool]) -> list[Outcome]:
    return [Outcome(split, True, 0, score, is_welcome) for score, is_welcome in scores]


DEV = told("dev", *[(0.9, True)] * 20, *[(0.4, False)] * 20)


@given(outcomes("dev"), outcomes("test"), outcomes("test"))
def test_what_the_test_split_says_does_not_move_it(
    dev: list[Outcome], test: list[Outcome], other: list[Outcome]
) -> None:
    assert threshold.show(dev + test, 0.8).threshold == threshold.show(dev + other, 0.8).threshold


def test_the_lowest_that_holds_on_dev_is_counted_on_test() -> None:
    test = told("test", *[(0.95, True)] * 3, (0.92, False), *[(0.4, True)] * 6)
    assert threshold.show(DEV + test, 0.8) == Shown(0.9, 0.75, 40.0)


def test_where_none_holds_nothing_is_suggested() -> None:
    unsure = told("dev", *[(0.9, True)] * 19, *[(0.9, False)] * 20)
    assert threshold.show(unsure + told("test", (0.95, True)), 0.8) == Shown(None, None, 0.0)


def test_a_few_lucky_ones_are_not_enough() -> None:
    lucky = told("dev", *[(0.9, True)] * 5, *[(0.4, False)] * 40)
    assert threshold.choose(lucky, 0.8) is None


def on_everything(every: Sequence[Outcome], aim: float) -> float | None:
    return threshold.choose(every, aim)


def on_test(every: Sequence[Outcome], aim: float) -> float | None:
    return threshold.choose([one for one in every if one.split == "test"], aim)


@pytest.mark.parametrize("wrong", [on_everything, on_test])
def test_who_reaches_for_the_test_split_is_stopped(wrong: Callable[..., float | None]) -> None:
    with pytest.raises(ValueError, match="dev alone"):
        wrong(DEV + told("test", (0.9, True)), 0.8)
