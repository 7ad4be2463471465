"""What a customer said to the questions of their message, told in the desk thread in a line each."""

from models.voice_notices import CustomerNotYet, CustomerScored, CustomerSolved
from views.blocks import section
from views.drawn import Drawn, drawn
from views.text import Mrkdwn, lines, mention, prose, quote, say, shorten

WORDS = 2500


def told(notice: CustomerSolved | CustomerNotYet | CustomerScored) -> Drawn:
    text = _line(notice)
    words_ = "" if isinstance(notice, CustomerSolved) else notice.words.strip()
    said = quote(shorten(prose(words_), WORDS)) if words_ else None
    return drawn(text, [section(lines(text, said))])


def _line(notice: CustomerSolved | CustomerNotYet | CustomerScored) -> Mrkdwn:
    match notice:
        case CustomerSolved():
            return say("✅ {by} says that C-{case} is solved. Thank you!", by=notice.by, case=notice.case)
        case CustomerNotYet():
            words_ = "🔁 {csm}, {by} says that C-{case} is *not* solved yet. It is open again."
            return say(words_, csm=mention(notice.csm_id), by=notice.by, case=notice.case)
        case CustomerScored():
            words_ = "⭐ {by} gave C-{case} {score} of 5."
            if notice.words:
                words_ = "💬 {by} says why C-{case} got {score} of 5:"
            return say(words_, by=notice.by, case=notice.case, score=notice.score)
