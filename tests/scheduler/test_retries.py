"""What the outcome of a request means, for every outcome and every answer that we know."""

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler import retries
from scheduler.retries import (
    FIRST_WAIT,
    LONGEST_LOOKUP_WAIT,
    LONGEST_WAIT,
    MAY_BE_TAKEN,
    MOST_ATTEMPTS,
    MOST_LOOKUPS,
    NEVER,
    OUR_TOKEN,
    PLAIN_MAY_DO,
    TOKEN_WAIT,
    Decision,
    Failure,
    GiveUp,
    ItIsGone,
    LookFirst,
    Outcome,
    TryAgain,
    backoff,
    decide,
    next_lookup,
)

SECOND = timedelta(seconds=1)
POST, UPDATE, DELETE = "chat.postMessage", "chat.update", "chat.delete"


def after(
    outcome: Outcome,
    error: str = "",
    *,
    method: str = POST,
    attempts: int = 1,
    last_error: str = "",
    retry_after: timedelta | None = None,
) -> Decision:
    failure = Failure(outcome, error, retry_after)
    is_new = method == POST
    return decide(failure, attempts=attempts, last_error=last_error, is_new=is_new, method=method)


@pytest.mark.parametrize("method", [POST, UPDATE, DELETE])
def test_a_rate_limit_is_waited_for_and_holds_its_method(method: str) -> None:
    limited = Outcome.RATE_LIMITED
    assert after(limited, method=method, retry_after=30 * SECOND) == TryAgain(30 * SECOND, f"method:{method}")
    assert after(limited, method=method, attempts=99) == TryAgain(SECOND, f"method:{method}")


@pytest.mark.parametrize("method", [POST, UPDATE, DELETE])
def test_where_no_connection_was_made_everything_waits_and_nothing_is_given_up(method: str) -> None:
    for attempts in (1, 2, 3, 50):
        again = TryAgain(backoff(attempts), holds="slack")
        assert after(Outcome.UNREACHABLE, method=method, attempts=attempts) == again


def test_a_post_that_may_have_been_taken_is_looked_for_and_a_change_is_made_again() -> None:
    for attempts in (1, 5, 50):
        assert after(Outcome.UNCLEAR, attempts=attempts) == LookFirst()
        for method in (UPDATE, DELETE):
            again = TryAgain(backoff(attempts))
            assert after(Outcome.UNCLEAR, method=method, attempts=attempts) == again


@pytest.mark.parametrize("error", sorted(OUR_TOKEN))
@pytest.mark.parametrize("method", [POST, UPDATE, DELETE])
def test_while_our_token_is_refused_everything_waits_for_an_operator(error: str, method: str) -> None:
    for attempts in (1, MOST_ATTEMPTS, 500):
        again = TryAgain(TOKEN_WAIT, holds="slack")
        assert after(Outcome.REFUSED, error, method=method, attempts=attempts) == again


@pytest.mark.parametrize("error", sorted(NEVER))
@pytest.mark.parametrize("method", [POST, UPDATE, DELETE])
def test_what_leaves_no_hope_is_given_up_at_once(error: str, method: str) -> None:
    assert after(Outcome.REFUSED, error, method=method) == GiveUp()


@pytest.mark.parametrize("error", sorted(PLAIN_MAY_DO))
@pytest.mark.parametrize("method", [POST, UPDATE])
def test_refused_blocks_are_left_out_once(error: str, method: str) -> None:
    assert after(Outcome.REFUSED, error, method=method) == TryAgain(timedelta())
    assert after(Outcome.REFUSED, error, method=method, attempts=2, last_error="ratelimited") == TryAgain(
        timedelta()
    )
    for last in PLAIN_MAY_DO:
        assert after(Outcome.REFUSED, error, method=method, attempts=2, last_error=last) == GiveUp()


def test_a_message_that_is_not_there_need_not_be_changed() -> None:
    for method in (UPDATE, DELETE):
        assert after(Outcome.REFUSED, "message_not_found", method=method) == ItIsGone()
    assert after(Outcome.REFUSED, "message_not_found") == TryAgain(SECOND), "of a new one that means nothing"


