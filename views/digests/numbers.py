"""The departments in numbers: one table, or lines where no table can stand."""

from collections.abc import Sequence

from models.digest_facts import DigestFacts, GroupFacts, Tally, Tempo
from views.blocks import Block
from views.lengths import in_words
from views.text import Mrkdwn, brief, cut, dotted, say

HEAD = ("", "Overdue", "Offered", "Taken", "Done", "Taken within", "Done within")
NOTHING = "–"
ROWS = 12
CELL = 40


def table(facts: DigestFacts) -> Block:
    """Slack takes one table a message, of text cells that are not empty."""
    shown = _shown(facts.groups)
    rows = [[head or "Department" for head in HEAD], *[_row(one, facts) for one in shown]]
    align = [{"align": "left"}, *[{"align": "right"}] * (len(HEAD) - 1)]
    cells = [[{"type": "raw_text", "text": cut(text, CELL) or NOTHING} for text in row] for row in rows]
    return {"type": "table", "column_settings": align, "rows": cells}


def legend(facts: DigestFacts) -> Mrkdwn:
    if facts.span == "week":
        return say("The last {days} working days. {within}", days=len(facts.trend), within=_WITHIN)
    return say(
        "{day}; in brackets a usual day of the last {days}. {within}",
        day=f"{facts.yesterday:%A}",
        days=len(facts.trend),
        within=_WITHIN,
    )


_WITHIN = Mrkdwn("Times are working time: half of them / nine of ten.")


def in_lines(facts: DigestFacts) -> list[Mrkdwn]:
    """The same for who cannot see tables: a modal, or a message in its plainest form."""
    return [_line(one, facts) for one in _shown(facts.groups)]


def _shown(groups: Sequence[GroupFacts]) -> list[GroupFacts]:
    """Departments in which anything happened; all, where nothing did. The desk has hand-offs of nobody's."""
    departments = [one for one in groups if one.key]
    busy = [one for one in departments if one.stalled or one.paused or one.offered.week or one.done.week]
    return (busy or departments)[:ROWS]


def _row(group: GroupFacts, facts: DigestFacts) -> list[str]:
    return [
        group.name,
        str(group.stalled),
        *(_tally(one, facts) for one in (group.offered, group.accepted, group.done)),
        _tempo(group.to_accept, facts),
        _tempo(group.to_finish, facts),
    ]


def _line(group: GroupFacts, facts: DigestFacts) -> Mrkdwn:
    return dotted(
        say("*{name}*", name=brief(group.name, CELL)),
        say("{count} overdue", count=group.stalled),
        say("offered {count}", count=_tally(group.offered, facts)),
        _in_time("taken", group.accepted, group.to_accept, facts),
        _in_time("done", group.done, group.to_finish, facts),
    )


def _in_time(what: str, tally: Tally, tempo: Tempo, facts: DigestFacts) -> Mrkdwn:
    length = _tempo(tempo, facts)
    within = "" if length == NOTHING else say(" within {length}", length=length)
    return say("{what} {count}{within}", what=what, count=_tally(tally, facts), within=within)


def _tally(tally: Tally, facts: DigestFacts) -> str:
    if facts.span == "week":
        return str(tally.week)
    usual = tally.week / max(len(facts.trend), 1)
    return f"{tally.yesterday} ({usual:.1f})" if 0 < usual < 1 else f"{tally.yesterday} ({usual:.0f})"


def _tempo(tempo: Tempo, facts: DigestFacts) -> str:
    speed = tempo.week if facts.span == "week" else tempo.yesterday
    return f"{in_words(speed.median)} / {in_words(speed.p90)}" if speed else NOTHING
