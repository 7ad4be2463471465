"""Who had the ball of a case while it was merged: as before, until they were through with it."""

from datetime import datetime

from sqlmodel import col, select

from casework.work import Work
from models.case import Case
from models.handoff import Handoff
from models.merge import Merge
from models.wait import Holder, Wait


def restore(work: Work, going: Case, made: Merge) -> None:
    """Stretches that the merge ended go on; once a department had finished or the customer answered, its CSM
    had the ball.
    """
    rows = work.session.exec(select(Wait).where(col(Wait.id).in_(made.before["waits"]))).all()
    ends = {row.id: _finished_at(work, going, row, made) for row in rows}
    for row in rows:
        row.until = ends[row.id]
    latest = max((end for end in ends.values() if end), default=None)
    if latest is not None and all(ends.values()):
        work.session.flush()
        work.session.add(Wait(case_number=going.number, holder=Holder.CSM, since=latest))
    work.session.flush()


def _finished_at(work: Work, going: Case, row: Wait, made: Merge) -> datetime | None:
    """Nothing while it has the ball still."""
    if row.department is None:
        answered = made.before.get("answered") if row.holder is Holder.CUSTOMER else None
        return datetime.fromisoformat(answered) if answered else None
    turns = work.session.exec(
        select(Handoff).where(
            col(Handoff.case_number) == going.number, col(Handoff.department) == row.department
        )
    ).all()
    ended = [one.ended_at for one in turns if one.ended_at is not None and one.ended_at >= made.at]
    return None if any(one.is_open for one in turns) or not ended else max(ended)
