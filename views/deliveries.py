"""What could not be said: to the CSM or an admin, with what to do about it."""

import re

from models.case_notices import DeliveryFailed
from models.voice_notices import ReplyParked
from views.blocks import Block, actions, button, section
from views.drawn import Drawn, drawn
from views.text import Mrkdwn, lines, quote, say

MESSAGES = {
    "CaseCard": "the case's card",
    "HandoffCard": "the card that offers the case",
    "HandoffOffered": "the news that it was offered",
    "HandoffAccepted": "the news that it was taken",
    "HandoffDeclined": "the news that it was declined",
    "HandoffHandedOn": "the news that it was handed on",
    "HandoffStuck": "the news that it is stuck",
    "HandoffDone": "the news that it is done",
    "HandoffWithdrawn": "the news that it was withdrawn",
    "HandoffReleased": "the news that it was put back",
    "HandoffLapsed": "the news that nobody took it in time",
    "HandoffWentBack": "the news that it went back to the department",
    "QuestionAsked": "a question",
    "LoopToClose": "the news that the customer can be told",
    "CaseClosed": "the news that the case is closed",
    "CaseReopened": "the news that the case is open again",
    "CsmChanged": "the news of who the CSM is",
    "CaseMerged": "the news that two cases are one",
    "CasesParted": "the news that a merge was undone",
    "SplitOff": "the news that a part became a case of its own",
    "SeverityChanged": "the news that the severity changed",
    "UpdatePromised": "the news that the customer expects word",
    "CustomerTold": "the news of what the customer was told",
    "ReplyWaits": "the answer that a second person reads first",
    "CustomerUpdated": "the news that the customer was told",
    "CustomerSolved": "the news that the customer has it solved",
    "CustomerNotYet": "the news that it is not solved for the customer",
    "CustomerScored": "how satisfied the customer is",
    "Nudged": "a reminder in the thread",
    "NudgedDesk": "the news that a department is late",
    "Reminders": "a reminder",
    "ThreadBackfilled": "what was said before",
    "MoreAdded": "what somebody added",
    "LooksLike": "the news that it looks like another case",
    "Mirrored": "a reply from the other thread",
    "CustomerWrote": "the question what a customer's words are about",
    "CustomerUnheard": "the word that a customer's channel cannot be read",
    "NotAcknowledged": "the word that a customer's message was not acknowledged",
    "ReplyParked": "the question what shall become of an answer",
    "DeliveryFailed": "the news that a message could not be delivered",
    "StallDigest": "a daily digest",
    "ProblemJoined": "the news that it joined a Problem",
    "GoesOnInProblem": "the news that it goes on in a Problem",
    "ProblemLeft": "the news that it left a Problem",
    "ProblemUpdated": "the news that customers were updated",
    "ProblemDraftWaits": "a draft for the customer",
    "ProblemFixed": "the news that a Problem is fixed",
    "ProblemPrevented": "the news that a Problem was prevented from coming back",
    "ProblemReturns": "the question whether a Problem is back",
}
REMEDIES = {
    "channel_not_found": "Invite me to the channel, or correct its id in the handbook.",
    "not_in_channel": "Invite me to the channel.",
    "is_archived": "Unarchive the channel, or name another one in the handbook.",
    "restricted_action": "Let me post there: the channel's posting permissions keep me out.",
    "user_not_found": "Has the person left? Then give the case to somebody else.",
    "thread_not_found": "Its thread was deleted; *Show all* on the case's card has everything.",
    "message_not_found": "Its card was deleted; *Show all* on the case's card has everything.",
    "invalid_auth": "An operator has to renew my token.",
    "token_revoked": "An operator has to renew my token.",
    "account_inactive": "An operator has to install me again.",
    "missing_scope": "An operator has to install me again, with the scopes of the manifest.",
    "the channel is not one of the handbook's": (
        "Nobody there can go on: withdraw the case from them or re-assign it, on its card."
    ),
    "invalid_blocks": "An operator should look at the log: Slack did not accept how I drew it.",
}
OTHERWISE = "Please tell them yourself for now, and show this line to an operator."
_NO_LINK = re.compile(r"<(?!https?://)")
_CODE = re.compile(r"[a-z_]+")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{6,}")


def failed(notice: DeliveryFailed) -> Drawn:
    text = say(
        "⚠️ {case}Something did not reach {place}: {what}.",
        case=Mrkdwn(f"C-{notice.case}: " if notice.case else ""),
        place=_place(notice.place),
        what=MESSAGES.get(notice.what, notice.what),
    )
    remedy = Mrkdwn(REMEDIES.get(notice.error, OTHERWISE))
    words_ = "Slack says {error}. {do}" if _CODE.fullmatch(notice.error) else "The reason: {error}. {do}"
    return drawn(text, [section(lines(text, say(words_, error=notice.error, do=remedy)))])


def parked(notice: ReplyParked) -> Drawn:
    """Nothing left, or perhaps it did: the CSM decides, with the words in sight."""
    if notice.settled:
        return _settled(notice)
    csm, case = Mrkdwn(f"<@{notice.csm_id}>"), f"C-{notice.case}"
    title = (
        say("❓ {case}: {csm}, did this reach the customer?", case=case, csm=csm)
        if notice.may_be_there
        else say("⏸️ {case}: {csm}, this did *not* go to the customer.", case=case, csm=csm)
    )
    reason = say("_{reason}._ Nothing was sent a second time.", reason=_sentence(notice.reason))
    buttons = [
        button("It is there", "reply.there", notice.outgoing) if notice.may_be_there else None,
        button("Send it again" if notice.may_be_there else "Send it now", "reply.again", notice.outgoing)
        if notice.text
        else None,
        button("Do not send it", "reply.drop", notice.outgoing),
    ]
    return drawn(title, [section(lines(title, reason)), *_quoted(notice), *actions(*buttons)])


def _settled(notice: ReplyParked) -> Drawn:
    words_ = {
        "sent_again": "📨 {case}: {by} sent it to the customer again.",
        "there": "✅ {case}: {by} saw that the customer has it.",
        "dropped": "🗑️ {case}: {by} decided not to send it to the customer.",
    }[notice.settled]
    text = say(words_, case=f"C-{notice.case}", by=notice.settled_by)
    return drawn(text, [section(text), *_quoted(notice)])


def _quoted(notice: ReplyParked) -> list[Block]:
    """As the customer would read it; the approval let no mention in, and here none is live either."""
    return [section(quote(Mrkdwn(_NO_LINK.sub("&lt;", notice.text))))] if notice.text else []


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:]


def _place(place: str) -> str:
    return Mrkdwn(f"<#{place}>") if _CHANNEL.fullmatch(place) else place
