"""Days in minutes: every nudge that was owed was told once, at its time, and nothing else was."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from models.database import open_engine
from tests.timelapse.mutants import PLANTED, lower_after_higher, seen_by_two
from tests.timelapse.plan import Plan
from tests.timelapse.scenes import (
    SHORT,
    after_a_day_without_slack,
    after_two_days_of_silence,
    as_it_should_be,
    with_deaths,
    with_three_replicas,
)
from tests.timelapse.world import World

BRIEF = replace(SHORT, cases=16, days=3, seed=1, patience=1)
"""Enough to show a planted bug."""


def _as_test(plant: Callable[..., None]) -> Any:
    """What takes more than a minute to show is left to ``make timelapse``."""
    return pytest.param(plant, marks=[pytest.mark.timelapse] if plant is lower_after_higher else [])


async def lived(plan: Plan, url: str) -> World:
    world = World(plan, url)
    await world.run()
    return world


def is_as_owed(world: World) -> bool:
    assert not world.oracle.complaints, "\n".join(world.oracle.complaints)
    counts = world.counts
    return all(counts[what] for what in ("rung 75", "rung 100", "rung 150", "rung 200", "digests", "splits"))


async def test_every_nudge_and_digest_comes_once_and_at_its_time(database_url: str):
    """Across the end of summer time and a holiday, for six departments in three zones."""
    world = await lived(as_it_should_be(SHORT), database_url)
    assert is_as_owed(world)
    assert world.counts["lapsed"]
    assert world.counts["went_back"]


async def test_a_bot_that_dies_at_random_forgets_and_repeats_nothing(database_url: str):
    world = await lived(with_deaths(SHORT), database_url)
    assert world.deaths > 5
    assert is_as_owed(world)


async def test_after_two_days_of_silence_each_promise_is_nudged_once_and_at_once(database_url: str):
    assert is_as_owed(await lived(after_two_days_of_silence(SHORT), database_url))


@pytest.mark.timelapse
async def test_after_a_day_without_slack_what_still_matters_is_told_once_and_in_order(database_url: str):
    assert is_as_owed(await lived(after_a_day_without_slack(SHORT), database_url))


async def test_three_replicas_nudge_as_one(request: pytest.FixtureRequest):
    url = request.getfixturevalue("postgresql").migrated_database()
    assert is_as_owed(await lived(with_three_replicas(replace(SHORT, days=4)), url))


async def test_the_row_of_a_rung_decides_who_was_first(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    engine = open_engine(sqlite_url)
    seen_by_two(monkeypatch, engine)
    engine.dispose()
    world = await lived(BRIEF, sqlite_url)
    assert not world.oracle.complaints


@pytest.mark.parametrize("plant", [_as_test(plant) for plant in PLANTED], ids=lambda plant: plant.__name__)
async def test_a_planted_bug_is_caught(
    plant: Callable[..., None], sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    engine = open_engine(sqlite_url)
    plant(monkeypatch, engine)
    engine.dispose()
    scene, complaint = PLANTED[plant]
    world = await lived(scene(BRIEF), sqlite_url)
    assert any(complaint in one for one in world.oracle.complaints), world.oracle.complaints
