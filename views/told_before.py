"""What the customer has told us already, as it stands on cards."""

from models.facts import CaseFacts, KnownFact
from views.blocks import Block, context, paragraphs
from views.text import Mrkdwn, dotted, moment, prose, say, shorten

IN_BRIEF = 160
IN_FULL = 500


def on_card(case: CaseFacts) -> list[Block]:
    """A short line each, what was said last first."""
    return [block for fact in case.known for block in context(_line(fact, IN_BRIEF))]


def in_full(case: CaseFacts) -> list[Block]:
    """Few blocks, however many there are."""
    return paragraphs([_line(fact, IN_FULL) for fact in case.known])


def _line(fact: KnownFact, limit: int) -> Mrkdwn:
    told = say("💬 They told us: “{text}”", text=shorten(prose(fact.text), limit))
    label = say("C-{number}", number=fact.case) if fact.case else None
    return dotted(told, say("{who}", who=fact.said_by), moment(fact.said_at), label)
