"""Alive, ready, and the numbers: each check says its sentence, and nothing personal is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine, create_engine
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.routing import Route

from bot import health
from bot.backlog import backlog_of
from bot.clock_skew import ClockSkew
from bot.health import Check, Finding, Health, clock_check, database_check, habits_check, outbox_check
from bot.metrics import Backlog, Metrics
from bot.pulse import Pulse
from bot.timekeeping import Promises, Timekeeping, promises_of
from models import findings as audit_findings
from models.database import open_engine
from models.findings import Gap
from models.migrate import migrate
from models.outgoing import Delivery, Outgoing
from models.promise import Outcome as PromiseOutcome
from models.promise import Promise, PromiseKind
from tests.bot import payloads
from tests.bot.conftest import NOON, Front
from tests.models.rows import a_case, a_customer


async def fine() -> Finding:
    return Finding(ok=True, says="Fine.")


async def wrong() -> Finding:
    return Finding(ok=False, says="Something is wrong.")


async def broken() -> Finding:
    raise KeyError("what")


async def hanging() -> Finding:
    await asyncio.sleep(3600)
    return Finding(ok=True, says="Never.")


async def ready(checks: dict[str, Check]) -> httpx.Response:
    pages = Health(Pulse(), checks)
    app = Starlette(routes=[Route("/health/ready", pages.ready)])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://liaison.example"
    ) as http:
        return await http.get("/health/ready")


async def test_ready_when_every_check_is_fine() -> None:
    response = await ready({"one": fine, "two": fine})
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "checks": {"one": {"ok": True, "says": "Fine."}, "two": {"ok": True, "says": "Fine."}},
    }


@pytest.mark.parametrize(
    ("check", "says"),
    [
        (wrong, "Something is wrong."),
        (broken, "The check itself failed; the log says how."),
        (hanging, "No answer within 0.05 seconds."),
    ],
)
async def test_not_ready_when_a_check_is_wrong_broken_or_hangs(
    check: Check, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)
    response = await ready({"one": fine, "two": check})
    assert response.status_code == 503
    assert response.json()["checks"]["two"] == {"ok": False, "says": says}


@pytest.mark.parametrize(("still", "status"), [(0, 200), (14, 200), (16, 503)])
async def test_alive_while_the_loop_has_ticked_lately(still: float, status: int) -> None:
    moments = iter([0.0, still, still])
    pages = Health(Pulse(lambda: next(moments)), {})
    app = Starlette(routes=[Route("/health/live", pages.live)])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://liaison.example"
    ) as http:
        assert (await http.get("/health/live")).status_code == status


async def test_the_database_must_answer_and_be_migrated(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/liaison.db")
    check = database_check(engine)
    assert (await check()).says == "The database needs its migrations: run python -m bot migrate."
    migrate(engine)
    assert (await check()).ok
    engine.dispose()
    gone = create_engine(f"sqlite:////nowhere{tmp_path}/liaison.db")
    assert (await database_check(gone)()).says == "The database does not answer (OperationalError)."


@pytest.mark.parametrize(
    ("heard", "ok", "says"),
    [
        ([], True, "Nothing signed came from Slack lately"),
        ([0.4], True, "Our clock is 0 s ahead of Slack's."),
        ([-119], True, "Our clock is 119 s behind Slack's."),
        ([121], False, "Our clock is 121 s ahead of Slack's; beyond 300 s every request is refused."),
        ([-400, -390], False, "Our clock is 390 s behind"),
        ([-400, 1], True, "Our clock is 1 s ahead"),
    ],
)
async def test_the_clocks_may_differ_by_two_minutes(heard: list[float], ok: bool, says: str) -> None:
    skew = ClockSkew(lambda: NOON)
    for seconds in heard:
        skew.note(seconds)
    finding = await clock_check(skew)()
    assert finding.ok is ok
    assert finding.says.startswith(says)


def test_what_was_heard_of_the_clock_is_forgotten_after_five_minutes() -> None:
    moment = NOON
    skew = ClockSkew(lambda: moment)
    skew.note(400)
    moment += timedelta(minutes=5, seconds=1)
    assert skew.seconds is None


@pytest.mark.parametrize(("minutes", "ok"), [(0, True), (10, True), (10.5, False)])
async def test_the_outbox_may_wait_ten_minutes(minutes: float, ok: bool) -> None:
    async def backlog() -> Backlog:
        return Backlog(pending=3, oldest=timedelta(minutes=minutes))

    metrics = Metrics()
    metrics.backlog = backlog
    finding = await outbox_check(metrics)()
    assert finding.ok is ok
    assert finding.says == f"3 messages wait, the oldest for {minutes:.0f} minutes."


async def test_the_sweep_and_the_audit_may_stay_away_five_minutes() -> None:
    moment = 0.0
    kept = Timekeeping(CollectorRegistry(), lambda: moment)
    check = habits_check(kept)
    moment = 299
    assert (await check()).ok, "it has only just started"
    moment = 301
    assert await check() == Finding(
        ok=False, says="Since they ran well last, or the start: the sweep 301 s and the audit 301 s."
    )
    kept.ran("climb")
    assert not (await check()).ok
    kept.ran("audit")
    moment = 320
    assert await check() == Finding(
        ok=True, says="Since they ran well last, or the start: the sweep 19 s and the audit 19 s."
    )


@pytest.fixture
async def outbox(tmp_path: Path) -> AsyncIterator[Callable[..., None]]:
    engine = open_engine(f"sqlite:///{tmp_path}/liaison.db")
    migrate(engine)

    def promise(**fields: object) -> None:
        with Session(engine) as session:
            name = str(len(fields)) + str(fields)
            moments = {"due_at": NOON, "created_at": NOON}
            text = {"key": name, "marker": name, "lane": "x", "notice": {}}
            session.add(Outgoing(**{**text, **moments, **fields}))
            session.commit()

    promise.engine = engine  # type: ignore[attr-defined]
    yield promise
    engine.dispose()


async def test_the_backlog_counts_what_is_unresolved_and_what_is_dead(outbox: Callable[..., None]) -> None:
    hour = timedelta(hours=1)
    backlog = backlog_of(outbox.engine, lambda: NOON)  # type: ignore[attr-defined]
    assert await backlog() == Backlog()
    outbox(status=Delivery.SENT, ts="1.2", first_claimed_at=NOON - 9 * hour)
    outbox(status=Delivery.DEAD, due_at=NOON - 9 * hour)
    outbox(status=Delivery.PENDING, due_at=NOON + hour)
    assert await backlog() == Backlog(pending=1, oldest=timedelta(0), dead=1)
    outbox(status=Delivery.PENDING, ts="1.4", due_at=NOON - hour)
    assert (await backlog()).oldest == hour
    outbox(status=Delivery.PENDING, ts="1.3", first_claimed_at=NOON - 9 * hour, due_at=NOON - hour)
    assert (await backlog()).oldest == 9 * hour, "a change of a card that fails for ever is not young"
    outbox(status=Delivery.UNKNOWN, first_claimed_at=NOON - 3 * hour, due_at=NOON)
    assert await backlog() == Backlog(pending=4, oldest=9 * hour, dead=1)


async def test_the_promises_are_counted_and_how_late_the_sweep_is(outbox: Callable[..., None]) -> None:
    engine: Engine = outbox.engine  # type: ignore[attr-defined]
    promises = promises_of(engine, lambda: NOON)
    assert await promises() == Promises()
    hour, number = timedelta(hours=1), iter(range(1, 99))

    def owe(**fields: object) -> None:
        case = next(number)
        with Session(engine) as session:
            if case == 1:
                session.add(a_customer())
            session.flush()
            session.add(a_case(number=case))
            session.flush()
            moments = {"opened_at": NOON - hour, "runs_from": NOON - hour, "due_at": NOON + hour}
            row = {"kind": PromiseKind.DECIDE, "case_number": case, "allowed_seconds": 7200, **moments}
            session.add(Promise(**{**row, **fields}))
            session.commit()

    owe(next_at=NOON + hour)
    owe(ended_at=NOON, outcome=PromiseOutcome.KEPT, due_at=NOON - hour)
    assert await promises() == Promises(live=1)
    owe(due_at=NOON - hour, next_at=NOON + hour)
    owe(due_at=NOON - hour, paused_at=NOON - hour)
    owe(next_at=NOON - timedelta(minutes=3))
    assert await promises() == Promises(live=4, overdue=1, lateness=timedelta(minutes=3))


async def test_the_metrics_name_kinds_and_outcomes_and_nobody(front: Front) -> None:
    async def backlog() -> Backlog:
        return Backlog(pending=2, oldest=timedelta(seconds=90), dead=1)

    async def promises() -> Promises:
        return Promises(live=7, overdue=2, lateness=timedelta(seconds=4))

    front.metrics.backlog = backlog
    front.metrics.timekeeping.promises = promises
    front.metrics.timekeeping.audited([audit_findings.Finding(Gap.NO_CSM, found=3, left=2)])
    front.now = datetime.now(UTC)
    await front.post(*payloads.as_form(payloads.command("a secret recipe")))
    await front.post(*payloads.as_json(payloads.event() | {"api_app_id": "A0OTHER0001"}))
    await front.post(*payloads.as_json(payloads.event() | {"type": "surprise"}))
    await front.post(b"", headers=[])
    app = Starlette(routes=[Route("/metrics", front.metrics.scrape)])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://liaison.example"
    ) as http:
        page = (await http.get("/metrics")).text
    for line in (
        'liaison_deliveries_total{kind="command",outcome="200"} 1.0',
        'liaison_deliveries_total{kind="event",outcome="foreign"} 1.0',
        'liaison_deliveries_total{kind="unknown",outcome="unhandled"} 1.0',
        "liaison_refused_requests_total 1.0",
        "liaison_outbox_pending 2.0",
        "liaison_outbox_oldest_seconds 90.0",
        "liaison_dead_letters 1.0",
        "liaison_promises_live 7.0",
        "liaison_promises_overdue 2.0",
        "liaison_sweep_lateness_seconds 4.0",
        'liaison_audit_findings{kind="no_csm"} 2.0',
        'liaison_audit_findings{kind="no_promise"} 0.0',
        "liaison_audit_age_seconds 0.",
    ):
        assert line in page
    assert "U0ANNA00001" not in page
    assert "recipe" not in page
