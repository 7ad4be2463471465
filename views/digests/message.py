"""The digest as a message of one screen: what stalls, what would help first, and what went well."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from models.clock_notices import StallDigest
from models.digest_facts import DigestFacts, Praise, Shown
from views import waits
from views.blocks import Block, actions, button, context, header, section
from views.charts import block
from views.digests import charts, numbers, overdue, wording
from views.drawn import Drawn, Plainer, drawn
from views.lengths import in_words
from views.text import Mrkdwn, brief, joined, lines, say

Line = TypeVar("Line")
SHOWN = 3
PROBLEMS = 3
MENTIONED = 1
"""Cases that are named in a sentence; *Show all* has the others."""
SHARES = 4
A_MOMENT = timedelta(minutes=1)
GREETING = "☀️"


def digest(notice: StallDigest) -> Drawn:
    facts = notice.facts
    if facts.span == "yesterday" and is_calm(facts):
        return _calm(facts)
    pictured = charts.charts(facts)
    before = [header(_title(facts)), section(summary(facts)), *_worst(facts), *_problems(facts)]
    after = [
        *context(numbers.legend(facts)),
        *_deserving(facts),
        *_waits(facts),
        *_came_back(facts),
        *_well(facts),
        *_audit(facts),
        *_foot(facts),
    ]
    in_lines = section(lines(*numbers.in_lines(facts)))
    plainer = Plainer([*before, in_lines, *after], pictured, at=len(before))
    return drawn(_in_short(facts), [*before, *map(block, pictured), numbers.table(facts), *after], plainer)


def is_calm(facts: DigestFacts) -> bool:
    """Nothing waits for anybody's help."""
    looked_at = (facts.stalled, facts.broken, facts.nobodys, facts.sleeping)
    return not any(shown.total for shown in looked_at)


def summary(facts: DigestFacts) -> Mrkdwn:
    busy = sorted((one for one in facts.groups if one.stalled), key=lambda one: -one.stalled)
    where = joined(
        ", ", [say("{name} {count}", name=brief(one.name, 40), count=one.stalled) for one in busy[:4]]
    )
    paused = say(", and {count} put aside", count=facts.paused.total) if facts.paused.total else ""
    count = facts.nobodys.total
    if count and not busy:
        cases = "1 case is" if count == 1 else f"{count:,} cases are"
        return say("*{cases} in nobody's hands*{paused}; nothing is overdue.", cases=cases, paused=paused)
    nobodys = say(", {count} in nobody's hands", count=count) if count else ""
    paused = say("{paused}{nobodys}", paused=paused, nobodys=nobodys)
    if not busy:
        return say("Nothing is overdue{paused}. A few cases deserve a look.", paused=paused)
    steps = "1 step is" if facts.stalled.total == 1 else f"{facts.stalled.total:,} steps are"
    return say("*{steps} overdue* ({where}){paused}.", steps=steps, where=where, paused=paused)


def _in_short(facts: DigestFacts) -> Mrkdwn:
    """For the notification: the summary, and what is most urgent."""
    first = next(iter(facts.stalled.lines), None)
    longest = say("Most urgent: {case}.", case=wording.numbered(first.case)) if first else None
    return joined(" ", [summary(facts), longest])


def _title(facts: DigestFacts) -> str:
    names = [one.name for one in facts.groups if one.key]
    whose = " and ".join(names) + ": " if facts.departments else ""
    when = f"the week to {wording.day(facts.yesterday)}" if facts.span == "week" else wording.day(facts.day)
    return f"{whose}{when}" if whose else f"{when[0].upper()}{when[1:]}"


def _calm(facts: DigestFacts) -> Drawn:
    """One cheerful line, and one fine number if there is one."""
    whose = joined(" and ", [brief(one.name, 40) for one in facts.groups if one.key])
    where = say(" in {whose}", whose=whose) if facts.departments else ""
    text = say("{sign} Nothing is stuck{where} today: every promise is in time.", sign=GREETING, where=where)
    praise = facts.praise if facts.praise.kept == facts.praise.owed else replace(facts.praise, kept=0)
    due = context(_told("⏳ *Due later today:*", facts.due_today, wording.due))
    return drawn(
        text, [section(text), *_problems(facts), *due, *_well(replace(facts, praise=praise)), *_audit(facts)]
    )


