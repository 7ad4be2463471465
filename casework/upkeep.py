"""What is tidied by the clock."""

from datetime import timedelta

from sqlalchemy import delete, exists
from sqlmodel import col, select

from casework.people import FRESH, NeedsLookup
from casework.work import Work
from models.member import Channel, ChannelMember, Member
from models.receipt import Receipt

RECEIPTS_KEPT = timedelta(days=14)
"""Slack repeats for a day at most (Delayed Events: https://docs.slack.dev/apis/events-api)."""
REFRESH_BEFORE = timedelta(minutes=1)
ASK_AGAIN = timedelta(hours=1)
MET_AT_ONCE = 20


def forget_old_receipts(work: Work) -> int:
    old = delete(Receipt).where(col(Receipt.at) < work.now - RECEIPTS_KEPT)
    return work.session.connection().execute(old).rowcount


def channels_getting_stale(work: Work) -> NeedsLookup | None:
    """The handbook's channels whose members should be asked for before somebody has to wait for it."""
    fresh = select(Channel.id).where(col(Channel.members_at) >= work.now - FRESH + 2 * REFRESH_BEFORE)
    known: set[str] = set(work.session.exec(fresh))
    stale = set(work.handbook.channels) - known
    return NeedsLookup(channels=stale) if stale else None


def readers_getting_stale(work: Work) -> NeedsLookup | None:
    """Those whose zone and status decide when they hear of something, though they may never press a button.

    They are the managers and leads, and whoever was away: that they are back, Slack may have told in vain.
    """
    handbook = work.handbook
    leads = (lead for department in handbook.departments.values() for lead in department.leads)
    known = select(Member.user_id).where(col(Member.fetched_at) >= work.now - ASK_AGAIN)
    away = select(Member.user_id).where(col(Member.away_note) != "")
    stale = {*handbook.managers, *leads, *work.session.exec(away)} - {*work.session.exec(known)}
    return NeedsLookup(users=stale) if stale else None


def colleagues_never_met(work: Work) -> NeedsLookup | None:
    """Some who sit in the handbook's channels and never did anything: no customer is to read their names."""
    met = exists().where(col(Member.user_id) == col(ChannelMember.user_id))
    strangers = (
        select(ChannelMember.user_id)
        .where(col(ChannelMember.channel).in_(work.handbook.channels), ~met)
        .distinct()
        .limit(MET_AT_ONCE)
    )
    users = set(work.session.exec(strangers))
    return NeedsLookup(users=users) if users else None
