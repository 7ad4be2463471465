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
from views.text import Mrkdwn, moment, one_line, say
from views.words import listed

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
        department = _department_menu(view)[1]
        return OpenCase(
            customer=cls.customer.read(view),
            title=one_line(cls.title.read(view)),
            story=cls.story.read(view),
            severity=cls.severity.read(view),
            department=None if department in (AUTO, None) else department,
            expected=EXPECTED.read(view),
            origin=_origin(view),
        )

    @classmethod
    def peek(cls, view: View) -> OpenCasePrefill:
        """The unfinished form, to be drawn again with a new proposal; nothing in it is refused."""
        block, department = _department_menu(view)
        is_proposed = not block.endswith(_BY_HAND) and block.split(":")[1:2] == [department]
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


def because(suggestion: Suggestion, name: str) -> Mrkdwn:
    """Why a department is proposed: *Billing*, because of *invoice* and *refund*."""
    facts = listed(suggestion.because[:4])
    templates = {
        "words": "*{name}*, because of {facts}",
        "customer": "*{name}*, because {facts} is theirs",
        "tier": "*{name}*, because {facts} customers are theirs",
        "severity": "*{name}*, because {facts} cases are theirs",
        "default": "Nothing speaks for a department so far; it would go to *{name}*",
    }
    return say(templates[suggestion.kind], name=name, facts=facts)


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
    return [field(block_id, "Department", menu), *context(_proposed(best, departments))]


def _proposed(best: Suggestion | None, departments: Sequence[Department]) -> Mrkdwn | None:
    """Why it is proposed, and whether somebody is there."""
    if best is None:
        return None
    known = {one.key: one for one in departments}
    department = known.get(best.department, Department(best.department, best.department))
    why = say("💡 {reason}.", reason=because(best, department.name))
    if department.opens_at is None:
        return why
    opens = moment(department.opens_at)
    return say("{why} They are closed now and begin {opens}; the clock waits for them.", why=why, opens=opens)


def _department_menu(view: View) -> tuple[str, str | None]:
    """The id of its block and what is chosen in it."""
    values = (view.get("state") or {}).get("values") or {}
    block = next((one for one, actions in values.items() if "case.department" in actions), "department")
    return block, chosen(view, block)


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
