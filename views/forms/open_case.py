"""The form that opens a case; it proposes a department while it is being filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from models.alike_facts import AlikeFacts
from models.case import TITLE_LIMIT, Severity
from models.facts import Suggestion
from models.refusal import Refusal
from views import words
from views.blocks import Block, context, option, select
from views.forms import alike as same
from views.forms.customer import CustomerChoice, CustomerField
from views.forms.fields import EXPECTED, Department, Words, check, chosen, department_option, field
from views.forms.modal import View, ids, modal
from views.forms.proposals import said
from views.letterhead import Letterhead
from views.text import Mrkdwn, one_line, say

AUTO = "auto"
"""Liaison chooses by its words when the case is opened."""
_BY_HAND = ":by-hand"
NO_LETTERHEAD = Letterhead("", "")
"""No links."""


class Origin(NamedTuple):
    """The message that a case is opened from."""

    channel: str
    ts: str
    thread_ts: str | None = None
    splits_from: int | None = None
    """The case that it stands in so far."""


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
    more_about: int | None = None
    """The case that it belongs to, if it is none of its own."""
    problem: int | None = None
    """It is one more case of this Problem."""


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
    more_about: int | None = None
    """What was written belongs to this case; then severity, department and request mean nothing."""
    is_own_choice: bool = False
    """The department is not what was proposed."""
    problem: int | None = None
    """It is one more case of this Problem; then its department means nothing."""


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
    customer = CustomerField()
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
        alike: Sequence[AlikeFacts] = (),
        letterhead: Letterhead = NO_LETTERHEAD,
    ) -> View:
        is_more = prefill.more_about in same.offers(alike)
        joins = prefill.problem in same.problems(alike)
        blocks = [
            cls.customer.draw(prefill.customer),
            cls.title.draw(prefill.title),
            *same.draw(alike, letterhead, prefill.more_about, prefill.problem),
            (same.NEWS if is_more else cls.story).draw(prefill.story),
            *([] if is_more else [cls.severity.draw(prefill.severity)]),
            *([] if is_more or joins else _of_its_own(prefill, departments, suggestions)),
            *_comes_along(prefill.origin),
            *_did_not_fit(prefill.cut),
        ]
        ids: dict[str, Any] = {"origin": prefill.origin} if prefill.origin else {}
        if is_more or joins:
            ids["aside"] = [prefill.severity, prefill.expected, prefill.department]
        submit = f"Add to C-{prefill.more_about}" if is_more else "Open the case"
        return modal(cls.callback_id, "Open a case", blocks, submit=submit, ids=ids)

    @classmethod
    def read(cls, view: View) -> OpenCase:
        if more_about := same.more_about(view):
            return cls._read_more(view, more_about)
        if problem := same.problem(view):
            return cls._read_one_more(view, problem)
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
    def _read_one_more(cls, view: View, problem: int) -> OpenCase:
        """Of a Problem: no department is chosen, and nothing is asked of one."""
        check(view, cls.customer, cls.title, cls.story, cls.severity)
        customer, title, story = cls.customer.read(view), cls.title.read(view), cls.story.read(view)
        severity = cls.severity.read(view)
        return OpenCase(customer, one_line(title), story, severity, None, "", _origin(view), problem=problem)

    @classmethod
    def _read_more(cls, view: View, more_about: int) -> OpenCase:
        check(view, cls.customer, cls.title, same.NEWS)
        customer, title = cls.customer.read(view), one_line(cls.title.read(view))
        story = same.NEWS.read(view)
        return OpenCase(customer, title, story, Severity.NORMAL, None, "", _origin(view), more_about)

    @classmethod
    def peek(cls, view: View) -> OpenCasePrefill:
        """The unfinished form, to be drawn again with a new proposal; nothing in it is refused."""
        department, is_proposed = _department_chosen(view)
        severity, expected, by_hand = ids(view).get("aside") or (
            cls.severity.peek(view),
            EXPECTED.peek(view),
            None if is_proposed else department,
        )
        problem = same.problem(view)
        return OpenCasePrefill(
            customer=cls.customer.peek(view),
            title=cls.title.peek(view),
            story=cls.story.peek(view),
            severity=cls.severity.peek(view) if problem else Severity(severity),
            expected=expected,
            department=by_hand,
            origin=_origin(view),
            more_about=same.more_about(view),
            problem=problem,
        )


def _of_its_own(
    prefill: OpenCasePrefill, departments: Sequence[Department], suggestions: Sequence[Suggestion]
) -> list[Block]:
    """Who shall help, and with what."""
    menu = _department(prefill.department, departments, suggestions)
    return [*menu, EXPECTED.draw(prefill.expected)]


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
    if origin is None:
        return []
    if origin.splits_from is not None:
        words_ = "✂️ This message stands in C-{number} so far; it goes to the new case."
        return context(say(words_, number=origin.splits_from))
    return context(Mrkdwn("What was said in that thread comes along."))


def _origin(view: View) -> Origin | None:
    carried = ids(view).get("origin")
    return Origin(*carried) if carried else None
