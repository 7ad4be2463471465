"""The fields that forms are made of: each draws itself and reads what was put into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

from models.case import STORY_LIMIT
from models.refusal import Refusal
from views.blocks import PLACEHOLDER, Block, label, option, radio, select
from views.forms.modal import View
from views.text import clean

REASON_LIMIT = 500
_ROOM = timedelta(days=1)
"""Every zone must be able to show the moment, the last one of the calendar too."""


class Department(NamedTuple):
    """As the handbook has it, to choose from."""

    key: str
    name: str
    opens_at: datetime | None = None
    """When somebody is at work there again; empty while they are."""


class Field(Protocol):
    def read(self, view: View) -> object: ...


def check(view: View, *fields: Field) -> None:
    """Raises one Refusal for everything that is wrong in these fields."""
    wrong = [refusal for refusal in (_complaint(field, view) for field in fields) if refusal]
    if wrong:
        first, *others = wrong
        raise Refusal(first.sentence, field=first.field, also=tuple(others))


def _complaint(field: Field, view: View) -> Refusal | None:
    try:
        field.read(view)
    except Refusal as refusal:
        return refusal
    return None


@dataclass(frozen=True)
class Words:
    """A text field. Slack is told no limit: its own complaint does not say how much is too much."""

    block: str
    label: str
    noun: str
    """What it is, in “The reason has 512 characters”."""
    missing: str = ""
    """The sentence for an empty field; without one it may stay empty."""
    placeholder: str = ""
    hint: str = ""
    limit: int = STORY_LIMIT
    is_long: bool = True
    dispatches: str = ""
    """The action that the handler hears when Enter is pressed in it."""

    def draw(self, initial: str = "") -> Block:
        element: Block = {"type": "plain_text_input", "action_id": self.dispatches or self.block}
        element["multiline"] = self.is_long
        if self.placeholder:
            element["placeholder"] = label(self.placeholder, PLACEHOLDER)
        if initial.strip():
            element["initial_value"] = prefilled(initial, self.limit)
        if self.dispatches:
            element["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed"]}
        block = field(self.block, self.label, element, is_optional=not self.missing, hint=self.hint)
        return block | ({"dispatch_action": True} if self.dispatches else {})

    def read(self, view: View) -> str:
        """What was written, without blanks around it. Raises Refusal when it is empty or too long."""
        text = self.peek(view)
        if not text and self.missing:
            raise Refusal(self.missing, field=self.block)
        if len(text) > self.limit:
            raise Refusal(self._too_long(len(text)), field=self.block)
        return text

    def peek(self, view: View) -> str:
        """What stands in it so far."""
        return clean(answer(view, self.block).get("value") or "").strip()

    def _too_long(self, count: int) -> str:
        over = count - self.limit
        return f"The {self.noun} has {count:,} characters, {over:,} too many; {self.limit:,} fit."


EXPECTED = Words(
    "expected",
    "What do you need from them?",
    "request",
    missing="Say what they are to do; it is the first thing they read.",
    placeholder="Refund the second payment and send me the credit note's number.",
    limit=REASON_LIMIT,
)


def department_option(department: Department) -> Block:
    closed = " · closed now" if department.opens_at else ""
    return option(f"{department.name}{closed}", department.key)


@dataclass(frozen=True)
class DepartmentMenu:
    """One department out of those that can be chosen here."""

    label: str
    block: str = "department"
    is_optional: bool = False

    def draw(self, departments: Sequence[Department]) -> Block:
        options = [department_option(one) for one in departments]
        element = select(self.block, options, "Choose a department")
        return field(self.block, self.label, element, is_optional=self.is_optional)

    def read(self, view: View) -> str:
        """The department's key. Raises Refusal when none is chosen."""
        key = self.peek(view)
        if key is None:
            raise Refusal("Choose the department that shall help.", field=self.block)
        return key

    def peek(self, view: View) -> str | None:
        return chosen(view, self.block)


@dataclass(frozen=True)
class Moment:
    """A day and an hour, picked in the person's own zone."""

    block: str
    label: str
    missing: str

    def draw(self, initial: datetime | None = None) -> Block:
        element: Block = {"type": "datetimepicker", "action_id": self.block}
        if initial:
            element["initial_date_time"] = int(initial.timestamp())
        return field(self.block, self.label, element)

    def read(self, view: View) -> datetime:
        """In UTC. Raises Refusal when nothing is picked, or nothing that a calendar has."""
        picked = answer(view, self.block).get("selected_date_time")
        if not picked:
            raise Refusal(self.missing, field=self.block)
        try:
            return datetime.fromtimestamp(int(picked), UTC) + _ROOM - _ROOM
        except (ValueError, TypeError, OverflowError, OSError):
            raise Refusal("No calendar has that day; pick another.", field=self.block) from None


@dataclass(frozen=True)
class OneOf:
    """Few answers, all in sight; the last one is given unless somebody chooses another."""

    block: str
    label: str
    answers: tuple[tuple[str, str], ...]
    """(value, words on screen)."""

    def draw(self) -> Block:
        options = [option(said, value) for value, said in self.answers]
        return field(self.block, self.label, radio(self.block, options, self.answers[-1][0]))

    def read(self, view: View) -> str:
        """The value; the last one's where the form did not ask."""
        return chosen(view, self.block) or self.answers[-1][0]


def field(block: str, title: str, element: Block, *, is_optional: bool = False, hint: str = "") -> Block:
    drawn: Block = {"type": "input", "block_id": block, "label": label(title, 150), "element": element}
    drawn["optional"] = is_optional
    return drawn | ({"hint": label(hint, 150)} if hint else {})


def prefilled(text: str, limit: int) -> str:
    """What a field may begin with; a person sees it and can change it."""
    text = clean(text).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"


def answer(view: View, block: str) -> dict[str, Any]:
    """What stands in a field; empty when it was not drawn or not filled."""
    state: dict[str, dict[str, Any]] = (view.get("state") or {}).get("values") or {}
    filled: dict[str, Any] = next(iter(state.get(block, {}).values()), {})
    return filled


def chosen(view: View, block: str) -> str | None:
    """The value that is selected in a menu."""
    value: str | None = (answer(view, block).get("selected_option") or {}).get("value")
    return value
