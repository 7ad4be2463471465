"""What the customer has told us already, as it stands on cards."""

from models.facts import CaseFacts, KnownFact
from views.blocks import Block, context, paragraphs
from views.text import Mrkdwn, dated, dotted, moment, prose, say, shorten

IN_BRIEF = 160
IN_FULL = 500


def on_card(case: CaseFacts) -> list[Block]:
    """A short line each, what was said last first."""
    return [block for fact in case.known for block in context(_line(fact, IN_BRIEF))]


def in_full(case: CaseFacts) -> list[Block]:
    """Few blocks, however many there are."""
    return paragraphs([_line(fact, IN_FULL) for fact in case.known])


def told_on(fact: KnownFact) -> Mrkdwn:
    """“They told us on 3 May, in C-12: …”"""
    where = say(", in C-{number}", number=fact.case) if fact.case else Mrkdwn("")
    words = "They told us on {day}{where}: “{text}” ({who})"
    text = shorten(prose(fact.text), IN_FULL)
    return say(words, day=dated(fact.said_at), where=where, text=text, who=fact.said_by)


def as_said(fact: KnownFact) -> Mrkdwn:
    """Where a heading says that they told us."""
    label = say("C-{number}", number=fact.case) if fact.case else None
    text = say("“{text}”", text=shorten(prose(fact.text), IN_FULL))
    return dotted(text, say("{who}", who=fact.said_by), dated(fact.said_at), label)


def until(fact: KnownFact) -> Mrkdwn:
    """“until 4 May: …”: what is not so any more."""
    assert fact.until is not None
    text = shorten(prose(fact.text), IN_BRIEF)
    return say("until {day}: “{text}” ({who})", day=dated(fact.until), text=text, who=fact.said_by)


def _line(fact: KnownFact, limit: int) -> Mrkdwn:
    told = say("💬 They told us: “{text}”", text=shorten(prose(fact.text), limit))
    label = say("C-{number}", number=fact.case) if fact.case else None
    return dotted(told, say("{who}", who=fact.said_by), moment(fact.said_at), label)
