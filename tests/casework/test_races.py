"""Everybody at once: one winner, no gap, nothing lost; through the real desk, on both databases."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

from sqlalchemy import delete

from casework import cases, customers, handoffs, people, steering
from casework.cases import NewCase
from casework.desk import OWN_WORK, AlreadyDone, Request
from casework.work import Work
from models.case import Case, Severity
from models.customer import Customer
from models.entry import Entry
from models.handoff import Handoff, HandoffStatus
from models.handoff_notices import HandoffAccepted
from models.member import Channel, ChannelMember, Member, Standing
from models.receipt import Receipt
from models.refusal import Refusal
from tests.casework.room import BILLING, DANA, NOON, Room, seat

MANY = 50
CROWD = [f"U0CLERK{n:05}" for n in range(MANY)]
NEW = NewCase("1", "Charged twice", "Invoice 4711.", Severity.NORMAL, "Refund one.", "billing")


def fill_billing(work: Work) -> None:
    for user_id in CROWD:
        people.remember_member(work.session, a_member(user_id))
    seat(work, BILLING, CROWD)


def a_member(user_id: str, **changed: Any) -> Member:
    about = {"name": f"Clerk {user_id[-5:]}", "time_zone": "UTC", "standing": Standing.STAFF}
    return Member(user_id=user_id, fetched_at=NOON, **{**about, **changed})


async def all_at_once(attempts: list[Awaitable[Any]]) -> list[Any]:
    """Each outcome or exception."""
    return await asyncio.gather(*attempts, return_exceptions=True)


async def test_of_fifty_who_take_it_at_once_one_has_it_and_the_others_hear_who(room: Room) -> None:
    room.own(fill_billing)
    async with room.open_desk() as desk:
        for handoff_id in range(1, 6):
            room.open_case()
            outcomes = await all_at_once(
                [desk.do(Request(by=one), handoffs.accept, handoff_id) for one in CROWD]
            )
            handoff = room.handoff(handoff_id)
            assert handoff.status is HandoffStatus.ACCEPTED
            winner = next(who for who, outcome in zip(CROWD, outcomes, strict=True) if outcome is None)
            assert handoff.owner == winner
            heard = Counter(str(outcome) for outcome in outcomes if isinstance(outcome, Refusal))
            assert heard == {f"C-{handoff_id} is already with Clerk {winner[-5:]}.": MANY - 1}
            assert len(room.told(HandoffAccepted)) == handoff_id
            accepted = [one for one in room.rows(Entry) if one.what == "accepted"]
            assert [one.by for one in accepted][handoff_id - 1 :] == [winner]


async def test_fifty_opened_at_once_have_consecutive_numbers_also_with_refusals_between(room: Room) -> None:
    refused = replace(NEW, department="sales")
    wanted = [refused if n % 4 == 0 else NEW for n in range(MANY)]
    async with room.open_desk() as desk:
        outcomes = await all_at_once([desk.do(Request(by=DANA), cases.open_case, new) for new in wanted])
    numbers = sorted(one for one in outcomes if isinstance(one, int))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == sum(new is NEW for new in wanted)
    assert Counter(type(one) for one in outcomes) == {int: len(numbers), Refusal: MANY - len(numbers)}
    assert [case.number for case in room.rows(Case)] == numbers
    assert [handoff.case_number for handoff in room.rows(Handoff)] == [
        entry.case_number for entry in room.rows(Entry) if entry.what == "opened"
    ]


async def test_no_update_is_lost(room: Room) -> None:
    """Two who add one to the same number make it two more; read and write in one operation."""
    room.open_case()

    def one_more(work: Work) -> None:
        case = work.case(1)
        case.title = str(int(case.title) + 1) if case.title.isdigit() else "1"
        case.moved_at = work.now

    async with room.open_desk() as desk:
        await all_at_once([desk.do(OWN_WORK, one_more) for _ in range(4 * MANY)])
    assert room.case().title == str(4 * MANY)


async def test_taking_and_putting_back_leave_the_owner_and_the_history_of_one_mind(room: Room) -> None:
    room.own(fill_billing)
    room.open_case()
    async with room.open_desk() as desk:
        attempts = []
        for who in CROWD[:20]:
            attempts += [desk.do(Request(by=who), handoffs.accept, 1)]
            attempts += [desk.do(Request(by=who), handoffs.release, 1)]
        outcomes = await all_at_once(attempts)
    assert {type(one) for one in outcomes} <= {type(None), Refusal}
    steps = [(one.what, one.by) for one in room.rows(Entry) if one.what in ("accepted", "released")]
    assert [what for what, _ in steps] == [("accepted", "released")[n % 2] for n in range(len(steps))]
    last_what, last_by = steps[-1]
    owner = last_by if last_what == "accepted" else None
    assert room.handoff().owner == owner


async def test_one_department_is_asked_once_however_many_ask(room: Room) -> None:
    room.open_case()
    ask = {"department": "legal", "why": "x", "expected": "y"}
    async with room.open_desk() as desk:
        outcomes = await all_at_once(
            [desk.do(Request(by=DANA), steering.add_department, 1, **ask) for _ in range(20)]
        )
    assert Counter(str(one) for one in outcomes) == {"None": 1, "Legal has C-1 already, not taken yet.": 19}
    assert [one.department for one in room.rows(Handoff)] == ["billing", "legal"]


async def test_the_same_delivery_twenty_times_at_once_has_one_effect(room: Room) -> None:
    async with room.open_desk() as desk:
        for n in range(1, 4):
            again = Request(by=DANA, receipts=(f"event:Ev{n}", f"message:C1:{n}"))
            outcomes = await all_at_once([desk.do(again, cases.open_case, NEW) for _ in range(20)])
            assert Counter(type(one) for one in outcomes) == {int: 1, AlreadyDone: 19}
    assert [case.number for case in room.rows(Case)] == [1, 2, 3]
    assert len(room.rows(Receipt)) == 6


async def test_a_delivery_whose_first_attempt_fails_is_kept_by_the_next(room: Room) -> None:
    """Of two at once under one receipt the one that is refused leaves the effect to the other."""
    refused = replace(NEW, department="sales")
    async with room.open_desk() as desk:
        once = Request(by=DANA, receipts=("event:Ev1",))
        outcomes = await all_at_once(
            [desk.do(once, cases.open_case, refused if n < 10 else NEW) for n in range(20)]
        )
    assert Counter(type(one) for one in outcomes if not isinstance(one, Refusal))[int] == 1
    assert len(room.rows(Case)) == 1


async def test_twenty_cases_of_one_new_customer_make_one_customer(room: Room) -> None:
    spelt = ["new:Harbour Lights", "new:harbour  lights"]
    async with room.open_desk() as desk:
        outcomes = await all_at_once(
            [
                desk.do(Request(by=DANA), cases.open_case, replace(NEW, customer=spelt[n % 2]))
                for n in range(20)
            ]
        )
    assert sorted(outcomes) == list(range(1, 21))
    (customer,) = [one for one in room.rows(Customer) if one.key == "harbour lights"]
    assert {case.customer_id for case in room.rows(Case)} == {customer.id}


async def test_replicas_that_start_together_bring_in_the_handbook_once(room: Room) -> None:
    known = [(one.name, one.tier) for one in room.rows(Customer)]
    room.own(_forget_customers)
    async with room.open_desk() as desk:
        outcomes = await all_at_once([desk.do(OWN_WORK, customers.adopt_handbook) for _ in range(16)])
    assert outcomes == [None] * 16
    assert sorted((one.name, one.tier) for one in room.rows(Customer)) == sorted(known)


def _forget_customers(work: Work) -> None:
    work.session.exec(delete(Customer))


async def test_somebody_looked_up_by_many_at_once_is_remembered_once(room: Room) -> None:
    """At the start everybody's first click asks Slack for the same people and the same channels."""
    newcomers = ["U0NEWCOMER1", "U0NEWCOMER2"]

    def forget(work: Work) -> None:
        people.forget_channel(work.session, BILLING)
        for user_id in newcomers:
            people.forget_member(work.session, user_id)

    def remember(work: Work, user_id: str) -> None:
        people.remember_member(work.session, a_member(user_id))
        seat(work, BILLING, newcomers)

    async with room.open_desk() as desk:
        for _ in range(3):
            await desk.do(OWN_WORK, forget)
            outcomes = await all_at_once([desk.do(OWN_WORK, remember, user_id) for user_id in newcomers * 10])
            assert outcomes == [None] * 20
    assert {one.user_id for one in room.rows(Member)} >= set(newcomers)
    assert [one.user_id for one in room.rows(ChannelMember) if one.channel == BILLING] == newcomers
    assert BILLING in {one.id for one in room.rows(Channel)}


async def test_who_joins_while_the_list_is_read_is_in_it_once(room: Room) -> None:
    newcomer = "U0NEWCOMER1"

    def join(work: Work) -> None:
        people.joined(work.session, BILLING, newcomer)

    def read_the_list(work: Work) -> None:
        seat(work, BILLING, [newcomer, newcomer])

    async with room.open_desk() as desk:
        both = [join, read_the_list] * 10
        assert await all_at_once([desk.do(OWN_WORK, one) for one in both]) == [None] * 20
    assert [one.user_id for one in room.rows(ChannelMember) if one.channel == BILLING] == [newcomer]
