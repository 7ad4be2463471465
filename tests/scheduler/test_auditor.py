"""The auditor between a real desk and a watcher outside, who is called only when all is well."""

from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from sqlmodel import col, update

from casework import audit
from models.findings import Finding, Gap
from models.member import Member, Standing
from models.promise import Promise
from scheduler.auditor import Auditor
from scheduler.heartbeat import Heartbeat
from scheduler.timetable import AUDIT_EVERY, habits
from tests.casework.clock_room import timed
from tests.casework.room import DANA, Room
from tests.house import open_house, until

SECRET = "4711-very-secret"


@dataclass
class Watcher:
    """Somebody else's monitor; it answers with ``status``."""

    url: str = ""
    status: int = 200
    calls: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.calls.append(f"{request.method} {request.rel_url}")
        return web.Response(status=self.status, headers={"location": "/elsewhere"})

    @property
    def address(self) -> SecretStr:
        return SecretStr(f"{self.url}/ping/{SECRET}?status=up")


@pytest.fixture
async def watcher() -> AsyncIterator[Watcher]:
    watcher = Watcher()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", watcher.answer)
    async with TestServer(app) as server:
        watcher.url = f"http://127.0.0.1:{server.port}"
        yield watcher


@pytest.fixture
def told() -> list[tuple[Finding, ...]]:
    return []


@pytest.fixture
async def auditor(
    quick_room: Room, watcher: Watcher, told: list[tuple[Finding, ...]]
) -> AsyncIterator[Auditor]:
    timed(quick_room)
    for _ in range(3):
        quick_room.open_case()
    quick_room.post_everything()
    async with quick_room.open_desk() as desk:
        yield Auditor(desk, told.append, Heartbeat(watcher.address).beat)


def by_hand(room: Room, statement: str) -> None:
    """As an operator's own tool would, which knows no foreign keys."""
    with closing(room.engine.raw_connection()) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(statement)
        connection.commit()
        connection.execute("PRAGMA foreign_keys=ON")


async def test_the_watcher_is_called_when_the_audit_passes(
    auditor: Auditor, watcher: Watcher, told: list[tuple[Finding, ...]]
) -> None:
    await auditor.run()
    await auditor.run()
    assert watcher.calls == [f"GET /ping/{SECRET}?status=up"] * 2
    assert told == [tuple(Finding(gap, 0, 0) for gap in Gap)] * 2


async def test_a_promise_that_is_gone_is_back_within_two_minutes(
    auditor: Auditor, quick_room: Room, watcher: Watcher, told: list[tuple[Finding, ...]]
) -> None:
    by_hand(quick_room, "DELETE FROM promise WHERE case_number = 2")
    assert len(quick_room.rows(Promise)) == 2

    async def nobody(_need: object) -> None: ...

    rows = habits(auditor.desk, nobody, tick=timedelta(seconds=5), auditor=auditor)
    (habit,) = [one for one in rows if one.name == "audit"]
    assert habit.every == AUDIT_EVERY <= timedelta(minutes=2)
    await habit.run()
    assert {one.case_number for one in quick_room.rows(Promise) if one.is_live} == {1, 2, 3}
    assert Finding(Gap.NO_PROMISE, found=1, left=0) in told[0]
    assert len(watcher.calls) == 1, "it was repaired: all is well"


async def test_what_cannot_be_repaired_keeps_the_watcher_uncalled_and_stops_no_other(
    auditor: Auditor, quick_room: Room, watcher: Watcher, told: list[tuple[Finding, ...]]
) -> None:
    by_hand(quick_room, "DELETE FROM promise")
    by_hand(quick_room, 'UPDATE "case" SET customer_id = 999 WHERE number = 2')
    with structlog.testing.capture_logs() as lines:
        await auditor.run()
    assert watcher.calls == []
    assert Finding(Gap.NO_PROMISE, found=3, left=1) in told[0]
    assert {one.case_number for one in quick_room.rows(Promise)} == {1, 3}
    said = [line for line in lines if line["event"] == "audit" and line["gap"] == "no_promise"]
    assert [(line["log_level"], line["left"], line["cases"]) for line in said] == [("warning", 1, [2])]
    assert "Charged twice" not in str(lines), "ids only"
    by_hand(quick_room, 'UPDATE "case" SET customer_id = 1 WHERE number = 2')
    await auditor.run()
    assert len(watcher.calls) == 1


async def test_a_case_whose_csm_left_keeps_the_watcher_uncalled(
    auditor: Auditor, quick_room: Room, watcher: Watcher
) -> None:
    def leave(work) -> None:
        gone = update(Member).where(col(Member.user_id) == DANA).values(standing=Standing.DEACTIVATED)
        work.session.exec(gone)

    quick_room.own(leave)
    await auditor.run()
    assert watcher.calls == []


@pytest.mark.parametrize("status", [301, 404, 500])
async def test_a_watcher_that_does_not_take_it_is_logged_without_its_address(
    auditor: Auditor, watcher: Watcher, status: int
) -> None:
    watcher.status = status
    with structlog.testing.capture_logs() as lines:
        await auditor.run()
    assert len(watcher.calls) == 1, "no redirect is followed, nothing is tried again"
    (line,) = [line for line in lines if line["event"] == "heartbeat_not_heard"]
    assert (line["status"], line["host"]) == (status, "127.0.0.1")
    assert SECRET not in str(lines)


async def test_a_watcher_that_is_not_there_stops_no_audit(
    quick_room: Room, told: list[tuple[Finding, ...]]
) -> None:
    nowhere = Heartbeat(SecretStr(f"http://127.0.0.1:9/{SECRET}"))
    async with quick_room.open_desk() as desk:
        with structlog.testing.capture_logs() as lines:
            await Auditor(desk, told.append, nowhere.beat).run()
    assert len(told) == 1
    assert [line["error"] for line in lines if line["event"] == "heartbeat_not_heard"] == ["ConnectError"]
    assert SECRET not in str(lines) + repr(nowhere)


async def test_so_many_are_repaired_in_one_round(
    auditor: Auditor, quick_room: Room, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST", 2)
    by_hand(quick_room, "DELETE FROM promise")
    await auditor.run()
    assert len(quick_room.rows(Promise)) == 2
    assert watcher.calls == []
    await auditor.run()
    assert len(quick_room.rows(Promise)) == 3
    assert len(watcher.calls) == 1


async def test_the_whole_house_calls_its_watcher_and_tells_its_age(sqlite_url: str, watcher: Watcher) -> None:
    async with (
        open_house(sqlite_url, liaison_heartbeat_url=watcher.address) as house,
        httpx.AsyncClient() as http,
    ):
        await until(lambda: watcher.calls, 10, "the watcher to be called")
        ready = await http.get(f"http://127.0.0.1:{house.settings.liaison_port}/health/ready")
        assert ready.json()["checks"]["habits"]["ok"]
    assert watcher.calls == [f"GET /ping/{SECRET}?status=up"]
