"""Compares new cases with older ones, the newest first, and has it told what they look like."""

from casework.desk import OWN_WORK, Desk
from casework.matching import suggestions
from casework.problems import returning
from scheduler import sweep


async def compare(desk: Desk) -> None:
    """Looked at while others write; told in a transaction of its own."""
    numbers = await desk.read(OWN_WORK, suggestions.waiting)
    await sweep.each(numbers, lambda one: _compare(desk, one), "case_not_compared")
    if await desk.read(OWN_WORK, suggestions.are_late):
        await desk.do(OWN_WORK, suggestions.let_go)


async def _compare(desk: Desk, number: int) -> None:
    found = await desk.read(OWN_WORK, suggestions.look, number)
    likes = await desk.read(OWN_WORK, suggestions.look_for_problems, number)
    if likes:
        await desk.do(OWN_WORK, returning.notice_return_of, number, likes)
    await desk.do(OWN_WORK, suggestions.tell, number, found)
