"""Events on their way to the app: signed, enveloped, retried, ordered."""

import json
from datetime import timedelta

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.responses import Response

from sandbox import happenings
from sandbox.deliveries import Schedule

MINUTE = timedelta(minutes=1)


def events(ear) -> list[dict]:
    return [json.loads(body)["event"] for _, body in ear.heard]


def kinds(ear) -> list[str]:
    return [event.get("subtype", event["type"]) for event in events(ear)]


@pytest.fixture
def dana(sandbox):
    return sandbox.actor("dana")


async def test_an_event_is_signed_and_enveloped(sandbox, ear, dana):
    ts = await dana.say("cs-desk", "a < b & c")
    await sandbox.settled()
    headers, body = ear.heard[0]
    assert SignatureVerifier(sandbox.slack.signing_secret).is_valid_request(body, headers)
    envelope = json.loads(body)
    assert (envelope["type"], envelope["team_id"]) == ("event_callback", "T0TIDEWATER")
    assert envelope["authorizations"][0]["user_id"] == "U0LIAISON00"
    event = envelope["event"]
    assert (event["type"], event["channel_type"], event["ts"]) == ("message", "channel", ts)
    assert event["text"] == "a &lt; b &amp; c"
    assert event["client_msg_id"]
    assert "x-slack-retry-num" not in headers


async def test_a_request_url_is_verified_by_its_echo(sandbox, bolt, ear):
    assert not await sandbox.verify()


async def test_a_bolt_app_passes_the_handshake(sandbox, bolt):
    assert await sandbox.verify()


async def test_in_an_enterprise_every_payload_names_it(sandbox, ear, dana):
    sandbox.workspace.enterprise_id = "E0TIDEWATER"
    await dana.say("cs-desk", "hello")
    await dana.command("/case")
    await sandbox.settled()
    command, event = sorted((body.decode() for _, body in ear.heard), key=lambda body: body[0] == "{")
    assert json.loads(event)["authorizations"][0]["enterprise_id"] == "E0TIDEWATER"
    assert "enterprise_id=E0TIDEWATER" in command


async def test_events_keep_their_order_and_have_unique_ids(sandbox, ear, dana):
    for number in range(20):
        await dana.say("cs-desk", str(number))
    await sandbox.settled()
    assert [event["text"] for event in events(ear)] == [str(n) for n in range(20)]
    assert len({json.loads(body)["event_id"] for _, body in ear.heard}) == 20


