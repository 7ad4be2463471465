"""What is said of cases that became one, became two again, or had a part split off."""

from models import notices
from views.blocks import section
from views.drawn import Drawn, drawn
from views.letterhead import Letterhead
from views.text import Mrkdwn, joined, lines, mention, say
from views.words import listed

_TITLE = 80


def merged(notice: notices.CaseMerged, letterhead: Letterhead) -> Drawn:
    about = {
        "to": say("{who}, ", who=mention(notice.to_id)) if notice.to_id else Mrkdwn(""),
        "by": notice.by,
        "case": letterhead.link(notice.where, f"C-{notice.case}") or f"C-{notice.case}",
        "gone": f"C-{notice.gone}",
        "title": notice.title,
        "department": notice.department,
        "moved": listed(notice.moved),
    }
    return _line(say(_MERGED[notice.place], **about), _moved(notice))


_MERGED: dict[notices.MergePlace, str] = {
    "gone": "🔗 {to}{by} merged {gone} into *{case} · {title}*. The talk goes on there; "
    "what is still written here arrives there.",
    "stays": "🔗 {to}{by} merged *{gone} · {title}* into this case.",
    "moved": "🔗 {to}this is *{case} · {title}* now: {by} merged {gone} into it. Go on here.",
    "ended": "🔗 {to}{by} merged {gone} into *{case} · {title}*. *{department}* has both in one turn now, "
    "on the other card.",
}


def _moved(notice: notices.CaseMerged) -> Mrkdwn | None:
    if notice.place != "stays" or not notice.moved:
        return None
    return say("{moved} came along.", moved=listed(notice.moved))


def parted(notice: notices.CasesParted) -> Drawn:
    who = say("{who}, ", who=mention(notice.to_id)) if notice.to_id else Mrkdwn("")
    words = "✂️ {who}{by} undid the merge: C-{case} and C-{other} are two cases again, as they were."
    return _line(say(words, who=who, by=notice.by, case=notice.case, other=notice.other))


def split_off(notice: notices.SplitOff) -> Drawn:
    who = say("{who}, ", who=mention(notice.to_id)) if notice.to_id else Mrkdwn("")
    what = say("*{name}*'s part", name=notice.what) if notice.what else Mrkdwn("a message")
    words = (
        "✂️ {who}{by} split {what} off from *C-{other} · {title}*: this is a case of its own now."
        if notice.is_new
        else "✂️ {who}{by} split {what} off: it goes on as *C-{other} · {title}*."
    )
    return _line(say(words, who=who, by=notice.by, what=what, other=notice.other, title=notice.title))


def _line(text: Mrkdwn, *more: Mrkdwn | None) -> Drawn:
    return drawn(joined(" ", [text, *filter(None, more)]), [section(lines(text, *more))])
