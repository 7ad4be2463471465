"""The Web API as the official SDK meets it: what is done, and what is refused with which word."""

import asyncio
from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import happenings

DESK = "C0CSDESK001"
LEGAL = "C0LEGAL0001"


async def refusal(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def error(call) -> str:
    return (await refusal(call))["error"]


async def test_a_token_says_who_it_is_and_what_it_may(client):
    answer = await client.auth_test()
    assert (answer["user_id"], answer["bot_id"]) == ("U0LIAISON00", "B0LIAISON00")
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_without_a_proper_token_nothing_works(sandbox, session):
    async with session.post(f"{sandbox.api_url}auth.test") as answer:
        assert (await answer.json())["error"] == "not_authed"
    stranger = AsyncWebClient("xoxb-wrong", sandbox.api_url, session=session)
    assert await error(stranger.auth_test()) == "invalid_auth"
    app_level = AsyncWebClient(sandbox.slack.app_token, sandbox.api_url, session=session)
    assert await error(app_level.users_list()) == "not_allowed_token_type"
    sandbox.slack.are_tokens_revoked = True
    known = AsyncWebClient(sandbox.slack.bot_token, sandbox.api_url, session=session)
    assert await error(known.auth_test()) == "token_revoked"


async def test_a_token_in_the_form_is_as_good_as_a_bearer(sandbox, session):
    async with session.post(f"{sandbox.api_url}auth.test", data={"token": sandbox.slack.bot_token}) as answer:
        assert (await answer.json())["ok"]


async def test_a_missing_scope_is_named(sandbox, client):
    sandbox.slack.manifest = {"oauth_config": {"scopes": {"bot": ["users:read"]}}}
    answer = await refusal(client.chat_postMessage(channel=DESK, text="hi"))
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        *("missing_scope", "chat:write", "users:read"),
    )
    assert (await refusal(client.conversations_history(channel=LEGAL)))["needed"] == "groups:history"
    assert (await refusal(client.conversations_history(channel=DESK)))["needed"] == "channels:history"


async def test_an_unknown_method_is_refused(client):
    assert await error(client.api_call("chat.shout")) == "unknown_method"


async def test_a_body_that_is_no_json_object_is_refused(sandbox, session):
    headers = {"authorization": f"Bearer {sandbox.slack.bot_token}", "content-type": "application/json"}
    for body, word in (("{", "invalid_json"), ("[]", "json_not_object")):
        async with session.post(f"{sandbox.api_url}chat.postMessage", data=body, headers=headers) as answer:
            assert (await answer.json())["error"] == word


async def test_a_form_only_method_does_not_see_json(sandbox, session):
    headers = {"authorization": f"Bearer {sandbox.slack.bot_token}"}
    url = f"{sandbox.api_url}users.info"
    async with session.post(url, json={"user": "U0DANAOKAFO"}, headers=headers) as answer:
        assert (await answer.json())["error"] == "invalid_arguments"


async def test_a_post_is_seen_by_members_and_has_a_unique_ts(client, sandbox):
    first = await client.chat_postMessage(channel=DESK, text="one")
    second = await client.chat_postMessage(channel=DESK, text="two")
    assert first["ts"] < second["ts"]
    assert [m.text for m in sandbox.actor("dana").sees("cs-desk")] == ["one", "two"]


@pytest.mark.parametrize(
    ("channel", "word"),
    [
        ("C0NOWHERE00", "channel_not_found"),
        ("C0DEPLOYS01", "not_in_channel"),
        ("U0LIAISON00", "cannot_dm_bot"),
        ("", "invalid_arguments"),
    ],
)
async def test_a_post_is_refused_where_the_bot_may_not_write(client, channel, word):
    assert await error(client.chat_postMessage(channel=channel, text="hello")) == word


async def test_a_private_channel_without_the_bot_does_not_exist_for_it(client, sandbox):
    sandbox.workspace.channels[LEGAL].members.remove("U0LIAISON00")
    assert await error(client.chat_postMessage(channel=LEGAL, text="hello")) == "channel_not_found"
    assert await error(client.conversations_info(channel=LEGAL)) == "channel_not_found"


