"""What is said in a case's threads: short lines, each with what happens next."""

import re

from models import case_notices, handoff_notices, voice_notices
from views import problem_threads as problems
from views import told_before, words
from views.blocks import Block, actions, button, context, paragraphs, section
from views.deliveries import REMEDIES
from views.drawn import Drawn, drawn
from views.letterhead import Letterhead
from views.text import Mrkdwn, dotted, lines, link, mention, moment, prose, quote, say, shorten

REASON = 700
LONG = 2500
_WHERE_NEXT = "Where shall it go next?"


def offered(notice: handoff_notices.HandoffOffered) -> Drawn:
    text = say("🆕 *{department}* is asked by {by}:", department=notice.department, by=notice.by)
    return _told(notice.case, text, words.said(notice.expected, REASON))


def accepted(notice: handoff_notices.HandoffAccepted) -> Drawn:
    if notice.owner_id:
        owner = mention(notice.owner_id)
        by = notice.assigned_by or notice.by
        text = say("🙋 {owner}, {by} gave you {name}'s part.", owner=owner, by=by, name=notice.department)
        return _told(notice.case, text, Mrkdwn("The card has all of it; *Done* when you are through."))
    if notice.assigned_by:
        words_ = "🙋 {assigned_by} gave {department}'s part to *{by}*."
        return _told(
            notice.case,
            say(words_, assigned_by=notice.assigned_by, department=notice.department, by=notice.by),
        )
    return _told(notice.case, say("🙋 *{by}* ({name}) has it.", by=notice.by, name=notice.department))


def declined(notice: handoff_notices.HandoffDeclined) -> Drawn:
    verb = "gave it back" if notice.had_taken else "declined"
    sign = "🔙" if notice.had_taken else "🚫"
    who = say("{by} ({department}) {verb}:", by=notice.by, department=notice.department, verb=verb)
    reason = words.said(notice.reason, REASON)
    if notice.settled:
        said = lines(say("{sign} {who}", sign=sign, who=who), reason)
        return drawn(_headed(notice.case, said), [section(said), *_came_of(notice.settled, notice.case)])
    said = lines(say("{sign} {csm}, {who}", sign=sign, csm=mention(notice.csm_id), who=who), reason)
    blocks = [section(lines(said, Mrkdwn(_WHERE_NEXT)))]
    return drawn(_headed(notice.case, said), [*blocks, *_offer_anew(notice.case)])


def _offer_anew(case: int) -> list[Block]:
    return actions(
        button("Offer to another department", "case.add", case, "primary"),
        button("Close", "case.close", case),
    )


def handed_on(notice: handoff_notices.HandoffHandedOn) -> Drawn:
    text = say(
        "↪️ {by} handed it on from {department} to *{to}*.",
        by=notice.by,
        department=notice.department,
        to=notice.to,
    )
    why = words.titled("Why", notice.why, REASON)
    return _told(notice.case, text, why, words.titled("What is needed there", notice.expected, REASON))


def stuck(notice: handoff_notices.HandoffStuck) -> Drawn:
    how = "is waiting for the customer" if notice.for_customer else "is stuck"
    text = say("⏸️ *{department}* {how}, says {by}.", department=notice.department, how=how, by=notice.by)
    until = say("It goes on by {until}.", until=moment(notice.until))
    return _told(notice.case, text, words.said(notice.reason, REASON), until)


def done(notice: handoff_notices.HandoffDone) -> Drawn:
    text = say("✅ *{department}* is done. Thank you, {by}!", department=notice.department, by=notice.by)
    to_tell = None if notice.is_last else notice.to_tell
    parts = (
        words.titled("What was found", notice.found, LONG),
        words.titled("What the customer can be told", to_tell, LONG),
        words.titled("Root cause", notice.root_cause, LONG),
    )
    blocks = [section(text), *(section(part) for part in parts if part)]
    return drawn(_headed(notice.case, text), blocks)


def withdrawn(notice: handoff_notices.HandoffWithdrawn) -> Drawn:
    text = say("↩️ {by} withdrew it from *{name}*.", by=notice.by, name=notice.department)
    if notice.owner_id:
        thanks = say("{owner}, you can put it down. Thank you!", owner=mention(notice.owner_id))
    else:
        thanks = say("{name} need not go on with it.", name=notice.department)
    return _told(notice.case, text, words.said(notice.reason, REASON), thanks)


