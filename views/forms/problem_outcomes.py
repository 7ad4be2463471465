"""The forms about what comes of a Problem: its customers are updated, and it is fixed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from models.facts import CaseFacts, HandoffFacts
from models.refusal import Refusal
from views.blocks import Block, label, section
from views.forms.fields import REASON_LIMIT, Words, answer, check, field
from views.forms.modal import View, ids, modal
from views.text import say


@dataclass(frozen=True)
class UpdateCustomers:
    problem: int
    text: str


class UpdateCustomersForm:
    callback_id = "problem.update"
    text = Words(
        "text",
        "What can the customers be told now?",
        "text",
        missing="Say in a few sentences what the customers can be told.",
        placeholder="We found the cause and are testing the fix; we expect to be done this evening.",
        hint="One wording for all: each CSM finds it as a draft and sends it.",
    )

    @classmethod
    def draw(cls, case: CaseFacts) -> View:
        return modal(
            cls.callback_id,
            "Update customers",
            [_titled(case), cls.text.draw()],
            submit="Write the drafts",
            ids={"problem": case.number},
        )

    @classmethod
    def read(cls, view: View) -> UpdateCustomers:
        return UpdateCustomers(ids(view)["problem"], cls.text.read(view))


def _titled(case: CaseFacts) -> Block:
    return section(say("🧩 *Problem {label}* {title}", label=case.label, title=case.title))


class Prevention(NamedTuple):
    what: str
    who: str
    """A Slack user."""
    by: datetime


@dataclass(frozen=True)
class Fixed:
    problem: int
    handoff: int | None
    """The department's part that is done with it; empty for its coordinator."""
    root_cause: str
    to_tell: str
    prevention: Prevention | None


class _Prevention:
    """What, who and by when: all of them or none."""

    what = Words(
        "prevention",
        "What will keep it from coming back?",
        "text",
        placeholder="A test of the sign-in before every release.",
        limit=REASON_LIMIT,
        is_long=False,
    )

    def draw(self, before: str = "") -> list[Block]:
        who = {
            "type": "users_select",
            "action_id": "preventer",
            "placeholder": label("Choose a colleague", 150),
        }
        when = {"type": "datetimepicker", "action_id": "prevent_by"}
        hint = "They are reminded; the Problem stays open until it is done."
        return [
            self.what.draw(before),
            field("preventer", "Who sees to it?", who, is_optional=True),
            field("prevent_by", "By when?", when, is_optional=True, hint=hint),
        ]

    def read(self, view: View) -> Prevention | None:
        what, who = self.what.read(view), answer(view, "preventer").get("selected_user")
        when = answer(view, "prevent_by").get("selected_date_time")
        if not (what or who or when):
            return None
        if not what:
            raise Refusal("Say what will keep it from coming back.", field="prevention")
        if not who:
            raise Refusal("Say who sees to it.", field="preventer")
        if not when:
            raise Refusal("Say by when.", field="prevent_by")
        return Prevention(what, who, datetime.fromtimestamp(int(when), UTC))


class FixedForm:
    """For a Problem's department, as *Done*; and for its coordinator."""

    by_coordinator, by_department = "problem.fixed", "problem.done"
    root_cause = Words(
        "root_cause",
        "What was the root cause?",
        "text",
        missing="Say what it was; whoever meets it again will search for it.",
        placeholder="The new release asked the old sign-in server.",
    )
    to_tell = Words(
        "to_tell",
        "What can the customers be told?",
        "text",
        missing="Give the CSMs words that they can pass on.",
        placeholder="Signing in works again. The cause was on our side, and is removed.",
        hint="One wording for all of its customers.",
    )
    prevention = _Prevention()

    @classmethod
    def draw(cls, case: CaseFacts, handoff: HandoffFacts | None = None, wording: str = "") -> View:
        """``wording`` is what departments proposed for the customers."""
        known = case.problem
        cause = (known.root_cause if known else None) or ""
        blocks = [
            _titled(case),
            cls.root_cause.draw(cause),
            cls.to_tell.draw(wording),
            *cls.prevention.draw((known.prevention if known else None) or ""),
        ]
        name = cls.by_department if handoff else cls.by_coordinator
        carried = {"problem": case.number, **({"handoff": handoff.id} if handoff else {})}
        return modal(name, "It is fixed", blocks, submit="Fixed", ids=carried)

    @classmethod
    def read(cls, view: View) -> Fixed:
        check(view, cls.root_cause, cls.to_tell, cls.prevention)
        carried = ids(view)
        return Fixed(
            carried["problem"],
            carried.get("handoff"),
            cls.root_cause.read(view),
            cls.to_tell.read(view),
            cls.prevention.read(view),
        )
