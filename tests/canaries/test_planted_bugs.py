"""Each bug that was planted is noticed; its history is one in which it soon shows, found by a long run."""

import pytest

from tests.canaries.history import histories
from tests.canaries.mutants import MUTANTS, SOON
from tests.timelapse.log import listening


@pytest.mark.parametrize("name", SOON)
async def test_a_planted_bug_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant, (seed, first) = MUTANTS[name], SOON[name]
    mutant.plant(monkeypatch)
    with listening([]):
        async for world in histories(seed, first, 4, mutant.weights):
            if world.found:
                return
    raise AssertionError("the machine would not have noticed it")
