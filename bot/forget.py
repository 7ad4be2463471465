"""``python -m bot forget contact …``: what would go is shown first, then it goes, step by step."""

import getpass
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.logs import describe
from casework.privacy import forget, people
from casework.privacy.forget import Expected
from casework.work import Work
from casework.writers import ATTEMPTS, CROSSED
from config.crashpoint import crashpoint
from config.handbook import Handbook
from models import traces
from models.erasure import Erasure
from models.refusal import Refusal

AGAIN = "Give the same command again: what is done is done, and it goes on from there."

P = ParamSpec("P")
T = TypeVar("T")

NOT_OURS = """\
Not ours to delete, and therefore still there:
- what they wrote in Slack, and what our people wrote there by hand: delete it there, or ask its admins;
- e-mails, notes of telephone calls elsewhere, exports that were made before, and Slack's own logs;
- backups of the database: let them run out, or run this again after one was put back;
- what our own people retold in words of their own, or quoted of a wording that was changed since.
If they stay in a channel of ours, what they write from now on is kept again: take them out of it.
Where the bot runs on PostgreSQL, start it once more, so that nothing is left in its memory.
"""


def run(
    engine: Engine, handbook: Handbook, who: str, *, of: str | None, by: str | None, is_agreed: bool
) -> list[str]:
    """Sentences for the operator. Refusal where nobody is meant, or where they did not agree."""
    number = _begun(engine, handbook, who, of)
    if number is None:
        person = _do(engine, handbook, people.find, who, of)
        sys.stdout.write(_expected(_do(engine, handbook, forget.preview, person)))
        if not is_agreed and not _agrees():
            raise Refusal("Nothing was changed. Run it again with --yes to go on.")
        number = _do(engine, handbook, forget.begin, person, by or getpass.getuser())
    else:
        sys.stdout.write(f"Run {number} was cut off; it goes on where it stopped.\n")
    _go_on(engine, handbook, number)
    traces.wipe(engine)
    return [_done(engine, number), NOT_OURS]


def _begun(engine: Engine, handbook: Handbook, who: str, of: str | None) -> int | None:
    def find(work: Work) -> int | None:
        found = people.unfinished(work, who, of)
        return found.id if found else None

    return _do(engine, handbook, find)


def _go_on(engine: Engine, handbook: Handbook, number: int) -> None:
    theirs = _do(engine, handbook, forget.read, number)
    while step := _do(engine, handbook, forget.step, number, theirs):
        crashpoint("after_commit")
        if forget.is_first(step):
            theirs = _do(engine, handbook, forget.read, number)


def _do(
    engine: Engine,
    handbook: Handbook,
    operation: Callable[Concatenate[Work, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """In a transaction of its own; again where PostgreSQL undid it because another one was in its way."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with Session(engine, expire_on_commit=False) as session:
                work = Work(session, datetime.now(tz=UTC), handbook, secret=b"")
                result = operation(work, *args, **kwargs)
                crashpoint("before_commit")
                session.commit()
                return result
        except OperationalError as error:
            if attempt == ATTEMPTS or getattr(error.orig, "sqlstate", None) not in CROSSED:
                raise Refusal(f"The database does not answer: {describe(error)}. {AGAIN}") from None
    raise AssertionError


def _agrees() -> bool:
    if not sys.stdin.isatty():
        return False
    sys.stdout.write("Write yes to forget them; this cannot be undone: ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() == "yes"


def _expected(expected: Expected) -> str:
    lines = ["This would be taken out:", *(f"  {name}: {count}" for name, count in expected.rows.items())]
    labels = ", ".join(f"C-{number}" for number in expected.cases)
    return "\n".join([*lines, f"Cases in which they wrote: {labels or 'none'}", ""])


def _done(engine: Engine, number: int) -> str:
    with Session(engine) as session:
        erasure = session.get_one(Erasure, number)
        rows = ", ".join(f"{name} {count}" for name, count in erasure.rows.items())
        return f"They are forgotten (run {number}, kept in the table erasure). Rows: {rows or 'none'}.\n"
