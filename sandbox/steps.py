"""A newcomer's first steps, read off the cards on which the app shows where a case stands."""

from collections.abc import Iterator
from itertools import islice

from sandbox.controls import Control, controls
from sandbox.slack import Slack
from sandbox.workspace import Json, Message

STEPS = ("opened", "taken", "answered", "handed_on", "done", "closed", "ran_out", "misbehaved")
OFFERED, TAKEN, ANSWERED, CLOSED = "handoff.take", "handoff.done", "case.close", "case.reopen"
TOLD = "reply.ask"
"""The control that a card offers when the case has come so far."""
REMINDED = frozenset({"promise.still_mine", "promise.later"})
"""The controls of a reminder."""
MOVABLE = "handoff.hand_on"
"""The control of every department's card that still has the case."""


class Steps:
    """What has happened once stays ticked, whatever becomes of the case."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._ticked: set[str] = set()
        self._cards: dict[tuple[str, str], Message] = {}
        """The departments' cards as they are now, by channel and ts."""
        self._read = [0, 0]

    def ticked(self) -> list[str]:
        """Which of STEPS have happened, in their order."""
        for message in self._news():
            self._ticked |= set(_told_by(message.blocks))
            self._keep(message)
        self._ticked |= set(self._between_the_cards())
        return [step for step in STEPS if step in self._ticked]

    def _news(self) -> Iterator[Message]:
        """What the app has posted and changed since the last look."""
        ledger = self._slack.ledger
        for n, messages in enumerate((ledger.posts, ledger.edits)):
            for message in islice(messages, self._read[n], None):
                self._read[n] += 1
                yield message

    def _keep(self, card: Message) -> None:
        place = (card.channel_id, card.ts)
        if place in self._cards or MOVABLE in _names(card.blocks):
            self._cards[place] = card

    def _between_the_cards(self) -> Iterator[str]:
        if "taken" in self._ticked and any(map(self._was_answered, self._cards)):
            yield "answered"
        if any(map(self._went_on, self._cards.values())):
            yield "handed_on"
        if self._slack.faults.counts.total():
            yield "misbehaved"

    def _was_answered(self, place: tuple[str, str]) -> bool:
        channel_id, ts = place
        people = self._slack.workspace.people
        thread = self._slack.workspace.channels[channel_id].thread(ts)
        return any(not people[message.user_id].is_bot for message in thread)

    def _went_on(self, card: Message) -> bool:
        """The card's department is through with the case, and another was given it later."""
        later = (
            other for other in self._cards.values() if other.ts > card.ts and _case(other) == _case(card)
        )
        return MOVABLE not in _names(card.blocks) and any(later)


def _told_by(blocks: list[Json]) -> Iterator[str]:
    found = {control.action_id: control for control in controls(blocks)}
    if OFFERED in found:
        yield "opened"
    if TAKEN in found:
        yield "taken"
    if any(name in found and _is_the_next_step(found[name]) for name in (ANSWERED, TOLD)):
        yield "done"
    if CLOSED in found and ANSWERED not in found:
        yield "closed"
    if REMINDED & found.keys():
        yield "ran_out"


def _is_the_next_step(control: Control) -> bool:
    return control.element.get("style") == "primary"


def _names(blocks: list[Json]) -> set[str]:
    return {control.action_id for control in controls(blocks)}


def _case(card: Message) -> str:
    """A card's header begins with the number of its case: "C-17 · Charged twice"."""
    header = next((block for block in card.blocks if block["type"] == "header"), {})
    return str(header.get("text", {}).get("text", "")).partition(" ")[0]
