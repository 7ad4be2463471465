"""Random lives of Problems, on either database."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from sandbox.clock import Clock
from tests.casework.conftest import NOON
from tests.casework.problems.game import Game
from tests.casework.room import Room, furnish
from tests.models.blank import copy_of, emptied

QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@pytest.mark.parametrize(("examples", "steps"), [(12, 30)])
def test_whatever_people_do_everything_is_in_order(
    furnished_file: object, tmp_path_factory: pytest.TempPathFactory, examples: int, steps: int
) -> None:
    def begin() -> Game:
        engine = copy_of(furnished_file, tmp_path_factory.mktemp("game"))  # type: ignore[arg-type]
        game = Game()
        game.room = Room(engine, Clock(start=NOON, frozen=True))
        return game

    run_state_machine_as_test(
        begin,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=QUIET
        ),
    )


def test_and_so_it_is_on_postgresql(shared_room: Room) -> None:
    def begin() -> Game:
        game = Game()
        game.room = Room(emptied(shared_room.engine), Clock(start=NOON, frozen=True))
        furnish(game.room)
        return game

    run_state_machine_as_test(
        begin,
        settings=settings(max_examples=4, stateful_step_count=20, deadline=None, suppress_health_check=QUIET),
    )
