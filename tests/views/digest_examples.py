"""A digest of a Monday on which much waits, a fine one, and one written by somebody loud."""

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.case import Severity
from models.digest_facts import (
    BrokenLine,
    CaseLine,
    CaseName,
    DayFacts,
    DigestFacts,
    DueLine,
    GroupFacts,
    PausedLine,
    Praise,
    ProblemLine,
    Shown,
    Speed,
    StalledLine,
    Tally,
    Tempo,
)
from models.facts import WaitPart, WaitSplit
from models.promise import PromiseKind
from models.wait import Holder

MORNING = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

REFUND = CaseName(17, "Refund for double charge", "Brightwater Foods", Severity.HIGH, "Dana Okafor")
SCALE = CaseName(12, "Scale 7 drifts after the update", "Fjordlab", Severity.CRITICAL, "Ben Lindqvist")
PALLET = CaseName(9, "Pallet stuck in customs", "Marigold Pharmacies", Severity.NORMAL, "Dana Okafor")
SIGN_IN = CaseName(30, "Sign-in fails", "Several customers", Severity.HIGH, "Dana Okafor")
TERMS = CaseName(21, "Data processing terms", "Cedar Valley Dairy", Severity.NORMAL, "Ben Lindqvist")


def _speed(median: float, p90: float) -> Speed:
    return Speed(median * MINUTE, p90 * MINUTE)


def _numbers(offered: Tally, accepted: Tally, done: Tally) -> dict[str, Tally]:
    return {"offered": offered, "accepted": accepted, "done": done}


GROUPS = (
    GroupFacts(
        "billing",
        "Billing",
        stalled=4,
        oldest=22 * HOUR,
        stalled_before=2,
        stalled_last_week=1,
        paused=1,
        **_numbers(Tally(6, 21), Tally(5, 20), Tally(4, 19)),
        to_accept=Tempo(_speed(12, 95), _speed(26, 180)),
        to_finish=Tempo(_speed(140, 420), _speed(165, 600)),
    ),
    GroupFacts(
        "engineering",
        "Engineering",
        stalled=2,
        oldest=9 * HOUR,
        stalled_before=3,
        stalled_last_week=5,
        paused=1,
        **_numbers(Tally(9, 38), Tally(8, 37), Tally(7, 40)),
        to_accept=Tempo(_speed(35, 150), _speed(31, 200)),
        to_finish=Tempo(_speed(310, 900), _speed(280, 1100)),
    ),
    GroupFacts(
        "logistics",
        "Logistics",
        stalled_before=1,
        **_numbers(Tally(3, 16), Tally(3, 16), Tally(4, 15)),
        to_accept=Tempo(_speed(8, 20), _speed(11, 45)),
        to_finish=Tempo(_speed(90, 200), _speed(75, 260)),
    ),
    GroupFacts("legal", "Legal", **_numbers(Tally(0, 3), Tally(0, 3), Tally(1, 2))),
    GroupFacts("", "The desk", stalled=1, oldest=3 * HOUR),
)
CURRENCY = CaseName(23, "Invoice in the wrong currency", "Fjordlab", Severity.LOW, "Ben Lindqvist")
PRICES = CaseName(4, "Price list 2027", "Fjordlab", Severity.LOW, "Dana Okafor")
WEEK = ((16, 14, 12, 1), (17, 17, 15, 2), (18, 13, 16, 0), (19, 16, 17, 1), (20, 18, 16, 3))
LISTS = ("stalled", "due_today", "paused", "broken", "passed_around", "nobodys", "sleeping", "problems")
STALLED = (
    StalledLine(301, PromiseKind.ACCEPT, REFUND, 31, "Billing", None, 22 * HOUR, MORNING - 66 * HOUR),
    StalledLine(
        302,
        PromiseKind.PROGRESS,
        SCALE,
        32,
        "Engineering",
        "Priya Raman",
        9 * HOUR + 12 * MINUTE,
        MORNING - 90 * HOUR,
    ),
    StalledLine(303, PromiseKind.TELL, PALLET, None, "", "Dana Okafor", 3 * HOUR, None),
)
FACTS = DigestFacts(
    day=date(2026, 11, 23),
    yesterday=date(2026, 11, 20),
    departments=(),
    groups=GROUPS,
    stalled=Shown(STALLED, 7),
    paused=Shown(
        (
            PausedLine(
                TERMS, 33, "Engineering", "Tomas Silva", "The vendor answers on Friday.", MORNING + 96 * HOUR
            ),
        ),
        2,
    ),
    broken=Shown((BrokenLine(PromiseKind.TELL, PALLET, MORNING - 64 * HOUR, is_owed=True),), 1),
    passed_around=Shown((CaseLine(TERMS, handoffs=4),), 1),
    nobodys=Shown((CaseLine(CURRENCY),), 1),
    sleeping=Shown((CaseLine(PRICES, moved_at=MORNING - 260 * HOUR),), 3),
    due_today=Shown(
        (
            DueLine(PromiseKind.ACCEPT, CURRENCY, "Billing", None, MORNING + 3 * HOUR),
            DueLine(PromiseKind.PROGRESS, SCALE, "Engineering", "Priya Raman", MORNING + 5 * HOUR),
        ),
        4,
    ),
    problems=Shown(
        (ProblemLine(SIGN_IN, 23, 24, MORNING - 7 * HOUR, is_fixed=False, owes_prevention=False),), 1
    ),
    trend=tuple(DayFacts(date(2026, 11, day), offered, done, broken) for day, offered, done, broken in WEEK),
    praise=Praise("Noor Haddad", 3, 8 * MINUTE, 33, 36),
    waits=WaitSplit(
        50 * HOUR,
        (
            WaitPart(Holder.DEPARTMENT, "Engineering", 24 * HOUR),
            WaitPart(Holder.DEPARTMENT, "Billing", 14 * HOUR),
            WaitPart(Holder.PAUSED, "Engineering", 8 * HOUR),
            WaitPart(Holder.CSM, None, 4 * HOUR),
        ),
    ),
)
FINE = replace(
    FACTS,
    groups=tuple(replace(one, stalled=0, oldest=None, paused=0) for one in GROUPS),
    **dict.fromkeys(LISTS, Shown()),
    praise=replace(FACTS.praise, kept=36),
)


def rewritten(facts: Any, written: str) -> Any:
    """Everything that people write in it replaced, as long as it can be; keys stay."""
    if isinstance(facts, tuple):
        return tuple(rewritten(one, written) for one in facts)
    if isinstance(facts, str) and type(facts) is str:
        return written
    if not is_dataclass(facts):
        return facts
    kept = {"key", "departments", "span"}
    changed = {
        one.name: rewritten(getattr(facts, one.name), written)
        for one in fields(facts)
        if one.name not in kept
    }
    return replace(facts, **changed)  # type: ignore[type-var]


def crowded(written: str) -> DigestFacts:
    """As much as a handbook and a bad week can bring, in somebody's words."""
    many = replace(
        FACTS,
        groups=tuple(replace(GROUPS[0], key=f"d{n}", stalled=n) for n in range(30)),
        **{name: Shown(getattr(FACTS, name).lines * 30, 900) for name in LISTS},
    )
    loud: DigestFacts = rewritten(many, (written * 3000)[:3000])
    return loud
