"""Leads, and people who are away by the handbook: whether Slack knows them, and where they sit."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.directory import UNSEEN, standing_of
from bot.guests import MOST_MEMBERS, members_of
from bot.outages import error_code
from bot.slack_client import Identity
from config.handbook import Handbook
from models.member import Standing

AT_ONCE = 8
_HINDRANCES = {
    Standing.DEACTIVATED: "is deactivated",
    Standing.BOT: "is a bot",
    Standing.GUEST: "is a guest, and guests may do nothing here",
    Standing.SINGLE_CHANNEL_GUEST: "is a guest, and guests may do nothing here",
    Standing.CONNECT: "belongs to another organisation",
    Standing.STRANGER: "belongs to another organisation",
}


@dataclass(frozen=True)
class _Found:
    """What Slack says of somebody; ``hindrance`` is why they cannot act, empty if they can."""

    name: str
    hindrance: str = ""


async def oddities_among(client: AsyncWebClient, identity: Identity, handbook: Handbook) -> list[str]:
    """A sentence for each lead and each absent person who is not what the handbook takes them for."""
    led = {key: department.leads for key, department in handbook.departments.items() if department.leads}
    wanted = {*(one.person for one in handbook.away), *(lead for leads in led.values() for lead in leads)}
    found = await _look_up(client, identity, sorted(wanted))
    seats = {key: await members_of(client, handbook.departments[key].channel) for key in led}
    return [*_leads(handbook, found, seats), *_absent(handbook, found)]


def _leads(handbook: Handbook, found: Mapping[str, _Found], seats: Mapping[str, list[str]]) -> Iterator[str]:
    for key, members in seats.items():
        for lead in handbook.leads_of(key):
            who = f"The lead {found[lead].name} of {handbook.name_of(key)}"
            if found[lead].hindrance:
                yield f"{who} {found[lead].hindrance}."
            elif 0 < len(members) < MOST_MEMBERS and lead not in members:
                yield f"{who} does not sit in its channel, so they cannot take what is offered there."


def _absent(handbook: Handbook, found: Mapping[str, _Found]) -> Iterator[str]:
    for person in dict.fromkeys(one.person for one in handbook.away):
        if found[person].hindrance:
            yield f"[[away]] names {found[person].name}, who {found[person].hindrance}."


async def _look_up(client: AsyncWebClient, identity: Identity, people: list[str]) -> dict[str, _Found]:
    at_once = asyncio.Semaphore(AT_ONCE)

    async def look_up(person: str) -> _Found:
        async with at_once:
            try:
                user: dict[str, Any] = (await client.users_info(user=person))["user"]
            except SlackApiError as error:
                code = error_code(error)
                return _Found(person, "does not exist" if code in UNSEEN else f"cannot be looked up: {code}")
        name = f"{user.get('real_name') or user.get('name') or ''} ({person})"
        return _Found(name, _HINDRANCES.get(standing_of(user, identity), ""))

    return dict(zip(people, await asyncio.gather(*map(look_up, people)), strict=True))
