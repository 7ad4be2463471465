"""The second pair of eyes: somebody else than its author reads it, and sends it or sends it back."""

from sqlmodel import col, select

from casework import access, people
from casework.access import Operation
from casework.voice import approvals, drafts, sending
from casework.work import Work
from models.approval import ReplyDraft
from models.case import Case
from models.handoff import Handoff
from models.refusal import Refusal
from models.reply_facts import Face, Written


def read(work: Work, draft_id: int) -> tuple[int, str, Face]:
    """(case, the words, who speaks) of what waits, for who may decide. Refusal for everybody else."""
    case, draft = _waiting(work, draft_id)
    name = people.name_of(work.session, draft.speaks_as) if draft.speaks_as else ""
    return case.number, draft.text, Face(draft.speaks_as, name)


def approve(work: Work, draft_id: int, mrkdwn: str, face: Face) -> None:
    """Whoever asks read it and sends it on its author's word. ``mrkdwn`` is the draft as Slack gets it."""
    case, draft = _waiting(work, draft_id)
    if draft.valid_until is not None and draft.valid_until < work.now.date():
        day = f"{draft.valid_until:%-d %B}"
        raise Refusal(
            f"It was to hold until {day}, which has passed. Send it back, so that it says what holds."
        )
    drafts.decide(work, case, draft, "approved")
    approval = approvals.approve(
        work,
        case,
        mrkdwn,
        key=draft.key,
        speaks_as=draft.speaks_as,
        name=face.name,
        picture=face.picture,
        written_by=draft.written_by,
        seconded_by=work.actor.user_id,
    )
    written = Written(draft.text, mrkdwn, draft.waits_for_them, draft.takes_up, draft.valid_until)
    sending.follow(work, case, written, approval)


def send_back(work: Work, draft_id: int, *, reason: str) -> None:
    """It is not sent as it stands; its author reads why."""
    case, draft = _waiting(work, draft_id)
    drafts.decide(work, case, draft, "back", reason=reason)
    work.record(case, "draft_sent_back", reason)


def _waiting(work: Work, draft_id: int) -> tuple[Case, ReplyDraft]:
    number = work.session.exec(select(ReplyDraft.case_number).where(col(ReplyDraft.id) == draft_id)).first()
    if number is None:
        raise Refusal("That draft does not exist any more.")
    case = work.case(number)
    draft = work.session.get_one(ReplyDraft, draft_id, populate_existing=True)
    _allow(work, case)
    if draft.written_by == work.actor.user_id:
        raise Refusal("You wrote it yourself; somebody else reads it before the customer does.")
    if draft.decided_at is not None:
        raise Refusal("That was decided already. Nothing was changed.")
    return case, draft


def _allow(work: Work, case: Case) -> None:
    """A lead is one of a department that has a part in the case."""
    access.admit(work.actor, Operation.SECOND, work.handbook.company)
    parts = select(Handoff.department).where(col(Handoff.case_number) == case.number)
    for department in (None, *work.session.exec(parts)):
        if access.kinds_here(work.actor, case, department) & access.ALLOWED[Operation.SECOND]:
            return
    raise Refusal("Another CSM, a lead of a department in this case, a manager or an admin reads it.")
