"""What is kept to find cases that say the same: an index over their words, and what people said of pairs."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Integer
from sqlmodel import Field, SQLModel

from models.columns import stored_by_value


class Likeness(SQLModel, table=True):
    """One case's own words, as they were when it was opened."""

    case_number: int = Field(
        primary_key=True, foreign_key="case.number", sa_column_kwargs={"autoincrement": False}
    )
    customer_id: int | None = None
    opened_at: datetime
    kin: int = Field(index=True)
    """The lowest number among the cases that people found to say the same; its own for one that is alone."""
    imprint: bytes
    """See ``casework.matching.imprints``."""


class LikenessTerm(SQLModel, table=True):
    """A word, by its hash: in how many cases it stands, and the newest of them."""

    __tablename__ = "likeness_term"

    term: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    cases: int
    newest: bytes
    """Those since the last full block; see ``casework.matching.postings``."""


class LikenessBlock(SQLModel, table=True):
    """As many cases in which a word stands as fill a block, in the order of their numbers."""

    __tablename__ = "likeness_block"

    place: int = Field(
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer(), "sqlite"),
        sa_column_kwargs={"autoincrement": False},
    )
    """The word and the block's number in one: neither database seeks many pairs in one look."""
    postings: bytes


class LikenessTotal(SQLModel, table=True):
    """One row, of all cases together. Whoever adds a case holds it, so that nobody else does."""

    __tablename__ = "likeness_total"
    __table_args__ = (CheckConstraint("id = 1", name="one_row_of_totals"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    cases: int = 0
    title_words: int = 0
    body_words: int = 0
    silent_to: int = 0
    """Up to this number, what nobody said of a case has taught."""


class LikenessWeights(SQLModel, table=True):
    """What was learnt so far; no row: what we were born with."""

    __tablename__ = "likeness_weights"

    name: str = Field(primary_key=True)
    made_for: str
    """A fingerprint of what is weighed. What was learnt for something else is of no use."""
    weights: bytes
    """float64, one each; of the record, guesses that were right."""
    certainty: bytes
    """float64, a square: how much of each weight, and of each two together, is known by now. Of the record,
    how many guesses there were."""


class Verdict(StrEnum):
    SAME = "same"
    DIFFERENT = "different"


class LikenessVerdict(SQLModel, table=True):
    """What people said last of two cases."""

    __tablename__ = "likeness_verdict"
    __table_args__ = (CheckConstraint("low < high", name="a_pair_is_in_order"),)

    low: int = Field(primary_key=True, foreign_key="case.number", sa_column_kwargs={"autoincrement": False})
    high: int = Field(
        primary_key=True, foreign_key="case.number", index=True, sa_column_kwargs={"autoincrement": False}
    )
    verdict: Verdict = Field(sa_type=stored_by_value(Verdict))
    said_at: datetime