async def test_a_failed_event_is_tried_again_at_once_after_one_and_after_five_minutes(sandbox, ear, dana):
    ear.answers = [Response(status_code=500)] * 4
    await dana.say("cs-desk", "hello")
    await sandbox.settled()
    assert len(ear.heard) == 2
    sandbox.clock.push(MINUTE)
    await sandbox.settled()
    assert len(ear.heard) == 3
    sandbox.clock.push(4 * MINUTE)
    await sandbox.settled()
    assert len(ear.heard) == 3
    sandbox.clock.push(MINUTE)
    await sandbox.settled()
    assert [headers.get("x-slack-retry-num") for headers, _ in ear.heard] == [None, "1", "2", "3"]
    assert ear.heard[1][0]["x-slack-retry-reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for _, body in ear.heard}) == 1
    sandbox.clock.push(10 * MINUTE)
    await sandbox.settled()
    assert len(ear.heard) == 4
    assert not sandbox.deliveries.log[0].was_accepted


async def test_each_attempt_is_signed_for_its_own_moment(sandbox, ear, dana):
    ear.answers = [Response(status_code=500)] * 2
    await dana.say("cs-desk", "hello")
    await sandbox.settled()
    sandbox.clock.push(MINUTE)
    await sandbox.settled()
    stamps = [int(headers["x-slack-request-timestamp"]) for headers, _ in ear.heard]
    assert stamps[2] - stamps[0] >= 60


async def test_delayed_events_come_again_until_they_are_accepted(sandbox, ear, dana):
    sandbox.deliveries.schedule = Schedule(later=timedelta(hours=1))
    ear.answers = [Response(status_code=500)] * 5
    await dana.say("cs-desk", "hello")
    for pause in (timedelta(0), MINUTE, 5 * MINUTE, 60 * MINUTE, 60 * MINUTE):
        sandbox.clock.push(pause)
        await sandbox.settled()
    assert len(ear.heard) == 6
    assert sandbox.deliveries.log[0].was_accepted


async def test_an_app_may_ask_for_no_retry(sandbox, ear, dana):
    ear.answers = [Response(status_code=500, headers={"x-slack-no-retry": "1"})]
    await dana.say("cs-desk", "hello")
    await sandbox.settled()
    sandbox.clock.push(10 * MINUTE)
    await sandbox.settled()
    assert len(ear.heard) == 1


async def test_a_slow_app_is_a_failure_too(sandbox, ear, dana):
    sandbox.slack.ack_seconds = 0.1
    ear.slow = 0.3
    await dana.say("cs-desk", "hello")
    await sandbox.settled()
    assert ear.heard[1][0]["x-slack-retry-reason"] == "http_timeout"


async def test_an_app_that_is_not_there_gets_the_event_when_it_comes_back(sandbox, dana, ear):
    listening, sandbox.bot_url = sandbox.bot_url, "http://127.0.0.1:9/slack/events"
    await dana.say("cs-desk", "hello")
    await sandbox.settled()
    sandbox.bot_url = listening
    sandbox.clock.push(MINUTE)
    await sandbox.settled()
    assert ear.heard[0][0]["x-slack-retry-reason"] == "connection_failed"
    assert kinds(ear) == ["message"]


async def test_the_app_hears_only_what_it_subscribed_to_where_it_is(sandbox, ear, manifest):
    priya = sandbox.actor("priya")
    await priya.say("deploys", "the app is not here")
    sandbox.slack.manifest = {"settings": {"event_subscriptions": {"bot_events": ["message.groups"]}}}
    await priya.say("engineering", "nor does it ask for public channels now")
    await sandbox.actor("jonas").say("legal", "but for private ones")
    await sandbox.settled()
    assert [(event["channel"], event["channel_type"]) for event in events(ear)] == [("C0LEGAL0001", "group")]


async def test_replies_edits_and_deletions_are_told(sandbox, ear, dana):
    root = await dana.say("cs-desk", "root")
    reply = await sandbox.actor("ben").say("cs-desk", "reply", thread_ts=root)
    await sandbox.actor("ben").edit("cs-desk", reply, "better")
    await sandbox.actor("ben").delete("cs-desk", reply)
    await sandbox.settled()
    _, replied, changed, deleted = events(ear)
    assert (replied["thread_ts"], replied["parent_user_id"]) == (root, dana.id)
    assert changed["subtype"] == "message_changed"
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("better", "reply")
    assert changed["message"]["ts"] == reply
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", reply)


async def test_a_root_with_replies_leaves_a_tombstone_until_the_last_reply_goes(sandbox, ear, dana):
    root = await dana.say("cs-desk", "root")
    reply = await dana.say("cs-desk", "reply", thread_ts=root)
    await dana.delete("cs-desk", root)
    assert [m.subtype for m in dana.sees("cs-desk")] == ["tombstone", None]
    await dana.delete("cs-desk", reply)
    assert dana.sees("cs-desk") == []
    await sandbox.settled()
    entombed, *gone = events(ear)[2:]
    assert (entombed["subtype"], entombed["message"]["subtype"]) == ("message_changed", "tombstone")
    assert entombed["previous_message"]["text"] == "root"
    assert [event["deleted_ts"] for event in gone] == [reply, root]


async def test_a_reply_to_a_reply_goes_to_the_root(sandbox, dana):
    root = await dana.say("cs-desk", "root")
    reply = await dana.say("cs-desk", "reply", thread_ts=root)
    await dana.say("cs-desk", "nested", thread_ts=reply)
    assert {m.thread_ts for m in dana.sees("cs-desk")} == {root}


async def test_a_mention_is_told_twice_once_as_itself(sandbox, ear, dana):
    await dana.say("cs-desk", "@liaison help")
    await sandbox.settled()
    assert kinds(ear) == ["message", "app_mention"]
    assert events(ear)[1]["text"] == "<@U0LIAISON00> help"


async def test_reactions_members_and_people_are_told(sandbox, ear, dana):
    ts = await dana.say("cs-desk", "look")
    await dana.react("cs-desk", ts, "ticket")
    await dana.unreact("cs-desk", ts, "ticket")
    await sandbox.actor("ines").join("billing")
    await sandbox.actor("ines").leave("billing")
    happenings.change_person(sandbox.workspace, dana.person, is_restricted=True)
    await sandbox.settled()
    assert kinds(ear)[1:] == [
        *(
            "reaction_added",
            "reaction_removed",
            "member_joined_channel",
            "member_left_channel",
            "user_change",
        ),
    ]
    added = events(ear)[1]
    assert (added["reaction"], added["item"]["ts"], added["item_user"]) == ("ticket", ts, dana.id)
    assert events(ear)[-1]["user"]["is_restricted"]


async def test_what_happens_to_channels_is_told(sandbox, ear):
    workspace = sandbox.workspace
    general, legal = workspace.channel("general"), workspace.channel("legal")
    happenings.share(workspace, general, "T0BRIGHTWTR")
    happenings.unshare(workspace, general, "T0BRIGHTWTR")
    happenings.rename(workspace, general, "everyone")
    happenings.archive(workspace, legal, by="U0OLANOWAK0")
    happenings.change_id(workspace, legal, "C0LEGAL0002")
    happenings.revoke_tokens(workspace)
    await sandbox.settled()
    assert kinds(ear) == [
        *("channel_shared", "channel_unshared", "channel_rename", "group_archive", "channel_id_changed"),
        "tokens_revoked",
    ]
    assert events(ear)[2]["channel"]["name"] == "everyone"


async def test_the_bot_hears_its_own_messages_with_their_metadata(sandbox, ear, client):
    metadata = {"event_type": "note", "event_payload": {"d": "abc"}}
    await client.chat_postMessage(channel="C0CSDESK001", text="mine", metadata=metadata)
    await sandbox.settled()
    event = events(ear)[0]
    assert (event["bot_id"], event["app_id"], event["user"]) == ("B0LIAISON00", "A0LIAISON00", "U0LIAISON00")
    assert event["metadata"] == metadata


async def test_an_ephemeral_message_is_no_event(sandbox, ear, client):
    await client.chat_postEphemeral(channel="C0CSDESK001", user="U0DANAOKAFO", text="psst")
    await sandbox.settled()
    assert ear.heard == []


async def test_a_customers_message_names_the_customers_team(sandbox, ear):
    await sandbox.actor("carla").say("ext-brightwater", "It is broken", files=[("log.txt", "…")])
    await sandbox.settled()
    envelope = json.loads(ear.heard[0][1])
    assert envelope["is_ext_shared_channel"]
    assert envelope["authorizations"][0]["team_id"] == "T0TIDEWATER"
    assert envelope["event"]["user_team"] == "T0BRIGHTWTR"
    assert envelope["event"]["files"][0]["file_access"] == "check_file_info"


async def test_opening_the_home_tab_is_told_with_the_tab_as_it_is(sandbox, ear, client, dana):
    await dana.open_home()
    await client.views_publish(user_id=dana.id, view={"type": "home", "blocks": [{"type": "divider"}]})
    await dana.open_home()
    await sandbox.settled()
    first, second = events(ear)
    assert "view" not in first
    assert second["view"]["id"] == dana.home.id


async def test_lost_doubled_delayed_and_shuffled_events(sandbox, ear, dana):
    weather = sandbox.faults.events
    weather.lose = 1.0
    await dana.say("cs-desk", "lost")
    weather.lose, weather.duplicate = 0.0, 1.0
    await dana.say("cs-desk", "doubled")
    await sandbox.settled()
    weather.duplicate, weather.delay = 0.0, 1.0
    await dana.say("cs-desk", "delayed")
    await sandbox.settled()
    assert [event["text"] for event in events(ear)] == ["doubled", "doubled"]
    sandbox.clock.push(MINUTE)
    await sandbox.settled()
    assert events(ear)[-1]["text"] == "delayed"
    weather.delay, weather.shuffle = 0.0, 0.1
    for number in range(10):
        await dana.say("cs-desk", str(number))
    await sandbox.settled()
    shuffled = [event["text"] for event in events(ear)[3:]]
    assert sorted(shuffled) == [str(n) for n in range(10)]
    assert shuffled != sorted(shuffled)
    assert sandbox.faults.counts["event lost"] == 1