async def test_an_archived_channel_takes_nothing(client, sandbox):
    before = (await client.chat_postMessage(channel="C0BILLING01", text="hello"))["ts"]
    happenings.archive(sandbox.workspace, sandbox.workspace.channel("billing"), by="U0OLANOWAK0")
    assert await error(client.chat_postMessage(channel="C0BILLING01", text="hello")) == "is_archived"
    assert await error(client.chat_update(channel="C0BILLING01", ts=before, text="bye")) == "is_inactive"


@pytest.mark.filterwarnings("ignore:The top-level `text` argument")
async def test_a_message_needs_something_to_say(client):
    assert await error(client.chat_postMessage(channel=DESK, text="  ")) == "no_text"


async def test_text_is_cut_at_forty_thousand_characters(client):
    answer = await client.chat_postMessage(channel=DESK, text="x" * 50_000)
    assert len(answer["message"]["text"]) == 40_000


async def test_a_reply_needs_a_root(client):
    root = (await client.chat_postMessage(channel=DESK, text="root"))["ts"]
    reply = await client.chat_postMessage(channel=DESK, text="reply", thread_ts=root)
    nested = await client.chat_postMessage(channel=DESK, text="nested", thread_ts=reply["ts"])
    assert nested["message"]["thread_ts"] == root
    gone = client.chat_postMessage(channel=DESK, text="?", thread_ts="1700000000.000001")
    assert await error(gone) == "thread_not_found"


async def test_an_update_changes_the_bots_own_messages_only(client, sandbox):
    mine = (await client.chat_postMessage(channel=DESK, text="old"))["ts"]
    answer = await client.chat_update(channel=DESK, ts=mine, text="new")
    assert answer["message"]["edited"]["user"] == "U0LIAISON00"
    assert await error(client.chat_update(channel=DESK, ts=mine, text="x" * 4001)) == "msg_too_long"
    theirs = await sandbox.actor("dana").say("cs-desk", "hers")
    assert await error(client.chat_update(channel=DESK, ts=theirs, text="mine")) == "cant_update_message"
    unknown = client.chat_update(channel=DESK, ts="1700000000.000001", text="x")
    assert await error(unknown) == "message_not_found"


async def test_an_update_without_blocks_takes_the_blocks_away(client, sandbox):
    blocks = [{"type": "divider"}]
    ts = (await client.chat_postMessage(channel=DESK, text="a", blocks=blocks))["ts"]
    await client.chat_update(channel=DESK, ts=ts, text="b")
    assert sandbox.actor("dana").sees("cs-desk")[0].blocks == []


async def test_a_deleted_message_is_gone_but_stays_counted(client, sandbox):
    ts = (await client.chat_postMessage(channel=DESK, text="oops"))["ts"]
    await client.chat_delete(channel=DESK, ts=ts)
    assert sandbox.actor("dana").sees("cs-desk") == []
    assert [post.text for post in sandbox.ledger.posts] == ["oops"]
    assert await error(client.chat_delete(channel=DESK, ts=ts)) == "message_not_found"


async def test_an_ephemeral_message_is_for_one_member_and_cannot_be_changed(client, sandbox):
    answer = await client.chat_postEphemeral(channel=DESK, user="U0DANAOKAFO", text="psst")
    assert [m.text for m in sandbox.actor("dana").sees("cs-desk")] == ["psst"]
    assert sandbox.actor("ben").sees("cs-desk") == []
    assert (await client.conversations_history(channel=DESK))["messages"] == []
    update = client.chat_update(channel=DESK, ts=answer["message_ts"], text="louder")
    assert await error(update) == "message_not_found"
    outside = client.chat_postEphemeral(channel=DESK, user="U0PRIYARAMA", text="psst")
    assert await error(outside) == "user_not_in_channel"


async def test_a_direct_message_goes_by_person_or_by_its_channel(client, sandbox):
    opened = (await client.conversations_open(users="U0DANAOKAFO"))["channel"]["id"]
    posted = await client.chat_postMessage(channel="U0DANAOKAFO", text="hello Dana")
    assert posted["channel"] == opened
    assert [m.text for m in sandbox.actor("dana").inbox()] == ["hello Dana"]
    assert await error(client.conversations_open(users="U0ELIFORMER")) == "user_disabled"
    assert await error(client.conversations_open(users="U0MAXUNKNOW")) == "user_not_visible"
    assert (await client.conversations_open(users="U0CARLAVOSS"))["ok"]


