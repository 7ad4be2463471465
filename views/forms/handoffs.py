"""The forms behind the buttons of a department's card."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.facts import CaseFacts, HandoffFacts
from models.reply_facts import EarlierAnswer
from views import words
from views.blocks import Block, context, section
from views.forms import earlier
from views.forms.fields import EXPECTED, REASON_LIMIT, Department, DepartmentMenu, Moment, OneOf, Words, check
from views.forms.modal import View, ids, modal, sentence_modal
from views.text import lines, say

CUSTOMER, OTHERS = "customer", "others"
_AS_BEFORE = "Leave the wording above empty, and they are told the same as then."


def about(case: CaseFacts, handoff: HandoffFacts | None = None) -> list[Block]:
    """What the form is about, so that nobody has to remember."""
    line = say("*{label}* {title} · {customer}", label=case.label, title=case.title, customer=case.customer)
    asked = words.titled("What was asked", handoff.expected, 300) if handoff else None
    return [section(lines(line, asked))]


@dataclass(frozen=True)
class HandOn:
    handoff: int
    department: str
    why: str
    expected: str


class HandOnForm:
    callback_id = "handoff.hand_on"
    department = DepartmentMenu("Who can help?")
    why = Words(
        "why",
        "Why them, and what did you find so far?",
        "reason",
        missing="Say why it goes on; they start where you stopped.",
        placeholder="The scale is fine; the invoice was sent twice.",
        limit=REASON_LIMIT,
    )

    @classmethod
    def draw(cls, case: CaseFacts, handoff: HandoffFacts, departments: Sequence[Department]) -> View:
        """``departments``: all of them; its own is left out."""
        others = [one for one in departments if one.key != handoff.department_key]
        if not others:
            return sentence_modal(
                "Hand on", "There is no other department. *Ask the CSM* or *Decline* instead."
            )
        fields = [cls.department.draw(others), cls.why.draw(), EXPECTED.draw()]
        return modal(
            cls.callback_id,
            "Hand on",
            [*about(case, handoff), *fields],
            submit="Hand on",
            ids={"handoff": handoff.id},
        )

    @classmethod
    def read(cls, view: View) -> HandOn:
        check(view, cls.department, cls.why, EXPECTED)
        department, why = cls.department.read(view), cls.why.read(view)
        return HandOn(ids(view)["handoff"], department, why, EXPECTED.read(view))


@dataclass(frozen=True)
class Decline:
    handoff: int
    reason: str


class DeclineForm:
    """*Decline* before it is taken, *Give back* afterwards."""

    callback_id = "handoff.decline"
    reason = Words(
        "reason",
        "Why, and who could help instead?",
        "reason",
        missing="Say why; the CSM decides from it where the case goes next.",
        placeholder="We only see invoices; the double entry comes from the shop.",
        limit=REASON_LIMIT,
    )

    @classmethod
    def draw(cls, case: CaseFacts, handoff: HandoffFacts) -> View:
        verb = "Give back" if handoff.owner else "Decline"
        goes = say("It goes back to {csm}, with your reason.", csm=case.csm.name)
        blocks = [*about(case, handoff), cls.reason.draw(), *context(goes)]
        return modal(cls.callback_id, verb, blocks, submit=verb, ids={"handoff": handoff.id})

    @classmethod
    def read(cls, view: View) -> Decline:
        return Decline(ids(view)["handoff"], cls.reason.read(view))


@dataclass(frozen=True)
class Done:
    handoff: int
    found: str
    to_tell: str
    """May be empty where an earlier answer is taken up."""
    root_cause: str | None
    answer: int | None = None
    """The earlier answer that it takes up."""


class DoneForm:
    callback_id = "handoff.done"
    found = Words(
        "found",
        "What did you find, what did you do?",
        "finding",
        missing="Say what you found; the next person with this problem will search for it.",
        hint="For colleagues only.",
    )
    to_tell = Words(
        "to_tell",
        "What can the customer be told?",
        "wording",
        missing="Say what the customer can be told, in words that they understand.",
        hint="The CSM reads it over and tells the customer.",
    )
    root_cause = Words("root_cause", "Root cause, if you know it", "root cause")

    @classmethod
    def draw(cls, case: CaseFacts, handoff: HandoffFacts, told: Sequence[EarlierAnswer] = ()) -> View:
        """``told``: what was told before on a like question."""
        to_tell = cls.to_tell.draw() | {"optional": bool(told)}
        blocks = [
            *about(case, handoff),
            cls.found.draw(),
            to_tell,
            *earlier.draw(told, "Is it one of these answers?", hint=_AS_BEFORE),
            cls.root_cause.draw(),
        ]
        return modal(cls.callback_id, "Done", blocks, submit="Done", ids={"handoff": handoff.id})

    @classmethod
    def read(cls, view: View) -> Done:
        answer = earlier.read(view)
        to_tell = cls.to_tell if answer is None else replace(cls.to_tell, missing="")
        check(view, cls.found, to_tell, cls.root_cause)
        cause = cls.root_cause.read(view) or None
        return Done(ids(view)["handoff"], cls.found.read(view), to_tell.read(view), cause, answer)


@dataclass(frozen=True)
class Stuck:
    handoff: int
    reason: str
    until: datetime
    """Aware, in UTC."""
    for_customer: bool


class StuckForm:
    callback_id = "handoff.stuck"
    reason = Words(
        "reason",
        "What are you waiting for?",
        "reason",
        missing="Say what you are waiting for; the CSM can tell the customer.",
        placeholder="The load cell's maker sends the log by Friday.",
        limit=REASON_LIMIT,
    )
    whom = OneOf(
        "whom",
        "Who are you waiting for?",
        (
            (CUSTOMER, "The customer: the CSM sees that they owe you something"),
            (OTHERS, "Somebody or something else"),
        ),
    )
    until = Moment("until", "Until when?", "Pick a day and an hour; nobody reminds you before.")

    @classmethod
    def draw(cls, case: CaseFacts, handoff: HandoffFacts, until: datetime | None = None) -> View:
        """``until`` is what the picker shows at first."""
        blocks = [*about(case, handoff), cls.whom.draw(), cls.reason.draw(), cls.until.draw(until)]
        return modal(cls.callback_id, "Stuck", blocks, submit="Put aside", ids={"handoff": handoff.id})

    @classmethod
    def read(cls, view: View) -> Stuck:
        check(view, cls.reason, cls.until)
        reason, until = cls.reason.read(view), cls.until.read(view)
        return Stuck(ids(view)["handoff"], reason, until, cls.whom.read(view) == CUSTOMER)
