"""Finding cases by words: FTS5 on SQLite, ``websearch_to_tsquery`` on PostgreSQL; each quoted.

Text is cut into words here, before either database sees it, so that both look for the same: PostgreSQL by
itself takes ``INV-4711`` for ``inv`` and the number ``-4711``, and a file's name or an address for one word.
Their stemmers differ in a few words: the one finds *cries* for *cry*, the other does not.
"""

import json
import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import delete, update
from sqlalchemy import text as sql
from sqlmodel import Session, col

from models.append import append
from models.search_text import SearchText

MOST_WORDS = 32
MOST_CASES = 500
"""Of the cases in which all the words stand, the newest so many are ranked and listed."""
SAY_NOTHING = frozenset({
    "i", "me", "my", "myself", "we", "our", "ours", "ourselves", "you", "your", "yours", "yourself",
    "yourselves", "he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its",
    "itself", "they", "them", "their", "theirs", "themselves", "what", "which", "who", "whom", "this",
    "that", "these", "those", "am", "is", "are", "was", "were", "be", "been", "being", "have", "has",
    "had", "having", "do", "does", "did", "doing", "a", "an", "the", "and", "but", "if", "or",
    "because", "as", "until", "while", "of", "at", "by", "for", "with", "about", "against", "between",
    "into", "through", "during", "before", "after", "above", "below", "to", "from", "up", "down", "in",
    "out", "on", "off", "over", "under", "again", "further", "then", "once", "here", "there", "when",
    "where", "why", "how", "all", "any", "both", "each", "few", "more", "most", "other", "some",
    "such", "no", "nor", "not", "only", "own", "same", "so", "than", "too", "very", "s", "t", "can",
    "will", "just", "don", "should", "now",
})  # fmt: skip
"""Words that PostgreSQL's English passes over, so that both databases do.

Source: https://snowballstem.org/algorithms/english/stop.txt
"""
_WORD = re.compile(r"[^\W_]+")

_SQLITE = """
  WITH wanted(word) AS (SELECT value FROM json_each(:words)),
  standing AS (
    SELECT DISTINCT w.word, t.case_number
    FROM wanted w JOIN search_index i ON i.search_index MATCH w.word JOIN search_text t ON t.id = i.rowid),
  chosen AS MATERIALIZED (
    SELECT case_number FROM standing GROUP BY case_number HAVING count(*) = (SELECT count(*) FROM wanted)
    ORDER BY case_number DESC LIMIT :most),
  hits AS (
    SELECT w.word, t.case_number, min(i.rank) AS score
    FROM wanted w JOIN search_index i ON i.search_index MATCH w.word JOIN search_text t ON t.id = i.rowid
    WHERE t.case_number IN (SELECT case_number FROM chosen) GROUP BY t.case_number, w.word)
  SELECT case_number FROM hits GROUP BY case_number ORDER BY sum(score), case_number DESC"""
_POSTGRESQL = """
  WITH wanted AS (
    SELECT DISTINCT websearch_to_tsquery('english', word) AS word
    FROM json_array_elements_text(CAST(:words AS json)) AS word),
  meant AS (SELECT word FROM wanted WHERE numnode(word) > 0),
  standing AS (SELECT DISTINCT word, case_number FROM search_text JOIN meant ON found @@ word),
  chosen AS MATERIALIZED (
    SELECT case_number FROM standing GROUP BY case_number HAVING count(*) = (SELECT count(*) FROM meant)
    ORDER BY case_number DESC LIMIT :most),
  hits AS (
    SELECT word, case_number, max(ts_rank(found, word)) AS score
    FROM chosen JOIN search_text USING (case_number) JOIN meant ON found @@ word GROUP BY case_number, word)
  SELECT case_number FROM hits GROUP BY case_number ORDER BY sum(score) DESC, case_number DESC"""


def index(session: Session, number: int, source: str, body: str) -> None:
    """Make the words of a new text findable, in the transaction that keeps it."""
    if text := " ".join(words_of(body)):
        append(session, SearchText, case_number=number, source=source, body=text)


def reindex(session: Session, number: int, source: str, body: str) -> None:
    """The text was changed. No words: they are not found any more."""
    session.exec(delete(SearchText).where(col(SearchText.source) == source))
    index(session, number, source, body)


def refile(session: Session, sources: Iterable[str], number: int) -> None:
    """These texts belong to another case now."""
    session.exec(
        update(SearchText).where(col(SearchText.source).in_(list(sources))).values(case_number=number)
    )


def find(session: Session, words: str) -> list[int]:
    """Numbers of the cases in whose texts all the words stand, the best first; none for no words.

    What everybody writes stands in thousands of cases: then it is the newest MOST_CASES of them.
    """
    wanted = list(dict.fromkeys(word for word in words_of(words) if word not in SAY_NOTHING))[:MOST_WORDS]
    if not wanted:
        return []
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = sql(_SQLITE if is_sqlite else _POSTGRESQL)
    quoted = json.dumps([f'"{word}"' for word in wanted])
    return [row[0] for row in session.connection().execute(statement, {"words": quoted, "most": MOST_CASES})]


def words_of(text: str) -> list[str]:
    """Runs of letters and digits, without case and accents; nothing in them is an operator of a query."""
    return _WORD.findall(bare(text.casefold()))


def bare(text: str) -> str:
    """Its letters without accents."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
