"""The product's own matching behind the protocol of a harness: ``tests.matching.harness:ProductMatcher``.

On a database of its own, a SQLite file as in production or whatever ``url`` names, every call a transaction.
"""

import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session

from casework.matching import likeness, verdicts
from models.case import STORY_LIMIT, TITLE_LIMIT, Case, CaseStatus, Severity
from models.customer import Customer
from models.database import open_engine
from models.migrate import migrate


class ProductMatcher:
    """``url`` must name a database that has nothing in it."""

    def __init__(self, url: str = "", *, heed: bool = True) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="liaison-matching-")
        self.engine = open_engine(url or f"sqlite:///{Path(self._folder.name) / 'liaison.db'}")
        migrate(self.engine)
        self.numbers: dict[str, int] = {}
        self.ids: list[str] = []
        self.heed = heed
        with Session(self.engine) as session:
            session.add(Customer(id=1, name="Everybody", key="everybody", tier="standard"))
            session.commit()

    def add(self, case_id: str, title: str, body: str, opened_at: str) -> None:
        now = moment(opened_at)
        self.ids.append(case_id)
        number = self.numbers[case_id] = len(self.ids)
        with Session(self.engine) as session:
            session.connection().execute(insert(Case), _case(number, title, body, now))
            likeness.remember(session, number, title, body, now=now)
            if self.heed:
                verdicts.heed_silence(session, now=now)
            session.commit()

    def search(self, title: str, body: str, k: int, now: str) -> list[tuple[str, float]]:
        with Session(self.engine) as session:
            found = likeness.suggest(session, title, body, now=moment(now), most=k)
        return [(self.ids[one.number - 1], one.score) for one in found]

    def link(self, case_id: str, other_id: str) -> None:
        with Session(self.engine) as session:
            number = self.numbers[case_id]
            verdicts.confirm(session, number, self.numbers[other_id], now=self._opened(session, number))
            session.commit()

    def close(self) -> None:
        self.engine.dispose()
        self._folder.cleanup()

    @staticmethod
    def _opened(session: Session, number: int) -> datetime:
        case = session.get(Case, number)
        assert case is not None
        return case.opened_at


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _case(number: int, title: str, body: str, now: datetime) -> dict[str, object]:
    return {
        "number": number,
        "customer_id": 1,
        "title": title[:TITLE_LIMIT].replace("\0", ""),
        "story": body[:STORY_LIMIT].replace("\0", ""),
        "severity": Severity.NORMAL,
        "status": CaseStatus.OPEN,
        "csm": "U0",
        "opened_at": now,
        "moved_at": now,
    }
