"""The forms about Problems: open one, join it, leave it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from models.case import TITLE_LIMIT, Severity
from models.facts import CaseFacts
from models.refusal import Refusal
from views import words
from views.blocks import Block, context, label, option, section, select
from views.forms.fields import REASON_LIMIT, Department, DepartmentMenu, Words, answer, check, chosen, field
from views.forms.handoffs import about
from views.forms.modal import View, ids, modal
from views.text import Mrkdwn, one_line, say

NO_NAMES = "Name no customer: everybody who has one of its cases reads it."
MOST = 100


class Choice(NamedTuple):
    """A case or a Problem in a menu; a Problem has no customer."""

    number: int
    title: str
    customer: str = ""


@dataclass(frozen=True)
class OpenProblem:
    title: str
    story: str
    department: str
    severity: Severity
    cases: tuple[int, ...]


class _Severity:
    def draw(self, severity: Severity) -> Block:
        options = [option(said, value.value) for value, said in words.SEVERITY_CHOICES.items()]
        return field("severity", "How bad is it?", select("severity", options, "Choose one", severity.value))

    def read(self, view: View) -> Severity:
        try:
            return Severity(chosen(view, "severity") or "")
        except ValueError:
            raise Refusal("Choose how bad it is, out of the menu.", field="severity") from None


class _Cases:
    """The menu of open cases, which the handler fills."""

    def draw(self, initial: Sequence[Choice]) -> Block:
        element: Block = {
            "type": "multi_external_select",
            "action_id": "problem.cases",
            "min_query_length": 0,
        }
        element["placeholder"] = label("Type a number, a customer or words", 150)
        element["max_selected_items"] = MOST
        if initial:
            element["initial_options"] = [case_option(one) for one in initial]
        hint = "Others can join at any time, from their own cards."
        return field("cases", "Whose cases is it behind?", element, is_optional=True, hint=hint)

    def read(self, view: View) -> tuple[int, ...]:
        picked = answer(view, "cases").get("selected_options") or []
        return tuple(int(one["value"]) for one in picked)


class OpenProblemForm:
    callback_id = "problem.open"
    title = Words(
        "title",
        "Title",
        "title",
        missing="Give it a title; a few words for the cause, as far as you know it.",
        placeholder="Sign-in fails since the morning's release",
        hint=NO_NAMES,
        limit=TITLE_LIMIT,
        is_long=False,
    )
    story = Words(
        "story",
        "What is known",
        "text",
        missing="Say what is known so far; the department begins with it.",
        placeholder="Since when, for whom it works and for whom it does not, what was tried.",
        hint=NO_NAMES,
    )
    department = DepartmentMenu("Who looks into it?")
    severity = _Severity()
    cases = _Cases()

    @classmethod
    def draw(
        cls, departments: Sequence[Department], department: str, severity: Severity, cases: Sequence[Choice]
    ) -> View:
        menu = cls.department.draw(departments)
        menu["element"] |= _initial(menu["element"]["options"], department)
        blocks = [
            cls.title.draw(),
            cls.story.draw(),
            cls.cases.draw(cases),
            menu,
            cls.severity.draw(severity),
        ]
        return modal(cls.callback_id, "Open a Problem", blocks, submit="Open the Problem")

    @classmethod
    def read(cls, view: View) -> OpenProblem:
        check(view, cls.title, cls.story, cls.department, cls.severity)
        return OpenProblem(
            one_line(cls.title.read(view)),
            cls.story.read(view),
            cls.department.read(view),
            cls.severity.read(view),
            cls.cases.read(view),
        )


def _initial(options: Sequence[Block], value: str) -> dict[str, Any]:
    found = next((one for one in options if one["value"] == value), None)
    return {"initial_option": found} if found else {}


def case_option(one: Choice) -> Block:
    whose = f" {one.customer}:" if one.customer else ""
    return option(f"C-{one.number}{whose} {one.title}", str(one.number))


def case_options(found: Iterable[Choice]) -> dict[str, Any]:
    """The answer to what is typed into the menu of cases."""
    return {"options": [case_option(one) for one in found][:MOST]}


@dataclass(frozen=True)
class JoinProblem:
    case: int
    problem: int


class _Problem:
    block = "problem"

    def draw(self, problems: Sequence[Choice]) -> Block:
        options = [option(f"C-{one.number} {one.title}", str(one.number)) for one in problems]
        return field(self.block, "Which Problem is it?", select(self.block, options, "Choose a Problem"))

    def read(self, view: View) -> int:
        value = chosen(view, self.block)
        if value is None:
            raise Refusal("Choose the Problem that is behind it.", field=self.block)
        return int(value)


class JoinProblemForm:
    """Out of the Problems there are; or with one click, where it is known which."""

    callback_id = "problem.join"
    problem = _Problem()
    _WHAT_FOLLOWS = Mrkdwn(
        "What the Problem's department has of this case goes on in the Problem's thread; other departments "
        "keep their part. Its customer hears from their own CSM, as before."
    )

    @classmethod
    def draw(cls, case: Choice, problems: Sequence[Choice]) -> View:
        blocks = [_line(case), cls.problem.draw(problems), *context(cls._WHAT_FOLLOWS)]
        return modal(cls.callback_id, "Join a Problem", blocks, submit="Join", ids={"case": case.number})

    @classmethod
    def confirm(cls, case: Choice, problem: Choice) -> View:
        text = say("🧩 *Problem C-{number}* {title}", number=problem.number, title=problem.title)
        blocks = [_line(case), section(text), *context(cls._WHAT_FOLLOWS)]
        carried = {"case": case.number, "problem": problem.number}
        return modal(cls.callback_id, "Join the Problem", blocks, submit="Join", ids=carried)

    @classmethod
    def read(cls, view: View) -> JoinProblem:
        carried = ids(view)
        return JoinProblem(carried["case"], carried.get("problem") or cls.problem.read(view))


def _line(case: Choice) -> Block:
    words_ = "*C-{number}* {title} · {customer}"
    return section(say(words_, number=case.number, title=case.title, customer=case.customer))


@dataclass(frozen=True)
class LeaveProblem:
    case: int
    reason: str


class LeaveProblemForm:
    callback_id = "problem.leave"
    reason = Words(
        "reason",
        "What is different about it?",
        "reason",
        missing="Say what is different; the department reads it.",
        limit=REASON_LIMIT,
    )

    @classmethod
    def draw(cls, case: CaseFacts) -> View:
        what = Mrkdwn("The department is offered this case by itself again.")
        blocks = [*about(case), cls.reason.draw(), *context(what)]
        return modal(cls.callback_id, "Take it out", blocks, submit="Take it out", ids={"case": case.number})

    @classmethod
    def read(cls, view: View) -> LeaveProblem:
        return LeaveProblem(ids(view)["case"], cls.reason.read(view))
