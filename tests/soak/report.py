"""What the soak says at its end: every loss and double with its history, and one line of JSON."""

from typing import Any

from sandbox.workspace import Message
from tests.soak import diary
from tests.soak.diary import CaseDiary
from tests.soak.oracle import Finding
from tests.soak.soak import Soak

MOST_TOLD = 12


def line(soak: Soak) -> dict[str, Any]:
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
        "posts": len(soak.board.posts),
        "replies": sum(len(case.replies) for case in cases),
        "failed_deliveries": soak.witness.failures,
        "abandoned": sum(1 for case in cases if case.was_left),
        "lost": len(soak.verdict.lost),
        "twice": len(soak.verdict.twice),
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
    lines = [f"{kind}: {_headline(finding)}" for kind, finding in told]
    cases = list({id(one.case): one.case for _, one in told if one.case is not None}.values())
    for case in cases[:MOST_TOLD]:
        lines += ["", f"-- {case.token}, {case.was_left or 'to the end'}", *_history(soak, case)]
    return lines


def _headline(finding: Finding) -> str:
    return f"{finding.case.token}: {finding.what}" if finding.case else finding.what


def _history(soak: Soak, case: CaseDiary) -> list[str]:
    """The people's own story, the bot's posts as Slack has them, and the deaths in between."""
    since, until = case.opened.began_at, diary.now()
    if case.lines:
        until = float(case.lines[-1].split()[0]) + 30
    deaths = [one for one in soak.reaper.storms if since <= float(one.split()[0]) <= until]
    cards = [post for post in soak.board.posts if post.is_card and case.token in post.tokens]
    places = {card.place for card in cards}
    calls = [
        f"{call['t'] - soak.began:8.2f}  {call['method']} {call['fault'] or ''} {call['error'] or ''} "
        f"{call['args'].get('ts') or call['args'].get('thread_ts') or ''} {str(call['args'].get('text', ''))[:110]}"
        for call in soak.sandbox.ledger.calls
        if call["method"].startswith("chat.") and _is_of(call["args"], case.token, places)
    ]
    return sorted([*case.lines, *deaths, *calls], key=lambda one: float(one.split()[0]))


def _is_of(args: dict[str, Any], token: str, places: set[tuple[str, str]]) -> bool:
    where = (args.get("channel"), args.get("thread_ts") or args.get("ts"))
    return where in places or token in str(args)


def standing(messages: list[Message]) -> list[str]:
    return [f"{one.ts} {one.text[:110]}" for one in messages]
