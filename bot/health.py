"""Is the bot alive, and is it ready? One sentence per check."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.clock_skew import ClockSkew
from bot.metrics import Metrics
from bot.pulse import STILL_SECONDS, Pulse
from bot.timekeeping import Timekeeping
from models.migrate import is_current

CHECK_SECONDS = 3.0
MAX_SKEW_SECONDS = 120
MAX_OUTBOX_AGE = timedelta(minutes=10)
MAX_HABIT_AGE = timedelta(minutes=5)
CLOCKWORK = {"climb": "the sweep", "audit": "the audit"}
"""The habits without which nobody is reminded of anything."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Finding:
    ok: bool
    says: str


Check = Callable[[], Awaitable[Finding]]


class Health:
    """``GET /health/live`` and ``GET /health/ready``."""

    def __init__(self, pulse: Pulse, checks: Mapping[str, Check]) -> None:
        self._pulse = pulse
        self._checks = checks

    async def live(self, _request: Request) -> JSONResponse:
        ok = self._pulse.still_seconds < STILL_SECONDS
        return JSONResponse({"live": ok}, status_code=200 if ok else 503)

    async def ready(self, _request: Request) -> JSONResponse:
        findings = dict(
            zip(self._checks, await asyncio.gather(*map(_bounded, self._checks.values())), strict=True)
        )
        ok = all(finding.ok for finding in findings.values())
        return JSONResponse(
            {"ready": ok, "checks": {name: asdict(finding) for name, finding in findings.items()}},
            status_code=200 if ok else 503,
        )


async def _bounded(check: Check) -> Finding:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except TimeoutError:
        return Finding(ok=False, says=f"No answer within {CHECK_SECONDS:g} seconds.")
    except Exception:  # a check that breaks is a finding, not a broken page
        log.exception("A health check failed")
        return Finding(ok=False, says="The check itself failed; the log says how.")


def database_check(engine: Engine) -> Check:
    async def check() -> Finding:
        return await asyncio.to_thread(_database, engine)

    return check


def _database(engine: Engine) -> Finding:
    try:
        with engine.connect() as connection:
            if is_current(connection):
                return Finding(ok=True, says="The database answers and its migrations are current.")
    except SQLAlchemyError as error:
        return Finding(ok=False, says=f"The database does not answer ({type(error).__name__}).")
    return Finding(ok=False, says="The database needs its migrations: run python -m bot migrate.")


def clock_check(skew: ClockSkew) -> Check:
    async def check() -> Finding:
        seconds = skew.seconds
        if seconds is None:
            return Finding(ok=True, says="Nothing signed came from Slack lately to compare the clock with.")
        told = f"Our clock is {abs(seconds):.0f} s {'ahead of' if seconds >= 0 else 'behind'} Slack's"
        if abs(seconds) > MAX_SKEW_SECONDS:
            return Finding(ok=False, says=f"{told}; beyond 300 s every request is refused.")
        return Finding(ok=True, says=f"{told}.")

    return check


def outbox_check(metrics: Metrics) -> Check:
    async def check() -> Finding:
        backlog = await metrics.backlog()
        minutes = backlog.oldest.total_seconds() / 60
        told = f"{backlog.pending} messages wait, the oldest for {minutes:.0f} minutes"
        return Finding(ok=backlog.oldest <= MAX_OUTBOX_AGE, says=f"{told}.")

    return check


def habits_check(timekeeping: Timekeeping) -> Check:
    async def check() -> Finding:
        ages = {name: timekeeping.age(habit) for habit, name in CLOCKWORK.items()}
        late = [name for name, age in ages.items() if age > MAX_HABIT_AGE]
        told = " and ".join(f"{name} {age.total_seconds():.0f} s" for name, age in ages.items())
        return Finding(ok=not late, says=f"Since they ran well last, or the start: {told}.")

    return check