@pytest.mark.parametrize("error", ["something_new", "", "method_not_supported_for_channel_type"])
def test_an_answer_that_we_do_not_know_is_tried_a_few_times(error: str) -> None:
    tried = [after(Outcome.REFUSED, error, attempts=n) for n in range(1, MOST_ATTEMPTS + 1)]
    assert tried == [*(TryAgain(backoff(n)) for n in range(1, MOST_ATTEMPTS)), GiveUp()]


def test_no_answer_means_two_things() -> None:
    known = [NEVER, PLAIN_MAY_DO, OUR_TOKEN, MAY_BE_TAKEN, frozenset({"message_not_found"})]
    for n, one in enumerate(known):
        for other in known[n + 1 :]:
            assert not one & other


WAITS = [(0, 1), (1, 1), (2, 2), (3, 4), (4, 8), (8, 128), (9, 256), (10, 300), (11, 300), (10_000, 300)]


@pytest.mark.parametrize(("attempts", "seconds"), WAITS)
def test_the_wait_doubles_up_to_five_minutes(attempts: int, seconds: int) -> None:
    assert backoff(attempts) == timedelta(seconds=seconds)


@given(st.integers(-5, 10**9))
def test_the_wait_never_shrinks_and_has_its_borders(attempts: int) -> None:
    assert FIRST_WAIT <= backoff(attempts) <= backoff(attempts + 1) <= LONGEST_WAIT


def test_a_look_up_that_is_refused_is_repeated_and_then_a_person_is_told() -> None:
    refused = Failure(Outcome.REFUSED, "thread_not_found")
    waits = [next_lookup(refused, n) for n in range(MOST_LOOKUPS + 2)]
    assert waits == [*(n * SECOND for n in (5, 5, 10, 20, 40)), None, None]


def test_a_look_up_in_bad_weather_is_never_given_up() -> None:
    limited = Failure(Outcome.RATE_LIMITED, "ratelimited", 7 * SECOND)
    assert [next_lookup(limited, n) for n in (1, 99)] == [7 * SECOND] * 2
    for outcome in (Outcome.UNCLEAR, Outcome.UNREACHABLE, Outcome.RATE_LIMITED):
        waits = [next_lookup(Failure(outcome, "x"), n) for n in (1, 2, 3, 99)]
        assert waits == [SECOND, 2 * SECOND, 4 * SECOND, LONGEST_LOOKUP_WAIT]


@pytest.mark.parametrize("error", sorted(OUR_TOKEN))
def test_a_look_up_with_a_token_that_is_refused_waits_for_an_operator(error: str) -> None:
    assert [next_lookup(Failure(Outcome.REFUSED, error), n) for n in (1, 99)] == [TOKEN_WAIT] * 2


@given(
    st.sampled_from(list(Outcome)),
    st.sampled_from(sorted(NEVER | PLAIN_MAY_DO | OUR_TOKEN | MAY_BE_TAKEN | {"x", "message_not_found"})),
    st.sampled_from([POST, UPDATE, DELETE]),
    st.integers(1, 1000),
    st.sampled_from(["", "x", *sorted(PLAIN_MAY_DO)]),
)
def test_whatever_happens_there_is_one_decision(
    outcome: Outcome, error: str, method: str, attempts: int, last_error: str
) -> None:
    decision = after(outcome, error, method=method, attempts=attempts, last_error=last_error)
    assert isinstance(decision, get_args(retries.Decision))
    if isinstance(decision, LookFirst):
        assert (method, outcome) == (POST, Outcome.UNCLEAR), "only a post can be doubled"
    if isinstance(decision, TryAgain):
        assert timedelta() <= decision.after <= LONGEST_WAIT
    if method == POST and outcome is Outcome.UNCLEAR:
        assert decision == LookFirst(), "never again before somebody has looked"