def _worst(facts: DigestFacts) -> list[Block]:
    found: list[Block] = []
    for line in facts.stalled.lines[:SHOWN]:
        found += [section(wording.stalled(line)), *actions(*overdue.buttons(line))]
    return found


def _problems(facts: DigestFacts) -> list[Block]:
    """One cause behind many customers is worth a line of its own."""
    told = [wording.problem(line) for line in facts.problems.lines[:PROBLEMS]]
    hidden = facts.problems.total - len(told)
    more = say("… and {hidden} more", hidden=hidden) if hidden > 0 else None
    return [section(lines(Mrkdwn("🧩 *Problems*"), *told, more))] if told else []


def _deserving(facts: DigestFacts) -> list[Block]:
    told = (
        _told("⏳ *Due later today:*", facts.due_today, wording.due),
        _told("🤝 *Promised to customers:*", facts.broken, wording.broken),
        _told("🔁 *Passed around:*", facts.passed_around, wording.passed),
        _told("⚪ *No department has it:*", facts.nobodys, wording.nobodys),
        _told("🌙 *Quiet for a week:*", facts.sleeping, wording.sleeping),
        _told("⏸️ *Put aside:*", facts.paused, wording.paused),
    )
    text = lines(*told)
    return [section(text)] if text else []


def _told(title: str, shown: Shown[Line], word: Callable[[Line], Mrkdwn]) -> Mrkdwn | None:
    named = [word(line) for line in shown.lines[:MENTIONED]]
    return (
        say("{title} {some}.", title=Mrkdwn(title), some=wording.some(named, shown.total)) if named else None
    )


def _came_back(facts: DigestFacts) -> list[Block]:
    """A repeated contact costs the customer as much as the first."""
    if not facts.came_back:
        return []
    cases = "1 case" if facts.came_back == 1 else f"{facts.came_back:,} cases"
    return context(say("🔁 *Came back soon after it was closed:* {cases}.", cases=cases))


def _well(facts: DigestFacts) -> list[Block]:
    well = went_well(facts.praise)
    return context(say("🌟 *{day}:* {well}.", day=f"{facts.yesterday:%A}", well=well)) if well else []


def _audit(facts: DigestFacts) -> list[Block]:
    found = joined(", ", [wording.gap(one) for one in facts.findings])
    return context(say("🔧 The audit could not mend: {found}.", found=found)) if found else []


def went_well(praise: Praise) -> Mrkdwn | None:
    return joined("; ", [_fastest(praise), _kept(praise)]) or None


def _fastest(praise: Praise) -> Mrkdwn | None:
    if praise.fastest is None or praise.within is None:
        return None
    words_ = (
        "{who} took {count} hand-offs, half of them {within}"
        if praise.taken > 1
        else "{who} took a hand-off {within}"
    )
    within = say("within {length}", length=in_words(praise.within))
    told = Mrkdwn("at once") if praise.within < A_MOMENT else within
    return say(words_, who=brief(praise.fastest, 40), count=praise.taken, within=told)


def _kept(praise: Praise) -> Mrkdwn | None:
    if not praise.kept:
        return None
    if praise.kept == praise.owed:
        return Mrkdwn(
            "the one promise was kept" if praise.kept == 1 else f"all {praise.kept:,} promises were kept"
        )
    return Mrkdwn(f"{praise.kept:,} of {praise.owed:,} promises were kept")


def _waits(facts: DigestFacts) -> list[Block]:
    """Where the customers' waiting time went, the largest shares."""
    if facts.waits is None or len(facts.waits.parts) < 2:  # noqa: PLR2004 -- one had it all
        return []
    split = facts.waits
    shares = [
        say("{who} {share}", who=waits.who(part), share=waits.share(part, split))
        for part in split.parts[:SHARES]
    ]
    return context(say("⏳ Where customers' waiting time went: {shares}.", shares=joined(", ", shares)))


def _foot(facts: DigestFacts) -> list[Block]:
    asked = "|".join((facts.day.isoformat(), facts.span, ",".join(facts.departments)))
    return actions(button("Show all", "digest.all", asked))
