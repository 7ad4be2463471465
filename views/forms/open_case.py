"""The form that opens a case; it proposes a department while it is being filled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from models.case import TITLE_LIMIT, Severity
from models.facts import Suggestion
from models.refusal import Refusal
from views import words
from views.blocks import Block, context, label, option, select
from views.forms.fields import EXPECTED, Department, Words, answer, check, chosen, department_option, field
from views.forms.modal import View, ids, modal
from views.forms.proposals import said
from views.text import Mrkdwn, one_line, say

AUTO = "auto"
"""Liaison chooses by its words when the case is opened."""
NEW_CUSTOMER = "new:"
NEW_NAME_LIMIT = 70
"""With its prefix it fits into an option's value of 75 characters."""
_BY_HAND = ":by-hand"


class Origin(NamedTuple):
    """The message that a case is opened from."""

    channel: str
    ts: str
    thread_ts: str | None = None


class CustomerChoice(NamedTuple):
    """``value`` is a customer's id in digits, or ``new:`` and the name of one to be added."""

    value: str
    name: str


@dataclass(frozen=True)
class OpenCasePrefill:
    """What the form begins with, or what stands in it so far."""

    customer: CustomerChoice | None = None
    title: str = ""
    story: str = ""
    severity: Severity = Severity.NORMAL
    expected: str = ""
    department: str | None = None
    """Chosen by hand, so that no proposal replaces it; ``auto`` too can be chosen."""
    origin: Origin | None = None
    cut: int = 0
    """So many characters of what it was to begin with did not fit."""


@dataclass(frozen=True)
class OpenCase:
    customer: str
    """As in ``CustomerChoice.value``."""
    title: str
    story: str
    severity: Severity
    department: str | None
    """Nothing when Liaison shall choose."""
    expected: str
    origin: Origin | None
    is_own_choice: bool = False
    """The department is not what was proposed."""


class _Customer:
    """The menu of known customers, which the handler fills."""

    def read(self, view: View) -> str:
        """As in ``CustomerChoice.value``. Raises Refusal when none is chosen."""
        value = chosen(view, "customer")
        if not value:
            raise Refusal("Choose the customer; type a new name to add one.", field="customer")
        return value


class _Severity:
    """The menu of how bad it is; one that was not drawn means normal."""

    def draw(self, severity: Severity) -> Block:
        options = [option(said, value.value) for value, said in words.SEVERITY_CHOICES.items()]
        return field("severity", "How bad is it?", select("severity", options, "Choose one", severity.value))

    def read(self, view: View) -> Severity:
        """Raises Refusal for what does not stand in the menu."""
        try:
            return Severity(chosen(view, "severity") or Severity.NORMAL)
        except ValueError:
            raise Refusal("Choose how bad it is, out of the menu.", field="severity") from None

    def peek(self, view: View) -> Severity:
        """What is chosen so far."""
        try:
            return self.read(view)
        except Refusal:
            return Severity.NORMAL


class OpenCaseForm:
    callback_id = "case.open"
    customer = _Customer()
    severity = _Severity()
    title = Words(
        "title",
        "Title",
        "title",
        missing="Give it a title; a few words that everybody recognises it by.",
        placeholder="Charged twice for invoice 4711",
        limit=TITLE_LIMIT,
        is_long=False,
        dispatches="case.title",
    )
    story = Words(
        "story",
        "What happened",
        "story",
        missing="Say what happened, so that nobody has to ask the customer again.",
        placeholder="What the customer said, what they tried, since when.",
    )

    @classmethod
    def draw(
        cls,
        prefill: OpenCasePrefill,
        departments: Sequence[Department],
        suggestions: Sequence[Suggestion] = (),
    ) -> View:
        blocks = [
            *_customer(prefill.customer),
            cls.title.draw(prefill.title),
            cls.story.draw(prefill.story),
            cls.severity.draw(prefill.severity),
            *_department(prefill.department, departments, suggestions),
            EXPECTED.draw(prefill.expected),
            *_comes_along(prefill.origin),
            *_did_not_fit(prefill.cut),
        ]
        ids = {"origin": prefill.origin} if prefill.origin else {}
        return modal(cls.callback_id, "Open a case", blocks, submit="Open the case", ids=ids)

    @classmethod
    def read(cls, view: View) -> OpenCase:
        check(view, cls.customer, cls.title, cls.story, cls.severity, EXPECTED)
        department, is_proposed = _department_chosen(view)
        return OpenCase(
            customer=cls.customer.read(view),
            title=one_line(cls.title.read(view)),
            story=cls.story.read(view),
            severity=cls.severity.read(view),
            department=None if department in (AUTO, None) else department,
            expected=EXPECTED.read(view),
            origin=_origin(view),
            is_own_choice=department not in (AUTO, None) and not is_proposed,
        )

    @classmethod
    def peek(cls, view: View) -> OpenCasePrefill:
        """The unfinished form, to be drawn again with a new proposal; nothing in it is refused."""
        department, is_proposed = _department_chosen(view)
        return OpenCasePrefill(
            customer=_peek_customer(view),
            title=cls.title.peek(view),
            story=cls.story.peek(view),
            severity=cls.severity.peek(view),
            expected=EXPECTED.peek(view),
            department=None if is_proposed else department,
            origin=_origin(view),
        )


