"""The forms behind the buttons of a case's card, for the CSM."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.facts import CaseFacts, HandoffFacts
from models.refusal import Refusal
from views.blocks import context
from views.forms.fields import EXPECTED, REASON_LIMIT, Department, DepartmentMenu, Words, answer, check, field
from views.forms.handoffs import about
from views.forms.modal import View, ids, modal, sentence_modal
from views.text import Mrkdwn, say


@dataclass(frozen=True)
class Withdraw:
    handoff: int
    reason: str


class WithdrawForm:
    callback_id = "handoff.withdraw"
    reason = Words(
        "reason",
        "Why is it no longer needed?",
        "reason",
        missing="Say why; they may have worked on it already.",
        limit=REASON_LIMIT,
    )

    @classmethod
    def draw(cls, case: CaseFacts, handoff: HandoffFacts) -> View:
        told = say("{department} is told, and can put it down.", department=handoff.department)
        blocks = [*about(case, handoff), cls.reason.draw(), *context(told)]
        return modal(cls.callback_id, "Withdraw", blocks, submit="Withdraw", ids={"handoff": handoff.id})

    @classmethod
    def read(cls, view: View) -> Withdraw:
        return Withdraw(ids(view)["handoff"], cls.reason.read(view))


@dataclass(frozen=True)
class Reassign:
    """To another department or to a person of this one: exactly one of the two is given."""

    handoff: int
    department: str | None
    person: str | None
    reason: str


class _Whom:
    """A person of the department, or another department."""

    department = DepartmentMenu("To another department", is_optional=True)

    def read(self, view: View) -> tuple[str | None, str | None]:
        """(department's key, person's id), one of them. Raises Refusal for none and for both."""
        department, person = self.department.peek(view), answer(view, "person").get("selected_user")
        if not department and not person:
            raise Refusal("Choose a person, or another department.", field="person")
        if department and person:
            raise Refusal("Choose a person or another department, not both.", field="person")
        return department, person


class ReassignForm:
    callback_id = "handoff.reassign"
    whom = _Whom()
    reason = Words(
        "reason",
        "Why?",
        "reason",
        missing="Say why; both sides read it.",
        limit=REASON_LIMIT,
    )

    @classmethod
    def draw(cls, case: CaseFacts, handoff: HandoffFacts, departments: Sequence[Department]) -> View:
        """``departments``: all of them; its own is left out."""
        others = [one for one in departments if one.key != handoff.department_key]
        person = {"type": "users_select", "action_id": "person"}
        who = field("person", f"To a person in {handoff.department}", person, is_optional=True)
        menu = [cls.whom.department.draw(others)] if others else []
        blocks = [
            *about(case, handoff),
            who,
            *menu,
            cls.reason.draw(),
            *context(Mrkdwn("Choose one of the two.")),
        ]
        ids = {"handoff": handoff.id}
        return modal(cls.callback_id, "Re-assign", blocks, submit="Re-assign", ids=ids)

    @classmethod
    def read(cls, view: View) -> Reassign:
        check(view, cls.whom, cls.reason)
        department, person = cls.whom.read(view)
        return Reassign(ids(view)["handoff"], department, person, cls.reason.read(view))


@dataclass(frozen=True)
class AddDepartment:
    case: int
    department: str
    why: str
    expected: str


class AddDepartmentForm:
    callback_id = "case.add"
    department = DepartmentMenu("Who can help?")
    why = Words(
        "why",
        "Why them?",
        "reason",
        missing="Say why them; it spares them the guessing.",
        limit=REASON_LIMIT,
    )

    @classmethod
    def draw(cls, case: CaseFacts, departments: Sequence[Department]) -> View:
        """``departments``: all of them; those at work on the case are left out.

        What was expected of the last one is proposed again where nobody has it any more.
        """
        at_work = {one.department_key for one in case.handoffs if one.is_open}
        free = [one for one in departments if one.key not in at_work]
        if not free:
            return sentence_modal("Add a department", "Every department is at work on it already.")
        expected = "" if at_work or not case.handoffs else case.handoffs[-1].expected
        blocks = [*about(case), cls.department.draw(free), EXPECTED.draw(expected), cls.why.draw()]
        title = "Add a department"
        return modal(cls.callback_id, title, blocks, submit="Offer it", ids={"case": case.number})

    @classmethod
    def read(cls, view: View) -> AddDepartment:
        check(view, cls.department, EXPECTED, cls.why)
        department, expected = cls.department.read(view), EXPECTED.read(view)
        return AddDepartment(ids(view)["case"], department, cls.why.read(view), expected)


@dataclass(frozen=True)
class Close:
    case: int
    told: str


class CloseForm:
    callback_id = "case.close"
    told = Words(
        "told",
        "What was the customer told?",
        "text",
        hint="For the history; Liaison sends nothing to the customer.",
    )

    @classmethod
    def draw(cls, case: CaseFacts, wording: str = "") -> View:
        """``wording`` is what the departments proposed to tell the customer."""
        blocks = [*about(case), cls.told.draw(wording)]
        at_work = [one.department for one in case.handoffs if one.is_open]
        if at_work:
            names = " and ".join(at_work)
            blocks += context(say("⚠️ Still at work on it: {names}.", names=names))
        return modal(
            cls.callback_id, f"Close {case.label}", blocks, submit="Close", ids={"case": case.number}
        )

    @classmethod
    def read(cls, view: View) -> Close:
        return Close(ids(view)["case"], cls.told.read(view))


@dataclass(frozen=True)
class Reopen:
    case: int
    reason: str


class ReopenForm:
    callback_id = "case.reopen"
    reason = Words(
        "reason",
        "What is not solved yet?",
        "reason",
        missing="Say what is not solved yet.",
        limit=REASON_LIMIT,
    )

    @classmethod
    def draw(cls, case: CaseFacts) -> View:
        blocks = [*about(case), cls.reason.draw()]
        title = f"Reopen {case.label}"
        return modal(cls.callback_id, title, blocks, submit="Reopen", ids={"case": case.number})

    @classmethod
    def read(cls, view: View) -> Reopen:
        return Reopen(ids(view)["case"], cls.reason.read(view))
