"""A part of a long run, in a process of its own."""

import asyncio
import gc
from collections import Counter

from tests.canaries.history import histories
from tests.timelapse.log import listening

Part = tuple[Counter[str], list[str], Counter[str]]
"""(counts, what was found, what the bot's log called an error)."""


def live_through(seed: int, first: int, count: int) -> Part:
    return asyncio.run(_live(seed, first, count))


async def _live(seed: int, first: int, count: int) -> Part:
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    total, found, errors = Counter[str](), list[str](), list[str]()
    number = first - 1
    with listening(errors):
        async for world in histories(seed, first, count):
            number += not world.is_trunk
            total.update(world.counts)
            total["histories"] += not world.is_trunk
            total["marks planted"] += len(world.marks.planted)
            found += [f"--seed {seed} --first {number} --histories 1: {one}" for one in world.found]
    return total, found, Counter(_kind(one) for one in errors)


def _kind(error: str) -> str:
    """The last words of what the bot's log calls an error."""
    return error.strip("{}' \"").split("\\n")[-1][-160:]
