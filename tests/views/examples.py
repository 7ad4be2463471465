"""Facts of the sample company, and an example of every notice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

from models import merge_notices, notices
from models.alike_facts import AlikeFacts
from models.case import CaseStatus, Severity
from models.case_notices import (
    CaseCard,
    CaseClosed,
    CaseReopened,
    CsmChanged,
    DeliveryFailed,
    LooksLike,
    LoopToClose,
    Mirrored,
    MoreAdded,
    SeverityChanged,
    ThreadBackfilled,
    UpdatePromised,
)
from models.clock_notices import Nudged, NudgedDesk, Reminders, StallDigest
from models.facts import (
    CaseFacts,
    CaseLine,
    CasePage,
    Due,
    GoesOn,
    HandoffFacts,
    HistoryLine,
    Joined,
    KnownFact,
    Person,
    PromiseFacts,
    Question,
    QueueLine,
    ReminderFacts,
    WaitPart,
    WaitSplit,
)
from models.handoff import HandoffStatus
from models.handoff_notices import (
    HandoffAccepted,
    HandoffCard,
    HandoffDeclined,
    HandoffDone,
    HandoffHandedOn,
    HandoffLapsed,
    HandoffOffered,
    HandoffReleased,
    HandoffStuck,
    HandoffWentBack,
    HandoffWithdrawn,
    QuestionAsked,
)
from models.home_facts import HomeFacts
from models.merge_facts import MergeFacts, TurnFacts
from models.promise import OF_THE_CSM, PromiseKind
from models.voice_notices import (
    CustomerNotYet,
    CustomerScored,
    CustomerSolved,
    CustomerTold,
    CustomerUpdated,
    ReplyParked,
    ReplyWaits,
)
from models.wait import Holder
from tests.views import digest_examples, inbound_examples, problem_examples
from views.forms.fields import Department
from views.letterhead import Letterhead

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
TIDEWATER = Letterhead("https://tidewater.slack.com/", "Tidewater Instruments")
DEPARTMENTS = (
    Department("billing", "Billing"),
    Department("engineering", "Engineering", NOW + timedelta(hours=14)),
    Department("logistics", "Logistics"),
    Department("legal", "Legal"),
)

DANA = Person("U0DANAOKAFO", "Dana Okafor")
BEN = Person("U0BENLINDQV", "Ben Lindqvist")
MEI = Person("U0MEITANAKA", "Mei Tanaka")
PRIYA = Person("U0PRIYARAMA", "Priya Raman")

BILLING = HandoffFacts(
    id=31,
    department="Billing",
    department_key="billing",
    status=HandoffStatus.OFFERED,
    owner=None,
    why="The words “invoice” and “refund”.",
    expected="Refund the second payment and send me the credit note's number.",
    offered_at=NOW,
    accepted_at=None,
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
    thread=("C0BILLING01", "1763650000.000100"),
)
SOON, LATE = NOW + timedelta(hours=1), NOW - timedelta(hours=1)


def due(
    kind: PromiseKind, at: datetime = SOON, *, handoff: int | None = None, is_paused: bool = False
) -> Due:
    return Due(kind, at, is_overdue=at <= NOW and not is_paused, is_paused=is_paused, handoff=handoff)


TAKEN = replace(BILLING, status=HandoffStatus.ACCEPTED, owner=MEI, accepted_at=NOW)
ASKING = replace(TAKEN, question=Question("Billing", "Mei Tanaka", "Which of the two payments?"))
STUCK = replace(TAKEN, paused_until=NOW + timedelta(days=2), pause_reason="The bank answers on Friday.")
OWED = replace(STUCK, waits_for_customer=True)
DONE = replace(
    TAKEN,
    status=HandoffStatus.DONE,
    ended_by="Mei Tanaka",
    found="The card was charged twice: the shop sent the order again after a timeout.",
    to_tell="The second payment is on its way back; it takes three days.",
    root_cause="No idempotency key on the shop's orders.",
)
DECLINED = replace(
    BILLING, status=HandoffStatus.DECLINED, ended_by="Mei Tanaka", reason="This is the shop, not the invoice."
)
RETURNED = replace(DECLINED, status=HandoffStatus.RETURNED, owner=MEI)
WITHDRAWN = replace(
    BILLING, status=HandoffStatus.WITHDRAWN, ended_by="Dana Okafor", reason="The customer found it."
)
LEFT = replace(TAKEN, department="billing", has_left=True)
LAPSED = replace(BILLING, status=HandoffStatus.LAPSED, ended_by="Liaison")
HANDED_ON = replace(BILLING, status=HandoffStatus.HANDED_ON, ended_by="Mei Tanaka", went_to="Engineering")
ENGINEERING = replace(
    TAKEN,
    id=32,
    department="Engineering",
    department_key="engineering",
    owner=PRIYA,
    why="The shop's log shows the same order twice.",
    expected="Find out why the order was sent twice.",
    came_from="Billing",
    offered_by="Mei Tanaka",
    thread=("C0ENGINEER1", "1763650300.000200"),
)
BY_STATE = {
    HandoffStatus.OFFERED: BILLING,
    HandoffStatus.ACCEPTED: TAKEN,
    HandoffStatus.DONE: DONE,
    HandoffStatus.DECLINED: DECLINED,
    HandoffStatus.RETURNED: RETURNED,
    HandoffStatus.HANDED_ON: HANDED_ON,
    HandoffStatus.WITHDRAWN: WITHDRAWN,
    HandoffStatus.LAPSED: LAPSED,
}

CASE = CaseFacts(
    number=17,
    title="Refund for double charge",
    story="Carla was charged twice for invoice 4711.\nShe wants one payment back before the month ends.",
    customer="Brightwater Foods",
    tier="gold",
    severity=Severity.HIGH,
    status=CaseStatus.OPEN,
    csm=DANA,
    opened_at=NOW - timedelta(hours=2),
    moved_at=NOW,
    source="https://tidewater.slack.com/archives/C0EXTBRIGHT/p1763640000000100",
    handoffs=(BILLING,),
    history=(
        HistoryLine(NOW - timedelta(hours=2), "Dana Okafor", "opened the case"),
        HistoryLine(NOW - timedelta(hours=1), "Dana Okafor", "offered it to Billing"),
        HistoryLine(NOW, "Mei Tanaka", "wrote", "Which of the two payments?"),
    ),
    desk=("C0CSDESK001", "1763649000.000100"),
)
ANSWERED = replace(CASE, status=CaseStatus.ANSWERED, handoffs=(DONE,))
CLOSED = replace(ANSWERED, status=CaseStatus.CLOSED)
GONE = replace(CASE, status=CaseStatus.CLOSED, handoffs=(), goes_on=GoesOn(12, "Charged twice", CASE.desk))
JOINED = replace(
    CASE, joined=(Joined(20, "Twice", "They paid twice."), Joined(21, "And again", "Once more."))
)
MERGE = MergeFacts(
    one=replace(CASE, number=12),
    other=CASE,
    turns=(TurnFacts("Billing", 12, "Mei Tanaka", due(PromiseKind.PROGRESS)),),
    come_along=((17, "Legal", "Jonas Weber"),),
    severity=Severity.HIGH,
    news_due=LATE,
    undo_for=timedelta(days=14),
)
ASKED = replace(CASE, handoffs=(ASKING,))
ALONE = replace(CASE, handoffs=(DECLINED,))
WAITS = WaitSplit(
    timedelta(hours=3, minutes=20, seconds=4),
    (
        WaitPart(Holder.DEPARTMENT, "Billing", timedelta(hours=2, minutes=10)),
        WaitPart(Holder.CUSTOMER, "Billing", timedelta(minutes=40)),
        WaitPart(Holder.PAUSED, "Engineering", timedelta(minutes=20)),
        WaitPart(Holder.CSM, None, timedelta(minutes=10)),
        WaitPart(None, None, timedelta(seconds=4)),
    ),
)
FIRST_DUE = due(PromiseKind.UPDATE, LATE)
DUES = tuple(due(kind) for kind in OF_THE_CSM)
SHARED = replace(CASE, handoffs=(HANDED_ON, ENGINEERING, replace(STUCK, id=33)))

OFFER_OWED = PromiseFacts(
    id=71,
    kind=PromiseKind.ACCEPT,
    case=17,
    title=CASE.title,
    customer=CASE.customer,
    severity=CASE.severity,
    department="Billing",
    asker=None,
    owner=None,
    csm=DANA,
    handoff=31,
    asked=BILLING.expected,
    opened_at=NOW - timedelta(hours=2),
    due_at=NOW - timedelta(hours=1),
    late=timedelta(hours=1, minutes=10),
    is_overdue=True,
    where=("C0BILLING01", "1763650000.000100"),
)
OWED: dict[PromiseKind, PromiseFacts] = {
    PromiseKind.ACCEPT: OFFER_OWED,
    PromiseKind.PROGRESS: replace(OFFER_OWED, id=72, kind=PromiseKind.PROGRESS, owner=MEI),
    PromiseKind.RESUME: replace(OFFER_OWED, id=73, kind=PromiseKind.RESUME, owner=MEI),
    PromiseKind.DECIDE: replace(
        OFFER_OWED, id=74, kind=PromiseKind.DECIDE, department=None, handoff=None, owner=DANA, asked=""
    ),
    PromiseKind.TELL: replace(
        OFFER_OWED, id=75, kind=PromiseKind.TELL, department=None, handoff=None, owner=DANA, asked=""
    ),
    PromiseKind.ANSWER: replace(
        OFFER_OWED,
        id=76,
        kind=PromiseKind.ANSWER,
        department=None,
        asker="Billing",
        owner=DANA,
        asked="Which of the two payments?",
    ),
    PromiseKind.UPDATE: replace(
        OFFER_OWED, id=77, kind=PromiseKind.UPDATE, department=None, handoff=None, owner=DANA, asked=""
    ),
    PromiseKind.PREVENT: replace(
        OFFER_OWED, id=78, kind=PromiseKind.PREVENT, department=None, handoff=None, owner=MEI, asked=""
    ),
}
"""One of each kind, past its time."""

TWIN = AlikeFacts(
    number=12,
    title="Charged twice for invoice 4711",
    customer="Brightwater Foods",
    is_same_customer=True,
    status=CaseStatus.OPEN,
    opened_at=NOW - timedelta(minutes=20),
    opened_by="Dana Okafor",
    with_whom="Billing",
    why=("4711", "charged", "twice"),
    age=timedelta(minutes=20),
    where=("C0CSDESK001", "1763648000.000100"),
)
COUSIN = replace(
    TWIN, number=9, customer="Fjordlab", is_same_customer=False, age=timedelta(days=3), why=("charged",)
)
ENDED = replace(TWIN, number=8, status=CaseStatus.CLOSED, where=None, why=())

SAID_TO_THEM = "We refunded it today. Sorry for the trouble!"
NOTICES: tuple[notices.Notice, ...] = (
    CaseCard(17, CASE),
    HandoffCard(31, BILLING, CASE),
    HandoffOffered(17, 31, "Billing", "Dana Okafor", BILLING.expected),
    HandoffAccepted(17, 31, "Billing", "Mei Tanaka"),
    HandoffDeclined(17, 31, "Billing", "Mei Tanaka", "Not an invoice.", had_taken=False, csm_id=DANA.user_id),
    HandoffHandedOn(17, 31, "Billing", "Engineering", "Mei Tanaka", "The order came twice.", "Find out why."),
    HandoffStuck(17, 31, "Billing", "Mei Tanaka", "The bank answers on Friday.", NOW + timedelta(days=2)),
    HandoffStuck(
        17, 31, "Billing", "Mei Tanaka", "Their bank's log.", NOW + timedelta(days=2), for_customer=True
    ),
    HandoffDone(17, 31, "Billing", "Mei Tanaka", "Charged twice.", "Your money is on its way.", None),
    HandoffWithdrawn(17, 31, "Billing", "Dana Okafor", "The customer found it.", MEI.user_id),
    HandoffReleased(17, 31, "Billing", "Mei Tanaka"),
    HandoffLapsed(17, 31, "Billing", DANA.user_id),
    HandoffWentBack(17, 31, "Billing", "Mei Tanaka"),
    SeverityChanged(17, "Dana Okafor", Severity.NORMAL, Severity.HIGH, "The shop is closed for it."),
    SeverityChanged(17, "Dana Okafor", Severity.NORMAL, Severity.HIGH, "They called.", NOW),
    *(
        merge_notices.CaseMerged(
            12, 17, "Dana Okafor", role, "Charged twice", "Billing", ("Legal",), MEI.user_id, CASE.desk
        )
        for role in get_args(merge_notices.MergeRole)
    ),
    CaseCard(17, GONE),
    CaseCard(17, JOINED),
    merge_notices.CasesParted(17, 12, "Dana Okafor", MEI.user_id),
    merge_notices.SplitOff(17, 23, "Dana Okafor", "A credit note", is_new=False, what="Billing"),
    merge_notices.SplitOff(23, 17, "Dana Okafor", "Charged twice", is_new=True, owner_id=MEI.user_id),
    UpdatePromised(17, "Dana Okafor", NOW + timedelta(hours=3)),
    CustomerUpdated(17, "Dana Okafor"),
    *(
        ReplyWaits(17, 4, "Dana Okafor", "It is *paid*.", "Legal has a part in it", *settled)
        for settled in ((), ("approved", "Ben Lindqvist"), ("back", "Ben", "Too short."), ("closed", "Dana"))
    ),
    ReplyWaits(
        17,
        4,
        "Dana Okafor",
        "It is *paid*.",
        "its severity is critical",
        reader_ids=(BEN.user_id, MEI.user_id),
    ),
    CustomerTold(17, "Dana Okafor", "Your money is on its way."),
    CustomerTold(17, "Dana Okafor", "Which one of the two?", "Ben Lindqvist", waits=True),
    Nudged(17, 71, 75, OFFER_OWED),
    NudgedDesk(17, 71, 5, ReminderFacts(OFFER_OWED, "200", is_owner=False)),
    Reminders(5, tuple(ReminderFacts(one, "100", is_owner=bool(one.owner)) for one in OWED.values())),
    QuestionAsked(17, 31, "Billing", "Mei Tanaka", "Which of the two payments?", DANA.user_id),
    QuestionAsked(
        17,
        31,
        "Billing",
        "Mei Tanaka",
        "Which address?",
        DANA.user_id,
        (KnownFact("Invoices go to Ghent.", "Carla Voss", NOW, 12, 5),),
    ),
    LoopToClose(17, DANA.user_id, "Your money is on its way."),
    CaseClosed(17, "Dana Okafor", "Your money is on its way."),
    CaseClosed(17, "Liaison", "", was_silent=True),
    CaseReopened(17, "Dana Okafor", "It never arrived."),
    CsmChanged(17, "Ruth Abara", BEN.user_id, "Dana Okafor"),
    ThreadBackfilled(17, 4, CASE.source or ""),
    ThreadBackfilled(17, 1, CASE.source or "", is_added=True),
    MoreAdded(17, "Dana Okafor", "Charged twice again", "It is *not* one payment but two."),
    LooksLike(17, (TWIN, COUSIN, ENDED)),
    LooksLike(17),
    Mirrored(
        17,
        "Priya Raman",
        "Engineering",
        "It is *not* the scale.\nSee https://status.example.com/1?a=1&b=2.",
        ("C0ENGINEER1", "1763650400.000300"),
        (("scale.log", "https://tidewater.slack.com/files/U1/F1/scale.log"),),
        is_edited=True,
    ),
    ReplyParked(
        17,
        88,
        "other companies read along in the channel than when it was approved",
        SAID_TO_THEM,
        "U0DANAOKAFO",
    ),
    CustomerSolved(17, "Carla Voss"),
    CustomerNotYet(17, "Carla Voss", "Only *one* of the <two> came back.", "U0DANAOKAFO"),
    CustomerScored(17, "Carla Voss", 5),
    CustomerScored(17, "Carla Voss", 2, "It took & took."),
    DeliveryFailed(17, "C0BILLING01", "channel_not_found", "HandoffCard"),
    *inbound_examples.NOTICES,
    notices.CustomerUnheard("Brightwater Foods", "ext-brightwater"),
    notices.NotAcknowledged(17, "Brightwater Foods", DANA.user_id),
    StallDigest(digest_examples.FACTS),
    *problem_examples.NOTICES,
)

LINE = CaseLine(
    17,
    CASE.title,
    CASE.customer,
    CASE.severity,
    CASE.status,
    "Dana Okafor",
    "Billing, offered",
    NOW,
    CASE.desk,
)
PAGE = CasePage("Your cases", "list mine", 2, 3, 25, (LINE, replace(LINE, number=18, where=None)))
QUEUED = QueueLine(
    31, 17, CASE.title, CASE.customer, CASE.severity, BILLING.status, None, NOW, None, BILLING.thread
)
HELD = replace(QUEUED, handoff=32, status=HandoffStatus.ACCEPTED, owner="Mei Tanaka")
HOME = HomeFacts(
    MEI,
    is_csm=True,
    may_open=True,
    departments=("Billing",),
    my_cases=(LINE,),
    my_handoffs=(HELD, replace(HELD, paused_until=NOW)),
    offers=(QUEUED,),
    queue=(replace(HELD, owner="Sam Carter"),),
    totals=(1, 2, 1, 30),
)

LOUD = "<!channel> <@U0DANAOKAFO> & <https://evil.example|bank> *x* \u202e\u200b `y` "


def enormous(case: CaseFacts, text: str = LOUD) -> CaseFacts:
    """The case with every text as long as it can be, twelve hand-offs and forty lines of history."""
    long, title = (text * 200)[:3000], (text * 20)[:150]
    every = [
        replace(
            handoff,
            id=100 + at,
            department=title[:40],
            why=long,
            expected=long,
            reason=long,
            found=long,
            to_tell=long,
            root_cause=long,
            pause_reason=long,
            offered_by=title[:80],
        )
        for at, handoff in enumerate([*BY_STATE.values(), STUCK, ENGINEERING, TAKEN, BILLING])
    ]
    line = HistoryLine(NOW, title[:80], "wrote", long)
    return replace(
        case,
        title=title,
        story=long,
        joined=(Joined(20, title, long), Joined(21, title, long)),
        customer=title[:80],
        tier=title[:30],
        csm=replace(DANA, name=title[:80]),
        handoffs=tuple(replace(one, due=FIRST_DUE, answer_due=FIRST_DUE) for one in every),
        dues=DUES,
        history=(line,) * 40,
        waits=WaitSplit(
            timedelta(seconds=24),
            tuple(WaitPart(Holder.PAUSED, f"{at}{title}", timedelta(seconds=1)) for at in range(24)),
        ),
    )


def rewritten(notice: notices.Notice, written: str) -> notices.Notice:
    """The notice with everything that people write replaced, as long as it can be."""
    long = (written * 3000)[:3000]
    if isinstance(notice, CaseCard | HandoffCard):
        shown = notice.facts if isinstance(notice, CaseCard) else notice.case
        case = problem_examples.rewritten(enormous(shown or CASE, written), long)
        if isinstance(notice, CaseCard):
            return replace(notice, facts=case)
        return replace(notice, facts=case.handoffs[0], case=case)
    if isinstance(notice, notices.CustomerWrote | StallDigest):
        return _by_person(notice, written, long)
    if isinstance(notice, Nudged | NudgedDesk | Reminders):
        return _reminding(notice, long)
    if isinstance(notice, LooksLike):
        told = {"title": long[:150], "customer": long[:80], "opened_by": long[:80], "with_whom": long}
        return replace(notice, facts=tuple(replace(one, why=(long,) * 5, **told) for one in notice.facts))
    kept = {"settled", "csm_id", "owner_id", "preventer_id", "role", "where"}
    texts = {
        name: long
        for name, value in vars(notice).items()
        if isinstance(value, str) and not isinstance(value, Severity) and name not in kept
    }
    if isinstance(notice, Mirrored):
        texts["files"] = ((long[:80], long),) * 12
    return replace(notice, **texts)


def _by_person(notice: notices.CustomerWrote | StallDigest, written: str, long: str) -> notices.Notice:
    if isinstance(notice, notices.CustomerWrote):
        return inbound_examples.rewritten(notice, long)
    return StallDigest(digest_examples.crowded(written))


def _reminding(notice: Nudged | NudgedDesk | Reminders, long: str) -> notices.Notice:
    """Of a message with reminders, forty of them."""
    promise = replace(
        OWED[PromiseKind.ANSWER], title=long[:150], customer=long[:80], asker=long[:40], asked=long
    )
    told = ReminderFacts(promise, "100", is_owner=True, note=long)
    match notice:
        case Nudged():
            return replace(notice, facts=promise)
        case NudgedDesk():
            return replace(notice, facts=told)
        case Reminders():
            return replace(notice, facts=(told,) * 40)
