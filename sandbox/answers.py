"""What Slack does with the app's answer to an interaction, and what it shows when there is none."""

from dataclasses import dataclass, field
from typing import Literal

from sandbox import responses, screens
from sandbox.controls import controls
from sandbox.errors import SlackError
from sandbox.onlookers import outsiders
from sandbox.slack import Answer, Slack
from sandbox.workspace import Channel, Json, Message, Person, View

TROUBLE = "We had some trouble connecting. Try again?"
COMMAND_ERRORS = {"http_timeout": "operation_timeout"}
OPTIONS_LIMIT = 100


@dataclass(frozen=True)
class Submitted:
    """How a submission ended. `errors` are the words under the fields, by block id.

    `errors_by_slack`: Slack's own screen refused, and the app heard nothing. `view` is the modal that
    is on top now, if any. `failed`: the app gave no proper answer; the modal stays, with `warning`.
    """

    outcome: Literal["closed", "errors", "updated", "pushed", "cleared", "failed"]
    errors: dict[str, str] = field(default_factory=dict)
    errors_by_slack: bool = False
    view: View | None = None
    warning: str = ""

    @property
    def closed(self) -> bool:
        return self.outcome in {"closed", "cleared"}

    @property
    def updated(self) -> bool:
        return self.outcome == "updated"


def after_command(
    slack: Slack, person: Person, channel: Channel, name: str, answer: Answer
) -> Message | None:
    """The line that the answer draws in the channel, if it draws one."""
    if not answer.is_ok:
        error = COMMAND_ERRORS.get(answer.failure, "dispatch_failed")
        return responses.slackbot_says(slack, person, channel, f"{name} failed with the error “{error}”")
    body: Json = {"text": answer.body} if isinstance(answer.body, str) else answer.body
    if not any(body.values()):
        return None
    _note(slack, "__slash_ack__", body, person.id)
    try:
        return responses.say(slack, person, channel, body)
    except SlackError as refusal:
        words = f"{name} failed with the error “{refusal.code}”"
        return responses.slackbot_says(slack, person, channel, words)


def after_press(slack: Slack, person: Person, answer: Answer) -> None:
    """A press needs no more than a 200; anything else is a warning beside the control."""
    if answer.failure == "http_timeout":
        slack.warn(person.id, "Operation timed out. Apps need to respond within 3 seconds.")
    elif answer.failure == "http_error":
        slack.warn(person.id, f"This app responded with Status Code {answer.status}.")
    elif answer.failure:
        slack.warn(person.id, "This app is not responding.")


def after_submission(slack: Slack, view: View, answer: Answer) -> Submitted:
    """Close, complain, redraw, stack or clear, as the app's `response_action` says."""
    if not answer.is_ok:
        return _failed(slack, view, TROUBLE)
    body = answer.body if isinstance(answer.body, dict) else {}
    if body:
        _note(slack, "__ack__", body, view.user_id)
    try:
        return _act(slack, view, body)
    except SlackError as refusal:
        return _failed(slack, view, f"{TROUBLE} ({refusal.code})")


def _note(slack: Slack, method: str, body: Json, to: str) -> None:
    readers = outsiders(slack.workspace, method, body, to=to)
    slack.ledger.note(method, body, t=slack.clock().timestamp(), outsiders=readers)


def _act(slack: Slack, view: View, body: Json) -> Submitted:
    match body.get("response_action"):
        case "errors":
            return _complain(slack, view, body.get("errors") or {})
        case "update":
            return Submitted("updated", view=screens.change(slack, view, body.get("view") or {}))
        case "push":
            return Submitted("pushed", view=screens.push_on(slack, view.user_id, body.get("view") or {}))
        case "clear":
            screens.close(slack, view, everything=True)
            return Submitted("cleared")
        case None:
            screens.close(slack, view)
            stack = slack.workspace.stacks[view.user_id]
            return Submitted("closed", view=stack[-1] if stack else None)
        case other:
            raise SlackError(f"invalid response_action {other}")


def _complain(slack: Slack, view: View, errors: Json) -> Submitted:
    """Slack draws errors under input blocks only; others make the whole answer invalid."""
    inputs = {control.block_id for control in controls(view.blocks) if control.is_input}
    if not errors or not set(errors) <= inputs:
        raise SlackError("errors for fields that are no inputs")
    slack.workspace.changed()
    return Submitted("errors", errors={str(k): str(v) for k, v in errors.items()}, view=view)


def _failed(slack: Slack, view: View, words: str) -> Submitted:
    slack.warn(view.user_id, words)
    return Submitted("failed", view=view, warning=words)


def after_suggestion(slack: Slack, person: Person, answer: Answer) -> list[Json]:
    """The options to offer, those in groups too; none if the answer is no good."""
    body = answer.body if isinstance(answer.body, dict) else {}
    if not answer.is_ok:
        after_press(slack, person, answer)
        return []
    _note(slack, "__options__", body, person.id)
    grouped = [option for group in body.get("option_groups") or [] for option in group.get("options", [])]
    options: list[Json] = [*(body.get("options") or []), *grouped]
    return options if len(options) <= OPTIONS_LIMIT else []
