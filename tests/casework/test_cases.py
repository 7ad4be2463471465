"""The case itself: opened, closed, reopened, taken over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework import access, cases, customers, handoffs, search, steering
from casework.cases import NewCase, Origin, Said
from models.case import STORY_LIMIT, TITLE_LIMIT, Case, CaseStatus, Severity
from models.case_notices import CaseCard, CaseClosed, CaseReopened, CsmChanged, ThreadBackfilled
from models.customer import Customer
from models.handoff import Handoff, HandoffStatus
from models.handoff_notices import HandoffCard, HandoffOffered, HandoffWithdrawn
from models.outgoing import Outgoing
from models.refusal import Refusal
from models.thread import Message
from tests.casework.room import BEN, BILLING, CARLA, DANA, DESK, GIL, INES, LEGAL, MEI, NOON, OLA, RUTH, Room

NEW = NewCase("1", "Charged twice", "They paid invoice 4711 twice.", Severity.HIGH, "Refund one.", "billing")
LINK = "https://tidewater.slack.com/archives/C0EXTBRIGHT/p1700000000000100"

# -- opened


def test_opening_a_case_offers_it_to_its_department_and_tells_nobody_twice(room: Room) -> None:
    number = room.do(cases.open_case, NEW)
    case = room.case(number)
    assert (case.label, case.status, case.csm, case.severity) == ("C-1", CaseStatus.OPEN, DANA, Severity.HIGH)
    assert (case.title, case.story, case.opened_at, case.source) == (NEW.title, NEW.story, NOON, None)
    (handoff,) = room.rows(Handoff)
    assert (handoff.department, handoff.status, handoff.offered_by) == (
        "billing",
        HandoffStatus.OFFERED,
        DANA,
    )
    assert (handoff.why, handoff.expected) == ("Because of “invoice” and “charged twice”.", "Refund one.")
    assert room.told(channel=DESK) == [CaseCard(1)]
    assert room.told(channel=BILLING) == [HandoffCard(1)]
    assert room.told(HandoffOffered) == [], "the card itself says it"
    assert [row.is_root for row in room.rows(Outgoing)] == [True, True]
    assert room.history() == [("opened", DANA, "Charged twice"), ("offered", DANA, "Refund one.")]


def test_without_a_department_the_rules_choose(room: Room) -> None:
    undecided = replace(NEW, department=None)
    room.do(cases.open_case, undecided)
    room.do(cases.open_case, replace(undecided, title="GDPR", story="They ask for data processing terms."))
    room.do(cases.open_case, replace(undecided, title="Hello", story="Nothing speaks."))
    assert [one.department for one in room.rows(Handoff)] == ["billing", "legal", "engineering"]


def test_a_department_is_told_why_the_case_came_to_it(quick_room: Room) -> None:
    undecided = replace(NEW, department=None)
    quick_room.do(cases.open_case, undecided)
    quick_room.do(cases.open_case, replace(undecided, title="Hello", story="Nothing speaks."))
    quick_room.do(cases.open_case, replace(NEW, department="legal"))
    quick_room.do(cases.open_case, replace(NEW, title="Hello", story="x", department="engineering"))
    assert [one.why for one in quick_room.rows(Handoff)] == [
        *("Because of “invoice” and “charged twice”.", "No rule speaks for another department."),
        *("Dana Okafor chose it.", "Dana Okafor chose it."),
    ]


def test_cases_are_numbered_one_after_the_other_also_after_a_refusal(room: Room) -> None:
    room.do(cases.open_case, NEW)
    with pytest.raises(Refusal):
        room.do(cases.open_case, replace(NEW, department="sales"))
    assert room.do(cases.open_case, NEW) == 2
    assert [case.number for case in room.rows(Case)] == [1, 2]


def test_a_new_customer_is_kept_with_their_first_case_in_the_lowest_tier(room: Room) -> None:
    room.do(cases.open_case, replace(NEW, customer="new:  Harbour   Lights "))
    room.do(cases.open_case, replace(NEW, customer="new:HARBOUR LIGHTS"))
    found = [one for one in room.rows(Customer) if one.key == "harbour lights"]
    assert [(one.name, one.tier) for one in found] == [("Harbour Lights", "standard")]
    assert {case.customer_id for case in room.rows(Case)} == {found[0].id}


REFUSED = {
    "a title of 151": (
        replace(NEW, title="x" * (TITLE_LIMIT + 1)),
        "The title or the description is too long.",
    ),
    "a story of 3,001": (
        replace(NEW, story="x" * (STORY_LIMIT + 1)),
        "The title or the description is too long.",
    ),
    "an unknown customer": (replace(NEW, customer="99"), "I do not know this customer."),
    "no customer": (replace(NEW, customer="new:  "), "Say who the customer is."),
    "a customer's name of 81": (
        replace(NEW, customer="new:" + "x" * 81),
        "name is 1 characters too long; 80 fit.",
    ),
    "an unknown department": (replace(NEW, department="sales"), "There is no such department any more"),
}


@pytest.mark.parametrize(("new", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_opened_leaves_nothing_behind(room: Room, new: NewCase, sentence: str) -> None:
    customers_before = room.rows(Customer)
    with pytest.raises(Refusal, match=sentence):
        room.do(cases.open_case, new)
    assert room.fingerprint() == []
    assert room.rows(Customer) == customers_before


@pytest.mark.parametrize("choice", ["", "1x", "-1", "²", "١", "1" * 30, "0", "new", "None"])
def test_a_choice_that_no_form_offered_is_refused_in_words(room: Room, choice: str) -> None:
    with pytest.raises(Refusal, match="I do not know this customer") as refused:
        room.do(customers.choose, choice)
    assert refused.value.field == "customer"


def test_the_longest_that_fits_is_kept_whole(room: Room) -> None:
    title, story, name = "t" * TITLE_LIMIT, "s" * STORY_LIMIT, "n" * customers.NAME_LIMIT
    room.do(cases.open_case, replace(NEW, title=title, story=story, customer=f"new:{name}"))
    assert (room.case().title, room.case().story) == (title, story)
    assert room.rows(Customer)[-1].name == name


# -- opened from a message


SAID = (
    Said(BILLING, "1700000000.000100", CARLA, "We were charged twice.", NOON - timedelta(hours=2)),
    Said(
        BILLING, "1700000001.000100", DANA, "Which invoice?", NOON - timedelta(hours=1), (("4711.pdf", LINK),)
    ),
)


def test_what_was_said_before_comes_along_and_can_be_found(room: Room) -> None:
    room.do(cases.open_case, replace(NEW, origin=Origin(LINK, SAID)))
    assert room.case().source == LINK
    kept = room.rows(Message)
    assert [(one.author_name, one.text, one.thread_id) for one in kept] == [
        ("Carla Voss", "We were charged twice.", None),
        ("Dana Okafor", "Which invoice?", None),
    ]
    assert kept[1].files == [{"name": "4711.pdf", "link": LINK}]
    assert [what for what, _, _ in room.history()] == ["opened", "backfilled", "backfilled", "offered"]
    assert room.told(ThreadBackfilled) == [ThreadBackfilled(1, 2, LINK)]
    assert room.own(lambda work: search.find(work.session, "which invoice")) == [1]


def test_what_another_case_keeps_already_is_not_kept_twice(room: Room) -> None:
    room.do(cases.open_case, replace(NEW, origin=Origin(LINK, SAID[:1])))
    room.do(cases.open_case, replace(NEW, origin=Origin(LINK, SAID)))
    assert [(one.case_number, one.ts) for one in room.rows(Message)] == [
        (1, "1700000000.000100"),
        (2, "1700000001.000100"),
    ]


def test_a_thread_that_could_not_be_read_is_said(room: Room) -> None:
    room.do(cases.open_case, replace(NEW, origin=Origin(LINK, (), "not_in_channel")))
    assert room.told(ThreadBackfilled) == [ThreadBackfilled(1, 0, LINK, "not_in_channel")]


# -- closed and reopened


def test_closing_withdraws_whatever_is_still_open(room: Room) -> None:
    room.do(cases.open_case, NEW)
    room.do(steering.add_department, 1, department="legal", why="x", expected="y")
    room.do(steering.add_department, 1, department="logistics", why="x", expected="y")
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.finish, 3, found="x", to_tell="y", root_cause=None, by=RUTH)
    room.post_everything()
    room.pass_time(minutes=1)
    room.do(cases.close, 1, told="Refunded, with apologies.")
    withdrawn, done = HandoffStatus.WITHDRAWN, HandoffStatus.DONE
    assert [one.status for one in room.rows(Handoff)] == [withdrawn, withdrawn, done]
    assert {one.reason for one in room.rows(Handoff)} == {"The case was closed.", None}
    assert (room.case().status, room.case().closed_at) == (CaseStatus.CLOSED, room.clock())
    assert room.told(CaseClosed, DESK) == [CaseClosed(1, "Dana Okafor", "Refunded, with apologies.")]
    assert [one.owner_id for one in room.told(HandoffWithdrawn, BILLING)] == [MEI]
    assert [one.owner_id for one in room.told(HandoffWithdrawn, LEGAL)] == [None]
    due = {row.key for row in room.rows(Outgoing) if row.ts and row.revision > row.drawn}
    assert due == {"card:case:1", "card:handoff:1", "card:handoff:2", "card:handoff:3"}
    assert room.history()[-1] == ("closed", DANA, "Refunded, with apologies.")


def test_a_closed_case_is_reopened_with_its_number_and_history(room: Room) -> None:
    room.do(cases.open_case, NEW)
    room.do(cases.close, 1, told="")
    room.do(cases.reopen, 1, reason="It happened again.")
    assert (room.case().status, room.case().closed_at) == (CaseStatus.OPEN, None)
    assert room.told(CaseReopened, DESK) == [CaseReopened(1, "Dana Okafor", "It happened again.")]
    assert [what for what, _, _ in room.history()] == [
        *("opened", "offered", "withdrawn", "closed", "reopened"),
    ]
    room.do(steering.add_department, 1, department="billing", why="Again.", expected="Look.")
    assert room.handoff(2).status is HandoffStatus.OFFERED


def test_a_case_is_closed_and_reopened_once(quick_room: Room) -> None:
    quick_room.do(cases.open_case, NEW)
    with pytest.raises(Refusal, match="C-1 is open already"):
        quick_room.do(cases.reopen, 1, reason="x")
    quick_room.do(cases.close, 1, told="")
    before = quick_room.fingerprint()
    with pytest.raises(Refusal, match="C-1 is closed already"):
        quick_room.do(cases.close, 1, told="")
    assert quick_room.fingerprint() == before


# -- taken over


@pytest.mark.parametrize("by", [BEN, RUTH, OLA], ids=["another CSM", "a manager", "an admin"])
def test_another_csm_becomes_the_customers_face(quick_room: Room, by: str) -> None:
    quick_room.do(cases.open_case, NEW)
    quick_room.do(cases.take_over, 1, by=by)
    assert quick_room.case().csm == by
    (told,) = quick_room.told(CsmChanged, DESK)
    assert (told.csm_id, told.was) == (by, "Dana Okafor")
    quick_room.do(cases.close, 1, told="", by=by)


def test_the_former_csm_steers_no_more(quick_room: Room) -> None:
    quick_room.do(cases.open_case, NEW)
    quick_room.do(cases.take_over, 1, by=BEN)
    with pytest.raises(Refusal, match="Only Ben Lindqvist, the CSM of C-1"):
        quick_room.do(cases.close, 1, told="")
    quick_room.do(cases.take_over, 1)
    quick_room.do(cases.close, 1, told="")


def test_ones_own_case_is_not_taken_over(quick_room: Room) -> None:
    quick_room.do(cases.open_case, NEW)
    quick_room.do(cases.open_case, NEW, by=RUTH)
    for number, by in ((1, DANA), (2, RUTH)):
        with pytest.raises(Refusal, match=f"C-{number} is yours already"):
            quick_room.do(cases.take_over, number, by=by)


def test_a_closed_case_is_not_taken_over(quick_room: Room) -> None:
    quick_room.do(cases.open_case, NEW)
    quick_room.do(cases.close, 1, told="")
    with pytest.raises(Refusal, match="Reopen it first"):
        quick_room.do(cases.take_over, 1, by=BEN)


# -- who may


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        (MEI, "Only a case's CSM, a manager or an admin can do that"),
        (INES, "Only a case's CSM, a manager or an admin can do that"),
        (BEN, "Only Dana Okafor, the CSM of C-1"),
        (GIL, "I can only help Tidewater Instruments's own staff here"),
    ],
)
def test_closing_and_reopening_are_the_csms_own(quick_room: Room, by: str, sentence: str) -> None:
    quick_room.do(cases.open_case, NEW)
    with pytest.raises(Refusal, match=sentence):
        quick_room.do(cases.close, 1, told="", by=by)
    quick_room.do(cases.close, 1, told="")
    with pytest.raises(Refusal, match=sentence):
        quick_room.do(cases.reopen, 1, reason="x", by=by)


@pytest.mark.parametrize("by", [MEI, INES], ids=["a department", "other staff"])
def test_taking_over_is_for_csms(quick_room: Room, by: str) -> None:
    quick_room.do(cases.open_case, NEW)
    with pytest.raises(Refusal, match="Only a CSM, a manager or an admin can take a case over"):
        quick_room.do(cases.take_over, 1, by=by)


def test_there_is_no_such_case(quick_room: Room) -> None:
    for operation, words in ((cases.close, "told"), (cases.reopen, "reason")):
        with pytest.raises(Refusal, match=r"There is no C-7\. `/case list` shows the cases there are\."):
            quick_room.do(operation, 7, **{words: "x"})


def test_a_guest_is_nobody_to_any_case(quick_room: Room) -> None:
    quick_room.do(cases.open_case, NEW)
    with pytest.raises(access.NotStaff):
        quick_room.do(cases.take_over, 1, by=GIL)
