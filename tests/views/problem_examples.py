"""A Problem of the sample company, a case that is in it, and an example of everything that is said of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from models import case_notices, handoff_notices, notices
from models.case import CaseStatus, Severity
from models.facts import (
    CaseFacts,
    DraftFacts,
    Due,
    HandoffFacts,
    InProblem,
    MemberLine,
    Person,
    ProblemFacts,
)
from models.handoff import HandoffStatus
from models.problem import DraftState
from models.problem_notices import (
    GoesOnInProblem,
    ProblemDraftWaits,
    ProblemFixed,
    ProblemJoined,
    ProblemLeft,
    ProblemPrevented,
    ProblemReturns,
    ProblemUpdated,
)
from models.promise import PromiseKind

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
DANA = Person("U0DANAOKAFO", "Dana Okafor")
PRIYA = Person("U0PRIYARAMA", "Priya Raman")
WHERE = ("C0CSDESK001", "1763649900.000100")
CUSTOMERS = (
    *("Brightwater Foods", "Fjordlab", "Marigold Pharmacies", "Cedar Valley Dairy", "Northwind Bakery"),
    *("Halden Paper", "Sol Solar", "Quill & Sons", "Perch Optics", "Tern Freight"),
)
LINES = tuple(
    MemberLine(number, customer, CaseStatus.OPEN)
    for number, customer in zip((12, 17, 18, 19, 21, 22, 23, 25, 26, 28), CUSTOMERS, strict=True)
)
UNFIXED = ProblemFacts(
    cases=24, waiting=24, customers=23, lines=LINES, waiting_since=NOW - timedelta(hours=3)
)
UPDATED = replace(UNFIXED, update="We found the cause and are testing the fix.", updated_at=NOW, unsent=3)
FIXED = replace(
    UPDATED,
    waiting=2,
    customers=2,
    lines=LINES[:2],
    times_fixed=1,
    fixed_by="Priya Raman",
    root_cause="The release asked the old sign-in server.",
    to_tell="Signing in works again. The cause was on our side.",
    prevention="A test of the sign-in before every release.",
    preventer=PRIYA,
    prevent_by=NOW + timedelta(days=7),
)
TURN = HandoffFacts(
    id=61,
    department="Engineering",
    department_key="engineering",
    status=HandoffStatus.ACCEPTED,
    owner=PRIYA,
    why="Dana Okafor chose it.",
    expected="Find the one cause behind these cases, and say what their customers can be told.",
    offered_at=NOW - timedelta(hours=2),
    accepted_at=NOW - timedelta(hours=1),
    moved_at=NOW,
    offered_by="Dana Okafor",
    came_from=None,
    went_to=None,
    ended_by=None,
    reason=None,
    found=None,
    to_tell=None,
    root_cause=None,
    paused_until=None,
    pause_reason=None,
    thread=("C0ENGINEER1", "1763649900.000200"),
    due=Due(PromiseKind.PROGRESS, NOW + timedelta(hours=1), is_overdue=False, handoff=61),
)
PROBLEM = CaseFacts(
    number=30,
    title="Sign-in fails since the morning's release",
    story="Whoever signs in with a password sees an empty page; with a single sign-on it works.",
    customer="Several customers",
    tier="standard",
    severity=Severity.HIGH,
    status=CaseStatus.OPEN,
    csm=DANA,
    opened_at=NOW - timedelta(hours=2),
    moved_at=NOW,
    source=None,
    handoffs=(TURN,),
    desk=WHERE,
    problem=UPDATED,
)
ALONE = replace(PROBLEM, handoffs=(), problem=replace(UNFIXED, cases=0, waiting=0, customers=0, lines=()))
MENDED = replace(PROBLEM, status=CaseStatus.ANSWERED, handoffs=(), problem=FIXED)
AGAIN = replace(PROBLEM, problem=replace(UPDATED, times_fixed=2))
WITHIN = InProblem(
    30, PROBLEM.title, is_fixed=False, with_whom="Engineering (Priya Raman)", due=TURN.due, where=WHERE
)
MEMBER = CaseFacts(
    number=17,
    title="Nobody can sign in at the Lund plant",
    story="Since nine this morning.",
    customer="Brightwater Foods",
    tier="gold",
    severity=Severity.HIGH,
    status=CaseStatus.OPEN,
    csm=DANA,
    opened_at=NOW - timedelta(hours=3),
    moved_at=NOW,
    source=None,
    handoffs=(
        replace(
            TURN,
            id=41,
            status=HandoffStatus.WITHDRAWN,
            ended_by="Dana Okafor",
            reason="Goes on in Problem C-30.",
            due=None,
        ),
    ),
    within=WITHIN,
)
DRAFT = ProblemDraftWaits(
    17,
    5,
    30,
    DANA.user_id,
    "We found the cause and are testing the fix; we expect to be done this evening.",
    DraftFacts(DraftState.WAITING, "Brightwater Foods", None, WHERE),
)


def came_of(state: DraftState) -> ProblemDraftWaits:
    return replace(DRAFT, facts=DraftFacts(state, "Brightwater Foods", "Dana Okafor", WHERE))


NOTICES: tuple[notices.Notice, ...] = (
    *(case_notices.CaseCard(30, one) for one in (PROBLEM, ALONE, MENDED, AGAIN)),
    case_notices.CaseCard(17, MEMBER),
    handoff_notices.HandoffCard(61, TURN, PROBLEM),
    case_notices.LoopToClose(30, DANA.user_id, "Signing in works again.", problem=30),
    case_notices.LoopToClose(17, DANA.user_id, "Signing in works again.", problem=30),
    ProblemJoined(17, 30, PROBLEM.title, "Dana Okafor", WHERE),
    GoesOnInProblem(17, 41, 30, PROBLEM.title, "Dana Okafor", PRIYA.user_id, WHERE),
    ProblemLeft(17, 30, "Dana Okafor", "They use another sign-in."),
    ProblemUpdated(30, "Dana Okafor", DRAFT.text),
    DRAFT,
    ProblemFixed(
        30,
        "Priya Raman",
        FIXED.root_cause or "",
        FIXED.to_tell or "",
        FIXED.prevention,
        PRIYA.user_id,
        FIXED.prevent_by,
    ),
    ProblemPrevented(30, "Priya Raman", FIXED.prevention or ""),
    ProblemReturns(45, 30, 17, PROBLEM.title, NOW, 3, NOW - timedelta(days=180)),
)


def rewritten(case: CaseFacts, long: str) -> CaseFacts:
    """What people write of a Problem, as long as it can be."""
    line = MemberLine(2_000_000_000, long[:80], CaseStatus.OPEN)
    if case.problem is not None:
        full = replace(
            FIXED if case.problem.is_fixed else UPDATED,
            lines=(line,) * 10,
            root_cause=long,
            to_tell=long,
            prevention=long,
            update=long,
        )
        return replace(case, problem=full)
    if case.within is not None:
        return replace(case, within=replace(case.within, title=long[:150], with_whom=long[:200]))
    return case
