"""auth.*, users.*, team.*, bots.* and conversations.*: who is there, and what was said where."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation

from sandbox import checks, happenings
from sandbox.arguments import Args
from sandbox.errors import SlackError
from sandbox.payloads import channel_object, channel_type, message_object, profile, user_object
from sandbox.slack import Slack
from sandbox.workspace import Channel, Json, Message

KINDS = {"channel": "public_channel", "group": "private_channel", "im": "im"}


def auth_test(slack: Slack, _args: Args) -> Json:
    workspace = slack.workspace
    return {
        "url": f"https://{workspace.domain}.slack.example/",
        "team": workspace.team_name,
        "user": workspace.people[workspace.bot_user_id].name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def api_test(_slack: Slack, args: Args) -> Json:
    if "error" in args:
        raise SlackError(args.text("error"))
    return {"args": {name: value for name, value in args.values.items() if name != "token"}}


def bots_info(slack: Slack, args: Args) -> Json:
    for person in slack.workspace.people.values():
        if person.bot_id and person.bot_id == args.needed("bot"):
            app_id = slack.workspace.app_id if person.bot_id == slack.workspace.bot_id else "A0DEPLOYBOT"
            bot = {"id": person.bot_id, "name": person.real_name, "user_id": person.id, "app_id": app_id}
            return {"bot": {**bot, "deleted": person.deleted, "updated": 1700000000}}
    raise SlackError("bot_not_found")


def users_info(slack: Slack, args: Args) -> Json:
    return {"user": user_object(slack.workspace, checks.person(slack, args.needed("user")))}


def users_list(slack: Slack, args: Args) -> Json:
    people, cursor = checks.page(args, list(slack.workspace.people.values()))
    members = [user_object(slack.workspace, person) for person in people]
    return {"members": members, "cache_ts": slack.clock.epoch(), **checks.paged(cursor)}


def users_profile_get(slack: Slack, args: Args) -> Json:
    """The bot's own profile where nobody is named."""
    user_id = args.text("user") or slack.workspace.bot_user_id
    return {"profile": profile(checks.person(slack, user_id))}


def users_conversations(slack: Slack, args: Args) -> Json:
    user_id = args.text("user") or slack.workspace.bot_user_id
    mine = [c for c in _listed(slack, args) if checks.person(slack, user_id).id in c.members]
    return _page_of_channels(slack, args, mine)


def team_info(slack: Slack, args: Args) -> Json:
    workspace = slack.workspace
    team_id = args.text("team") or workspace.team_id
    if team_id not in workspace.teams:
        raise SlackError("team_not_found")
    domain = workspace.domain if team_id == workspace.team_id else team_id.lower()
    return {"team": {"id": team_id, "name": workspace.teams[team_id], "domain": domain, "email_domain": ""}}


def conversations_info(slack: Slack, args: Args) -> Json:
    channel = checks.channel(slack, args.needed("channel"))
    written = channel_object(slack.workspace, channel, slack.workspace.bot_user_id)
    if args.flag("include_num_members"):
        written["num_members"] = len(channel.members)
    return {"channel": written}


def conversations_members(slack: Slack, args: Args) -> Json:
    channel = checks.channel(slack, args.needed("channel"))
    members, cursor = checks.page(args, channel.members)
    return {"members": members, **checks.paged(cursor)}


def conversations_list(slack: Slack, args: Args) -> Json:
    bot = slack.workspace.bot_user_id
    visible = [c for c in _listed(slack, args) if bot in c.members or not c.is_private]
    return _page_of_channels(slack, args, visible)


def conversations_history(slack: Slack, args: Args) -> Json:
    """Newest first, without thread replies."""
    channel = checks.own_channel(slack, args.needed("channel"))
    found = [m for m in channel.timeline if _is_shown(slack, args, m)]
    messages, cursor = checks.page(args, found[::-1])
    return _page_of_messages(slack, args, messages, cursor)


