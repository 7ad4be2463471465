"""The life of one case, as its people live it; every choice comes from the seed."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from tests.soak import diary, town
from tests.soak.board import Post
from tests.soak.diary import Act, CaseDiary, Reply, Turn
from tests.soak.people import GaveUpError, Staff

if TYPE_CHECKING:
    from tests.soak.generator import Generator

DESK = town.DESK.id

Ask = Callable[[], Awaitable[str]]


@dataclass(frozen=True)
class Form:
    """A form behind a button of a card. ``field`` takes the token that the bot's words are known by."""

    name: str
    button: str
    field: str
    kind: str
    values: Mapping[str, str] = field(default_factory=dict)
    choice: str = ""
    """The button is a menu, and this is how its choice begins."""


ASK = Form("handoff.ask", "handoff.more", "question", "ask", choice="ask:")
HAND_ON = Form(
    "handoff.hand_on", "handoff.hand_on", "why", "why", {"expected": "Look whether the scale is fine."}
)
DONE = Form(
    "handoff.done", "handoff.done", "found", "found", {"to_tell": "The second payment is on its way back."}
)
CLOSE = Form("case.close", "case.close", "told", "told")


class Story:
    def __init__(self, generator: "Generator", csm: Staff, rng: random.Random) -> None:
        self.generator = generator
        self.board = generator.board
        self.csm = csm
        self.random = rng
        self.free = [*town.DEPARTMENTS]
        rng.shuffle(self.free)

    async def live(self) -> None:
        case = await self.open()
        try:
            turn = case.turns[0]
            while await self.work_on(case, turn):
                turn = case.turns[-1]
            if turn.ended is not None and not case.closed and self.chance(0.7):
                await self.close(case)
        except (TimeoutError, GaveUpError) as reason:
            case.was_left = f"{type(reason).__name__} {reason}"
            case.note(f"they give it up: {case.was_left}")

    def token(self, kind: str) -> str:
        return self.generator.token(kind)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def colleague(self, turn: Turn, *, other_than: Staff | None = None) -> Staff:
        names = [
            name for name in town.colleagues(turn.department) if not other_than or name != other_than.name
        ]
        return self.generator.staff(self.random.choice(names))

    async def card(self, case: CaseDiary, channel: str) -> Post:
        patience = self.generator.plan.patience
        cards = await self.board.until(lambda: self.board.cards.get((channel, case.token)), patience)
        return cards[0]

    # -- open

    async def open(self) -> CaseDiary:
        """Until a form closes. A form that vanished was its own case, or none."""
        department = self.free.pop()
        while True:
            token = self.token("case")
            act = Act("open", self.csm.name, token)
            case = self.generator.begin(CaseDiary(token, act))
            case.turns.append(Turn(department, act))
            async with self.csm.busy:
                if await self._fill_in(case, department):
                    return case

    async def _fill_in(self, case: CaseDiary, department: str) -> bool:
        case.is_from_a_message = self.chance(0.15)
        ask = await self._from_a_message(case) if case.is_from_a_message else self._by_command(case)
        view = await self.csm.form("case.open", ask, case)
        if view is None:
            return False
        customer = self.random.choice(await self.csm.customers(view))
        if self.chance(0.3):
            await self.csm.actor.press_in_view(view.id, "case.customer", option=customer)
        values = {
            "case.customer": customer,
            "story": "They paid the same invoice twice.",
            "expected": "Refund one of the payments.",
            "case.department": department,
        }
        return await self.csm.submit(view, values, case.opened, case)

    def _by_command(self, case: CaseDiary) -> Ask:
        return lambda: self.csm.command(f"Charged twice {case.token}")

    async def _from_a_message(self, case: CaseDiary) -> Ask:
        """What is said in its thread comes along."""
        ts = await self.csm.actor.say("general", f"A customer writes: {case.token}")
        await self.csm.actor.say("general", "They sound cross.", ts)
        return lambda: self.csm.shortcut("case.open_from_message", "general", ts)

    # -- work on it

    async def work_on(self, case: CaseDiary, turn: Turn) -> bool:
        """One department's turn. Whether another department goes on."""
        card = await self.card(case, turn.channel)
        worker = self.colleague(turn)
        if self.chance(0.08):
            await self.talk(case, turn, worker)
            await self.close(case)
            return False
        await self.take(case, turn, card, worker)
        await self.talk(case, turn, worker)
        if self.chance(0.2):
            await self.put_back(case, turn, card, worker)
            await asyncio.sleep(self.random.uniform(0, 3))
            for reply in case.replies:
                await self._think_better_of(case, reply)
            if self.chance(0.5):
                return False
        if self.chance(0.25):
            await self.ask(case, card, worker)
        if self.free and self.chance(0.3):
            return await self.hand_on(case, turn, card, worker)
        await self.finish(case, turn, card, worker)
        return False

    async def take(self, case: CaseDiary, turn: Turn, card: Post, worker: Staff) -> None:
        """Sometimes a colleague wants it at the same moment; only one of them can have it."""
        act = Act("take", worker.name)
        turn.takes.append(act)
        rivals = [self.colleague(turn, other_than=worker)] if self.chance(0.15) else []
        await asyncio.gather(*(self._take(case, card, act, who) for who in [worker, *rivals]))

    async def _take(self, case: CaseDiary, card: Post, act: Act, who: Staff) -> None:
        """Whoever gets it: it is one act, and that somebody was faster does not undo it."""
        own = Act("take", who.name)
        async with who.busy:
            if self.chance(0.25) and not who.has_reacted(card):
                await self._look_at(case, card, own, who)
            else:
                await who.press(card, "handoff.take", own, case)
        act.acked_at = act.acked_at or own.acked_at

    async def _look_at(self, case: CaseDiary, card: Post, own: Act, who: Staff) -> None:
        """👀 takes it as well, as soon as the bot has heard of it."""
        channel, ts = card.place
        case.note(f"{who.name} reacts with eyes")
        await who.actor.react(channel, ts, "eyes")
        seen = self.generator.witness.seen
        await self.board.until(lambda: (channel, ts, who.actor.id) in seen, self.generator.plan.patience)
        own.acked_at = diary.now()

    async def put_back(self, case: CaseDiary, turn: Turn, card: Post, worker: Staff) -> None:
        await self.offers(card, "handoff.more", "release:")
        act = Act("release", worker.name)
        turn.releases.append(act)
        async with worker.busy:
            await worker.press(card, "handoff.more", act, case, option="release:")
        await self.offers(card, "handoff.take")
        await self.take(case, turn, card, self.colleague(turn))

    async def offers(self, card: Post, *words: str) -> None:
        """Wait until the living card shows what somebody wants to press."""

        def find() -> bool:
            live = self.board.live(card)
            return live is not None and all(word in str(live.blocks) for word in words)

        await self.board.until(find, self.generator.plan.patience)

    async def ask(self, case: CaseDiary, card: Post, worker: Staff) -> None:
        await self.offers(card, "ask:")
        await self._send(case, worker, card, ASK, case.asked)

    async def hand_on(self, case: CaseDiary, turn: Turn, card: Post, worker: Staff) -> bool:
        department = self.free.pop()
        await self.offers(card, "handoff.hand_on")
        act = await self._send(
            case, worker, card, HAND_ON, case.handed_on, ends=turn, values={"department": department}
        )
        if act.acked_at is None:
            return False
        case.turns.append(Turn(department, act))
        return True

    async def finish(self, case: CaseDiary, turn: Turn, card: Post, worker: Staff) -> None:
        await self.offers(card, "handoff.done")
        await self._send(case, worker, card, DONE, case.finished, ends=turn)

    async def close(self, case: CaseDiary) -> None:
        card = await self.card(case, DESK)
        await self.offers(card, "case.close")
        last = case.turns[-1]
        await self._send(case, self.csm, card, CLOSE, case.closed, ends=None if last.ended else last)

    async def _send(
        self,
        case: CaseDiary,
        who: Staff,
        card: Post,
        form: Form,
        acts: list[Act],
        *,
        ends: Turn | None = None,
        values: Mapping[str, str] = MappingProxyType({}),
    ) -> Act:
        """Press, fill in and send; a form that vanished is filled in anew."""
        while True:
            act = Act(form.name, who.name, self.token(form.kind))
            async with who.busy:
                view = await who.form(
                    form.name, lambda: who.press_for_form(card, form.button, form.choice), case
                )
                if view is None:
                    return act
                acts.append(act)
                if ends is not None:
                    ends.ended = act
                filled = {**form.values, **values, form.field: f"{act.token} it is."}
                if await who.submit(view, filled, act, case) or act.refused:
                    return act

    # -- talk

    async def talk(self, case: CaseDiary, turn: Turn, worker: Staff) -> None:
        """A few replies here and on the desk; some are changed, some taken back, some left unheard."""
        replies = []
        for _ in range(self.random.choice((0, 1, 1, 2, 3))):
            if self.chance(0.5):
                replies.append(await self._say(case, worker, turn.channel, turn))
            else:
                replies.append(await self._say(case, self.csm, DESK, None))
            await asyncio.sleep(self.random.uniform(0, 0.3))
            await self._think_better_of(case, self.random.choice(replies))
        if self.chance(0.5):
            heard = self.generator.witness.heard
            for reply in replies:
                where = (reply.channel, reply.ts)
                await self.board.until(lambda where=where: where in heard, self.generator.plan.patience)

    async def _say(self, case: CaseDiary, who: Staff, channel: str, turn: Turn | None) -> Reply:
        card = await self.card(case, channel)
        token, at = self.token("say"), diary.now()
        wording = f"{token} first wording"
        ts = await who.actor.say(channel, wording, card.message.ts)
        reply = Reply(token, who.name, channel, card.message.ts, ts, at, wording, turn=turn)
        case.replies.append(reply)
        case.note(f"{who.name} writes {token} in {channel}, {ts}")
        return reply

    async def _think_better_of(self, case: CaseDiary, reply: Reply) -> None:
        if reply.is_deleted:
            return
        who = self.generator.staff(reply.by).actor
        if self.chance(0.2):
            reply.wording, reply.is_edited = f"{reply.token} wording {self.random.randint(10, 99)}", True
            case.note(f"{reply.by} changes {reply.token} to {reply.wording}")
            await who.edit(reply.channel, reply.ts, reply.wording)
        elif self.chance(0.15):
            reply.is_deleted = True
            case.note(f"{reply.by} takes {reply.token} back")
            await who.delete(reply.channel, reply.ts)
