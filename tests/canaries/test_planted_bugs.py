"""Each bug that was planted is noticed, and soon: what the machine does not do, it cannot find."""

import pytest

from tests.canaries.history import histories
from tests.canaries.mutants import MUTANTS, SOON
from tests.timelapse.log import listening

BEFORE_LONG = 150
"""Histories. A change of the code changes each of them, and with it how soon the bug shows."""


@pytest.mark.parametrize("name", SOON)
async def test_a_planted_bug_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant = MUTANTS[name]
    mutant.plant(monkeypatch)
    with listening([]):
        async for world in histories(SOON[name], 0, BEFORE_LONG, mutant.weights):
            if world.found:
                return
    raise AssertionError("the machine would not have noticed it")
