"""``python -m bot check``: everything that is wrong with this deployment, in sentences."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import system_clock
from bot.deployment import Deployment
from bot.guests import guests_in
from bot.handbook_oddities import oddities_of, over
from bot.logs import describe
from bot.named_people import oddities_among
from bot.outages import error_code
from bot.slack_client import (
    Identity,
    IntroductionError,
    identify,
    make_client,
    open_session,
    sentence_about,
)
from config.handbook import Handbook
from config.settings import Settings
from config.tokens import is_like_a_signing_secret
from models.database import open_engine
from models.migrate import is_current

MANIFEST = Path(__file__).parents[1] / "manifest.json"

GONE = frozenset({"channel_not_found", "user_not_found", "user_not_visible"})


@dataclass
class Report:
    """Problems keep Liaison from working; oddities are worth a look."""

    problems: list[str] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.problems

    def lines(self) -> list[str]:
        told = [f"✗ {problem}" for problem in self.problems] + [f"! {oddity}" for oddity in self.oddities]
        return [*told, *([self._verdict] if self.is_good else [])]

    @property
    def _verdict(self) -> str:
        return "Liaison can work; what is marked ! is worth a look." if self.oddities else "All good."


async def check(deployment: Deployment) -> Report:
    """Look once at all that can be looked at, whatever else is wrong, without changing anything."""
    settings, handbook, wrong = deployment.settings, deployment.handbook, deployment.wrong
    report = Report([*deployment.problems], [*deployment.oddities])
    if "slack_signing_secret" not in wrong:
        report.oddities += _signing_secret(settings)
    if handbook is not None:
        report.oddities += [*oddities_of(handbook, settings), *over(handbook, system_clock().date())]
    if "database_url" not in wrong:
        report.problems += await asyncio.to_thread(_database, settings)
    if "slack_bot_token" in wrong:
        report.oddities.append("Slack was not asked anything: SLACK_BOT_TOKEN has to be right first.")
    else:
        await _ask_slack(report, settings, handbook)
    return report


def _signing_secret(settings: Settings) -> Iterator[str]:
    secret = settings.slack_signing_secret.get_secret_value()
    if settings.uses_slack_itself and not is_like_a_signing_secret(secret):
        yield (
            "SLACK_SIGNING_SECRET does not look like one, which has 32 digits and letters from a to f. "
            "With a wrong one, all that Slack sends by HTTP is refused."
        )


async def _ask_slack(report: Report, settings: Settings, handbook: Handbook | None) -> None:
    async with open_session() as session:
        client = make_client(settings, session)
        try:
            identity = await identify(client)
            _scopes(report, identity.scopes)
            await _app_token(report, client, settings)
            await _whom_the_handbook_names(report, client, identity, handbook)
        except IntroductionError as error:
            report.problems.append(str(error))
        except SlackApiError as error:
            report.problems.append(sentence_about(error))
        except (aiohttp.ClientError, TimeoutError):
            report.problems.append(f"Slack does not answer at {settings.slack_api_url}.")


async def _whom_the_handbook_names(
    report: Report, client: AsyncWebClient, identity: Identity, handbook: Handbook | None
) -> None:
    if handbook is None:
        report.oddities.append("No channel and nobody was looked up: the handbook has to be right first.")
        return
    report.oddities += await guests_in(client, identity, await _channels(report, client, handbook))
    for role, people in (("manager", handbook.managers), ("admin", handbook.admins)):
        for person in people:
            await _person(report, client, person, role, identity)
    report.oddities += await oddities_among(client, identity, handbook)


def _database(settings: Settings) -> list[str]:
    """An embedded database that is not there yet is made at the first start."""
    path = settings.database_url.removeprefix("sqlite:///")
    if settings.is_embedded and not Path(path).exists():
        has_folder = Path(path).resolve().parent.is_dir()
        return [] if has_folder else [f"There is no folder for the database {path}."]
    engine = open_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            if is_current(connection):
                return []
    except SQLAlchemyError as error:
        return [f"The database does not answer: {describe(error)}."]
    finally:
        engine.dispose()
    return ["The database needs its migrations: run python -m bot migrate."]


def wanted_scopes(manifest: Path = MANIFEST) -> frozenset[str]:
    scopes = json.loads(manifest.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]
    return frozenset(scopes)


def _scopes(report: Report, granted: frozenset[str]) -> None:
    wanted = wanted_scopes()
    report.problems += [
        f"The bot token lacks the scope {scope}: update the app from manifest.json and install it again."
        for scope in sorted(wanted - granted)
    ]
    report.oddities += [
        f"The bot token has the scope {scope}, which Liaison does not need."
        for scope in sorted(granted - wanted)
    ]


async def _app_token(report: Report, client: AsyncWebClient, settings: Settings) -> None:
    if settings.slack_app_token is None:
        return
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except SlackApiError as error:
        report.problems.append(f"Slack refuses SLACK_APP_TOKEN: {error_code(error)}.")


async def _channels(report: Report, client: AsyncWebClient, handbook: Handbook) -> dict[str, str]:
    """What those that Slack shows are called, by id."""
    places = {}
    for channel, department in handbook.channels.items():
        whose = handbook.name_of(department) if department else "the desk"
        place = await _channel(report, client, channel, whose)
        if place is not None:
            places[channel] = place
    return places


async def _channel(report: Report, client: AsyncWebClient, channel: str, whose: str) -> str | None:
    """What the channel is called; None if Slack does not show it."""
    try:
        found: dict[str, Any] = (await client.conversations_info(channel=channel))["channel"]
    except SlackApiError as error:
        report.problems.append(_channel_sentence(error, channel, whose))
        return None
    place = f"#{found.get('name', channel)}, the channel of {whose}"
    wrong = {
        "is archived": found.get("is_archived"),
        "does not have Liaison in it: invite it there": not found.get("is_member"),
        "is shared with another organisation": found.get("is_ext_shared"),
        "is about to be shared with another organisation": found.get("is_pending_ext_shared")
        or found.get("pending_shared"),
    }
    report.problems += [f"{place}, {what}." for what, is_so in wrong.items() if is_so]
    return place


def _channel_sentence(error: SlackApiError, channel: str, whose: str) -> str:
    code = error_code(error)
    if code in GONE:
        return f"{channel}, the channel of {whose}, does not exist, or is private and Liaison is not in it."
    return f"Slack does not show {channel}, the channel of {whose}: {code}."


async def _person(report: Report, client: AsyncWebClient, person: str, role: str, identity: Identity) -> None:
    try:
        user: dict[str, Any] = (await client.users_info(user=person))["user"]
    except SlackApiError as error:
        said = "does not exist" if error_code(error) in GONE else f"cannot be looked up: {error_code(error)}"
        report.problems.append(f"The {role} {person} {said}.")
        return
    name = f"The {role} {user.get('real_name') or user.get('name') or ''} ({person})"
    report.problems += [f"{name} {what}." for what in _hindrances(user, identity)]
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        report.oddities.append(f"{name} is a guest, and guests may do nothing here.")


def _hindrances(user: dict[str, Any], identity: Identity) -> Sequence[str]:
    teams = {user.get("team_id"), (user.get("enterprise_user") or {}).get("enterprise_id")}
    at_home = not teams.isdisjoint({identity.team_id, identity.enterprise_id} - {None})
    return [
        what
        for what, is_so in {
            "is deactivated": user.get("deleted"),
            "is a bot": user.get("is_bot"),
            "belongs to another organisation": user.get("is_stranger") or not at_home,
        }.items()
        if is_so
    ]
