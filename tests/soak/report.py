"""What the soak says at its end: every loss and double with its history, and one line of JSON."""

import itertools
import operator

from sandbox.workspace import Json
from tests.soak import clockwork, diary, town
from tests.soak.diary import CaseDiary
from tests.soak.oracle import Finding
from tests.soak.soak import Soak

MOST_TOLD = 12
WIDTH = 110
AFTERMATH = 30.0
"""Seconds for which the deaths of the bot are told after a case's people were done with it."""


def line(soak: Soak) -> Json:
    """For machines."""
    plan, cases = soak.plan, soak.generator.diary.cases
    faults = {name: count for name, count in sorted(soak.sandbox.faults.counts.items()) if count}
    return {
        "name": "soak",
        "database": plan.database,
        "cases": sum(1 for case in cases if case.opened.acked_at is not None),
        "kills": soak.reaper.kills,
        "deaths": dict(soak.reaper.deaths),
        "restarts": soak.child.births - 1,
        "faults": faults,
        "outcomes": dict(sorted(soak.child.outcomes.items())),
        "errors": dict(sorted(soak.child.errors.items())),
        "posts": len(soak.board.posts),
        "replies": sum(len(case.replies) for case in cases),
        "failed_deliveries": soak.witness.failures,
        "abandoned": sum(1 for case in cases if case.was_left),
        "lost": len(soak.verdict.lost),
        "twice": len(soak.verdict.twice),
        "shown outside": len(soak.verdict.shown),
        "fault_rate": plan.fault_rate,
        "mutant": plan.mutant,
        "seed": plan.seed,
        "longest_stall": round(soak.longest_stall, 3),
        "seconds": round(diary.now(), 1),
    }


def findings(soak: Soak) -> list[str]:
    """For people: what was lost or said twice, and what had happened to it."""
    told = [("LOST", finding) for finding in soak.verdict.lost]
    told += [("TWICE", finding) for finding in soak.verdict.twice]
    told += [("SHOWN", finding) for finding in soak.verdict.shown]
    lines = [f"{kind}: {_headline(finding)}" for kind, finding in told]
    if told and soak.longest_stall > clockwork.SETTLE_SECONDS - town.HISTORY_LAG:
        lines.insert(
            0, f"Slack itself stood still for {soak.longest_stall:.2f} s: what follows may be its fault."
        )
    cases = list({id(one.case): one.case for _, one in told if one.case is not None}.values())
    for case in cases[:MOST_TOLD]:
        lines += ["", f"-- {case.token}, {case.was_left or 'to the end'}", *_history(soak, case)]
    return lines


def _headline(finding: Finding) -> str:
    return f"{finding.case.token}: {finding.what}" if finding.case else finding.what


def _history(soak: Soak, case: CaseDiary) -> list[str]:
    """The people's own story, the bot's requests as Slack had them, and the deaths in between."""
    since, until = case.opened.began_at, case.lines[-1][0] + AFTERMATH if case.lines else diary.now()
    deaths = [line for line in soak.reaper.lines if since <= line[0] <= until]
    places = {post.place for post in soak.board.posts if post.is_card and case.token in post.tokens}
    calls = [
        (call["t"] - soak.began, _told(call))
        for call in soak.sandbox.ledger.calls
        if call["method"].startswith("chat.") and _is_of(call["args"], case.token, places)
    ]
    told = sorted([*case.lines, *deaths, *calls])
    return [_merged(list(lines)) for _, lines in itertools.groupby(told, key=operator.itemgetter(1))]


def _merged(lines: list[diary.Line]) -> str:
    at, words = lines[0]
    return f"{at:8.2f}  {words}" + (f" ({len(lines)} times)" if len(lines) > 1 else "")


def _told(call: Json) -> str:
    args = call["args"]
    trouble = " ".join(filter(None, (call["fault"], call["error"])))
    where = args.get("ts") or args.get("thread_ts") or "new"
    return f"the bot: {call['method']} {trouble or 'ok'}, {where}: {str(args.get('text', ''))[:WIDTH]}"


def _is_of(args: Json, token: str, places: set[tuple[str, str]]) -> bool:
    where = (args.get("channel"), args.get("thread_ts") or args.get("ts"))
    return where in places or token in str(args)
