"""A habit that fails rests longer and longer, and is as quick as ever once it works."""

from scheduler.patience import LONGEST, Patience


def test_each_failure_doubles_the_rest_up_to_a_minute() -> None:
    now = 100.0
    patience = Patience(lambda: now)
    assert not patience.is_out
    for rest in (1, 2, 4, 8, 16, 32, 60, 60):
        patience.failed()
        now += rest - 0.01
        assert patience.is_out
        now += 0.01
        assert not patience.is_out
    assert LONGEST.total_seconds() == 60


def test_once_it_works_it_rests_no_more() -> None:
    patience = Patience(lambda: 0.0)
    for _ in range(5):
        patience.failed()
    patience.worked()
    assert not patience.is_out
