"""The forms that make two cases one, and one case two."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.case import TITLE_LIMIT
from models.facts import CaseFacts, CaseLine, HandoffFacts, HistoryLine
from models.merge_facts import MergeFacts, TurnFacts
from models.refusal import Refusal
from views import dues, words
from views.blocks import Block, context, divider, option, radio, section, select
from views.forms.fields import Words, check, chosen, field
from views.forms.handoffs import about
from views.forms.modal import View, ids, modal
from views.text import Mrkdwn, brief, lines, moment, one_line, prose, say, shorten, split

STORY = 400
LINES = 14
LINE = 160
PIECE = 2900


@dataclass(frozen=True)
class Merge:
    gone: int
    into: int


class MergeForm:
    """Which case is it joined with? The preview follows."""

    callback_id = "merge.choose"

    @classmethod
    def draw(cls, case: CaseFacts, others: Sequence[CaseLine]) -> View:
        options = [option(f"C-{one.number} · {one_line(one.title)}", str(one.number)) for one in others]
        menu = select("other", options, "Choose a case", options[0]["value"] if len(options) == 1 else None)
        label = f"Which case of {case.customer} says the same?"
        blocks = [*about(case), field("other", label[:150], menu), *context(_NEXT)]
        return modal(
            cls.callback_id, f"Merge {case.label}", blocks, submit="Preview", ids={"case": case.number}
        )

    @classmethod
    def read(cls, view: View) -> tuple[int, int]:
        """(the case, the other one). Raises Refusal when none is chosen."""
        other = chosen(view, "other")
        if not other:
            raise Refusal("Choose the case that says the same.", field="other")
        return ids(view)["case"], int(other)


_NEXT = Mrkdwn("Nothing happens yet: you see what becomes of both first.")


class MergePreview:
    """What becomes of both; which number lives on is chosen here."""

    callback_id = "merge.confirm"

    @classmethod
    def draw(cls, facts: MergeFacts) -> View:
        older, newer = sorted((facts.one, facts.other), key=lambda case: case.number)
        differ = older.csm != newer.csm
        numbers = [option(_choice(case, differ=differ), str(case.number)) for case in (older, newer)]
        which = field(
            "survivor", "Which number shall it keep?", radio("survivor", numbers, str(older.number))
        )
        blocks = [
            section(_head(older)),
            section(_head(newer)),
            which,
            section(_becomes(facts)),
            divider(),
            *(section(piece) for piece in split(_story(facts), PIECE)),
            *context(_afterwards(facts)),
        ]
        about_both = {"cases": [older.number, newer.number]}
        return modal(cls.callback_id, "Merge two cases", blocks, submit="Merge", ids=about_both)

    @classmethod
    def read(cls, view: View) -> Merge:
        """Raises Refusal when no number is chosen."""
        cases: list[int] = ids(view)["cases"]
        picked = chosen(view, "survivor")
        survivor = next((number for number in cases if str(number) == picked), None)
        if survivor is None:
            raise Refusal("Choose which number lives on.", field="survivor")
        return Merge(next(number for number in cases if number != survivor), survivor)


def _choice(case: CaseFacts, *, differ: bool) -> str:
    """The CSM of the number that lives on stays the customer's face."""
    return (
        f"{case.label}, with {case.csm.name} as its CSM"
        if differ
        else f"{case.label} · {one_line(case.title)}"
    )


def _head(case: CaseFacts) -> Mrkdwn:
    opened = say("opened {at} by {csm}", at=moment(case.opened_at), csm=case.csm.name)
    title = say("*{label} · {title}*", label=case.label, title=case.title)
    return lines(title, opened, shorten(prose(case.story.strip()), STORY))


def _becomes(facts: MergeFacts) -> Mrkdwn:
    told = [
        *map(_turn, facts.turns),
        *(_goes_on(*one) for one in facts.come_along),
        *_severity(facts),
        *_news(facts),
    ]
    return lines(Mrkdwn("*One case then*"), *(told or [Mrkdwn("• No department is at work on either.")]))


def _turn(turn: TurnFacts) -> Mrkdwn:
    who = say("with {owner}", owner=turn.owner) if turn.owner else Mrkdwn("not taken yet")
    line = say("• *{name}* does both as one, {who}", name=turn.department, who=who)
    due = dues.words(turn.due)
    words_ = "{line}: {due}, the earlier of the two." if due else "{line}."
    return say(words_, line=line, due=due or "")


def _goes_on(case: int, department: str, owner: str | None) -> Mrkdwn:
    who = say("with {owner}", owner=owner) if owner else Mrkdwn("not taken yet")
    return say("• *{name}* (C-{case}) goes on, {who}.", name=department, case=case, who=who)


def _severity(facts: MergeFacts) -> list[Mrkdwn]:
    if facts.one.severity is facts.other.severity:
        return []
    severity = words.SEVERITIES[facts.severity]
    return [say("• {severity}: the graver of the two, with its times.", severity=severity)]


def _news(facts: MergeFacts) -> list[Mrkdwn]:
    due = facts.news_due
    return [say("• The customer hears news by {at}, as promised.", at=moment(due))] if due else []


def _story(facts: MergeFacts) -> Mrkdwn:
    """Both histories as one, the newest lines where there are many."""
    newest = facts.story[-LINES:]
    hidden = len(facts.story) - len(newest)
    before = say("_{count} earlier lines_", count=hidden) if hidden else None
    return lines(Mrkdwn("*Both stories, in order*"), before, *(_line(number, one) for number, one in newest))


def _line(number: int, line: HistoryLine) -> Mrkdwn:
    what = say(
        "*C-{number}* · {at} · {who} {what}", number=number, at=moment(line.at), who=line.who, what=line.what
    )
    text = brief(line.text, LINE)
    return say("{what}: “{text}”", what=what, text=text) if line.text.strip() else what


def _afterwards(facts: MergeFacts) -> Mrkdwn:
    days = facts.undo_for.days
    return say(
        "Both numbers stay valid: the other one leads here, with its cards and threads. Whoever is at work "
        "is told once. You can undo it for {days} days.",
        days=days,
    )


@dataclass(frozen=True)
class Split:
    handoff: int
    title: str
    story: str


class SplitForm:
    callback_id = "split.handoff"
    title = Words(
        "title",
        "Title of the new case",
        "title",
        missing="Give it a title; a few words that everybody recognises it by.",
        limit=TITLE_LIMIT,
        is_long=False,
    )
    story = Words(
        "story",
        "What happened",
        "story",
        missing="Say what this part is about, so that nobody has to ask the customer again.",
    )

    @classmethod
    def draw(cls, case: CaseFacts, handoff: HandoffFacts) -> View:
        told = say(
            "{department} goes on with it in its thread, by the same clock; what was said there comes along. "
            "{label} goes on without it.",
            department=handoff.department,
            label=case.label,
        )
        blocks: list[Block] = [
            *about(case, handoff),
            cls.title.draw(),
            cls.story.draw(handoff.expected),
            *context(told),
        ]
        return modal(
            cls.callback_id, "Split it off", blocks, submit="Make it a case", ids={"handoff": handoff.id}
        )

    @classmethod
    def read(cls, view: View) -> Split:
        check(view, cls.title, cls.story)
        return Split(ids(view)["handoff"], one_line(cls.title.read(view)), cls.story.read(view))