async def test_metadata_is_kept_and_shown_to_those_who_ask(client):
    metadata = {"event_type": "note", "event_payload": {"d": "abc"}}
    await client.chat_postMessage(channel=DESK, text="marked", metadata=metadata)
    plain = (await client.conversations_history(channel=DESK))["messages"][0]
    asked = (await client.conversations_history(channel=DESK, include_all_metadata=True))["messages"][0]
    assert "metadata" not in plain
    assert asked["metadata"] == metadata
    bad = client.chat_postMessage(channel=DESK, text="x", metadata={"event_type": "note"})
    assert await error(bad) == "invalid_metadata_format"


async def test_a_name_of_its_own_needs_a_scope(client):
    answer = await refusal(client.chat_postMessage(channel=DESK, text="x", username="Someone"))
    assert answer["needed"] == "chat:write.customize"


async def test_history_comes_in_pages_newest_first_without_replies(client):
    stamps = [(await client.chat_postMessage(channel=DESK, text=str(n)))["ts"] for n in range(5)]
    await client.chat_postMessage(channel=DESK, text="reply", thread_ts=stamps[0])
    seen, cursor = [], None
    while cursor != "":
        page = await client.conversations_history(channel=DESK, limit=2, cursor=cursor)
        seen += [m["text"] for m in page["messages"]]
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
    assert seen == ["4", "3", "2", "1", "0"]
    assert await error(client.conversations_history(channel=DESK, cursor="nonsense")) == "invalid_cursor"


async def test_history_keeps_to_oldest_and_latest(client):
    stamps = [(await client.chat_postMessage(channel=DESK, text=str(n)))["ts"] for n in range(4)]

    async def between(**bounds):
        answer = await client.conversations_history(
            channel=DESK, oldest=stamps[1], latest=stamps[2], **bounds
        )
        return [m["text"] for m in answer["messages"]]

    assert await between() == []
    assert await between(inclusive=True) == ["2", "1"]


async def test_replies_come_oldest_first_after_their_root(client):
    root = (await client.chat_postMessage(channel=DESK, text="root"))["ts"]
    for n in range(3):
        await client.chat_postMessage(channel=DESK, text=str(n), thread_ts=root)
    answer = await client.conversations_replies(channel=DESK, ts=root)
    assert [m["text"] for m in answer["messages"]] == ["root", "0", "1", "2"]
    assert answer["messages"][0]["reply_count"] == 3
    missing = client.conversations_replies(channel=DESK, ts="1700000000.000001")
    assert await error(missing) == "thread_not_found"


async def test_a_message_reaches_history_after_the_lag(client, sandbox):
    sandbox.slack.history_lag = 60
    root = (await client.chat_postMessage(channel=DESK, text="late"))["ts"]
    assert (await client.conversations_history(channel=DESK))["messages"] == []
    assert await error(client.conversations_replies(channel=DESK, ts=root)) == "thread_not_found"
    sandbox.clock.push(timedelta(seconds=61))
    assert len((await client.conversations_history(channel=DESK))["messages"]) == 1
    assert len((await client.conversations_replies(channel=DESK, ts=root))["messages"]) == 1


async def test_people_are_described_with_role_team_and_zone(client):
    dana = (await client.users_info(user="U0DANAOKAFO"))["user"]
    assert (dana["tz"], dana["is_restricted"], dana["team_id"]) == ("America/New_York", False, "T0TIDEWATER")
    assert dana["tz_offset"] in {-14400, -18000}
    assert (await client.users_info(user="U0SIABRANDT"))["user"]["is_ultra_restricted"]
    assert (await client.users_info(user="U0MAXUNKNOW"))["user"]["is_stranger"]
    assert (await client.users_info(user="U0ELIFORMER"))["user"]["deleted"]
    assert await error(client.users_info(user="U0NOBODY00")) == "user_not_found"


async def test_users_list_comes_in_pages(client, sandbox):
    first = await client.users_list(limit=10)
    rest = await client.users_list(limit=10, cursor=first["response_metadata"]["next_cursor"])
    ids = [user["id"] for user in first["members"] + rest["members"]]
    assert ids == list(sandbox.workspace.people)
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_channels_are_listed_by_type_and_membership(client):
    public = await client.conversations_list(types="public_channel")
    assert "legal" not in [c["name"] for c in public["channels"]]
    mine = await client.users_conversations(types="public_channel,private_channel")
    names = [c["name"] for c in mine["channels"]]
    assert "legal" in names
    assert "deploys" not in names


