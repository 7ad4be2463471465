"""The soak's workspace: the sample company with more people, and Slack's bad weather over it."""

from dataclasses import replace
from datetime import timedelta

from sandbox.clock import Clock
from sandbox.company import BILLING, DANA, DESK, ENGINEERING, GENERAL, LEGAL, LOGISTICS, MEI, tidewater
from sandbox.deliveries import Schedule
from sandbox.faults import EventWeather, Fault
from sandbox.server import Sandbox
from sandbox.workspace import Channel, Person, Workspace
from tests.soak.plan import Plan

DEPARTMENTS: dict[str, Channel] = {
    "billing": BILLING,
    "engineering": ENGINEERING,
    "logistics": LOGISTICS,
    "legal": LEGAL,
}
NAMES = {"billing": "Billing", "engineering": "Engineering", "logistics": "Logistics", "legal": "Legal"}
CSMS, COLLEAGUES = 8, 4

HISTORY_LAG = 0.6
HANG = 2.0
"""Longer than the bot waits for an answer here; see ``clockwork``."""
LATE = timedelta(seconds=3)
"""By so much some events are late: longer than the bot waits before it looks a message up by itself."""
SCHEDULE = Schedule((timedelta(0), timedelta(seconds=0.2), timedelta(seconds=1)), later=timedelta(seconds=2))
"""Slack's 0, 1 and 5 minutes made short, then *Delayed Events*, which the manifest asks an operator to
switch on: without them a bot that is down for longer than the third retry loses what was said."""

OTHER_RATES = {
    "chat.update": 0.1,
    "chat.delete": 0.1,
    "conversations.replies": 0.1,
    "conversations.history": 0.1,
    "views.open": 0.03,
}
FOR_POSTS_ONLY = (Fault.OK_WITHOUT_TS_AFTER, Fault.WRONG_CHANNEL_AFTER)


def town(clock: Clock) -> Workspace:
    """Eight CSMs, and four people more in each department."""
    workspace = tidewater(clock)
    for number in range(1, CSMS + 1):
        _settle(workspace, DANA, f"csm{number}", DESK)
    for department, channel in DEPARTMENTS.items():
        for number in range(1, COLLEAGUES + 1):
            _settle(workspace, MEI, f"{department}{number}", channel)
    return workspace


def _settle(workspace: Workspace, like: Person, name: str, channel: Channel) -> None:
    person = replace(like, id=f"U0{name.upper():0<9}", name=name, real_name=name.title())
    workspace.people[person.id] = person
    for room in (channel, GENERAL):
        workspace.channels[room.id].members.append(person.id)


def csms() -> list[str]:
    return [f"csm{number}" for number in range(1, CSMS + 1)]


def colleagues(department: str) -> list[str]:
    return [f"{department}{number}" for number in range(1, COLLEAGUES + 1)]


def unsettle(sandbox: Sandbox, plan: Plan) -> None:
    """Slack at its worst: answers lost, events doubled, late and out of order, history behind."""
    sandbox.slack.pace.enabled = False
    sandbox.slack.history_lag = HISTORY_LAG
    sandbox.deliveries.schedule, sandbox.deliveries.at_once = SCHEDULE, 4
    faults = sandbox.faults
    faults.random.seed(plan.seed)
    faults.hang_seconds = HANG
    faults.rates = {"chat.postMessage": plan.fault_rate, **OTHER_RATES}
    everywhere = [fault for fault in Fault if fault not in FOR_POSTS_ONLY]
    faults.kinds = {"*": everywhere, "chat.postMessage": plan.ordeal.posts}
    faults.events = EventWeather(duplicate=0.05, delay=0.25, delay_by=LATE)


def heal(sandbox: Sandbox) -> None:
    sandbox.faults.rates = {}
    sandbox.faults.events = EventWeather()
