"""Cases in lists: whose they are, who has the ball, page by page."""

from dataclasses import replace

import pytest

from casework import cases, handoffs, lists, steering, talk
from casework.access import NotStaff
from casework.cases import NewCase
from casework.talk import Reply
from casework.work import Work
from models.case import CaseStatus, Severity
from models.facts import CasePage
from models.refusal import Refusal
from tests.casework.room import BEN, DANA, DESK, GIL, INES, MEI, NOON, OLA, PRIYA, RUTH, SAM, Room, statements

NEW = NewCase("1", "t", "s", Severity.NORMAL, "x", "billing")


def page(room: Room, query: str, number: int = 1, *, by: str = DANA) -> CasePage:
    return room.do(lists.page, query, number, by=by)


def numbers(room: Room, query: str, *, by: str = DANA) -> list[int]:
    found = page(room, query, by=by)
    assert found.total == len(found.lines), "one page of them"
    return [line.number for line in found.lines]


@pytest.fixture
def six(room: Room) -> Room:
    """Three of Dana's, two of Ben's, one that is closed; each moved a minute after the one before."""
    titles = ["Scale drifts", "Charged twice", "GDPR", "Offline", "Lost pallet"]
    departments = ["engineering", "billing", "legal", "engineering", "logistics"]
    for n, (title, department) in enumerate(zip(titles, departments, strict=True)):
        customer = "1" if n % 2 else "2"
        room.open_case(title, department=department, by=DANA if n < 3 else BEN, customer=customer)
        room.pass_time(minutes=1)
    room.open_case("Done with")
    room.do(cases.close, 6, told="")
    return room


def test_each_list_holds_what_it_says_the_last_moved_first(six: Room) -> None:
    assert numbers(six, "mine") == numbers(six, "") == numbers(six, " MINE ") == [3, 2, 1]
    assert numbers(six, "mine", by=BEN) == [5, 4]
    assert numbers(six, "all") == [5, 4, 3, 2, 1]
    assert numbers(six, "engineering") == numbers(six, "Engineering") == [4, 1]
    assert numbers(six, "billing") == [2], "the closed one is with nobody"
    assert numbers(six, "customer cedar valley dairy") == [5, 3, 1]
    assert numbers(six, "customer Brightwater") == [6, 4, 2], "closed ones too"
    assert numbers(six, "find pallet") == [5]
    six.pass_time(minutes=1)
    six.do(handoffs.accept, 1, by=PRIYA)
    assert numbers(six, "mine") == [1, 3, 2], "what moved comes first"


def test_each_list_says_what_it_is(six: Room) -> None:
    titles = {query: page(six, query).title for query in TITLES}
    assert titles == TITLES


TITLES = {
    "mine": "Your open cases",
    "all": "All open cases",
    "legal": "With Legal",
    "customer fjordlab": "Cases of Fjordlab",
    "customer r": "Cases of customers like “r”",
    "find lost pallet": "Cases with “lost pallet”",
}


def test_a_line_says_who_has_the_ball(room: Room) -> None:
    room.open_case("Charged twice", severity=Severity.HIGH)
    (line,) = page(room, "mine").lines
    assert (line.title, line.customer, line.csm) == ("Charged twice", "Brightwater Foods", "Dana Okafor")
    assert (line.severity, line.status, line.moved_at) == (Severity.HIGH, CaseStatus.OPEN, NOON)
    assert (line.with_whom, line.where) == ("Billing (offered)", None)
    room.do(steering.add_department, 1, department="engineering", why="x", expected="y")
    room.do(handoffs.accept, 1, by=MEI)
    room.post_everything()
    (line,) = page(room, "mine").lines
    assert line.with_whom == "Billing (Mei Tanaka), Engineering (offered)"
    assert line.where == (DESK, room.desk_thread().ts)
    for handoff in (1, 2):
        room.do(handoffs.finish, handoff, found="x", to_tell="y", root_cause=None, by=RUTH)
    (line,) = page(room, "mine").lines
    assert (line.with_whom, line.status) == ("Dana Okafor", CaseStatus.ANSWERED)


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_pages_hold_ten_and_every_case_stands_on_one(quick_room: Room, total: int, pages: int) -> None:
    def open_them(work: Work) -> None:
        for n in range(total):
            cases.open_case(work, replace(NEW, title=f"case {n}"))

    quick_room.do(open_them)
    shown = [page(quick_room, "mine", number) for number in range(1, pages + 1)]
    assert {(one.pages, one.total, one.query) for one in shown} == {(pages, total, "mine")}
    assert [one.page for one in shown] == list(range(1, pages + 1))
    assert [line.number for one in shown for line in one.lines] == list(range(total, 0, -1))
    for beyond in (pages + 1, 99):
        assert page(quick_room, "mine", beyond) == shown[-1]
    for before in (0, -7):
        assert page(quick_room, "mine", before) == shown[0]


