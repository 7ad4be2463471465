"""Whose payload is it? Only our own app's, in our own workspace or organisation, does anything."""

import dataclasses
from io import StringIO
from typing import Any

import pytest

from bot.parsing import is_ours
from tests.bot import payloads
from tests.bot.conftest import IDENTITY, Front
from tests.bot.far_end import TEAM

ON_GRID = dataclasses.replace(IDENTITY, enterprise_id="E0HOME00001")
OTHER = {"id": "T0OTHER0001", "domain": "other"}

FOREIGN = {
    "another workspace's event": payloads.event()
    | {"team_id": "T0OTHER0001", "authorizations": [{"team_id": "T0OTHER0001"}]},
    "another workspace's event that names no installation": payloads.event()
    | {"team_id": "T0OTHER0001", "authorizations": []},
    "another app's event": payloads.event() | {"api_app_id": "A0OTHER0001"},
    "an event from nowhere": payloads.event() | {"team_id": None, "authorizations": None},
    "another workspace's command": payloads.command("list", team_id="T0OTHER0001"),
    "another app's command": payloads.command("list", api_app_id="A0OTHER0001"),
    "another workspace's button": payloads.action(team=OTHER),
    "another workspace's view": payloads.view(
        view={"type": "modal", "callback_id": "x", "app_installed_team_id": "T0OTHER0001"}
    ),
    "our member acting in another workspace": payloads.action(
        team=OTHER, user={"id": "U0ANNA00001", "team_id": TEAM}
    ),
    "another workspace's shortcut": payloads.shortcut(team=OTHER),
    "a team that is no id": payloads.action(team=[TEAM]),
}

OURS = {
    "an event in a shared channel, from the other side": payloads.event()
    | {"team_id": "T0OTHER0001", "enterprise_id": "E0OTHER0001"},
    "a stranger's click in our workspace": payloads.action(user={"id": "U0X", "team_id": "T0OTHER0001"}),
    "a view that a stranger sent from a shared channel": payloads.view(
        team=OTHER, enterprise={"id": "E0OTHER0001"}, user={"id": "U0X", "team_id": "T0OTHER0001"}
    ),
    "a shortcut without an app id": payloads.shortcut(),
}

OURS_ON_GRID = {
    "an organisation-wide event": payloads.event()
    | {"authorizations": [{"enterprise_id": "E0HOME00001", "team_id": None, "is_enterprise_install": True}]},
    "an organisation-wide click": payloads.action(
        team=None, enterprise={"id": "E0HOME00001", "name": "Home"}
    ),
    "an organisation-wide command": payloads.command(team_id="", enterprise_id="E0HOME00001"),
    "a click from a sister workspace": payloads.action(team=OTHER | {"enterprise_id": "E0HOME00001"}),
    "a view installed for the organisation": payloads.view(
        team=None, view={"type": "modal", "callback_id": "x", "app_installed_team_id": "E0HOME00001"}
    ),
}


@pytest.mark.parametrize("body", FOREIGN.values(), ids=FOREIGN.keys())
async def test_a_foreign_payload_is_answered_200_does_nothing_and_is_a_security_event(
    front: Front, body: dict[str, Any], written: StringIO
) -> None:
    is_form = "event" not in body
    response = await front.post(*(payloads.as_form(body) if is_form else payloads.as_json(body)))
    assert (response.status_code, response.text, front.heard) == (200, "", [])
    [line] = written.getvalue().splitlines()
    assert "Security" in line
    assert len(line) <= 300


@pytest.mark.parametrize("body", OURS.values(), ids=OURS.keys())
def test_a_payload_for_our_installation_is_ours_whoever_acted(body: dict[str, Any]) -> None:
    assert is_ours(body, IDENTITY)
    assert is_ours(body, ON_GRID)


@pytest.mark.parametrize("body", OURS_ON_GRID.values(), ids=OURS_ON_GRID.keys())
def test_on_enterprise_grid_the_organisation_is_compared_first(body: dict[str, Any]) -> None:
    assert is_ours(body, ON_GRID)
    assert not is_ours(body, IDENTITY)
