"""Finding cases by words: FTS5 on SQLite, ``websearch_to_tsquery`` on PostgreSQL."""

from sqlalchemy import text
from sqlmodel import Session, col, select

from models.search_text import SearchText

MOST_TOKENS = 32

_SQLITE = """
  SELECT case_number FROM (
    SELECT t.case_number AS case_number, i.rank AS score
    FROM search_index i JOIN search_text t ON t.id = i.rowid WHERE search_index MATCH :query)
  GROUP BY case_number ORDER BY min(score), case_number DESC"""
_POSTGRESQL = """
  SELECT case_number FROM search_text, websearch_to_tsquery('english', :query) AS wanted
  WHERE found @@ wanted
  GROUP BY case_number ORDER BY max(ts_rank(found, wanted)) DESC, case_number DESC"""


def index(session: Session, number: int, source: str, body: str) -> None:
    """Make the words findable, in the transaction that keeps them. No words: take them out."""
    row = session.exec(select(SearchText).where(col(SearchText.source) == source)).first()
    if row is None and body.strip():
        session.add(SearchText(case_number=number, source=source, body=body))
    elif row is not None and body.strip():
        row.body = body
    elif row is not None:
        session.delete(row)


def find(session: Session, words: str) -> list[int]:
    """Numbers of the cases that hold all the words, the best first; none for no words."""
    tokens = quoted(words) if session.get_bind().dialect.name == "sqlite" else _clean(words)
    if not tokens:
        return []
    statement = _SQLITE if session.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    return [row[0] for row in session.connection().execute(text(statement), {"query": tokens})]


def quoted(words: str) -> str:
    """Every token in quotes, so that nothing a person types is an operator of FTS5.

    Raw text in MATCH raises on ``C++``, ``it's``, ``user@example.com`` and many more.
    """
    tokens = _clean(words).replace('"', " ").split()[:MOST_TOKENS]
    return " ".join(f'"{token}"' for token in tokens if any(letter.isalnum() for letter in token))


def _clean(words: str) -> str:
    """Without lone surrogates and NUL, which neither database takes."""
    return words.encode("utf-8", "ignore").decode().replace("\0", " ").strip()