def released(notice: handoff_notices.HandoffReleased) -> Drawn:
    words_ = "🆕 {by} put it back: whoever is free in *{department}* can take it."
    return _told(notice.case, say(words_, by=notice.by, department=notice.department))


def lapsed(notice: handoff_notices.HandoffLapsed) -> Drawn:
    if notice.settled:
        said = say("⌛ Nobody in *{name}* took it in time.", name=notice.department)
        return drawn(_headed(notice.case, said), [section(said), *_came_of(notice.settled, notice.case)])
    said = say(
        "⌛ {csm}, nobody in *{name}* took it in time.", csm=mention(notice.csm_id), name=notice.department
    )
    blocks = [section(lines(said, Mrkdwn(_WHERE_NEXT)))]
    return drawn(_headed(notice.case, said), [*blocks, *_offer_anew(notice.case)])


def went_back(notice: handoff_notices.HandoffWentBack) -> Drawn:
    who = say(" from {was}", was=notice.was) if notice.was else Mrkdwn("")
    text = say(
        "🆕 Nothing moved for long, so it went back{who} to all of *{name}*.", who=who, name=notice.department
    )
    return _told(notice.case, text, Mrkdwn("Whoever is free there can take it."))


def asked(notice: handoff_notices.QuestionAsked) -> Drawn:
    text = say(
        "❓ {csm}, *{by}* ({department}) asks:",
        csm=mention(notice.csm_id),
        by=notice.by,
        department=notice.department,
    )
    how = say("Reply here; it goes to {department}'s thread.", department=notice.department)
    said = lines(text, words.said(notice.question, LONG))
    known = paragraphs(map(told_before.told_on, notice.told))
    if known:
        known = [*context(say("{by} has seen this, and it was no answer:", by=notice.by)), *known]
    return drawn(_headed(notice.case, said), [section(said), *known, *context(how)])


def loop_to_close(notice: case_notices.LoopToClose) -> Drawn:
    proposed = words.titled("What the customer can be told", notice.wording, LONG)
    wording = [section(proposed)] if proposed else []
    if notice.problem == notice.case and not notice.settled:
        return problems.to_be_called_fixed(notice)
    if notice.settled:
        text = Mrkdwn("🟡 Everybody was done.")
        blocks = [section(text), *wording, *_came_of(notice.settled, notice.case)]
        return drawn(_headed(notice.case, text), blocks)
    done = f"Problem C-{notice.problem} is fixed" if notice.problem else "everybody is done"
    text = say("🟡 {csm}, {done}: please tell the customer.", csm=mention(notice.csm_id), done=done)
    blocks = [section(text), *wording]
    blocks += actions(
        button("Send to the customer …", "reply.loop", notice.case, "primary"),
        button("Close", "case.close", notice.case),
        button("Not solved: reopen", "case.reopen", notice.case),
    )
    return drawn(_headed(notice.case, text), blocks)


_SETTLED: dict[case_notices.SettledBy, str] = {
    "closed": "⚫ {by} closed C-{case}.",
    "reopened": "🔁 {by} reopened C-{case}.",
    "asked": "🆕 {by} offered it to a department.",
    "merged": "🔗 {by} merged it with another case.",
    "parted": "↩️ {by} undid the merge.",
    "told": "📨 {by} told the customer.",
    "joined": "🧩 {by} joined C-{case} to a Problem.",
}


def _came_of(settled: case_notices.Settled, case: int) -> list[Block]:
    """Where the next steps stood, until somebody took one."""
    return context(say(_SETTLED[settled.how], by=settled.by, case=case))


def closed(notice: case_notices.CaseClosed) -> Drawn:
    if notice.was_silent:
        words_ = "☑️ The customer was told, asked once more, and did not write: C-{case} is closed."
        text = say(words_, case=notice.case)
        return _told(None, text, Mrkdwn("Whatever they write opens it again."))
    text = say("⚫ {by} closed C-{case}. Thank you, everybody!", by=notice.by, case=notice.case)
    return _told(None, text, words.titled("What the customer was told", notice.told, LONG))


