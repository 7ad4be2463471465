"""A room whose company has working hours, promised times, leads and a ladder."""

from typing import Any

from casework import due, nudges, talk, telling
from casework.people import NeedsLookup
from casework.talk import Reply
from config.handbook import Handbook
from models.promise import Promise
from models.thread import Message, Thread
from tests.casework.room import RUTH, SAM, Room, know_everybody_afresh
from tests.house import PLAIN

TOMAS = "U0TOMASSILV"

HOURS = {"time_zone": "Europe/Berlin", "weekdays": ["09:00-19:00"]}
KOLKATA = {"time_zone": "Asia/Kolkata", "weekdays": ["09:00-18:00"]}
TIMES = {
    kind: {"critical": "15m", "high": "1h", "normal": "4h", "low": "1d"}
    for kind in ("accept", "progress", "resume", "decide", "tell")
}


def handbook(**changed: Any) -> Handbook:
    """The sample's, in Berlin's working time; Sam leads Billing, Tomas Engineering, Legal has no lead."""
    data = PLAIN.model_dump(exclude_unset=True)
    data["departments"]["billing"]["leads"] = [SAM]
    data["departments"]["engineering"]["leads"] = [TOMAS]
    data.update(hours=HOURS, promises=TIMES, managers=[RUTH])
    for place, value in changed.items():
        data[place] = value
    return Handbook.model_validate(data)


def timed(room: Room, **changed: Any) -> Room:
    """The room by the clock's handbook. Noon is 13:00 in Berlin, a Monday."""
    room.handbook = handbook(**changed)
    return room


def live(room: Room) -> list[Promise]:
    return [one for one in room.rows(Promise) if one.is_live]


def reply(room: Room, thread: Thread, text: str, *, by: str) -> None:
    """Somebody writes in the thread."""
    thread_ts = thread.ts or "1700000000.000100"
    if thread.ts is None:
        room.post_everything()
        thread_ts = next(one.ts for one in room.rows(Thread) if one.id == thread.id and one.ts)
    ts = f"{room.clock().timestamp() + len(room.rows(Message)) / 1000:.6f}"
    room.do(talk.said, Reply(thread.channel, thread_ts, ts, by, text, room.clock()), by=by)


def tick(room: Room) -> int:
    """What the habits do at this moment; returns how many promises were due."""
    count = 0
    while ids := room.own(due.claim, limit=50):
        count += len(ids)
        for one in ids:
            room.own(nudges.climb, one)
    for person in room.own(telling.waiting):
        try:
            room.own(telling.release, person)
        except NeedsLookup:
            room.own(know_everybody_afresh)
            room.own(telling.release, person)
    return count
