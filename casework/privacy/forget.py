"""A person is forgotten: their words go from every table, in short transactions; what is counted stays.

Each call of ``step`` is one transaction's work. Where a run was cut off, the next one goes on from there.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import SQLModel, col, select

from casework import cases, search
from casework.privacy import likeness, people, scope
from casework.privacy.columns import WALKED
from casework.privacy.people import Person
from casework.privacy.redaction import NAMELESS, REMOVED
from casework.privacy.scope import Known, Scope
from casework.voice import status
from casework.work import Work
from models import unsealed
from models.case import NOT_CLOSED, Case
from models.customer import Contact, Customer
from models.customer_talk import Heard
from models.entry import Entry
from models.erasure import Erasure
from models.member import ChannelMember, Member, Standing
from models.outgoing import Audience, Outgoing
from models.receipt import Receipt
from models.thread import Message

AT_ONCE = 500
"""Rows looked at in one transaction."""
CARDS_AT_ONCE = 20
_CARDS, _PERSON = "cards", "person"
_TABLES: dict[str, type[SQLModel]] = {str(table.__tablename__): table for table in WALKED}
_STEPS = (*_TABLES, _CARDS, _PERSON)


@dataclass(frozen=True)
class Expected:
    """What a run would take."""

    rows: dict[str, int]
    """By table."""
    cases: tuple[int, ...]
    """In which the person wrote."""


def preview(work: Work, person: Person) -> Expected:
    """Nothing is changed."""
    found = scope.of(work.session, person, NAMELESS, Known())
    rows = {name: _count(work, table, found) for name, table in _TABLES.items()}
    people_ = {"contact": len(person.contacts), "member": int(_is_known(work, person.user_id))}
    written = select(Message.case_number).where(col(Message.author) == person.user_id).distinct()
    return Expected(
        {name: count for name, count in (rows | people_).items() if count},
        tuple(sorted(work.session.exec(written))),
    )


def begin(work: Work, person: Person, asked_by: str) -> int:
    """The run's number, under which the person is nameless from now on."""
    erasure = Erasure(who=_row(person, Known(), ()), asked_by=asked_by, begun_at=work.now)
    work.session.add(erasure)
    work.session.flush()
    assert erasure.id is not None
    nobody = Member(
        user_id=pseudonym(erasure.id),
        name=NAMELESS.capitalize(),
        time_zone="UTC",
        standing=Standing.DEACTIVATED,
        fetched_at=work.now,
    )
    work.session.add(nobody)
    return erasure.id


def pseudonym(number: int) -> str:
    return f"forgotten-{number}"


def read(work: Work, number: int) -> Scope:
    """What is theirs, as of now: once for a run, and again where one begins anew or goes on.

    Their words are kept with the run, which may be cut off when they stand nowhere else any more.
    """
    erasure = work.session.get_one(Erasure, number, with_for_update=True)
    person = people.of_row(erasure.who["person"])
    before = Known(*(frozenset(erasure.who[name]) for name in ("texts", "titles")))
    theirs = scope.of(work.session, person, pseudonym(number), before)
    erasure.who = _row(person, theirs.known, erasure.who.get("cases", ()))
    return theirs


def _row(person: Person, known: Known, cases: Iterable[int]) -> dict[str, Any]:
    """``cases``: the numbers of those of which something was changed."""
    texts = {"texts": sorted(known.texts), "titles": sorted(known.titles)}
    return {"person": person.row(), **texts, "cases": sorted(cases)}


def step(work: Work, number: int, theirs: Scope) -> str:
    """Some rows more; returns the table that is next, empty once it is over.

    What the person wrote meanwhile begins it anew: then it returns the first table, for another ``read``.
    """
    erasure = work.session.get_one(Erasure, number, with_for_update=True)
    name = erasure.step or _STEPS[0]
    if name == _PERSON:
        _end(work, erasure, theirs.person)
        return erasure.step
    last = _redraw(work, erasure, theirs) if name == _CARDS else _walk(work, erasure, _TABLES[name], theirs)
    erasure.after = last or 0
    erasure.step = name if last else _STEPS[_STEPS.index(name) + 1]
    return erasure.step


def is_first(name: str) -> bool:
    return name == _STEPS[0]


# -- row by row


def _batch(work: Work, table: type[SQLModel], after: int) -> list[Any]:
    key = _key(table)
    return list(work.session.exec(select(table).where(key > after).order_by(key).limit(AT_ONCE)))


def _key(table: type[SQLModel]) -> Any:
    (column,) = table.__table__.primary_key.columns  # type: ignore[attr-defined]
    return getattr(table, column.name)


def _count(work: Work, table: type[SQLModel], theirs: Scope) -> int:
    return sum(bool(theirs.changes(row)) for batch in _batches(work, table) for row in batch)


def _batches(work: Work, table: type[SQLModel]) -> Iterator[list[Any]]:
    after = 0
    while batch := _batch(work, table, after):
        yield batch
        after = getattr(batch[-1], _key(table).key)
        work.session.expunge_all()


def _walk(work: Work, erasure: Erasure, table: type[SQLModel], theirs: Scope) -> int | None:
    """The key of the last row that was looked at; None where there are no more."""
    batch = _batch(work, table, erasure.after)
    found = [row for row in batch if theirs.changes(row)]
    seal = unsealed.history(work.session) if table is Entry and found else nullcontext()
    counts: Counter[str] = Counter()
    with seal:
        for row in found:
            # Somebody may have changed it since it was read.
            work.session.refresh(row, with_for_update=True)
            if changed := theirs.changes(row):
                counts.update({str(table.__tablename__): 1})
                counts.update(_blot(work, table, row, changed))
                _note_case(erasure, row)
    _add(erasure, counts)
    return getattr(batch[-1], _key(table).key) if batch else None


