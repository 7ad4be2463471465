"""What is said of cases that became one, became two again, or had a part split off."""

from models import notices
from views.blocks import section
from views.drawn import Drawn, drawn
from views.letterhead import Letterhead
from views.text import Mrkdwn, joined, lines, mention, say
from views.words import listed

_TITLE = 80


def merged(notice: notices.CaseMerged, letterhead: Letterhead) -> Drawn:
    words_ = _MERGED[notice.role]
    text = say(
        words_,
        to=_to(notice.owner_id),
        by=notice.by,
        case=letterhead.link(notice.where, f"C-{notice.case}") or f"C-{notice.case}",
        gone=f"C-{notice.gone}",
        title=notice.title,
        department=notice.department,
    )
    return _line(notice.case, text, _moved(notice))


_MERGED: dict[notices.MergeRole, str] = {
    "gone": "🔗 {to}{by} merged {gone} into *{case} · {title}*. The talk goes on there; "
    "what is still written here arrives there.",
    "stays": "🔗 {to}{by} merged *{gone} · {title}* into this case.",
    "moved": "🔗 {to}this is *{case} · {title}* now: {by} merged {gone} into it. Go on here.",
    "ended": "🔗 {to}{by} merged {gone} into *{case} · {title}*. *{department}* has both in one turn now, "
    "on the other card.",
}


def _moved(notice: notices.CaseMerged) -> Mrkdwn | None:
    if notice.role != "stays" or not notice.moved:
        return None
    return say("{moved} came along.", moved=listed(notice.moved))


def parted(notice: notices.CasesParted) -> Drawn:
    words_ = "↩️ {to}{by} undid the merge: C-{case} and C-{other} are two cases again, as they were."
    return _line(
        notice.case, say(words_, to=_to(notice.owner_id), by=notice.by, case=notice.case, other=notice.other)
    )


def split_off(notice: notices.SplitOff) -> Drawn:
    what = say("*{name}*'s part", name=notice.what) if notice.what else Mrkdwn("a message")
    words_ = (
        "✂️ {to}{by} split {what} off from *C-{other} · {title}*: this is a case of its own now."
        if notice.is_new
        else "✂️ {to}{by} split {what} off: it goes on as *C-{other} · {title}*."
    )
    to = _to(notice.owner_id)
    return _line(
        notice.case, say(words_, to=to, by=notice.by, what=what, other=notice.other, title=notice.title)
    )


def _to(person: str | None) -> Mrkdwn:
    return say("{who}, ", who=mention(person)) if person else Mrkdwn("")


def _line(case: int, text: Mrkdwn, *more: Mrkdwn | None) -> Drawn:
    said = joined(" ", [text, *filter(None, more)])
    return drawn(say("C-{case}: {said}", case=case, said=said), [section(lines(text, *more))])
