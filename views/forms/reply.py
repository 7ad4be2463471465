"""The form in which a person sees what a customer will see, before the customer does."""

from dataclasses import dataclass
from datetime import date

from models.refusal import Refusal
from models.reply_facts import ReplyFacts
from views.blocks import Block, context, divider, option, section
from views.forms import earlier
from views.forms.day import Day
from views.forms.fields import Words, answer, field
from views.forms.modal import View, ids, modal
from views.text import Mrkdwn, lines, prose, quote, say, shorten

LIMIT = 2800
SHOWN = 2900
HOLDS = Day(
    "valid_until",
    "If it answers them: until when does it hold?",
    "After that day it is offered to nobody any more. Leave it empty where it holds for good.",
)
_WAITS = "waits"


@dataclass(frozen=True)
class Reply:
    case: int
    key: str
    text: str
    seen: str
    """The fingerprint of what this person saw last; empty at first."""
    waits_for_them: bool
    answer: int | None = None
    """The earlier answer that it takes up."""
    valid_until: date | None = None


class ReplyForm:
    callback_id = "reply.send"
    text = Words(
        "text",
        "What the customer reads",
        "message",
        missing="There is nothing to send. Write what the customer shall read.",
        limit=LIMIT,
    )

    @classmethod
    def draw(cls, facts: ReplyFacts, filled: Reply | None = None) -> View:
        """``filled``: it was sent like that, and sending it as it stands is all that is left to do."""
        is_seen = filled is not None
        begun = filled or Reply(facts.case, facts.key, facts.text, "", waits_for_them=False)
        blocks: list[Block] = [
            section(_where(facts)),
            *warned(facts),
            *earlier.draw(facts.earlier, "Does it take up one of these?", taken=begun.answer),
            cls.text.draw(facts.text),
            _asks(waits=begun.waits_for_them),
            HOLDS.draw(begun.valid_until),
            *(exactly(facts) if is_seen else []),
            *context(_how(facts)),
        ]
        carried = {"case": facts.case, "key": facts.key, "seen": facts.fingerprint if is_seen else ""}
        submit = "Send anyway" if is_seen and facts.warnings else "Send"
        return modal(cls.callback_id, "Send to the customer", blocks, submit=submit, ids=carried)

    @classmethod
    def read(cls, view: View) -> Reply:
        """Raises Refusal when nothing is written, or too much."""
        about, text = ids(view), cls.text.read(view)
        if len(prose(text)) > 3000:  # noqa: PLR2004 -- what one section holds
            raise Refusal("That is too long for one message, its links included.", field=cls.text.block)
        return Reply(
            about["case"],
            about["key"] or f"draft:{view['id']}",
            text,
            about["seen"],
            bool(answer(view, _WAITS).get("selected_options")),
            earlier.read(view),
            HOLDS.read(view),
        )


def _where(facts: ReplyFacts) -> Mrkdwn:
    words = "*{customer}* reads it in #{channel}, in the thread of C-{case}, from {who}."
    who = facts.speaker.name or "Liaison"
    return say(words, customer=facts.customer, channel=facts.channel, case=facts.case, who=who)


def warned(facts: ReplyFacts) -> list[Block]:
    """What to look at again, if anything."""
    if not facts.warnings:
        return []
    listed = [say("• {warning}", warning=Mrkdwn(prose(one))) for one in facts.warnings]
    return [section(shorten(lines(Mrkdwn("⚠️ *Look at this once more*"), *listed), SHOWN))]


def exactly(facts: ReplyFacts) -> list[Block]:
    head = Mrkdwn("*Exactly this is what they see:*")
    return [divider(), section(head), section(quote(shorten(prose(facts.text), SHOWN)))]


def _asks(*, waits: bool) -> Block:
    asked = option("We wait for their answer", "yes")
    boxes: Block = {"type": "checkboxes", "action_id": _WAITS, "options": [asked]}
    return field(
        _WAITS,
        "Does it ask them something?",
        boxes | ({"initial_options": [asked]} if waits else {}),
        is_optional=True,
    )


def _how(facts: ReplyFacts) -> Mrkdwn:
    if facts.second:
        return say("A second person reads it first: {why}.", why=facts.second)
    return Mrkdwn("It is sent as you wrote it. Who has read it cannot unread it.")


class BackForm:
    """Why it is not sent as it stands."""

    callback_id = "draft.back"
    reason = Words(
        "reason", "What is to be changed?", "reason", missing="Say what is to be changed.", limit=500
    )

    @classmethod
    def draw(cls, draft: int) -> View:
        return modal(
            cls.callback_id, "Send it back", [cls.reason.draw()], submit="Send back", ids={"draft": draft}
        )

    @classmethod
    def read(cls, view: View) -> tuple[int, str]:
        """(draft, why). Raises Refusal when nothing is written."""
        return ids(view)["draft"], cls.reason.read(view)