def customer_options(found: Iterable[tuple[int, str]], typed: str = "") -> dict[str, Any]:
    """The answer to what is typed into the customer's field: those found, and to add the name typed."""
    choices = [CustomerChoice(str(number), name) for number, name in found]
    name = one_line(typed)[:NEW_NAME_LIMIT].strip()
    if name and all(name.casefold() != one_line(choice.name).casefold() for choice in choices):
        choices = [*choices[:99], CustomerChoice(f"{NEW_CUSTOMER}{name}", name)]
    return {"options": [_customer_option(choice) for choice in choices[:100]]}


def _customer_option(choice: CustomerChoice) -> Block:
    is_new = choice.value.startswith(NEW_CUSTOMER)
    return option(f"New customer: {choice.name}" if is_new else choice.name, choice.value)


def _customer(choice: CustomerChoice | None) -> list[Block]:
    element: Block = {"type": "external_select", "action_id": "case.customer", "min_query_length": 0}
    element["placeholder"] = label("Type a name", 150)
    if choice:
        element["initial_option"] = _customer_option(choice)
    return [field("customer", "Customer", element) | {"dispatch_action": True}]


def _department(
    by_hand: str | None, departments: Sequence[Department], suggestions: Sequence[Suggestion]
) -> list[Block]:
    """Slack keeps what a block shows while its id stays, so the id changes with the proposal."""
    best = suggestions[0] if suggestions else None
    proposed = best.department if best and best.kind != "default" else AUTO
    options = [option("Let Liaison choose by its words", AUTO)]
    options += [department_option(one) for one in departments]
    menu = select("case.department", options, "Choose a department", by_hand or proposed)
    block_id = f"department:{by_hand}{_BY_HAND}" if by_hand else f"department:{proposed}"
    return [field(block_id, "Department", menu), *context(said(suggestions, departments))]


def _department_chosen(view: View) -> tuple[str | None, bool]:
    """What is chosen in the menu, and whether it is what was proposed."""
    values = (view.get("state") or {}).get("values") or {}
    block = next((one for one, actions in values.items() if "case.department" in actions), "department")
    department = chosen(view, block)
    return department, not block.endswith(_BY_HAND) and block.split(":")[1:2] == [department]


def _did_not_fit(cut: int) -> list[Block]:
    if not cut:
        return []
    return context(say("⚠️ The last {cut} characters did not fit; add them later, as a reply.", cut=cut))


def _comes_along(origin: Origin | None) -> list[Block]:
    return context(Mrkdwn("What was said in that thread comes along.")) if origin else []


def _peek_customer(view: View) -> CustomerChoice | None:
    picked = answer(view, "customer").get("selected_option")
    if not picked:
        return None
    value = picked["value"]
    is_new = value.startswith(NEW_CUSTOMER)
    return CustomerChoice(value, value.removeprefix(NEW_CUSTOMER) if is_new else picked["text"]["text"])


def _origin(view: View) -> Origin | None:
    carried = ids(view).get("origin")
    return Origin(*carried) if carried else None
