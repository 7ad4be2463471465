"""Open and recent cases that say the same as a text, as people may be shown them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, or_, select

from casework import names
from casework.matching import likeness, titles, words
from casework.matching.likeness import Like
from casework.work import Work
from models.alike_facts import AlikeFacts
from models.case import NOT_CLOSED, Case
from models.customer import Customer
from models.entry import Entry
from models.facts import Where
from models.handoff import OPEN_STATUSES, Handoff
from models.likeness import Likeness, LikenessVerdict, Verdict
from models.problem import Problem, ProblemCase
from models.thread import Thread

MOST = 3
LOOKED_AT = 20
"""So many are looked through for such as are open or recent."""
_NEWEST = 200
"""Of a text's kin so many open ones are looked at."""


@dataclass(frozen=True)
class Alike:
    number: int
    why: tuple[str, ...]


def find(
    work: Work,
    title: str,
    body: str,
    *,
    above: float | None,
    customer_id: int | None = None,
    number: int | None = None,
    by_title: bool = False,
) -> list[Alike]:
    """At most MOST: the same customer's first, then the likeliest; none where ``above`` is None, never.

    ``number`` is the case that has this text, if it is one already: then only older ones. ``by_title``:
    also the less likely whose title says the same.
    """
    if above is None:
        return []
    session = work.session
    likes = likeness.suggest(
        session, title, body, now=work.now, most=LOOKED_AT, customer_id=customer_id, number=number
    )
    decided = told_apart(session, number) | joined(session, number) if number else set[int]()
    shown = _Shown(work, decided, number)
    found = [
        (like, case)
        for like, case in shown.of(likes)
        if like.score >= above or (by_title and _is_titled_alike(case, title, customer_id))
    ]
    found.sort(key=lambda pair: pair[1].customer_id != customer_id)
    return [_alike(like, case, customer_id) for like, case in found[:MOST]]


def _is_titled_alike(case: Case, title: str, customer_id: int | None) -> bool:
    return titles.say_the_same(title, case.title, may_be_the_same=customer_id in (None, case.customer_id))


@dataclass(frozen=True)
class _Shown:
    """Which cases can be: open or recent, older than the one asked for, and nobody has decided on the two."""

    work: Work
    decided: Collection[int]
    before: int | None

    def of(self, likes: Sequence[Like]) -> list[tuple[Like, Case]]:
        kin = self._read([one.number for one in likes])
        chosen = [(like, self._instead_of(like, kin.get(like.number, []))) for like in likes]
        return [(like, case) for like, case in chosen if case is not None]

    def _instead_of(self, like: Like, kin: list[Case]) -> Case | None:
        """The case itself if it is open, else an open one that is the same, else itself if it is recent."""
        found = [one for one in kin if self._may_be_shown(one)]
        found.sort(key=lambda one: (one.is_closed, one.number != like.number, -one.number))
        return found[0] if found else None

    def _may_be_shown(self, case: Case) -> bool:
        is_recent = case.opened_at >= self.work.now - self.work.handbook.matching.recent
        is_older = self.before is None or case.number < self.before
        if not is_older or case.number in self.decided or case.merged_into is not None:
            return False
        return not case.is_closed or is_recent

    def _read(self, numbers: list[int]) -> dict[int, list[Case]]:
        """By the number that was found: itself, and what is open of its kin."""
        own = self.work.session.exec(
            select(Likeness.case_number, Likeness.kin).where(col(Likeness.case_number).in_(numbers))
        )
        kin_of = dict(own.all())
        query = (
            select(Case, Likeness.kin)
            .join(Likeness, col(Likeness.case_number) == col(Case.number))
            .where(
                col(Likeness.kin).in_(set(kin_of.values())),
                or_(col(Case.status).in_(NOT_CLOSED), col(Case.number).in_(numbers)),
            )
            .order_by(col(Case.number).desc())
            .limit(_NEWEST + len(numbers))
        )
        rows = [(case, kin) for case, kin in self.work.session.exec(query)]
        return {
            number: [
                case for case, its in rows if its == kin and (not case.is_closed or case.number == number)
            ]
            for number, kin in kin_of.items()
        }


def told_apart(session: Session, number: int) -> set[int]:
    """The cases of which somebody said that they are another matter."""
    return _verdicts(session, number, Verdict.DIFFERENT)