def reopened(notice: case_notices.CaseReopened) -> Drawn:
    text = say("🔁 {by} reopened C-{case}.", by=notice.by, case=notice.case)
    return _told(None, text, words.said(notice.reason, REASON))


def csm_changed(notice: case_notices.CsmChanged) -> Drawn:
    text = say(
        "👋 {csm} is the CSM of C-{case} now; {was} was before.",
        csm=mention(notice.csm_id),
        case=notice.case,
        was=notice.was,
    )
    return drawn(text, [section(text), *context(say("Changed by {by}", by=notice.by))])


def severity_changed(notice: case_notices.SeverityChanged) -> Drawn:
    follows = Mrkdwn("the promised times follow")
    if notice.due_at:
        tense = "would have been" if notice.is_overdue else "is"
        words_ = "your next step {tense} promised by {due} now"
        follows = say(words_, tense=tense, due=moment(notice.due_at))
    text = say(
        "{sign} {by} made it *{severity}*; {follows}.",
        sign=words.sign(notice.severity),
        by=notice.by,
        severity=words.SEVERITIES[notice.severity].split(maxsplit=1)[1].lower(),
        follows=follows,
    )
    return _told(notice.case, text, words.said(notice.reason, REASON) if notice.reason else None)


def update_promised(notice: case_notices.UpdatePromised) -> Drawn:
    words_ = "📣 {by} promised the customer news by {until}."
    return _told(notice.case, say(words_, by=notice.by, until=moment(notice.until)))


def customer_updated(notice: voice_notices.CustomerUpdated) -> Drawn:
    return _told(notice.case, say("📣 {by} gave the customer the promised news. Thank you!", by=notice.by))


NOT_ALL = {
    "too_long": "It is longer than that; the link leads to the rest.",
    "kept_before": "The others stand in another case already.",
    "no_answer": "Slack was too slow to show it all; the link leads to the rest.",
}


def backfilled(notice: case_notices.ThreadBackfilled) -> Drawn:
    place = link(notice.link, "the conversation")
    why = NOT_ALL.get(notice.problem) or REMEDIES.get(notice.problem, notice.problem)
    because = [say("{why}", why=why)] if notice.problem else []
    if notice.problem and not notice.messages and notice.problem not in NOT_ALL:
        came = "was added from" if notice.is_added else "this case was opened from"
        text = say("📎 I could not read {place} that {came}.", place=place, came=came)
    else:
        count = "1 message" if notice.messages == 1 else f"{notice.messages} messages"
        verb = "Added" if notice.is_added else "Opened"
        text = say("📎 {verb} from {place}; {count} came along.", verb=verb, place=place, count=count)
    return _told(notice.case, text, *because)


def mirrored(notice: case_notices.Mirrored, letterhead: Letterhead) -> Drawn:
    """As it was written; the place leads to the original. Nobody is pinged twice."""
    place = letterhead.link(notice.where, notice.place)
    author = say("*{author}* ({place}):", author=notice.author, place=place or notice.place)
    files = [link(url, name or "a file") for name, url in notice.files]
    about = dotted(
        Mrkdwn("edited") if notice.is_edited else None,
        *(say("📎 {file}", file=file) for file in files[:10]),
    )
    text = quote(shorten(prose(notice.text.strip()), LONG)) if notice.text.strip() else None
    said = say(
        "*{author}* ({place}): {text}",
        author=notice.author,
        place=notice.place,
        text=notice.text or "sent a file",
    )
    return drawn(_headed(notice.case, said), [section(lines(author, text)), *context(about)])


def _told(case: int | None, text: Mrkdwn, *more: Mrkdwn | None) -> Drawn:
    """One line, what a person said about it, and what follows."""
    said = lines(text, *more)
    return drawn(_headed(case, said), [section(said)])


def _headed(case: int | None, text: Mrkdwn) -> Mrkdwn:
    """The line of the notification: which case, and all of it without line breaks."""
    flat = Mrkdwn(re.sub(r"\n(?:> )?", " ", text))
    return say("C-{case}: {text}", case=case, text=flat) if case else flat
