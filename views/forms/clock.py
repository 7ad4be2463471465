"""The forms about times: when the customer hears next, and how bad it is."""

from dataclasses import dataclass
from datetime import datetime

from models.case import Severity
from models.facts import CaseFacts
from models.refusal import Refusal
from models.reply_facts import ReplyFacts
from views import dues, words
from views.blocks import Block, context, option, section, select
from views.forms.fields import REASON_LIMIT, Moment, Words, check, chosen, field
from views.forms.handoffs import about
from views.forms.modal import View, ids, modal
from views.forms.reply import exactly, warned
from views.text import Mrkdwn, say


@dataclass(frozen=True)
class Update:
    case: int
    until: datetime
    word: str = ""
    """Why, for the customer; sent as it was written."""
    seen: str = ""
    """The fingerprint of what this person saw of it last, with its warnings; empty at first."""


class UpdateForm:
    callback_id = "promise.update"
    until = Moment("until", "When will they hear from you?", "Pick the day and hour that you named to them.")

    word = Words(
        "word",
        "A word to the customer",
        "text",
        placeholder="The spare part comes a day later than we thought.",
        hint="Goes to their channel exactly as you write it here. Empty: nothing goes.",
    )

    @classmethod
    def draw(
        cls,
        case: CaseFacts,
        until: datetime | None = None,
        *,
        can_be_told: bool = False,
        seen: ReplyFacts | None = None,
    ) -> View:
        """``until`` is proposed. ``can_be_told``: the customer has a channel for a word of explanation.

        ``seen``: the word that was written, with what is to be looked at again before it is sent.
        """
        before = dues.line(case.update_due)
        hint = Mrkdwn(
            "Their message of the case says the new time. Liaison reminds you before it passes."
            if can_be_told
            else "Liaison writes nothing to the customer: it reminds you in time."
        )
        blocks = [
            *about(case),
            *([section(before)] if before else []),
            cls.until.draw(until),
            *(warned(seen) if seen else []),
            *([cls.word.draw(seen.text if seen else "")] if can_be_told else []),
            *(exactly(seen) if seen else []),
            *context(hint),
        ]
        carried = {"case": case.number, "seen": seen.fingerprint if seen else ""}
        submit = "Promise all the same" if seen else "Promise"
        return modal(cls.callback_id, "Promise news", blocks, submit=submit, ids=carried)

    @classmethod
    def read(cls, view: View) -> Update:
        check(view, cls.until, cls.word)
        carried = ids(view)
        return Update(carried["case"], cls.until.read(view), cls.word.read(view), carried.get("seen", ""))


@dataclass(frozen=True)
class ChangeSeverity:
    case: int
    severity: Severity
    reason: str


class _Other:
    """Any severity but the one that it has."""

    def draw(self, now: Severity) -> Block:
        others = {one: said for one, said in words.SEVERITY_CHOICES.items() if one is not now}
        options = [option(said, one.value) for one, said in others.items()]
        return field("severity", "How bad is it?", select("severity", options, "Choose one"))

    def read(self, view: View) -> Severity:
        try:
            return Severity(chosen(view, "severity") or "")
        except ValueError:
            raise Refusal("Choose how bad it is, out of the menu.", field="severity") from None


class SeverityForm:
    callback_id = "case.severity"
    severity = _Other()
    reason = Words("reason", "Why?", "reason", hint="It stands in the desk's thread.", limit=REASON_LIMIT)

    @classmethod
    def draw(cls, case: CaseFacts) -> View:
        now = say("Now: *{severity}*", severity=words.SEVERITIES[case.severity])
        hint = Mrkdwn("The promised times change with it; what has passed of them stays passed.")
        blocks = [
            *about(case),
            *context(now),
            cls.severity.draw(case.severity),
            cls.reason.draw(),
            *context(hint),
        ]
        return modal(cls.callback_id, "Change severity", blocks, submit="Change", ids={"case": case.number})

    @classmethod
    def read(cls, view: View) -> ChangeSeverity:
        check(view, cls.severity, cls.reason)
        return ChangeSeverity(ids(view)["case"], cls.severity.read(view), cls.reason.read(view))
