"""One root cause behind cases of several customers: what is known of it, whose cases, what they hear.

A Problem is carried by a case of its own, of the customer "Several customers": its hand-offs, threads,
promises and waits are those of that case.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import stored_by_value

SEVERAL = "Several customers"
"""The name of the one customer whom no case but a Problem's belongs to."""

_IS_IN = "left_at IS NULL"
_WAITS = "state = 'waiting'"
_IS_LEFT = "done_at IS NULL"


class Problem(SQLModel, table=True):
    """What a case that carries a Problem has beside what every case has."""

    __table_args__ = (
        CheckConstraint("(fixed_at IS NULL) = (fixed_by IS NULL)", name="who_fixed_it_is_known"),
        CheckConstraint("(prevented_at IS NULL) = (prevented_by IS NULL)", name="who_prevented_it_is_known"),
        CheckConstraint(
            "(prevention IS NULL) = (preventer IS NULL) AND (prevention IS NULL) = (prevent_by IS NULL)",
            name="a_prevention_has_a_person_and_a_time",
        ),
    )

    case_number: int = Field(
        primary_key=True, foreign_key="case.number", sa_column_kwargs={"autoincrement": False}
    )
    department: str
    """Where its cause is looked for: a key of the handbook."""
    root_cause: str | None = None
    to_tell: str | None = None
    """What its customers can be told, once it is fixed."""
    prevention: str | None = None
    """What will keep it from coming back."""
    preventer: str | None = None
    """Who sees to that."""
    prevent_by: datetime | None = None
    fixed_at: datetime | None = Field(default=None, index=True)
    fixed_by: str | None = None
    prevented_at: datetime | None = None
    prevented_by: str | None = None

    @property
    def is_fixed(self) -> bool:
        return self.fixed_at is not None

    @property
    def owes_prevention(self) -> bool:
        return self.is_fixed and self.prevention is not None and self.prevented_at is None

    def fix(self, by: str, now: datetime) -> None:
        self.fixed_at, self.fixed_by = now, by
        self.prevented_at = self.prevented_by = None

    def comes_back(self) -> None:
        """It was not fixed after all, or not for good: what was found stays written."""
        self.fixed_at = self.fixed_by = self.prevented_at = self.prevented_by = None


class ProblemCase(SQLModel, table=True):
    """A customer's case in a Problem, from when to when."""

    __tablename__ = "problem_case"
    __table_args__ = (
        Index(
            "one_problem_at_a_time",
            "case_number",
            unique=True,
            sqlite_where=text(_IS_IN),
            postgresql_where=text(_IS_IN),
        ),
        Index(
            "cases_in_a_problem",
            "problem",
            "case_number",
            sqlite_where=text(_IS_IN),
            postgresql_where=text(_IS_IN),
        ),
        CheckConstraint("case_number <> problem", name="no_problem_is_its_own_case"),
    )

    id: int | None = Field(default=None, primary_key=True)
    problem: int = Field(foreign_key="problem.case_number", index=True)
    case_number: int = Field(foreign_key="case.number", index=True)
    joined_at: datetime
    joined_by: str
    left_at: datetime | None = None
    """Empty while it is in it; also once the Problem is fixed."""


class ProblemUpdate(SQLModel, table=True):
    """What the customers of a Problem are to be told meanwhile, in one wording for all."""

    __tablename__ = "problem_update"

    id: int | None = Field(default=None, primary_key=True)
    problem: int = Field(foreign_key="problem.case_number", index=True)
    text: str
    said_at: datetime
    said_by: str


class DraftState(StrEnum):
    WAITING = "waiting"
    """Its CSM has still to send it."""
    TOLD = "told"
    REPLACED = "replaced"
    """A newer wording, or the answer itself, took its place."""
    DROPPED = "dropped"
    """The case left the Problem, or was closed."""


class ProblemDraft(SQLModel, table=True):
    """An update as it waits in one customer's case for its CSM."""

    __tablename__ = "problem_draft"
    __table_args__ = (
        UniqueConstraint("update_id", "case_number"),
        Index(
            "one_draft_waits_in_a_case",
            "case_number",
            unique=True,
            sqlite_where=text(_WAITS),
            postgresql_where=text(_WAITS),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    update_id: int = Field(foreign_key="problem_update.id", index=True)
    case_number: int = Field(foreign_key="case.number")
    state: DraftState = Field(default=DraftState.WAITING, sa_type=stored_by_value(DraftState))
    settled_by: str | None = None
    is_promise: bool = False
    """News was promised to the customer because of it, and not before."""


class RoundKind(StrEnum):
    UPDATE = "update"
    """Each case gets its draft."""
    FIXED = "fixed"
    """Each case can be told."""
    BALL = "ball"
    """Somebody else has the ball: each case waits for them now."""


class ProblemRound(SQLModel, table=True):
    """Something that every case of a Problem has to hear of, some at a time; what is left stands here."""

    __tablename__ = "problem_round"
    __table_args__ = (
        Index(
            "rounds_to_go_on_with",
            "id",
            sqlite_where=text(_IS_LEFT),
            postgresql_where=text(_IS_LEFT),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    problem: int = Field(foreign_key="problem.case_number", index=True)
    kind: RoundKind = Field(sa_type=stored_by_value(RoundKind))
    update_id: int | None = Field(default=None, foreign_key="problem_update.id")
    begun_at: datetime
    begun_by: str | None = None
    after: int = 0
    """Cases up to this number have heard."""
    done_at: datetime | None = None
