"""What is said of cases that became one, became two again, or had a part split off."""

from models import merge_notices
from models.facts import CaseFacts, Joined
from views.blocks import Block, button, confirmation, section
from views.drawn import Drawn, drawn
from views.letterhead import Letterhead
from views.text import Mrkdwn, joined, lines, mention, moment, prose, say, shorten
from views.words import listed

JOINED_SHOWN = 3


def merged(notice: merge_notices.CaseMerged, letterhead: Letterhead) -> Drawn:
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


_MERGED: dict[merge_notices.MergeRole, str] = {
    "gone": "🔗 {to}{by} merged {gone} into *{case} · {title}*. The talk goes on there; "
    "what is still written here arrives there.",
    "stays": "🔗 {to}{by} merged *{gone} · {title}* into this case.",
    "moved": "🔗 {to}this is *{case} · {title}* now: {by} merged {gone} into it. Go on here.",
    "both": "🔗 {to}{by} merged *{gone} · {title}* into this case. You have both now: "
    "the card says what is asked, and by when.",
    "ended": "🔗 {to}{by} merged {gone} into *{case} · {title}*. *{department}* does both as one, "
    "on the other card.",
}


def _moved(notice: merge_notices.CaseMerged) -> Mrkdwn | None:
    if notice.role != "stays" or not notice.moved:
        return None
    return say("{moved} came along.", moved=listed(notice.moved))


def parted(notice: merge_notices.CasesParted) -> Drawn:
    words_ = "↩️ {to}{by} undid the merge: C-{case} and C-{other} are two cases again, as they were."
    return _line(
        notice.case, say(words_, to=_to(notice.owner_id), by=notice.by, case=notice.case, other=notice.other)
    )


def split_off(notice: merge_notices.SplitOff) -> Drawn:
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


# -- on the cards


def joined_stories(case: CaseFacts, limit: int) -> list[Block]:
    """What had happened in the cases whose numbers lead here."""
    return [section(_joined_story(one, limit)) for one in case.joined[-JOINED_SHOWN:]]


def _joined_story(one: Joined, limit: int) -> Mrkdwn:
    head = say("*🔗 C-{number} is part of it:* {title}", number=one.number, title=one.title)
    return lines(head, shorten(prose(one.story.strip()), limit))


def merged_into(case: CaseFacts, letterhead: Letterhead) -> Mrkdwn | None:
    """Where it goes on, once it was merged."""
    if case.goes_on is None:
        return None
    label = f"C-{case.goes_on.number}"
    there = letterhead.link(case.goes_on.where, label) or Mrkdwn(label)
    words_ = "🔗 *Merged into {there} · {title}* · {at}"
    return say(words_, there=there, title=case.goes_on.title, at=moment(case.moved_at))


def undo_button(case: CaseFacts) -> Block:
    return button("Undo the merge", "merge.undo", case.number) | confirmation(
        f"Make {case.label} a case of its own again?",
        "Both become what they were. What came since stays where it is.",
        "Undo the merge",
    )