@pytest.mark.parametrize("query", ["sales", "find", "customers of mine", "mi ne"])
def test_what_cannot_be_listed_is_answered_with_what_can(quick_room: Room, query: str) -> None:
    with pytest.raises(Refusal) as refused:
        page(quick_room, query)
    assert refused.value.sentence == (
        f"I cannot list “{query}”. Try `mine`, `all`, `customer` and a name, or a department: "
        "`billing`, `engineering`, `logistics`, `legal`."
    )


def test_a_customer_without_a_name_is_asked_for(quick_room: Room) -> None:
    with pytest.raises(Refusal, match="/case list customer Brightwater"):
        page(quick_room, "customer ")


def test_an_unknown_customer_is_said_to_be_unknown(quick_room: Room) -> None:
    with pytest.raises(Refusal, match="I know no customer called “Nobody & Sons”"):
        page(quick_room, "customer Nobody & Sons")


def test_any_colleague_may_read_and_nobody_else(quick_room: Room) -> None:
    quick_room.open_case()
    assert numbers(quick_room, "all", by=INES) == [1]
    assert quick_room.do(lists.details, 1, by=INES).title == "Charged twice"
    for query in ("all", "find twice", "sales"):
        with pytest.raises(NotStaff):
            page(quick_room, query, by=GIL)
    with pytest.raises(NotStaff):
        quick_room.do(lists.details, 1, by=GIL)


def test_the_details_of_a_case_tell_its_story(room: Room) -> None:
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    room.post_everything()
    thread = room.thread_of(1)
    reply = Reply(thread.channel, thread.ts or "", "1700000900.000100", MEI, "Refunded.", NOON, is_to_us=True)
    room.do(talk.said, reply, by=MEI)
    room.do(handoffs.hand_on, 1, department="engineering", why="Firmware.", expected="Stop it.", by=MEI)
    facts = room.do(lists.details, 1)
    assert (facts.label, facts.customer, facts.tier) == ("C-1", "Brightwater Foods", "gold")
    assert (facts.csm.user_id, facts.csm.name) == (DANA, "Dana Okafor")
    here, there = facts.handoffs
    assert (here.department, here.owner and here.owner.name, here.went_to) == (
        "Billing",
        "Mei Tanaka",
        "Engineering",
    )
    assert (there.came_from, there.owner, there.is_open) == ("Billing", None, True)
    assert [(line.who, line.what, line.text) for line in facts.history] == [
        ("Dana Okafor", "opened the case", "Charged twice"),
        ("Dana Okafor", "offered it to Billing", "Refund one."),
        ("Mei Tanaka", "took it for Billing", ""),
        ("Mei Tanaka", "wrote", "Refunded."),
        ("Mei Tanaka", "handed it on from Billing", "Firmware."),
        ("Mei Tanaka", "offered it to Engineering", "Stop it."),
    ]
    room.do(talk.deleted, reply, by=MEI)
    assert "Refunded." not in [line.text for line in room.do(lists.details, 1).history]


def test_a_page_costs_as_many_questions_as_a_line(room: Room) -> None:
    def asked() -> int:
        with statements(room) as said:
            page(room, "all")
        return len(said)

    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    one = asked()
    for by, owner in ((BEN, SAM), (RUTH, RUTH), (OLA, OLA)):
        number = room.open_case(by=by)
        room.do(handoffs.accept, number, by=owner)
    assert asked() == one


def test_there_is_no_such_case(quick_room: Room) -> None:
    with pytest.raises(Refusal, match=r"There is no C-99\. `/case list` shows the cases there are\."):
        quick_room.do(lists.details, 99)
