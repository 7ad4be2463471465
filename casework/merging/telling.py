"""Who held a piece of two cases hears once, in one line, that they are one now, or two again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from casework.cases import open_handoffs
from casework.merging.families import family
from casework.merging.turns import Twins
from casework.work import Work
from models.case import Case
from models.merge_notices import CaseMerged, CasesParted, MergeRole
from models.thread import Thread


@dataclass
class _Ears:
    """Whom a line mentions: nobody twice, and never whoever did it."""

    known: set[str] = field(default_factory=set)

    def mention(self, person: str | None) -> str | None:
        if person is None or person in self.known:
            return None
        self.known.add(person)
        return person


def merged(work: Work, going: Case, staying: Case, pairs: Sequence[Twins], *, merge_id: int | None) -> None:
    ears = _Ears({work.actor.user_id})
    theirs = family(work.session, going.number)
    moved = [one for one in open_handoffs(work, staying) if one.home in theirs]
    names = tuple(work.handbook.name_of(one.department) for one in moved)

    def tell(thread: Thread, role: MergeRole, person: str | None, department: str = "") -> None:
        notice = CaseMerged(
            case=staying.number,
            gone=going.number,
            by=work.actor.name,
            role=role,
            title=going.title if role in ("stays", "both") else staying.title,
            department=department,
            moved=names,
            owner_id=ears.mention(person),
            where=_where(work.desk_thread(staying)),
        )
        work.tell(thread, notice, key=f"merged:{merge_id}")

    for one in moved:
        tell(work.thread_of(one), "moved", one.owner, work.handbook.name_of(one.department))
    for pair in pairs:
        if pair.goes_on not in moved:
            name = work.handbook.name_of(pair.goes_on.department)
            tell(work.thread_of(pair.goes_on), "both", pair.goes_on.owner, name)
        tell(work.thread_of(pair.ends), "ended", pair.ends.owner, work.handbook.name_of(pair.ends.department))
    tell(work.desk_thread(going), "gone", going.csm)
    tell(work.desk_thread(staying), "stays", staying.csm)


def parted(work: Work, going: Case, staying: Case, *, merge_id: int | None) -> None:
    ears = _Ears({work.actor.user_id})

    def tell(thread: Thread, case: Case, other: Case, person: str | None) -> None:
        notice = CasesParted(case.number, other.number, work.actor.name, ears.mention(person))
        work.tell(thread, notice, key=f"parted:{merge_id}")

    for one in open_handoffs(work, going):
        tell(work.thread_of(one), going, staying, one.owner)
    tell(work.desk_thread(going), going, staying, going.csm)
    tell(work.desk_thread(staying), staying, going, staying.csm)


def _where(thread: Thread) -> tuple[str, str] | None:
    return (thread.channel, thread.ts) if thread.ts else None
