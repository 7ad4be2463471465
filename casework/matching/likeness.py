"""Cases that say the same as a text: suggested, confirmed, denied."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import or_
from sqlmodel import Session, col, select

from casework.matching import candidates, features, imprints, index, judges, runs, words
from casework.matching.candidates import Candidate
from casework.matching.features import Query
from casework.matching.imprints import Numbers, Text
from casework.matching.judges import Guess, Judges
from models.case import Case
from models.likeness import LikenessVerdict, Verdict

MOST_WHY = 5


@dataclass(frozen=True)
class Like:
    """A case that may say the same."""

    number: int
    score: float
    """Of the likeliest: so many that were at least as sure were right, 0 to 1, by what people said; see the
    handbook for what is enough. Of the others less, by how far they are behind it."""
    why: tuple[str, ...]
    """The rarest words that both have, as they are written in the text that was asked about."""


@dataclass(frozen=True)
class Look:
    """Candidates with all that is weighed of them."""

    query: Query
    found: list[Candidate]
    rows: Numbers
    """A row for each candidate, standardised."""

    @property
    def kins(self) -> list[int]:
        return [one.kin for one in self.found]


def remember(
    session: Session, number: int, title: str, body: str, *, now: datetime, customer_id: int | None = None
) -> None:
    """A case was opened: let it be found, in the transaction that opens it."""
    index.add(session, number, imprints.read(title, body), now, customer_id)


def remember_case(session: Session, case: Case) -> None:
    """The same, of a case as it stands in the database."""
    opened, customer = case.opened_at, case.customer_id
    remember(session, case.number, case.title, case.story, now=opened, customer_id=customer)


def suggest(
    session: Session,
    title: str,
    body: str,
    *,
    now: datetime,
    most: int = 5,
    customer_id: int | None = None,
    number: int | None = None,
) -> list[Like]:
    """The likeliest first, of each kin one. ``number`` is the case that has this text, if it is one already.

    Nothing that was denied for that case, and nothing for a text without words.
    """
    text = imprints.read(title, body)
    look = look_at(session, text, now=now, customer_id=customer_id, apart_from=_apart(session, number))
    if look is None:
        return []
    by = judges.load(session)
    scores = judges.scores(by, guess(session, by, look, f"{title}\n{body}"))
    chosen = _one_of_each_kin(look, scores)[:most]
    rarest = _rarest_words(look.query, f"{title}\n{body}")
    return [Like(look.found[at].number, float(scores[at]), _why(look.found[at], rarest)) for at in chosen]


def look_at(
    session: Session,
    text: Text,
    *,
    now: datetime,
    customer_id: int | None = None,
    apart_from: Iterable[int] = (),
    before: int | None = None,
) -> Look | None:
    """The candidates, of those before a number where it is given; None if there are none."""
    known = index.look_up(session, [*text.terms.tolist(), *text.pairs.tolist()])
    total = index.totals(session).cases
    out = set(apart_from)
    ranked = candidates.find(session, text, known, total, before=before)
    found = [one for one in ranked if one.number not in out]
    if not found:
        return None
    query = features.ask(text, known, total, now, customer_id)
    return Look(query, found, judges.standardised(features.compare(query, found)))


def guess(session: Session, by: Judges, look: Look, text: str) -> Guess:
    """What the judges are asked, of the text that was looked at."""
    number = look.found[judges.first(by, look.rows)].number
    title, story = session.exec(select(Case.title, Case.story).where(Case.number == number)).one()
    return Guess(look.rows, look.kins, runs.longest(text, f"{title}\n{story}"))


def _one_of_each_kin(look: Look, scores: Numbers) -> list[int]:
    best: dict[int, int] = {}
    for at in np.argsort(-scores, kind="stable").tolist():
        best.setdefault(look.found[at].kin, at)
    return list(best.values())


def _rarest_words(query: Query, text: str) -> list[tuple[int, str]]:
    """The query's terms, the rarest first, each with the word that it comes from."""
    written = words.as_written(text[: imprints.MOST_LETTERS])
    terms = query.text.terms[np.argsort(-query.rarity, kind="stable")].tolist()
    return [(term, written[term]) for term in terms if term in written]


def _why(candidate: Candidate, rarest: list[tuple[int, str]]) -> tuple[str, ...]:
    theirs = frozenset(imprints.unpack(candidate.imprint)[0].terms.tolist())
    shared = dict.fromkeys(word for term, word in rarest if term in theirs)
    return tuple(shared)[:MOST_WHY]


def _apart(session: Session, number: int | None) -> set[int]:
    """The case itself, and whatever was denied for it."""
    if number is None:
        return set()
    low, high = col(LikenessVerdict.low), col(LikenessVerdict.high)
    denied = select(low, high).where(
        or_(low == number, high == number), col(LikenessVerdict.verdict) == Verdict.DIFFERENT
    )
    return {number}.union(*session.exec(denied))
