"""Finding cases by words: FTS5 on SQLite, ``plainto_tsquery`` on PostgreSQL.

Text is cut into words here, before either database sees it, so that both find the same: PostgreSQL by itself
takes ``INV-4711`` for ``inv`` and the number ``-4711``, and a file's name or an address for one word.
"""

import re
import unicodedata

from sqlalchemy import text as sql
from sqlmodel import Session, col, select

from models.search_text import SearchText

MOST_WORDS = 32
_WORD = re.compile(r"[^\W_]+")

_SQLITE = """
  SELECT case_number FROM (
    SELECT t.case_number AS case_number, i.rank AS score
    FROM search_index i JOIN search_text t ON t.id = i.rowid WHERE search_index MATCH :query)
  GROUP BY case_number ORDER BY min(score), case_number DESC"""
_POSTGRESQL = """
  SELECT case_number FROM search_text, plainto_tsquery('english', :query) AS wanted
  WHERE found @@ wanted
  GROUP BY case_number ORDER BY max(ts_rank(found, wanted)) DESC, case_number DESC"""


def index(session: Session, number: int, source: str, body: str) -> None:
    """Make the words findable, in the transaction that keeps them. No words: take them out."""
    row = session.exec(select(SearchText).where(col(SearchText.source) == source)).first()
    text = " ".join(words_of(body))
    if row is None and text:
        session.add(SearchText(case_number=number, source=source, body=text))
    elif row is not None and text:
        row.body = text
    elif row is not None:
        session.delete(row)


def find(session: Session, words: str) -> list[int]:
    """Numbers of the cases that hold all the words, the best first; none for no words."""
    wanted = words_of(words)[:MOST_WORDS]
    if not wanted:
        return []
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    query = " ".join(f'"{word}"' for word in wanted) if is_sqlite else " ".join(wanted)
    statement = sql(_SQLITE if is_sqlite else _POSTGRESQL)
    return [row[0] for row in session.connection().execute(statement, {"query": query})]


def words_of(text: str) -> list[str]:
    """Runs of letters and digits, without case and accents; nothing in them is an operator of a query."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))
