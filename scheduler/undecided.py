"""A customer's words that nobody decided on in time become a case by themselves."""

from casework.desk import OWN_WORK, Desk
from casework.inbound import intake
from scheduler.sweep import each


async def decide(desk: Desk) -> None:
    overdue = await desk.read(OWN_WORK, intake.overdue)
    await each(overdue, lambda one: desk.do(OWN_WORK, intake.open_overdue, one), "customer_not_answered")