async def test_a_shared_channel_says_so(client):
    info = (await client.conversations_info(channel="C0EXTBRIGHT", include_num_members=True))["channel"]
    assert info["is_ext_shared"]
    assert info["connected_team_ids"] == ["T0BRIGHTWTR"]
    assert info["num_members"] == 4
    members = (await client.conversations_members(channel="C0EXTBRIGHT"))["members"]
    assert "U0CARLAVOSS" in members


async def test_joining_makes_a_member(client, sandbox):
    await client.api_call("conversations.join", json={"channel": "C0DEPLOYS01"})
    assert "U0LIAISON00" in sandbox.workspace.channel("deploys").members


async def test_reactions_are_added_once(client, sandbox):
    ts = await sandbox.actor("dana").say("cs-desk", "look")
    await client.reactions_add(channel=DESK, timestamp=ts, name="eyes")
    again = client.reactions_add(channel=DESK, timestamp=ts, name="eyes")
    assert await error(again) == "already_reacted"
    await client.reactions_remove(channel=DESK, timestamp=ts, name="eyes")
    assert sandbox.actor("dana").sees("cs-desk")[0].reactions == {}


async def test_a_permalink_leads_to_the_message(client):
    ts = (await client.chat_postMessage(channel=DESK, text="here"))["ts"]
    link = (await client.chat_getPermalink(channel=DESK, message_ts=ts))["permalink"]
    assert link.endswith(f"/archives/{DESK}/p{ts.replace('.', '')}")


async def test_a_file_is_uploaded_in_three_steps(client, sandbox):
    answer = await client.files_upload_v2(
        channel=DESK, filename="report.csv", content="a,b\n1,2\n", initial_comment="The numbers"
    )
    file_id = answer["files"][0]["id"]
    info = (await client.files_info(file=file_id))["file"]
    assert info["shares"]["public"][DESK]
    message = sandbox.actor("dana").sees("cs-desk")[0]
    assert (message.text, message.subtype, message.files) == ("The numbers", "file_share", [file_id])
    assert sandbox.workspace.files[file_id].content == b"a,b\n1,2\n"
    twice = client.files_completeUploadExternal(files=[{"id": file_id, "title": "again"}])
    assert await error(twice) == "file_not_found"


async def test_posts_beyond_a_burst_are_told_to_wait(client, sandbox):
    sandbox.slack.pace.enabled = True
    now = [1000.0]
    sandbox.slack.pace.now = lambda: now[0]
    for _ in range(4):
        await client.chat_postMessage(channel=DESK, text="x")
    answer = await refusal(client.chat_postMessage(channel=DESK, text="x"))
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "1"
    await client.chat_postMessage(channel="C0BILLING01", text="another channel has its own bucket")
    now[0] += 1
    await client.chat_postMessage(channel=DESK, text="x")


async def test_a_tier_allows_so_many_calls_a_minute(client, sandbox):
    sandbox.slack.pace.enabled = True
    sandbox.slack.pace.now = lambda: 1000.0
    for _ in range(20):
        await client.users_list(limit=1)
    answer = await refusal(client.users_list(limit=1))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")


async def test_the_ledger_holds_every_call(client, sandbox, tmp_path):
    await client.chat_postMessage(channel=DESK, text="x", blocks=[{"type": "divider"}])
    await error(client.chat_postMessage(channel="C0NOWHERE00", text="x"))
    good, bad = sandbox.ledger.of("chat.postMessage")
    assert good["args"]["blocks"] == [{"type": "divider"}]
    assert (good["ok"], good["token"], good["http"]) == (True, "xoxb", "POST")
    assert (bad["ok"], bad["error"]) == (False, "channel_not_found")
    sandbox.ledger.write(tmp_path / "calls.jsonl")
    assert len((tmp_path / "calls.jsonl").read_text().splitlines()) == 2


async def test_the_watchers_wake_on_a_change(client, sandbox):
    changes = sandbox.changes()
    await anext(changes)
    waiting = asyncio.ensure_future(anext(changes))
    await client.chat_postMessage(channel=DESK, text="x")
    await asyncio.wait_for(waiting, 1)
    await changes.aclose()
