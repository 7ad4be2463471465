"""views.*: modals and home tabs."""

from typing import Any

from sandbox import checks, screens
from sandbox.arguments import Args
from sandbox.errors import SlackError
from sandbox.payloads import view_object
from sandbox.slack import Slack
from sandbox.workspace import Json, View


def open_(slack: Slack, args: Args) -> Json:
    body = _body(args)
    trigger = slack.triggers.spend(args.needed("trigger_id"))
    return _shown(slack, screens.open_modal(slack, trigger, body))


def push(slack: Slack, args: Args) -> Json:
    body = _body(args)
    trigger = slack.triggers.spend(args.needed("trigger_id"))
    if not slack.workspace.stacks.get(trigger.user_id):
        raise SlackError("not_found")
    return _shown(slack, screens.push_on(slack, trigger.user_id, body))


def update(slack: Slack, args: Args) -> Json:
    key = args.text("view_id") or args.needed("external_id")
    view = slack.workspace.view(key)
    if view is None:
        raise SlackError("not_found")
    return _shown(slack, screens.change(slack, view, _body(args), args.text("hash")))


def publish(slack: Slack, args: Args) -> Json:
    person = checks.person(slack, args.needed("user_id"))
    if person.is_bot or person.deleted:
        raise SlackError("not_enabled")
    return _shown(slack, screens.publish(slack, person.id, _body(args), args.text("hash")))


def _body(args: Args) -> Any:
    if args.values.get("view") is None:
        raise SlackError.with_messages("invalid_arguments", ["missing required field: view"])
    return args.values["view"]


def _shown(slack: Slack, view: View) -> Json:
    return {"view": view_object(slack.workspace, view)}


METHODS = {"views.open": open_, "views.push": push, "views.update": update, "views.publish": publish}
