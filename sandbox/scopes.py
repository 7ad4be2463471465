"""Which scope each Web API method asks of a bot token, from docs.slack.dev's method pages."""

from sandbox.arguments import Args
from sandbox.errors import SlackError
from sandbox.payloads import channel_type
from sandbox.slack import Slack

FIXED = {
    "bots.info": "users:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.profile.get": "users.profile:read",
    "team.info": "team:read",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "reactions.add": "reactions:write",
    "reactions.remove": "reactions:write",
    "conversations.join": "channels:join",
    "files.info": "files:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
}
BY_CHANNEL = {
    "conversations.info": "read",
    "conversations.members": "read",
    "conversations.history": "history",
    "conversations.replies": "history",
}
"""These ask for `channels:…`, `groups:…` or `im:…`, as the channel is."""

BY_TYPES = {"conversations.list", "users.conversations"}
FAMILIES = {"channel": "channels", "group": "groups", "im": "im"}
TYPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}


def check(slack: Slack, method: str, args: Args) -> None:
    """SlackError `missing_scope`, with what is needed and what there is."""
    needed = _needed(slack, method, args)
    missing = [scope for scope in needed if scope not in slack.scopes]
    if missing:
        raise SlackError("missing_scope", needed=",".join(missing), provided=",".join(slack.scopes))


def _needed(slack: Slack, method: str, args: Args) -> list[str]:
    if method in FIXED:
        return [FIXED[method]]
    if method == "conversations.open":
        return ["im:write"]
    if method in BY_TYPES:
        kinds = (args.text("types") or "public_channel").replace(" ", "").split(",")
        return [TYPES[kind] for kind in kinds if kind in TYPES]
    channel = slack.workspace.channels.get(args.text("channel"))
    if method in BY_CHANNEL and channel is not None:
        return [f"{FAMILIES[channel_type(channel)]}:{BY_CHANNEL[method]}"]
    return []
