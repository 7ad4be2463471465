"""Cases in a list, one case in full, and what the command can do."""

from collections.abc import Sequence

from models.facts import CaseFacts, CaseLine, CasePage, HandoffFacts
from views import cases, dues, merging, told_before, waits, words
from views.blocks import Block, actions, button, context, divider, header, paragraphs, section
from views.drawn import Drawn, drawn
from views.forms.modal import View, reading_modal
from views.letterhead import Letterhead
from views.text import Mrkdwn, dotted, joined, lines, prose, say, split

PIECE = 2900
QUERY = 1900
SUBCOMMANDS: tuple[tuple[str, str, str], ...] = (
    ("", "", "open a case, in a form"),
    ("", "Brightwater Foods was charged twice", "the same, with the form begun from your words"),
    ("list", "list", "your open cases"),
    ("list", "list all", "everybody's"),
    ("list", "list billing", "those a department has"),
    ("list", "list customer Fjordlab", "all of one customer, the closed ones too"),
    ("show", "show C-17", "everything about one case"),
    ("find", "find credit note", "cases in which these words stand, the closed ones too"),
    ("digest", "digest", "what is overdue, and how yesterday went"),
    ("digest", "digest billing week", "the same for one department, over the week"),
    ("problem", "problem", "a Problem: one cause behind cases of several customers"),
    ("customer", "customer Fjordlab", "who looks after them, their channel, their people"),
    ("help", "help", "this page"),
)
"""(name, an example of what follows the command, what it does); those without a name open cases."""
_OPENING = Mrkdwn("Or use *Open a case* in the menu of any message, or react to it with 🎫.")
_NO_OPENING = Mrkdwn("New cases are opened by the customer success team: tell a CSM.")
_ON_A_CARD = Mrkdwn("On a department's card, 👀 takes the case and ✅ finishes it.")


_BY_WHEN = Mrkdwn(
    "Cards say by when each step is promised, and I remind whoever owes it: in their own day, never at "
    "night. *Promise news …* on the desk's card has me remind its CSM of the customer."
)


def page(found: CasePage, letterhead: Letterhead) -> Drawn:
    """The answer to ``/case list`` and ``/case find``."""
    if not found.lines:
        return _empty(found)
    count = "1 case" if found.total == 1 else f"{found.total} cases"
    title = say("*{title}* · {count}", title=found.title, count=count)
    where = say("Page {page} of {pages}", page=found.page, pages=found.pages) if found.pages > 1 else None
    rows = [case_line(line, letterhead) for line in found.lines]
    blocks = [section(title), *paragraphs(rows), *context(where), *actions(*_turn(found))]
    return drawn(say("{title}: {count}", title=found.title, count=count), blocks)


def case_line(line: CaseLine, letterhead: Letterhead) -> Mrkdwn:
    return words.case_line(line, numbered(line.number, letterhead.link(line.where, f"C-{line.number}")))


def numbered(number: int, linked: Mrkdwn | None) -> Mrkdwn:
    """The case's number, linked where there is a thread to go to."""
    return linked or Mrkdwn(f"C-{number}")


def case_details(case: CaseFacts, letterhead: Letterhead) -> Drawn:
    """The answer to ``/case show``: as much as one message can hold."""
    text = say("{headline} — {state}", headline=words.headline(case), state=words.case_in_short(case))
    return drawn(text, [header(f"{case.label} · {case.title}"), *_details(case, letterhead)])


def case_modal(case: CaseFacts, letterhead: Letterhead) -> View:
    """*Show all*: everything, in a modal."""
    title = section(say("*{title}*", title=case.title))
    return reading_modal(case.label, [title, *_details(case, letterhead)])


def help_text(*, may_open: bool) -> Drawn:
    """What this reader can say; ``may_open``: opening cases too."""
    rows = [
        say("`{usage}` {what}", usage=f"/case {said}".strip(), what=what)
        for name, said, what in SUBCOMMANDS
        if name or may_open
    ]
    opening = _OPENING if may_open else _NO_OPENING
    blocks = [section(Mrkdwn("*One face for the customer.* This is what I understand:"))]
    blocks += [section(joined("\n", rows)), *context(opening), *context(_ON_A_CARD), *context(_BY_WHEN)]
    return drawn(Mrkdwn("What I understand"), blocks)


def did_you_mean(typed: str, meant: str) -> Mrkdwn:
    """The line for a subcommand that does not exist."""
    return say("There is no `/case {typed}`. Did you mean `/case {meant}`?", typed=typed, meant=meant)


def _empty(found: CasePage) -> Drawn:
    text = say("*{title}*: nothing here.", title=found.title)
    hint = None if found.query == "all" else Mrkdwn("`/case list all` shows every open case.")
    closed = Mrkdwn("`/case find` looks into the closed ones too.")
    return drawn(text, [section(text), *context(dotted(hint, closed))])


def _turn(found: CasePage) -> list[Block]:
    query = found.query[:QUERY]
    before = button("Previous", "cases.page.back", f"{found.page - 1}|{query}")
    after = button("Next", "cases.page.next", f"{found.page + 1}|{query}")
    return [*([before] if found.page > 1 else []), *([after] if found.page < found.pages else [])]


def _details(case: CaseFacts, letterhead: Letterhead) -> list[Block]:
    story = lines(Mrkdwn("*What happened*"), prose(case.story.strip()))
    past = [words.history(line) for line in case.history]
    return [
        *context(words.about(case), letterhead.link(case.desk, "the desk's thread"), cases.origin(case)),
        section(lines(words.case_status(case), dues.of_csm(case))),
        *(section(piece) for piece in split(story, PIECE)),
        *merging.joined_stories(case, PIECE),
        *told_before.in_full(case),
        *(section(piece) for piece in _packed([waits.told(case.waits)] if case.waits else [])),
        *(block for handoff in case.handoffs for block in _part(handoff, letterhead)),
        *([divider(), section(Mrkdwn("*History*"))] if past else []),
        *(section(piece) for piece in _packed(past)),
    ]


def _part(handoff: HandoffFacts, letterhead: Letterhead) -> list[Block]:
    """One hand-off with all that was asked and found."""
    texts = (
        dues.line(handoff.due) if handoff.is_open else None,
        dues.line(handoff.answer_due) if handoff.is_open else None,
        words.titled("What was needed", handoff.expected, PIECE),
        words.titled("Why them", handoff.why, PIECE),
        words.titled(words.stuck(handoff).capitalize(), handoff.pause_reason, PIECE),
        words.titled("Why it ended", handoff.reason, PIECE),
        words.titled("What was found", handoff.found, PIECE),
        words.titled("What the customer can be told", handoff.to_tell, PIECE),
        words.titled("Root cause", handoff.root_cause, PIECE),
    )
    pieces = _packed([text for text in texts if text])
    return [divider(), section(cases.part(handoff, letterhead)), *(section(piece) for piece in pieces)]


def _packed(texts: Sequence[Mrkdwn]) -> list[Mrkdwn]:
    """Few sections instead of many small ones."""
    return split(lines(*texts), PIECE)
