"""The second look: what is weighed of a new case beside each candidate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from casework.matching import imprints, index
from casework.matching.candidates import Candidate
from casework.matching.imprints import Numbers, Sums, Text
from casework.matching.index import Known

FEATURES = (
    "score",
    "title_cosine", "body_cosine",
    "title_in_its_title", "its_title_in_title", "title_in_it", "its_title_in_this",
    "this_in_it", "it_in_this", "body_in_its_body", "its_body_in_body",
    "rarest", "three_rarest", "rare", "rather_rare", "letters",
    "age", "within_the_hour", "within_the_day", "within_the_week", "within_the_month", "within_half_a_year",
    "age_of_its_kin", "kin", "same_customer",
    "its_title_length", "its_body_length", "unlike_lengths",
)  # fmt: skip
_AGES = (1, 24, 24 * 7, 24 * 30, 24 * 180)
"""In hours."""
_MOST_TOLD = 3
_RARE = (5, 20)
"""Cases that a rare word stands in, and one that is rather rare."""


@dataclass(frozen=True)
class Query:
    """A text, with what the index knows of its words."""

    text: Text
    now: datetime
    customer_id: int | None
    cases: Numbers
    """In how many cases each term stands."""
    rarity: Numbers
    sums: Sums


def ask(text: Text, known: dict[int, Known], total: int, now: datetime, customer_id: int | None) -> Query:
    cases = np.array([known[term].cases if term in known else 0 for term in text.terms.tolist()], float)
    rarity = index.rarity(cases, total)
    return Query(text, now, customer_id, cases, rarity, imprints.measure(text, rarity))


@dataclass(frozen=True)
class _Shared:
    """Every word that a candidate shares with the query: in which row, and its place in the query."""

    rows: Numbers
    places: Numbers
    title: Numbers
    body: Numbers
    count: int

    def sums(self, values: Numbers) -> Numbers:
        added: Numbers = np.bincount(self.rows, values, self.count)
        return added


def compare(query: Query, candidates: Sequence[Candidate]) -> Numbers:
    """A row for each candidate, a column for each of FEATURES: float64."""
    texts, sums = zip(*(imprints.unpack(one.imprint) for one in candidates), strict=True)
    shared, its = _shared(query.text, texts), Sums(*np.array(sums).T)
    columns = [
        [one.score for one in candidates],
        *_says_the_same(query, shared, its),
        *_rare_words(query, shared),
        _letters(query.text.trigrams, texts),
        *_ages(query, candidates),
        np.log([one.kin_size for one in candidates]),
        [one.customer_id is not None and one.customer_id == query.customer_id for one in candidates],
        *_lengths(query.sums, its),
    ]
    return np.array(columns, float).T


def _shared(text: Text, texts: Sequence[Text]) -> _Shared:
    rows = np.repeat(np.arange(len(texts)), [len(one.terms) for one in texts])
    terms = np.concatenate([one.terms for one in texts])
    if not len(text.terms):
        rows, terms = rows[:0], terms[:0]
    places = np.searchsorted(text.terms, terms)
    places[places == len(text.terms)] = 0
    hits = np.flatnonzero(text.terms[places] == terms)
    title = np.concatenate([one.title for one in texts])[hits]
    body = np.concatenate([one.body for one in texts])[hits]
    return _Shared(rows[hits], places[hits], title, body, len(texts))


def _says_the_same(query: Query, shared: _Shared, its: Sums) -> list[Numbers]:
    """Cosines, and how much of the one is in the other, by the rarity of the words."""
    at, rarity, own = shared.places, query.rarity[shared.places], query.sums
    in_title, in_body = query.text.title[at] > 0, query.text.body[at] > 0
    its_title, its_body = shared.title > 0, shared.body > 0
    titles = imprints.weigh(query.text.title, query.rarity)[at] * imprints.weigh(shared.title, rarity)
    bodies = imprints.weigh(query.text.body, query.rarity)[at] * imprints.weigh(shared.body, rarity)
    both_titles = shared.sums(rarity * (in_title & its_title))
    both_bodies = shared.sums(rarity * (in_body & its_body))
    anywhere = shared.sums(rarity)
    return [
        _share(shared.sums(titles), own.title_norm * its.title_norm),
        _share(shared.sums(bodies), own.body_norm * its.body_norm),
        _share(both_titles, own.title),
        _share(both_titles, its.title),
        _share(shared.sums(rarity * in_title), own.title),
        _share(shared.sums(rarity * its_title), its.title),
        _share(anywhere, own.whole),
        _share(anywhere, its.whole),
        _share(both_bodies, own.body),
        _share(both_bodies, its.body),
    ]


def _share(part: Numbers, whole: Numbers | float) -> Numbers:
    """Words grow rarer as cases are added, and what was summed stays: it may come to more than the whole."""
    return np.minimum(part / np.maximum(whole, 1e-9), 1.5)


def _rare_words(query: Query, shared: _Shared) -> list[Numbers]:
    rarity, cases = query.rarity[shared.places], query.cases[shared.places]
    order = np.lexsort((-rarity, shared.rows))
    rows = shared.rows[order]
    place = np.arange(len(rows)) - np.searchsorted(rows, np.arange(shared.count))[rows]
    sorted_by_rarity = rarity[order]
    return [
        np.bincount(rows, sorted_by_rarity * (place == 0), shared.count) / 10,
        np.bincount(rows, sorted_by_rarity * (place < _MOST_TOLD), shared.count) / 30,
        *(np.log1p(shared.sums(cases <= most)) for most in _RARE),
    ]


def _letters(own: Numbers, texts: Sequence[Text]) -> Numbers:
    """How many of their titles' letters by threes are the same: Dice's coefficient."""
    rows = np.repeat(np.arange(len(texts)), [len(one.trigrams) for one in texts])
    hits = np.isin(np.concatenate([one.trigrams for one in texts]), own)
    lengths = np.array([len(one.trigrams) for one in texts])
    dice: Numbers = 2 * np.bincount(rows, hits, len(texts)) / np.maximum(lengths + len(own), 1)
    return dice


def _ages(query: Query, candidates: Sequence[Candidate]) -> list[Numbers]:
    hours = np.array([_hours(query.now, one.opened_at) for one in candidates])
    newest = np.array([_hours(query.now, one.kin_opened_at or one.opened_at) for one in candidates])
    return [np.log1p(hours) / 10, *(hours < age for age in _AGES), np.log1p(newest) / 10]


def _hours(now: datetime, then: datetime) -> float:
    return max((now - then).total_seconds() / 3600, 0.0)


def _lengths(own: Sums, its: Sums) -> list[Numbers]:
    titles, bodies = np.log1p(its.title_words), np.log1p(its.body_words) / 7
    return [titles, bodies, np.abs(bodies - np.log1p(own.body_words) / 7)]
