"""Cases in words as unevenly common as those of a language, and a quick way to fill an index with them."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import Engine, insert, text
from sqlmodel import Session

from casework.matching import imprints, index, postings
from models.case import Case, CaseStatus, Severity
from models.customer import Customer
from models.likeness import Likeness, LikenessBlock, LikenessTerm, LikenessTotal

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TITLE, BODY = 7, 60
COMMON = 150_000
"""So many words are drawn from; two more are each case's own with a few others."""
AT_ONCE = 20_000


def case_row(number: int, title: str) -> dict[str, Any]:
    return {
        "number": number,
        "customer_id": 1,
        "title": title,
        "story": "",
        "severity": Severity.NORMAL,
        "status": CaseStatus.OPEN,
        "csm": "U0",
        "opened_at": NOW,
        "moved_at": NOW,
    }


class Library:
    def __init__(self, cases: int, seed: int = 7) -> None:
        random = np.random.default_rng(seed)
        common = 1 / (np.arange(COMMON) + 2.7) ** 1.05
        drawn = random.choice(COMMON, (cases, TITLE + BODY - 2), p=common / common.sum())
        own = COMMON + random.integers(0, max(cases // 2, 1), (cases, 2))
        self.words = np.concatenate([drawn[:, :TITLE], own, drawn[:, TITLE:]], axis=1).astype(np.int32)

    def texts(self, number: int) -> tuple[str, str]:
        spelled = [f"w{word}" for word in self.words[number - 1].tolist()]
        return " ".join(spelled[:TITLE]), " ".join(spelled[TITLE:])

    def rarest(self, number: int, most: int) -> list[str]:
        return [f"w{word}" for word in sorted(set(self.words[number - 1].tolist()), reverse=True)[:most]]

    def fill(self, engine: Engine, size: int, keep_other: str) -> None:
        """As if cases 1 to ``size`` had been added one by one, all of them alike in length."""
        kept: dict[int, list[bytes]] = {}
        with Session(engine) as session:
            session.add(Customer(id=1, name="Everybody", key="everybody", tier="standard"))
            session.flush()
            for first in range(1, size + 1, AT_ONCE):
                numbers = range(first, min(first + AT_ONCE, size + 1))
                self._keep_cases(session, numbers, size, kept, keep_other)
                session.commit()
            self._keep_terms(session, kept)
            total = LikenessTotal(cases=size, title_words=TITLE * size, body_words=BODY * size)
            session.add(total)
            session.commit()
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))

    def _keep_cases(
        self, session: Session, numbers: range, size: int, kept: dict[int, list[bytes]], keep_other: str
    ) -> None:
        total = LikenessTotal(cases=1, title_words=TITLE, body_words=BODY)
        cases, rows, others = [], [], []
        for number in numbers:
            title, body = self.texts(number)
            read = imprints.read(title, body)
            for term, weight in index._weights(read, total).items():
                kept.setdefault(term, []).append(postings.pack(number, weight))
            rarity = index.rarity(np.full(len(read.terms), size / 1000), size)
            packed = imprints.pack(read, imprints.measure(read, rarity))
            cases.append(case_row(number, title))
            rows.append({"case_number": number, "opened_at": NOW, "kin": number, "imprint": packed})
            others.append({"number": number, "title": title, "body": body})
        connection = session.connection()
        connection.execute(insert(Case), cases)
        connection.execute(insert(Likeness), rows)
        connection.execute(text(keep_other), others)

    @staticmethod
    def _keep_terms(session: Session, kept: dict[int, list[bytes]]) -> None:
        terms, blocks = [], []
        for term, found in kept.items():
            full = len(found) // postings.BLOCK
            for block in range(full):
                part = found[block * postings.BLOCK : (block + 1) * postings.BLOCK]
                blocks.append({"place": postings.place(term, block), "postings": b"".join(part)})
            newest = b"".join(found[full * postings.BLOCK :])
            terms.append({"term": term, "cases": len(found), "newest": newest})
        for table, rows in ((LikenessTerm, terms), (LikenessBlock, blocks)):
            for first in range(0, len(rows), AT_ONCE):
                session.connection().execute(insert(table), rows[first : first + AT_ONCE])