def _note_case(erasure: Erasure, row: Any) -> None:
    number = row.number if isinstance(row, Case) else getattr(row, "case_number", None)
    if number is not None and number not in erasure.who["cases"]:
        erasure.who = {**erasure.who, "cases": sorted([*erasure.who["cases"], number])}


def _add(erasure: Erasure, counts: dict[str, int]) -> None:
    """JSON that is changed in place goes unseen."""
    erasure.rows = dict(sorted((Counter(erasure.rows) + Counter(counts)).items()))


def _blot(work: Work, table: type[SQLModel], row: Any, changed: dict[str, Any]) -> dict[str, int]:
    if isinstance(row, Outgoing) and row.audience is Audience.INTERNAL:
        work.retell(col(Outgoing.id) == row.id, **changed)
        return {}
    key = _key(table)
    before = dict(row)
    statement = update(table).where(key == before[key.key]).values(**changed)
    work.session.connection().execute(statement.execution_options(synchronize_session=False))
    return _BESIDE[table](work, before, changed) if table in _BESIDE else {}


def _words(text: str) -> str:
    return text.replace(REMOVED, " ").replace(NAMELESS, " ")


def _message(work: Work, before: dict[str, Any], changed: dict[str, Any]) -> dict[str, int]:
    return _reindex(work, "message", before, {"text": ""} if before["is_deleted"] else changed)


def _entry(work: Work, before: dict[str, Any], changed: dict[str, Any]) -> dict[str, int]:
    return _reindex(work, "entry", before, changed)


def _reindex(work: Work, kind: str, before: dict[str, Any], changed: dict[str, Any]) -> dict[str, int]:
    if "text" in changed:
        number = before["home"] or before["case_number"]
        search.reindex(work.session, number, f"{kind}:{before['id']}", _words(changed["text"]))
    return {}


def _case(work: Work, before: dict[str, Any], changed: dict[str, Any]) -> dict[str, int]:
    number = before["number"]
    was = (before["title"], before["story"])
    title, story = (_words(changed.get(name, before[name])) for name in ("title", "story"))
    customer = work.session.get_one(Customer, before["customer_id"])
    search.reindex(work.session, number, f"case:{number}", f"{story}\n{customer.name}")
    return likeness.forget(work.session, number, was, (title, story))


_BESIDE: dict[type[SQLModel], Callable[[Work, dict[str, Any], dict[str, Any]], dict[str, int]]] = {
    Message: _message,
    Entry: _entry,
    Case: _case,
}
"""What goes with a row."""


# -- at the end


def _redraw(work: Work, erasure: Erasure, theirs: Scope) -> int | None:
    """The cards that show their words are drawn again; each case in which they wrote says what was done.

    What they told us stands on every live card of their customer's.
    """
    shows = col(Case.number).in_(erasure.who["cases"]) | (
        col(Case.customer_id).in_(list(theirs.person.customers)) & col(Case.status).in_(NOT_CLOSED)
    )
    query = (
        select(Case.number)
        .where(shows, col(Case.number) > erasure.after)
        .order_by(col(Case.number))
        .limit(CARDS_AT_ONCE)
    )
    last = None
    for last in list(work.session.exec(query)):
        case = work.exactly(last)
        if _is_written_in(work, last, theirs.pseudonym):
            work.record(case, "words_removed")
        cases.redraw_everything(work, case)
        status.redraw(work, case.number)
    return last


def _is_written_in(work: Work, number: int, author: str) -> bool:
    query = select(Message.id).where(col(Message.case_number) == number, col(Message.author) == author)
    return work.session.exec(query).first() is not None


def _end(work: Work, erasure: Erasure, person: Person) -> None:
    if person.user_id and (_wrote(work, Message, person) or _wrote(work, Heard, person)):
        erasure.step, erasure.after = _STEPS[0], 0
        return
    counts = {
        "contact": _delete(work, Contact, col(Contact.id).in_(person.contacts)),
        "member": _delete(work, Member, col(Member.user_id) == person.user_id),
        "channelmember": _delete(work, ChannelMember, col(ChannelMember.user_id) == person.user_id),
    }
    _add(erasure, counts | {"receipt": _unsign(work, erasure, person)})
    erasure.who, erasure.step, erasure.ended_at = {}, "", work.now


def _unsign(work: Work, erasure: Erasure, person: Person) -> int:
    """The keys of their deliveries name them."""
    if not person.user_id:
        return 0
    key = col(Receipt.key)
    nameless = update(Receipt).where(key.contains(person.user_id, autoescape=True))
    new = func.replace(key, person.user_id, pseudonym(erasure.id or 0))
    return work.session.connection().execute(nameless.values(key=new)).rowcount


def _wrote(work: Work, table: type[Message] | type[Heard], person: Person) -> bool:
    return work.session.exec(select(table.id).where(col(table.author) == person.user_id)).first() is not None


def _delete(work: Work, table: type[SQLModel], which: Any) -> int:
    return work.session.connection().execute(delete(table).where(which)).rowcount


def _is_known(work: Work, user_id: str) -> bool:
    return work.session.get(Member, user_id) is not None
