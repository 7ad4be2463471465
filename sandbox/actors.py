"""People at their screens: each can do what Slack lets them do, and see what Slack lets them see."""

import mimetypes
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sandbox import answers, events, forms, happenings, interactions, responses, screens
from sandbox.answers import Submitted
from sandbox.controls import action, chosen, find
from sandbox.errors import NotPossibleError
from sandbox.payloads import view_object
from sandbox.rights import Rights
from sandbox.slack import Slack
from sandbox.wording import escaped, typed
from sandbox.workspace import File, Json, Message, Person, View


class Actor:
    """One person. Channels are named by id, by name, or "@liaison" for the app's direct messages.

    Whatever the person's screen would not offer raises NotPossibleError.
    """

    def __init__(self, slack: Slack, person: Person) -> None:
        self.slack = slack
        self.person = person
        self.workspace = slack.workspace
        self._rights = Rights(slack.workspace, person)

    @property
    def id(self) -> str:
        return self.person.id

    # What the person sees

    @property
    def modal(self) -> View | None:
        """The modal on top, if one is open."""
        stack = self.workspace.stacks.get(self.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        return self.workspace.homes.get(self.id)

    @property
    def warnings(self) -> list[str]:
        """Slack's own complaints about the app, oldest first."""
        return self.slack.warnings.get(self.id, [])

    def sees(self, channel: str) -> list[Message]:
        """The channel's messages as far as this person may read them, thread replies among them."""
        return self.workspace.seen_by(self.id, self._rights.channel(channel))

    def inbox(self) -> list[Message]:
        """The direct messages with the app."""
        return self.workspace.seen_by(self.id, self.workspace.im_with_bot(self.id))

    # What the person says

    async def say(
        self,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        files: Sequence[tuple[str, str | bytes]] = (),
    ) -> str:
        """Post and return the ts. `files` are (name, content); `@dana` in the text is a mention."""
        place = self._rights.to_post_in(channel)
        if not text.strip() and not files:
            raise NotPossibleError("There is nothing to say.")
        message = Message(place.id, self.workspace.next_ts(), self.id, typed(self.workspace, text))
        message.thread_ts = self._rights.thread_in(place, thread_ts) if thread_ts else None
        message.client_msg_id = str(uuid.uuid4())
        message.files = [self._upload(name, content) for name, content in files]
        message.subtype = "file_share" if files else None
        return happenings.post(self.workspace, message).ts

    async def edit(self, channel: str, ts: str, text: str) -> None:
        message = self._rights.own_message(channel, ts)
        happenings.edit(self.workspace, message, by=self.id, text=typed(self.workspace, text))

    async def delete(self, channel: str, ts: str) -> None:
        happenings.delete(self.workspace, self._rights.own_message(channel, ts))

    async def react(self, channel: str, ts: str, name: str) -> None:
        """Add an emoji, named without colons; a second time changes nothing."""
        message = self._rights.message_to_touch(channel, ts)
        if self.id not in message.reactions.get(name, []):
            happenings.react(self.workspace, message, name, self.id)

    async def unreact(self, channel: str, ts: str, name: str) -> None:
        message = self._rights.message_to_touch(channel, ts)
        if self.id in message.reactions.get(name, []):
            happenings.unreact(self.workspace, message, name, self.id)

    async def join(self, channel: str, *, invited_by: str = "") -> None:
        """A private or shared channel only by somebody's invitation (an id or a name)."""
        place = self._rights.to_join(channel, is_invited=bool(invited_by))
        inviter = self.workspace.person(invited_by).id if invited_by else ""
        happenings.join(self.workspace, place, self.person, inviter=inviter)

    async def leave(self, channel: str) -> None:
        happenings.leave(self.workspace, self._rights.channel_of_mine(channel), self.person)

    async def set_status(self, text: str = "", emoji: str = "", *, until: datetime | None = None) -> None:
        """Show a status beside the name, such as ("Vacationing", ":palm_tree:"); none by default."""
        ends = int(until.timestamp()) if until else 0
        happenings.set_status(self.workspace, self.person, text, emoji, until=ends)

    # What the person asks of the app

    async def command(self, name: str, text: str = "", channel: str = "general") -> Message | None:
        """Type a slash command; the line the answer draws, if any (later ones come by response_url)."""
        place = self._rights.to_command_in(channel)
        if name not in {command["command"] for command in self.slack.slash_commands}:
            words = f"{name} is not a valid command."
            return responses.slackbot_says(self.slack, self.person, place, words)
        url = responses.issue(self.slack, self.id, place.id)
        line = f"{name} {escaped(text)}"
        fields = interactions.command(self.slack, self.person, place, line, url)
        answer = await self.slack.ask(fields)
        return answers.after_command(self.slack, self.person, place, name, answer)

    async def press(
        self, channel: str, ts: str, action_id: str, *, block_id: str | None = None, option: Any = None
    ) -> None:
        """Press a button of a message, or choose `option` (its value) in a menu of it."""
        message = self._rights.message_to_touch(channel, ts)
        control = find(message.blocks, action_id, block_id, option)
        pressed = action(control, option, self.workspace.next_ts())
        url = responses.issue(self.slack, self.id, message.channel_id, message.ts)
        payload = interactions.press_on_message(self.slack, self.person, message, pressed, url)
        answers.after_press(self.slack, self.person, await self.slack.ask(payload))

    async def press_in_view(
        self, view_id: str, action_id: str, *, block_id: str | None = None, option: Any = None
    ) -> None:
        """Press or choose in the open modal or the home tab."""
        view = self._view(view_id)
        control = find(view.blocks, action_id, block_id)
        offered = view.suggested.get(action_id)
        pressed = action(control, option, self.workspace.next_ts(), offered)
        if control.holds_something:
            forms.hold(view, control, chosen(control, option, offered))
        payload = interactions.press_in_view(self.slack, self.person, view, pressed)
        answers.after_press(self.slack, self.person, await self.slack.ask(payload))

    async def press_home(self, action_id: str, *, block_id: str | None = None, option: Any = None) -> None:
        if self.home is None:
            raise NotPossibleError(f"{self.person.real_name}'s home tab is empty.")
        await self.press_in_view(self.home.id, action_id, block_id=block_id, option=option)

    async def shortcut(self, callback_id: str, channel: str | None = None, ts: str | None = None) -> None:
        """A global shortcut, or with a message one from that message's menu."""
        self._rights.to_use_shortcuts()
        kind = "global" if ts is None else "message"
        if not any(s["callback_id"] == callback_id and s["type"] == kind for s in self.slack.shortcuts):
            raise NotPossibleError(f"The app has no {kind} shortcut {callback_id!r}.")
        if ts is None:
            payload = interactions.shortcut(self.slack, self.person, callback_id)
        else:
            message = self._rights.message_to_touch(channel or "", ts)
            url = responses.issue(self.slack, self.id, message.channel_id)
            payload = interactions.message_shortcut(self.slack, self.person, message, callback_id, url)
        answers.after_press(self.slack, self.person, await self.slack.ask(payload))

    async def options(
        self, view_id: str, action_id: str, query: str = "", *, block_id: str | None = None
    ) -> list[Json]:
        """Type into an external select of a modal; the options the app offers."""
        view = self._view(view_id)
        control = find(view.blocks, action_id, block_id)
        payload = interactions.suggestion(self.slack, self.person, view, control, query)
        offered = answers.after_suggestion(self.slack, self.person, await self.slack.ask(payload))
        earlier = {one["value"]: one for one in view.suggested.get(action_id, [])}
        view.suggested[action_id] = list({**earlier, **{one["value"]: one for one in offered}}.values())
        return offered

    async def submit(self, view_id: str, values: Mapping[str, Any] | None = None) -> Submitted:
        """Fill in fields, by block id or action id, and submit the modal on top.

        Text is a str, a choice the option's value (a list of them for several), people, channels and
        dates their ids and ISO forms. What is not given keeps what it holds.
        """
        view = self._view(view_id)
        if view is not self.modal:
            raise NotPossibleError("Only the modal on top can be submitted.")
        forms.fill(view, values or {})
        wrong = forms.complaints(view)
        if wrong:
            return Submitted("errors", errors=wrong, errors_by_slack=True, view=view)
        urls = responses.for_view(self.slack, view)
        payload = interactions.submission(self.slack, self.person, view, urls)
        return answers.after_submission(self.slack, view, await self.slack.ask(payload))

    async def close_view(self, view_id: str, *, everything: bool = False) -> None:
        """Cancel the modal on top; `everything` is the cross that closes the whole stack."""
        view = self._view(view_id)
        screens.close(self.slack, view, everything=everything)
        if view.body.get("notify_on_close"):
            payload = interactions.closed(self.slack, self.person, view, is_cleared=everything)
            await self.slack.ask(payload)

    async def open_home(self, tab: str = "home") -> None:
        """Look at the app's home tab, or its messages tab; the app is told by an event."""
        self._rights.to_be_here()
        im = self.workspace.im_with_bot(self.id)
        view = view_object(self.workspace, self.home) if self.home and tab == "home" else None
        self.workspace.tell(events.home_opened(self.workspace, self.person, im, view, tab), im)

    def _view(self, view_id: str) -> View:
        """A view on this person's own screen."""
        self._rights.to_be_here()
        view = self.workspace.view(view_id)
        if view is None or view.user_id != self.id:
            raise NotPossibleError(f"{self.person.real_name} has no view {view_id} open.")
        return view

    def _upload(self, name: str, content: str | bytes) -> str:
        data = content.encode() if isinstance(content, str) else content
        file_id = self.workspace.next_id("F")
        kind = mimetypes.guess_type(name)[0] or "text/plain"
        file = File(file_id, name, name, kind, data, self.id, self.workspace.clock.epoch())
        self.workspace.files[file_id] = file
        return file_id
