"""The desk lends transactions: all or nothing, together where it can, and never in anybody's way."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from casework import writers
from casework.access import NotStaff, Operation
from casework.desk import (
    OWN_WORK,
    AlreadyDone,
    Desk,
    NothingToDo,
    Request,
)
from casework.people import NeedsLookup
from casework.work import Work
from casework.writers import ATTEMPTS, FOR_OWN_WORK, FOR_PEOPLE, MOST_TOGETHER
from models.case_notices import CaseCard
from models.customer import Customer
from models.receipt import Receipt
from models.refusal import Refusal
from tests.casework.room import DANA, GIL, INES, Room

PERSON = Request(by=DANA)
LIMIT = 20
"""Seconds after which a test that waits for something gives up."""


def add(work: Work, name: str) -> str:
    work.session.add(Customer(name=name, key=name, tier="standard"))
    return name


def add_and_refuse(work: Work, name: str) -> None:
    add(work, name)
    work.session.flush()
    raise Refusal("Not today.")


def added(room: Room) -> set[str]:
    return {one.name for one in room.rows(Customer)} - {known.name for known in room.handbook.customers}


@contextmanager
def commits_counted(room: Room) -> Iterator[list[object]]:
    counted: list[object] = []

    def count(connection: object) -> None:
        counted.append(connection)

    event.listen(room.engine, "commit", count)
    yield counted
    event.remove(room.engine, "commit", count)


@asynccontextmanager
async def writers_kept_busy(desk: Desk) -> AsyncIterator[Callable[[], None]]:
    """Every writer thread stands in an operation until it is let go; what comes meanwhile queues up."""
    askers = [*[PERSON] * FOR_PEOPLE, *[OWN_WORK] * FOR_OWN_WORK][: len(desk._writers._threads)]
    all_stand, let_go = threading.Barrier(len(askers) + 1), threading.Event()

    def stand_still(_work: Work) -> None:
        all_stand.wait(LIMIT)
        assert let_go.wait(LIMIT)

    standing = [asyncio.ensure_future(desk.do(asker, stand_still)) for asker in askers]
    await asyncio.to_thread(all_stand.wait, LIMIT)
    try:
        yield let_go.set
        assert let_go.is_set(), "nobody let the writers go"
    finally:
        let_go.set()
        await asyncio.gather(*standing)


async def together(desk: Desk, jobs: list[Any]) -> list[Any]:
    """All of them queued while the writers are busy, so that they are taken together where they can be."""
    async with writers_kept_busy(desk) as let_go:
        asked = [asyncio.ensure_future(job) for job in jobs]
        await asyncio.sleep(0)
        let_go()
        return await asyncio.gather(*asked, return_exceptions=True)


# -- together


async def test_on_sqlite_what_arrives_together_shares_few_commits(
    quick_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "LONG_ENOUGH", LIMIT)
    async with quick_room.open_desk() as desk:
        with commits_counted(quick_room) as commits:
            names = [f"n{n}" for n in range(100)]
            assert await together(desk, [desk.do(OWN_WORK, add, name) for name in names]) == names
    assert added(quick_room) == set(names)
    assert len(commits) <= 1 + -(-100 // MOST_TOGETHER)


async def test_on_sqlite_nothing_joins_a_commit_that_took_long_enough(
    quick_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writers, "LONG_ENOUGH", 0)
    async with quick_room.open_desk() as desk:
        with commits_counted(quick_room) as commits:
            await together(desk, [desk.do(OWN_WORK, add, f"n{n}") for n in range(5)])
    assert len(added(quick_room)) == 5
    assert len(commits) == 1 + 5


async def test_on_sqlite_the_bots_own_work_goes_before_what_people_wait_for(quick_room: Room) -> None:
    order: list[str] = []
    async with quick_room.open_desk() as desk:

        def note(_work: Work, name: str) -> None:
            order.append(name)

        await together(
            desk,
            [
                *(desk.do(PERSON, note, f"person {n}") for n in range(20)),
                desk.do(OWN_WORK, note, "own"),
            ],
        )
    assert order == ["own", *(f"person {n}" for n in range(20))]


async def test_a_refusal_in_the_middle_undoes_itself_alone(room: Room) -> None:
    async with room.open_desk() as desk:
        jobs = [desk.do(OWN_WORK, add_and_refuse if n % 3 == 1 else add, f"n{n}") for n in range(30)]
        outcomes = await together(desk, jobs)
    good = {f"n{n}" for n in range(30) if n % 3 != 1}
    assert added(room) == good
    assert {one for one in outcomes if isinstance(one, str)} == good
    assert [type(one) for one in outcomes if not isinstance(one, str)] == [Refusal] * 10


async def test_a_statement_that_fails_in_the_middle_undoes_itself_alone(room: Room) -> None:
    def collide(work: Work) -> None:
        add(work, "half done")
        work.session.flush()
        add(work, "Fjordlab")
        work.session.add(Customer(name="again", key="fjordlab", tier="standard"))
        work.session.flush()

    async with room.open_desk() as desk:
        outcomes = await together(
            desk,
            [desk.do(OWN_WORK, add, "before"), desk.do(OWN_WORK, collide), desk.do(OWN_WORK, add, "after")],
        )
    assert added(room) == {"before", "after"}
    assert [type(one) for one in outcomes][::2] == [str, str]
    assert isinstance(outcomes[1], DBAPIError)


async def test_what_is_refused_alone_leaves_nothing(room: Room) -> None:
    async with room.open_desk() as desk:
        with commits_counted(room) as commits, pytest.raises(Refusal, match="Not today"):
            await desk.do(OWN_WORK, add_and_refuse, "n1")
        assert commits == []
        await desk.do(OWN_WORK, add, "n2")
    assert added(room) == {"n2"}


async def test_a_commit_that_fails_reaches_everybody_in_it(room: Room) -> None:
    """A foreign key that is checked at the end is wrong: every statement works, and the commit does not."""
    late = "CREATE TABLE late (id INTEGER REFERENCES customer (id) DEFERRABLE INITIALLY DEFERRED)"
    with room.engine.begin() as connection:
        connection.exec_driver_sql(late)

    def spoil(work: Work) -> None:
        work.session.execute(text("INSERT INTO late VALUES (4711)"))

    try:
        async with room.open_desk() as desk:
            jobs = [desk.do(OWN_WORK, add, "n1"), desk.do(OWN_WORK, spoil), desk.do(OWN_WORK, add, "n2")]
            outcomes = await together(desk, jobs)
            await desk.do(OWN_WORK, add, "afterwards")
            assert not desk.bell.is_set()
    finally:
        with room.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE late")
    kept = {one for one in outcomes if isinstance(one, str)}
    assert isinstance(outcomes[1], DBAPIError)
    assert added(room) == kept | {"afterwards"}, "who was told that it is kept can rely on it"
    if room.engine.dialect.name == "sqlite":
        assert kept == set(), "they shared the commit"


def cross(work: Work, name: str, times: list[None]) -> str:
    """PostgreSQL finds that two operations wait for each other, as often as there is an item left."""
    add(work, name)
    work.session.flush()
    if times:
        times.pop()
        crossing = "DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$"
        work.session.execute(text(crossing))
    return name


@pytest.mark.parametrize("times", [0, 1, 2, 3, 9])
async def test_operations_that_crossed_begin_anew_and_fail_in_the_end(shared_room: Room, times: int) -> None:
    async with shared_room.open_desk() as desk:
        doing = desk.do(OWN_WORK, cross, "n1", [None] * times)
        if times < ATTEMPTS:
            assert await doing == "n1"
        else:
            with pytest.raises(DBAPIError, match="deadlock detected"):
                await doing
    assert added(shared_room) == ({"n1"} if times < ATTEMPTS else set())


# -- receipts


async def test_a_delivery_kept_before_has_no_second_effect(room: Room) -> None:
    request = Request(by=DANA, receipts=("event:Ev1", "message:C1:m1"))
    async with room.open_desk() as desk:
        await desk.do(request, add, "n1")
        for receipts in (request.receipts, ("event:Ev2", "message:C1:m1"), ("event:Ev1",)):
            with pytest.raises(AlreadyDone):
                await desk.do(Request(by=DANA, receipts=receipts), add, "n2")
    assert added(room) == {"n1"}
    assert [one.key for one in room.rows(Receipt)] == ["event:Ev1", "message:C1:m1"]


@pytest.mark.parametrize("reason", [NothingToDo(), Refusal("No."), NeedsLookup(users={DANA})], ids=repr)
async def test_what_came_to_nothing_leaves_no_receipt_and_may_come_again(
    room: Room, reason: Exception
) -> None:
    def come_to_nothing(work: Work) -> None:
        add(work, "n1")
        work.session.flush()
        raise reason

    request = Request(receipts=("event:Ev1",))
    async with room.open_desk() as desk:
        with pytest.raises(type(reason)):
            await desk.do(request, come_to_nothing)
        assert room.rows(Receipt) == []
        await desk.do(request, add, "n1")
    assert added(room) == {"n1"}


async def test_who_may_not_is_refused_before_the_operation_runs(room: Room) -> None:
    ran = []

    def note(work: Work) -> None:
        ran.append(work.by)

    async with room.open_desk() as desk:
        with pytest.raises(NotStaff):
            await desk.do(Request(by=GIL, may=Operation.READ, receipts=("event:Ev1",)), note)
        with pytest.raises(Refusal, match="Cases are opened by the customer success team"):
            await desk.do(Request(by=INES, may=Operation.OPEN_CASE), note)
        with pytest.raises(Refusal, match="Cases are opened by the customer success team"):
            await desk.read(Request(by=INES, may=Operation.OPEN_CASE), note)
        await desk.do(Request(by=INES, may=Operation.READ), note)
    assert ran == [INES]
    assert room.rows(Receipt) == []


# -- reading


async def test_nothing_is_kept_of_a_read(room: Room) -> None:
    async with room.open_desk() as desk:
        assert await desk.read(OWN_WORK, add, "n1") == "n1"

        def flushed(work: Work) -> None:
            add(work, "n2")
            work.session.flush()

        await desk.read(OWN_WORK, flushed)
        await desk.do(OWN_WORK, add, "n3")
    assert added(room) == {"n3"}


async def test_a_reader_waits_for_no_writer(room: Room) -> None:
    def names(work: Work) -> set[str]:
        return set(work.session.exec(select(Customer.name)))

    async with room.open_desk() as desk:
        async with writers_kept_busy(desk) as let_go:
            writing = asyncio.ensure_future(desk.do(OWN_WORK, add, "n1"))
            seen = await asyncio.wait_for(desk.read(OWN_WORK, names), LIMIT)
            assert "n1" not in seen
            assert not writing.done()
            let_go()
            await writing
        assert "n1" in await desk.read(OWN_WORK, names), "what was kept can be read at once"


# -- the bell


async def test_the_bell_rings_only_when_something_was_told(room: Room) -> None:
    def tell(work: Work) -> None:
        work.tell_person(DANA, CaseCard(1), key=f"hello:{work.now}")

    def tell_and_refuse(work: Work) -> None:
        tell(work)
        raise Refusal("No.")

    async with room.open_desk() as desk:
        await desk.do(OWN_WORK, add, "n1")
        await desk.read(OWN_WORK, tell)
        with pytest.raises(Refusal):
            await desk.do(OWN_WORK, tell_and_refuse)
        assert not desk.bell.is_set()
        await desk.do(OWN_WORK, tell)
        assert desk.bell.is_set()


# -- the end


async def test_closing_waits_for_what_was_asked(room: Room) -> None:
    names = [f"n{n}" for n in range(40)]
    may_go_on = threading.Event()

    def slow(work: Work, name: str) -> str:
        assert may_go_on.wait(LIMIT)
        return add(work, name)

    desk = room.open_desk()
    await desk.__aenter__()
    asked = [asyncio.ensure_future(desk.do(OWN_WORK, slow, name)) for name in names]
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(desk.__aexit__())
    done, _ = await asyncio.wait([closing], timeout=0.1)
    assert not done, "somebody is still at work"
    may_go_on.set()
    await asyncio.wait_for(closing, LIMIT)
    assert not any(thread.is_alive() for thread in desk._writers._threads)
    assert added(room) == set(names), "all of it is kept when the desk is closed"
    assert await asyncio.gather(*asked) == names


async def test_the_bots_own_work_does_not_wait_behind_people_on_postgresql(shared_room: Room) -> None:
    let_go = threading.Event()

    def stand_still(_work: Work) -> None:
        assert let_go.wait(LIMIT)

    async with shared_room.open_desk() as desk:
        standing = [asyncio.ensure_future(desk.do(PERSON, stand_still)) for _ in range(2 * FOR_PEOPLE)]
        try:
            assert await asyncio.wait_for(desk.do(OWN_WORK, add, "n1"), LIMIT) == "n1"
        finally:
            let_go.set()
            await asyncio.gather(*standing)


async def test_who_goes_away_while_waiting_disturbs_nobody(room: Room) -> None:
    async with room.open_desk() as desk, writers_kept_busy(desk) as let_go:
        impatient = asyncio.ensure_future(desk.do(OWN_WORK, add, "n1"))
        patient = asyncio.ensure_future(desk.do(OWN_WORK, add, "n2"))
        await asyncio.sleep(0)
        impatient.cancel()
        let_go()
        assert await patient == "n2"
    assert added(room) >= {"n2"}


async def test_a_full_disk_is_an_error_for_those_who_wrote_and_for_nobody_after(quick_room: Room) -> None:
    def much(work: Work) -> None:
        add(work, "x" * 2_000_000)
        work.session.flush()

    def allow(pages: int) -> None:
        with quick_room.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    with quick_room.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    async with quick_room.open_desk() as desk:
        allow(pages + 20)
        jobs = [desk.do(OWN_WORK, add, "before"), desk.do(OWN_WORK, much), desk.do(OWN_WORK, add, "behind")]
        outcomes = await together(desk, jobs)
        allow(10**6)
        assert await desk.do(OWN_WORK, add, "afterwards") == "afterwards"
    assert [type(one) for one in outcomes[:2]] == [type(outcomes[1])] * 2, "they shared the transaction"
    assert outcomes[2] == "behind", "it had not joined yet"
    assert isinstance(outcomes[1], DBAPIError)
    assert added(quick_room) == {"behind", "afterwards"}
