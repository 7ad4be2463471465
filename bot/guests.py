"""Guests in the channels of cases: they may do nothing, but they read everything there."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.directory import standing_of
from bot.slack_client import Identity
from models.member import Standing

GUESTS = frozenset({Standing.GUEST, Standing.SINGLE_CHANNEL_GUEST})

MOST_MEMBERS = 200
"""Of one channel: a single page (https://docs.slack.dev/reference/methods/conversations.members)."""

MOST_PEOPLE = 100
"""Altogether: users.info tells of one at a time, and Slack answers about so many a minute (tier 4)."""

AT_ONCE = 8


async def guests_in(client: AsyncWebClient, identity: Identity, places: Mapping[str, str]) -> list[str]:
    """A sentence for each guest in each channel; ``places`` says what each channel is called."""
    members = {channel: await members_of(client, channel) for channel in places}
    people = _by_turns(list(members.values()), without=identity.bot_user_id)
    users = await _look_up(client, people[:MOST_PEOPLE])
    told = [
        f"{_name(users[person])} ({person}) is a guest in {place}: guests cannot act, but read every case."
        for channel, place in places.items()
        for person in members[channel]
        if person in users and standing_of(users[person], identity) in GUESTS
    ]
    if len(users) < len(people) or any(len(found) == MOST_MEMBERS for found in members.values()):
        told.append(f"Only {len(users)} members of these channels were looked up; others may be guests too.")
    return told


def _by_turns(channels: Sequence[Sequence[str]], *, without: str) -> list[str]:
    """Everybody once; the first of each channel, the second of each, …"""
    people = dict.fromkeys(chain.from_iterable(zip_longest(*channels)))
    return [person for person in people if person not in (None, without)]


async def members_of(client: AsyncWebClient, channel: str) -> list[str]:
    """Nobody if Slack does not tell: what hinders it is told elsewhere."""
    try:
        return list((await client.conversations_members(channel=channel, limit=MOST_MEMBERS))["members"])
    except SlackApiError:
        return []


async def _look_up(client: AsyncWebClient, people: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Whom Slack tells of, by id."""
    at_once = asyncio.Semaphore(AT_ONCE)

    async def look_up(person: str) -> dict[str, Any] | None:
        async with at_once:
            try:
                return dict((await client.users_info(user=person))["user"])
            except SlackApiError:
                return None

    found = await asyncio.gather(*map(look_up, people))
    return {person: user for person, user in zip(people, found, strict=True) if user is not None}


def _name(user: Mapping[str, Any]) -> str:
    return str(user.get("real_name") or user.get("name") or "Somebody")
