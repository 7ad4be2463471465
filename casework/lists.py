"""Cases in lists: what `/case list` and `/case find` show, and who has the ball."""

from dataclasses import dataclass, replace

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from casework import access, customers, customers_turn, dues, names, questions, search, stories, wait_splits
from casework.access import Operation
from casework.merging import families
from casework.names import Names
from casework.problems.asking import open_problems
from casework.work import Work
from models.case import Case, CaseStatus
from models.customer import Customer
from models.entry import Entry
from models.facts import CaseFacts, CaseLine, CasePage, Due, Question, Where, WithThem
from models.handoff import OPEN_STATUSES, Handoff
from models.refusal import Refusal
from models.thread import Thread

PAGE = 10


class NotListed(Refusal):
    """The words after ``list`` name no list."""


def page(work: Work, query: str, page_number: int) -> CasePage:
    """A page of ``mine``, ``all``, a department's key, ``customer <name>`` or ``find <words>``.

    Pages count from 1; one that does not exist any more shows the last. Refusal for anything else.
    """
    may_read(work)
    title, numbers = _select(work, query)
    pages = max(1, -(-len(numbers) // PAGE))
    shown = min(max(page_number, 1), pages)
    lines = case_lines(work, numbers[(shown - 1) * PAGE : shown * PAGE])
    return CasePage(title, query, shown, pages, len(numbers), lines)


def details(work: Work, number: int) -> CaseFacts:
    """Everything about one case, for somebody who may read it."""
    may_read(work)
    leads_to = families.survivor(work.session, number)
    case = work.session.get(Case, leads_to)
    if case is None:
        raise Refusal(f"There is no C-{number}. `/case list` shows the cases there are.")
    facts = stories.of_case(work, case, is_full=True)
    return replace(facts, waits=wait_splits.split(work.session, work.handbook, leads_to, now=work.now))


def may_read(work: Work) -> None:
    access.admit(work.actor, Operation.READ, work.handbook.company)


def may_open(work: Work) -> bool:
    """Whether the reader can open cases, for what is offered to them. Refusal for outsiders."""
    may_read(work)
    return access.may(work.actor, Operation.OPEN_CASE)


def _select(work: Work, query: str) -> tuple[str, list[int]]:
    verb, _, rest = query.strip().partition(" ")
    rest = rest.strip()
    open_ones = select(Case.number).where(col(Case.status) != CaseStatus.CLOSED)
    match verb.casefold():
        case "" | "mine":
            return "Your open cases", _numbers(work, open_ones.where(col(Case.csm) == work.actor.user_id))
        case "all":
            return "All open cases", _numbers(work, open_ones)
        case "customer" if rest:
            return _of_customer(work, rest)
        case "customer":
            raise NotListed("Write which customer's, such as `/case list customer Brightwater`.")
        case "find" if rest:
            return _with_words(work, rest)
        case _:
            return _of_department(work, query)


def _with_words(work: Work, words: str) -> tuple[str, list[int]]:
    found = search.find(work.session, words)
    leads_to = families.survivors(work.session, found)
    most = f"The newest {search.MOST_CASES} cases" if len(found) == search.MOST_CASES else "Cases"
    return f"{most} with “{words}”", list(dict.fromkeys(leads_to[number] for number in found))


def _of_customer(work: Work, name: str) -> tuple[str, list[int]]:
    exact = customers.named(work, name)
    found = [exact] if exact else customers.matching(work, name)
    if not found:
        raise NotListed(f"I know no customer called “{name}”.")
    ids = [customer.id for customer in found]
    of_them = select(Case.number).where(col(Case.customer_id).in_(ids), col(Case.merged_into).is_(None))
    title = f"Cases of {found[0].name}" if len(found) == 1 else f"Cases of customers like “{name}”"
    return title, _numbers(work, of_them)


def _of_department(work: Work, wanted: str) -> tuple[str, list[int]]:
    names = {key: department.name for key, department in work.handbook.departments.items()}
    key = next((key for key, name in names.items() if wanted.casefold() in (key, name.casefold())), None)
    if key is None:
        known = ", ".join(f"`{key}`" for key in names)
        raise NotListed(
            f"I cannot list “{wanted}”. Try `mine`, `all`, `customer` and a name, or a department: {known}."
        )
    having = select(Handoff.case_number).where(
        col(Handoff.department) == key, col(Handoff.status).in_(OPEN_STATUSES)
    )
    return f"With {names[key]}", _numbers(work, select(Case.number).where(col(Case.number).in_(having)))


def _numbers(work: Work, query: SelectOfScalar[int]) -> list[int]:
    statement = query.order_by(col(Case.moved_at).desc(), col(Case.number).desc())
    return list(work.session.exec(statement))


def case_lines(work: Work, numbers: list[int]) -> tuple[CaseLine, ...]:
    """The cases in the order given."""
    rows = select(Case, Customer).join(Customer).where(col(Case.number).in_(numbers))
    found = {case.number: (case, customer) for case, customer in work.session.exec(rows)}
    source = _gather(work, numbers, csms=[case.csm for case, _ in found.values()])
    return tuple(_line(work, source, *found[number]) for number in numbers)


@dataclass(frozen=True)
class _Source:
    """What the tables hold around the cases of a list: open hand-offs and desk threads by case."""

    names: Names
    held: dict[int, list[Handoff]]
    desks: dict[int, Where]
    questions: dict[int | None, Entry]
    dues: dict[int, list[Due]]
    problems: dict[int, str]
    """What is said of those that only their Problem's departments work on."""
    with_them: dict[int, WithThem]


def _gather(work: Work, numbers: list[int], *, csms: list[str]) -> _Source:
    held, asked = _held(work, numbers), questions.waiting(work.session, numbers)
    owners = [handoff.owner for handoffs in held.values() for handoff in handoffs]
    called = names.of(work.session, [*csms, *owners, *(entry.by for entry in asked.values())])
    without = [number for number in numbers if number not in held]
    problems = {number: f"Problem {label}" for number, label in open_problems(work, without).items()}
    owed, theirs = dues.of_cases(work, numbers), customers_turn.of_cases(work.session, numbers)
    return _Source(called, held, _desks(work, numbers), asked, owed, problems, theirs)


def _line(work: Work, source: _Source, case: Case, customer: Customer) -> CaseLine:
    csm = source.names[case.csm]
    held = source.held.get(case.number, [])
    return CaseLine(
        number=case.number,
        title=case.title,
        customer=customer.name,
        severity=case.severity,
        status=case.status,
        csm=csm,
        with_whom=", ".join(_holder(work, source, one) for one in held)
        or source.problems.get(case.number)
        or csm,
        moved_at=case.moved_at,
        where=source.desks.get(case.number),
        questions=tuple(_question(work, source, one) for one in held if one.id in source.questions),
        due=dues.first(source.dues.get(case.number, [])),
        with_them=source.with_them.get(case.number),
        is_reachable=customer.channel is not None,
    )


def _holder(work: Work, source: _Source, handoff: Handoff) -> str:
    whose = source.names[handoff.owner] if handoff.owner else "offered"
    return f"{work.handbook.name_of(handoff.department)} ({whose})"


def _question(work: Work, source: _Source, handoff: Handoff) -> Question:
    asked = source.questions[handoff.id]
    return Question(work.handbook.name_of(handoff.department), source.names[asked.by], asked.text)


def _held(work: Work, numbers: list[int]) -> dict[int, list[Handoff]]:
    """The open hand-offs of each case, oldest first."""
    query = (
        select(Handoff)
        .where(col(Handoff.case_number).in_(numbers), col(Handoff.status).in_(OPEN_STATUSES))
        .order_by(col(Handoff.id))
    )
    held: dict[int, list[Handoff]] = {}
    for handoff in work.session.exec(query):
        held.setdefault(handoff.case_number, []).append(handoff)
    return held


def _desks(work: Work, numbers: list[int]) -> dict[int, Where]:
    query = select(Thread).where(col(Thread.case_number).in_(numbers), col(Thread.handoff_id).is_(None))
    return {
        thread.case_number: (thread.channel, thread.ts) for thread in work.session.exec(query) if thread.ts
    }
