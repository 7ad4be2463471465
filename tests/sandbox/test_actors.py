"""What people may do and see, without any app."""

import pytest

from sandbox import happenings
from sandbox.company import tidewater
from sandbox.errors import NotPossibleError

DESK = "C0CSDESK001"


def pressable(action_id: str = "go", block_id: str = "b") -> list[dict]:
    button = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Go"}}
    return [{"type": "actions", "block_id": block_id, "elements": [button]}]


def test_every_sample_person_has_a_slack_like_id_and_three_zones_do():
    people = tidewater().people.values()
    assert all(p.id.startswith(("U", "W")) and p.id.isalnum() for p in people)
    assert {p.tz for p in people} == {"America/New_York", "Europe/Berlin", "Asia/Kolkata"}


def test_two_workspaces_share_nothing():
    one, two = tidewater(), tidewater()
    one.person("dana").title = "Retired"
    one.channel("billing").members.clear()
    assert two.person("dana").title != "Retired"
    assert two.channel("billing").members


def test_a_person_is_found_by_id_or_beginning():
    workspace = tidewater()
    assert workspace.person("U0DANAOKAFO") is workspace.person("dana") is workspace.person("dan")
    for vague in ("nobody", "s"):
        with pytest.raises(LookupError):
            workspace.person(vague)


@pytest.mark.parametrize(
    ("name", "channel", "may_post"),
    [
        ("dana", "cs-desk", True),
        ("ines", "cs-desk", False),
        ("gil", "billing", True),
        ("gil", "engineering", False),
        ("sia", "engineering", True),
        ("carla", "ext-brightwater", True),
        ("carla", "general", False),
        ("max", "ext-brightwater", False),
        ("eli", "general", False),
    ],
)
async def test_who_may_post_where(sandbox, name, channel, may_post):
    actor = sandbox.actor(name)
    if may_post:
        await actor.say(channel, "hello")
    else:
        with pytest.raises(NotPossibleError):
            await actor.say(channel, "hello")


async def test_who_sees_what(sandbox):
    await sandbox.actor("jonas").say("legal", "confidential")
    await sandbox.actor("mei").say("billing", "an invoice")
    await sandbox.actor("dana").say("ext-brightwater", "hello Carla")

    def sees(name: str, channel: str) -> int:
        return len(sandbox.actor(name).sees(channel))

    assert [sees(name, "legal") for name in ("jonas", "dana", "ola", "gil", "carla")] == [1, 0, 0, 0, 0]
    assert [sees(name, "billing") for name in ("mei", "ines", "gil", "sia", "carla", "eli")] == [
        1,
        1,
        1,
        0,
        0,
        0,
    ]
    assert [sees(name, "ext-brightwater") for name in ("carla", "ines", "max")] == [1, 1, 0]


async def test_direct_messages_are_between_two(sandbox):
    await sandbox.actor("dana").say("@liaison", "hello")
    assert [message.text for message in sandbox.actor("dana").inbox()] == ["hello"]
    assert sandbox.actor("ben").inbox() == []


async def test_an_invitation_opens_a_private_channel(sandbox):
    dana = sandbox.actor("dana")
    with pytest.raises(NotPossibleError):
        await dana.join("legal")
    await dana.join("legal", invited_by="jonas")
    await dana.say("legal", "hello")
    with pytest.raises(NotPossibleError):
        await sandbox.actor("gil").join("general")


async def test_strangers_and_single_channel_guests_cannot_be_invited_anywhere(sandbox):
    with pytest.raises(NotPossibleError, match="not shared"):
        await sandbox.actor("max").join("ext-brightwater", invited_by="dana")
    happenings.share(sandbox.workspace, sandbox.workspace.channel("ext-brightwater"), "T0ELSEWHERE")
    await sandbox.actor("max").join("ext-brightwater", invited_by="dana")
    with pytest.raises(NotPossibleError, match="single channel"):
        await sandbox.actor("sia").join("general", invited_by="ola")


async def test_people_change_only_what_is_theirs(sandbox):
    ts = await sandbox.actor("dana").say("cs-desk", "mine")
    for act in (sandbox.actor("ben").edit("cs-desk", ts, "his"), sandbox.actor("ben").delete("cs-desk", ts)):
        with pytest.raises(NotPossibleError):
            await act


async def test_a_person_presses_only_what_is_drawn_for_them(sandbox, client):
    shown = await client.chat_postMessage(channel=DESK, text="x", blocks=pressable())
    dana = sandbox.actor("dana")
    with pytest.raises(NotPossibleError, match="there is go"):
        await dana.press("cs-desk", shown["ts"], "stop")
    with pytest.raises(NotPossibleError):
        await sandbox.actor("carla").press("cs-desk", shown["ts"], "go")
    hidden = await client.chat_postEphemeral(channel=DESK, user=dana.id, text="x", blocks=pressable())
    with pytest.raises(NotPossibleError):
        await sandbox.actor("ben").press("cs-desk", hidden["message_ts"], "go")


async def test_two_controls_of_one_name_need_their_block(sandbox, client):
    blocks = pressable(block_id="one") + pressable(block_id="two")
    shown = await client.chat_postMessage(channel=DESK, text="x", blocks=blocks)
    dana = sandbox.actor("dana")
    with pytest.raises(NotPossibleError, match="2 times"):
        await dana.press("cs-desk", shown["ts"], "go")
    await dana.press("cs-desk", shown["ts"], "go", block_id="two")


async def test_commands_and_shortcuts_belong_to_the_home_workspace(sandbox):
    carla = sandbox.actor("carla")
    with pytest.raises(NotPossibleError):
        await carla.command("/case", "hello", "ext-brightwater")
    with pytest.raises(NotPossibleError):
        await carla.shortcut("open_case")
    with pytest.raises(NotPossibleError):
        await sandbox.actor("dana").shortcut("no_such_shortcut")


async def test_slackbot_knows_no_unknown_command(sandbox):
    line = await sandbox.actor("dana").command("/nonsense")
    assert line.text == "/nonsense is not a valid command."
    assert (line.user_id, line.ephemeral_to) == ("USLACKBOT", "U0DANAOKAFO")


async def test_what_is_typed_becomes_mentions_or_text(sandbox):
    dana = sandbox.actor("dana")
    typed = "@ben see #billing & <https://example.com|this>, not <!nobody> or a@ben.example"
    await dana.say("cs-desk", typed)
    assert dana.sees("cs-desk")[0].text == (
        "<@U0BENLINDQV> see <#C0BILLING01|billing> &amp; <https://example.com|this>,"
        " not &lt;!nobody&gt; or a@ben.example"
    )


async def test_reactions_are_counted_once_per_person(sandbox):
    ts = await sandbox.actor("dana").say("cs-desk", "look")
    for name in ("dana", "ben", "ben"):
        await sandbox.actor(name).react("cs-desk", ts, "eyes")
    assert sandbox.actor("dana").sees("cs-desk")[0].reactions == {"eyes": ["U0DANAOKAFO", "U0BENLINDQV"]}