def conversations_replies(slack: Slack, args: Args) -> Json:
    """Oldest first, the root before all; `ts` may name the root or any reply."""
    channel = checks.own_channel(slack, args.needed("channel"))
    named = channel.message(args.needed("ts"))
    if named is None or named.ephemeral_to or not _is_visible_yet(slack, named):
        raise SlackError("thread_not_found")
    thread = channel.thread(named.thread_ts or named.ts)
    found = [m for m in thread if not m.is_reply or _is_shown(slack, args, m)]
    messages, cursor = checks.page(args, [m for m in found if not m.ephemeral_to])
    return _page_of_messages(slack, args, messages, cursor)


def conversations_open(slack: Slack, args: Args) -> Json:
    if "channel" in args:
        channel = checks.channel(slack, args.text("channel"))
    else:
        person = checks.person(slack, args.needed("users"))
        refusal = "user_disabled" if person.deleted else "user_not_visible"
        channel = checks.direct_messages(slack, person, refusal=refusal)
    if args.flag("return_im"):
        return {"channel": channel_object(slack.workspace, channel, slack.workspace.bot_user_id)}
    return {"channel": {"id": channel.id}}


def conversations_join(slack: Slack, args: Args) -> Json:
    channel = checks.channel(slack, args.needed("channel"))
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    bot = slack.workspace.people[slack.workspace.bot_user_id]
    already = {"warning": "already_in_channel"} if bot.id in channel.members else {}
    happenings.join(slack.workspace, channel, bot)
    return {"channel": channel_object(slack.workspace, channel, bot.id), **already}


def _listed(slack: Slack, args: Args) -> list[Channel]:
    kinds = (args.text("types") or "public_channel").replace(" ", "").split(",")
    channels = [c for c in slack.workspace.channels.values() if KINDS[channel_type(c)] in kinds]
    return [c for c in channels if not (c.is_archived and args.flag("exclude_archived"))]


def _page_of_channels(slack: Slack, args: Args, channels: list[Channel]) -> Json:
    some, cursor = checks.page(args, channels)
    bot = slack.workspace.bot_user_id
    return {"channels": [channel_object(slack.workspace, c, bot) for c in some], **checks.paged(cursor)}


def _page_of_messages(slack: Slack, args: Args, messages: list[Message], cursor: str) -> Json:
    with_metadata = args.flag("include_all_metadata")
    written = [message_object(slack.workspace, m, with_metadata=with_metadata) for m in messages]
    answer: Json = {"messages": written, "has_more": bool(cursor)}
    return answer | (checks.paged(cursor) if cursor else {})


def _is_shown(slack: Slack, args: Args, message: Message) -> bool:
    """Within the asked range, there for everybody, and old enough to have arrived in history."""
    if message.ephemeral_to or not _is_visible_yet(slack, message):
        return False
    ts, oldest, latest = Decimal(message.ts), _bound(args, "oldest"), _bound(args, "latest")
    if args.flag("inclusive"):
        return (oldest is None or ts >= oldest) and (latest is None or ts <= latest)
    return (oldest is None or ts > oldest) and (latest is None or ts < latest)


def _is_visible_yet(slack: Slack, message: Message) -> bool:
    if not slack.history_lag:
        return True
    now = slack.clock() - timedelta(seconds=slack.history_lag)
    return float(message.ts) <= now.timestamp()


def _bound(args: Args, name: str) -> Decimal | None:
    value = args.text(name)
    if not value or value == "now":
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        raise SlackError(f"invalid_ts_{name}") from None


METHODS = {
    "auth.test": auth_test,
    "api.test": api_test,
    "bots.info": bots_info,
    "users.info": users_info,
    "users.list": users_list,
    "users.profile.get": users_profile_get,
    "users.conversations": users_conversations,
    "team.info": team_info,
    "conversations.info": conversations_info,
    "conversations.members": conversations_members,
    "conversations.list": conversations_list,
    "conversations.history": conversations_history,
    "conversations.replies": conversations_replies,
    "conversations.open": conversations_open,
    "conversations.join": conversations_join,
}