def joined(session: Session, number: int) -> set[int]:
    """The cases of which somebody said that they are the same."""
    return _verdicts(session, number, Verdict.SAME)


def _verdicts(session: Session, number: int, verdict: Verdict) -> set[int]:
    low, high = col(LikenessVerdict.low), col(LikenessVerdict.high)
    said = select(low, high).where(
        or_(low == number, high == number), col(LikenessVerdict.verdict) == verdict
    )
    return set[int]().union(*session.exec(said)) - {number}


def _alike(like: Like, case: Case, customer_id: int | None) -> Alike:
    """Of another customer's case, only words that its title has: what they wrote stays with them."""
    if case.customer_id == customer_id:
        return Alike(case.number, like.why)
    titled = set(words.terms_of(case.title))
    return Alike(case.number, tuple(word for word in like.why if titled & set(words.terms_of(word))))


def facts(
    work: Work, found: Iterable[Alike], customer_id: int | None, same: Collection[int] = ()
) -> tuple[AlikeFacts, ...]:
    """As they are now; the same customer's first. ``same`` are those that were found to be the same."""
    why = {one.number: one.why for one in found}
    query = select(Case, Customer.name).join(Customer).where(col(Case.number).in_(why))
    cases = {case.number: (case, customer) for case, customer in work.session.exec(query)}
    source = _gather(work, [case for case, _ in cases.values()])
    told = [
        replace(source.of(*cases[number], customer_id), why=words_, is_same=number in same)
        for number, words_ in why.items()
        if number in cases
    ]
    return tuple(sorted(told, key=lambda one: not one.is_same_customer))


@dataclass(frozen=True)
class _Source:
    """Around some cases, each by its number."""

    work: Work
    openers: dict[int, str]
    holders: dict[int, list[str]]
    csms: dict[int, str]
    desks: dict[int, Where]
    problems: dict[int, int]

    def of(self, case: Case, customer: str, customer_id: int | None) -> AlikeFacts:
        return AlikeFacts(
            number=case.number,
            title=case.title,
            customer=customer,
            is_same_customer=None if customer_id is None else case.customer_id == customer_id,
            status=case.status,
            opened_at=case.opened_at,
            opened_by=self.openers.get(case.number, self.csms[case.number]),
            with_whom=" and ".join(self.holders.get(case.number, [])) or self.csms[case.number],
            why=(),
            age=self.work.now - case.opened_at,
            where=self.desks.get(case.number),
            problem=self.problems.get(case.number),
        )


def _gather(work: Work, cases: list[Case]) -> _Source:
    session, numbers = work.session, [case.number for case in cases]
    opened = select(Entry.case_number, Entry.by).where(
        col(Entry.case_number).in_(numbers), col(Entry.what) == "opened"
    )
    openers = dict(session.exec(opened).all())
    called = names.of(session, [*openers.values(), *(case.csm for case in cases)])
    held = (
        select(Handoff.case_number, Handoff.department)
        .where(col(Handoff.case_number).in_(numbers), col(Handoff.status).in_(OPEN_STATUSES))
        .order_by(col(Handoff.id))
    )
    holders: dict[int, list[str]] = {}
    for number, department in session.exec(held):
        holders.setdefault(number, []).append(work.handbook.name_of(department))
    desks = select(Thread).where(col(Thread.case_number).in_(numbers), col(Thread.handoff_id).is_(None))
    return _Source(
        work,
        {number: called[by] for number, by in openers.items()},
        holders,
        {case.number: called[case.csm] for case in cases},
        {one.case_number: (one.channel, one.ts) for one in session.exec(desks) if one.ts},
        _open_problems(session, numbers),
    )


def _open_problems(session: Session, numbers: list[int]) -> dict[int, int]:
    """By case, the Problem that it is in or carries, while that is looked into."""
    is_open = col(Problem.fixed_at).is_(None)
    around = (
        select(ProblemCase.case_number, ProblemCase.problem)
        .join(Problem, col(Problem.case_number) == col(ProblemCase.problem))
        .where(col(ProblemCase.case_number).in_(numbers), col(ProblemCase.left_at).is_(None), is_open)
    )
    carried = select(Problem.case_number).where(col(Problem.case_number).in_(numbers), is_open)
    return {**dict(session.exec(around).all()), **{number: number for number in session.exec(carried)}}
