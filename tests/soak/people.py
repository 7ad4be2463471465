"""How a person deals with an app that dies under their hands: tries again, looks, takes a no for a no."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.switchboard import SORRY
from sandbox.actors import Actor
from sandbox.errors import NotPossibleError
from sandbox.workspace import View
from tests.soak import diary
from tests.soak.board import Board, Post
from tests.soak.diary import Act, CaseDiary

TRIES = 400


class GaveUpError(Exception):
    """A person tried and waited as long as people do."""


@dataclass
class Staff:
    """One person, who does one thing at a time: ``async with person.busy:``."""

    actor: Actor
    board: Board
    random: random.Random
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def name(self) -> str:
        return self.actor.person.name

    async def breathe(self, longest: float = 0.25) -> None:
        await asyncio.sleep(self.random.uniform(0.02, longest))

    # -- press

    async def press(self, card: Post, action_id: str, act: Act, case: CaseDiary, option: str = "") -> None:
        """Until it was taken, or the card offers it no more because it has happened.

        A no to somebody who has tried before means that an earlier press, which failed as far as they could
        see, had its effect.
        """
        for tried in range(TRIES):
            try:
                is_taken, said = await self._press_once(card, action_id, option)
            except NotPossibleError:
                case.note(f"{self.name} finds no {action_id} on the card any more")
                act.acked_at = diary.now()
                return
            case.note(f"{self.name} presses {action_id}: {'taken' if is_taken else 'failed'} {said}")
            if is_taken and SORRY not in said:
                act.acked_at, act.refused = diary.now(), "" if tried else said
                return
            await self.breathe()
        raise GaveUpError(action_id)

    async def _press_once(self, card: Post, action_id: str, option: str = "") -> tuple[bool, str]:
        """Whether Slack heard 200, and what the bot whispered."""
        warned, whispered = len(self.actor.warnings), len(self._whispers())
        message = card.message
        chosen = self._option(card, action_id, option) if option else None
        await self.actor.press(message.channel_id, message.ts, action_id, option=chosen)
        said = [post.message.text for post in self._whispers()[whispered:]]
        return len(self.actor.warnings) == warned, " ".join(said)

    def has_reacted(self, card: Post) -> bool:
        live = self.board.live(card)
        return live is not None and self.actor.id in live.reactions.get("eyes", [])

    def _whispers(self) -> list[Post]:
        self.board.catch_up()
        return self.board.whispers[self.actor.id]

    def _option(self, card: Post, action_id: str, verb: str) -> str:
        """The value of a menu's choice, such as ``release:12``."""
        live = self.board.live(card)
        for block in live.blocks if live else []:
            for element in block.get("elements", []):
                for option in element.get("options", []) if element.get("action_id") == action_id else []:
                    if option["value"].startswith(verb):
                        return str(option["value"])
        raise NotPossibleError(f"The menu does not offer {verb}.")

    # -- forms

    async def form(self, wanted: str, ask: Callable[[], Awaitable[str]], case: CaseDiary) -> View | None:
        """Ask for a form until it is on the screen; None when the bot says no, or the way to it is gone."""
        for _ in range(TRIES):
            self._clear_screen()
            try:
                said = await ask()
            except NotPossibleError as reason:
                case.note(f"{self.name} cannot ask for {wanted}: {reason}")
                return None
            view = self.actor.modal
            if view is not None and view.body.get("callback_id") == wanted:
                return view
            said += words_of(view)
            case.note(f"{self.name} asks for {wanted}: {said or 'nothing happens'}")
            if said and SORRY not in said:
                return None
            await self.breathe()
        raise GaveUpError(wanted)

    async def command(self, words: str) -> str:
        """Type ``/case``. What the bot answers; Slack's own complaint is no answer."""
        line = await self.actor.command("/case", words, "cs-desk")
        return line.text if line is not None and line.bot_id else ""

    async def shortcut(self, callback_id: str, channel: str, ts: str) -> str:
        """Choose it in a message's menu. What the bot whispers instead of a form."""
        whispered = len(self._whispers())
        await self.actor.shortcut(callback_id, channel, ts)
        return " ".join(post.message.text for post in self._whispers()[whispered:])

    async def press_for_form(self, card: Post, action_id: str, option: str = "") -> str:
        """What the bot whispers instead of a form."""
        return (await self._press_once(card, action_id, option))[1]

    async def submit(self, view: View, values: Mapping[str, Any], act: Act, case: CaseDiary) -> bool:
        """Send the form until it closes, or the bot says no. Whether it closed."""
        act.began_at = diary.now()
        for _ in range(TRIES):
            try:
                answer = await self.actor.submit(view.id, values)
            except NotPossibleError as reason:
                case.note(f"{self.name} cannot send {view.id}: {reason}")
                return False
            case.note(f"{self.name} sends {act.kind} {act.token} in {view.id}: {answer.outcome}")
            if answer.closed:
                act.acked_at = diary.now()
                return True
            said = " ".join(answer.errors.values())
            if answer.outcome == "pushed" and answer.view is not None:
                said = words_of(answer.view)
                await self.actor.close_view(answer.view.id)
            if said and SORRY not in said:
                case.note(f"the bot refuses: {said}")
                act.refused = said
                self._clear_screen()
                return False
            await self.breathe()
        raise GaveUpError(act.kind)

    async def customers(self, view: View) -> list[str]:
        """What the field offers, asked for until it offers something."""
        for _ in range(TRIES):
            offered = await self.actor.options(view.id, "case.customer", "")
            if offered:
                return [str(option["value"]) for option in offered if option["value"].isdigit()]
            await self.breathe()
        raise GaveUpError("customers")

    def _clear_screen(self) -> None:
        self.actor.workspace.stacks[self.actor.id] = []


def words_of(view: View | None) -> str:
    return json.dumps(view.blocks, ensure_ascii=False) if view is not None else ""
