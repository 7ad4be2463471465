"""Which department a text belongs to, learnt from where earlier cases ended; the handbook's rules go first.

Each text is learnt once, at once, and exactly (see ``routing.softmax``); what is known is the sum of the
lessons (``routing.memory``); how sure it is, from how often it was right before (``routing.confidence``).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from casework.matching.routing import lessons, softmax
from casework.matching.routing.confidence import log_odds
from casework.matching.routing.knowledge import Knowledge
from casework.matching.routing.lessons import Kept
from casework.matching.routing.marks import Marks, Reading, pack, read, unpack
from casework.matching.routing.memory import Memory, memory_of
from casework.matching.routing.softmax import Vector
from casework.search import SAY_NOTHING
from casework.work import Work
from models.lesson import Lesson

SILENT_BELOW = 0.6
"""The least confidence of the best department with which anything is said."""
WORDS, TELLING = 4, 0.25
"""So many words are named at most, each weighing at least that part of the first."""


@dataclass(frozen=True)
class Suggested:
    """A department that may be the right one."""

    department: str
    confidence: float
    """Of those with 0.8, 80 % are right."""
    because: tuple[str, ...]
    """The words that weighed most, as they were written."""


def learn(work: Work, title: str, body: str, department: str) -> None:
    """The case of this text ended at this department, or a person said that it belongs there.

    The newest word about a text replaces what was said about it before. A text without words, or a department
    that the handbook does not know, teaches nothing.
    """
    reading = read(title, body)
    if not reading.weights or department not in work.handbook.departments:
        return
    number = lessons.next_number(work.session)
    with memory_of(work.session).up_to_date(work.session) as known:
        lesson = _lesson(work, known, reading, department, number)
    lessons.keep(work.session, lesson)


def suggest(
    work: Work, title: str, body: str, k: int, *, silent_below: float = SILENT_BELOW
) -> list[Suggested]:
    """At most ``k`` departments, the best first; none when even the best is too unsure."""
    reading = read(title, body)
    departments = list(work.handbook.departments)
    with memory_of(work.session).up_to_date(work.session) as known:
        marks = reading.marks(known.knowledge.rarity)
        opinions = known.knowledge.opinions(marks, departments)
        shares = softmax.shares(marks.shares.astype(np.float64) @ opinions)
        taught = [place for place, one in enumerate(departments) if known.knowledge.has_been_taught(one)]
        ranked = sorted(taught, key=lambda place: -shares[place])[:k]
        sure = known.confidence(log_odds(shares[ranked[0]])) if ranked else 0.0
    if not reading.weights or not ranked or sure < silent_below:
        return []
    confidences = _confidences(shares[ranked].tolist(), sure)
    speaks = marks.shares[:, None] * (opinions[:, ranked] - (opinions @ shares)[:, None])
    return [
        Suggested(departments[place], confidence, _because(reading, marks, speaks[:, rank]))
        for rank, (place, confidence) in enumerate(zip(ranked, confidences, strict=True))
    ]


def recall(work: Work) -> None:
    """Read what was learnt, so that the first suggestion of this process need not: a second or so."""
    with memory_of(work.session).up_to_date(work.session):
        pass


def _confidences(shares: list[float], sure: float) -> list[float]:
    """What the best leaves over is divided among the others; none is as sure as the best."""
    left = (1 - sure) / max(1e-9, 1 - shares[0])
    return [sure, *(min(sure, share * left) for share in shares[1:])]


def _because(reading: Reading, marks: Marks, speaks: Vector) -> tuple[str, ...]:
    """A mark speaks through the words that it was made of, to equal parts."""
    weighed: dict[str, float] = defaultdict(float)
    for bucket, weight in zip(marks.buckets.tolist(), speaks.tolist(), strict=True):
        words = [word for source in reading.sources[bucket] for word in source]
        for word in words:
            weighed[word] += weight / len(words)
    telling = sorted(
        (word for word in weighed if word.casefold() not in SAY_NOTHING), key=lambda word: -weighed[word]
    )
    return tuple(word for word in telling[:WORDS] if weighed[word] > TELLING * weighed[telling[0]] > 0)


def _lesson(work: Work, known: Memory, reading: Reading, department: str, number: int) -> Lesson:
    earlier = lessons.of_text(work.session, reading.digest, known.since)
    packed = earlier[0].marks if earlier else pack(reading.marks(known.knowledge.rarity))
    guess, was_right = (None, None) if earlier else _guess(work, known.knowledge, unpack(packed), department)
    return Lesson(
        id=number,
        first=earlier[0].first if earlier else number,
        digest=reading.digest,
        department=department,
        marks=packed,
        says=_says(work, known, unpack(packed), department, earlier),
        guess=guess,
        was_right=was_right,
    )


def _says(
    work: Work, known: Memory, marks: Marks, department: str, earlier: Sequence[Kept]
) -> dict[str, float]:
    """What the text shall say, less what it says by its earlier lessons."""
    heard_of = filter(known.knowledge.has_been_taught, work.handbook.departments)
    departments = list(dict.fromkeys((department, *heard_of)))
    so_far = _sum(earlier)
    known_of_it = _sum(lesson for lesson in earlier if lesson.id <= known.until)
    others = known.knowledge.scores(marks, departments) - [known_of_it[one] for one in departments]
    says = softmax.said_by(others, 0).tolist()
    shall = defaultdict(float, zip(departments, says, strict=True))
    beyond = {one: round(shall[one] - so_far[one], 3) for one in {*shall, *so_far}}
    return {one: much for one, much in sorted(beyond.items()) if much}


def _sum(some: Iterable[Kept]) -> dict[str, float]:
    said: dict[str, float] = defaultdict(float)
    for lesson in some:
        for one, much in lesson.says.items():
            said[one] += much
    return said


def _guess(
    work: Work, knowledge: Knowledge, marks: Marks, department: str
) -> tuple[float, bool] | tuple[None, None]:
    """What would have been suggested for it: how surely, and whether it was right."""
    departments = list(work.handbook.departments)
    shares = dict(zip(departments, softmax.shares(knowledge.scores(marks, departments)), strict=True))
    taught = list(filter(knowledge.has_been_taught, departments))
    if not taught:
        return None, None
    best = max(taught, key=lambda one: shares[one])
    return log_odds(shares[best]), best == department
