"""The ways in which the page lets Slack misbehave."""

from dataclasses import dataclass

from sandbox.faults import Fault, Faults
from sandbox.workspace import Json

POST = "chat.postMessage"
OFTEN = 0.5
MOST_POSTS = 20
LINES = 8


@dataclass(frozen=True)
class Mood:
    """With a `fault` it befalls so many posts from now on; without, it lasts until switched off."""

    kind: str
    label: str
    hint: str
    fault: Fault | None = None


MOODS = (
    Mood("429", "Too many requests", "The next 3 posts are answered 429.", Fault.RATE_LIMITED),
    Mood("500_before", "Error 500, not posted", "The next 3 posts fail.", Fault.SERVER_ERROR_BEFORE),
    Mood(
        "500_after", "Error 500, but posted", "The next 3 posts stand all the same.", Fault.SERVER_ERROR_AFTER
    ),
    Mood(
        "reset",
        "Connection cut after posting",
        "The next 3 posts stand; the answers are lost.",
        Fault.RESET_AFTER,
    ),
    Mood("hang", "No answer for 30 seconds", "The next 3 posts stand; the line hangs.", Fault.HANG_AFTER),
    Mood("lost", "Events get lost", "Every second one, until switched off."),
    Mood("doubled", "Events come twice", "Every second one, until switched off."),
    Mood("down", "Slack is down", "Every call fails, until switched off."),
)


def weather(faults: Faults) -> Json:
    """The moods for the page's panel, and what they have done so far."""
    drawn = [
        {"kind": mood.kind, "label": mood.label, "hint": mood.hint, "counts": mood.fault is not None}
        | _intensity(faults, mood)
        for mood in MOODS
    ]
    return {"faults": drawn, "happened": [pair for pair in faults.counts.most_common(LINES) if pair[1]]}


def _intensity(faults: Faults, mood: Mood) -> Json:
    if mood.fault:
        left = list(faults.scripted.get(POST, ())).count(mood.fault)
        return {"on": left > 0, "left": left}
    on = {"lost": faults.events.lose, "doubled": faults.events.duplicate, "down": faults.down}[mood.kind]
    return {"on": bool(on), "left": 0}


def set_mood(faults: Faults, kind: str, amount: int) -> None:
    """`amount` is how many posts a fault befalls, or 1 and 0 for on and off; kind `none` ends them all."""
    if kind == "none":
        faults.scripted.clear()
        faults.events.lose = faults.events.duplicate = 0.0
        faults.come_up()
        return
    mood = next(mood for mood in MOODS if mood.kind == kind)
    if mood.fault:
        waiting = [fault for fault in faults.scripted.pop(POST, ()) if fault is not mood.fault]
        faults.next(POST, *waiting, *[mood.fault] * min(amount, MOST_POSTS))
    elif kind == "lost":
        faults.events.lose = OFTEN if amount else 0.0
    elif kind == "doubled":
        faults.events.duplicate = OFTEN if amount else 0.0
    else:
        faults.down = Fault.SERVER_ERROR_BEFORE if amount else None
