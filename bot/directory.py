"""Asks Slack who somebody is and who sits in which channel, and has it remembered."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.outages import error_code, is_passing
from bot.slack_client import Identity
from bot.statuses import absence_of
from casework import people
from casework.desk import OWN_WORK, Desk
from casework.people import NeedsLookup
from casework.work import Work
from models.member import Channel, Member, Standing
from scheduler.retries import OUR_TOKEN

T = TypeVar("T")

log = structlog.get_logger("directory")

UNSEEN = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
CLOSED_TO_US = frozenset({"channel_not_found", "not_in_channel", "missing_scope"})


@dataclass(frozen=True)
class Directory:
    client: AsyncWebClient
    desk: Desk
    identity: Identity

    async def look_up(self, need: NeedsLookup) -> None:
        """Ask about everything that is needed, side by side. Raises what the Slack client raises."""
        await asyncio.gather(
            *(self._member(user_id) for user_id in need.users),
            *(self._channel(channel) for channel in need.channels),
        )

    async def _member(self, user_id: str) -> None:
        try:
            answer = await self.client.users_info(user=user_id)
        except SlackApiError as error:
            if error_code(error) not in UNSEEN:
                raise
            user = {"id": user_id, "is_stranger": True}
        else:
            user = answer["user"]
        await self.desk.do(OWN_WORK, _remember_member, user, standing_of(user, self.identity))

    async def _channel(self, channel_id: str) -> None:
        channel = await self._unless_closed(self.client.conversations_info(channel=channel_id))
        if channel is None:
            unseen = {"id": channel_id, "is_visible": False}
            await self.desk.do(OWN_WORK, _remember_channel, unseen, [])
            return
        members = await self._unless_closed(self._members(channel_id))
        await self.desk.do(OWN_WORK, _remember_channel, channel["channel"], members or [])

    async def _unless_closed(self, asked: Awaitable[T]) -> T | None:
        try:
            return await asked
        except SlackApiError as error:
            code = error_code(error)
            if code not in CLOSED_TO_US:
                if is_passing(error) or code in OUR_TOKEN:
                    raise
                # Whatever is the matter with one channel stops neither the others nor the people in them.
                log.warning("channel_not_shown", error=code)
            return None

    async def _members(self, channel_id: str) -> list[str]:
        members: list[str] = []
        cursor = ""
        while True:
            page = await self.client.conversations_members(channel=channel_id, limit=200, cursor=cursor)
            members += page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return members


def standing_of(user: dict[str, Any], identity: Identity) -> Standing:
    """What a person of ``users.info`` is to this workspace.

    A user of another workspace of the same Enterprise Grid is staff: the enterprise is compared.
    """
    if user.get("deleted"):
        return Standing.DEACTIVATED
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return Standing.BOT
    if user.get("is_stranger"):
        return Standing.STRANGER
    if not _is_of_ours(user, identity):
        return Standing.CONNECT
    if user.get("is_ultra_restricted"):
        return Standing.SINGLE_CHANNEL_GUEST
    return Standing.GUEST if user.get("is_restricted") else Standing.STAFF


def _is_of_ours(user: dict[str, Any], identity: Identity) -> bool:
    enterprise = (user.get("enterprise_user") or {}).get("enterprise_id")
    if identity.enterprise_id and enterprise:
        return bool(enterprise == identity.enterprise_id)
    return user.get("team_id") == identity.team_id


def _remember_member(work: Work, user: dict[str, Any], standing: Standing) -> None:
    profile = user.get("profile") or {}
    names = (user.get("real_name"), profile.get("real_name"), profile.get("display_name"), user.get("name"))
    name = next(filter(None, names), None)
    absence = absence_of(profile)
    member = Member(
        user_id=user["id"],
        name=name or user["id"],
        time_zone=user.get("tz") or "UTC",
        standing=standing,
        fetched_at=work.now,
        away_note=absence.note,
        away_until=absence.until,
    )
    people.remember_member(work.session, member)


def _other_teams(channel: dict[str, Any]) -> set[str]:
    """Whose people read along: https://docs.slack.dev/apis/slack-connect."""
    shared = {*(channel.get("connected_team_ids") or ()), *(channel.get("shared_team_ids") or ())}
    return {str(team) for team in shared} - {str(channel.get("context_team_id"))}


def _remember_channel(work: Work, channel: dict[str, Any], members: list[str]) -> None:
    known = Channel(
        id=channel["id"],
        name=channel.get("name") or channel["id"],
        is_external=bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")),
        is_archived=bool(channel.get("is_archived")),
        teams=",".join(sorted(_other_teams(channel))),
        is_visible=channel.get("is_visible", True),
        fetched_at=work.now,
        members_at=work.now,
    )
    people.remember_channel(work.session, known, members)
