"""One history: two customers, a house between them, Slack's weather, and a bot that may die at any moment."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from casework import people
from casework.known_enough import CHANNEL_FRESH
from casework.voice import bindings
from models.approval import Approval
from models.case import Case
from sandbox.actors import Actor
from sandbox.clock import Clock
from sandbox.events import envelope, subscription
from sandbox.faults import Fault
from sandbox.onlookers import is_foreign
from sandbox.slack import Slack
from sandbox.workspace import Channel, Json, Person, Workspace
from tests import leaks
from tests.canaries.bot import Bot
from tests.canaries.company import CUSTOMER_OF, HOUSE, team_of
from tests.canaries.marks import Mark, Marks, Team
from tests.timelapse.mortal import Fate

SECOND = timedelta(seconds=1)
ECHOES_LOST = 0.7
"""Of the bot's own messages, which come back by the dozen."""
TRIES = 4
"""Slack's own, the first among them."""


@dataclass(frozen=True)
class Found:
    """A text in front of somebody whom it is not for."""

    method: str
    kind: str
    word: str
    allowed: tuple[Team, ...]
    read_by: tuple[Team, ...]
    call: Json

    def __str__(self) -> str:
        whose = " and ".join(self.allowed) or "nobody outside"
        return f"{self.method} showed {self.read_by} {self.word}, {self.kind} for {whose}"


@dataclass
class Letter:
    """An event on its way."""

    envelope: Json
    tries: int = 0


@dataclass
class World:
    rng: random.Random
    marks: Marks
    slack: Slack
    bot: Bot
    counts: Counter[str] = field(default_factory=Counter)
    found: list[Found] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)
    """The rules in their order, for who looks into it."""
    weather: str = ""
    """What befalls the events of this step: ``lost``, ``doubled``, ``shuffled``, ``late``."""
    doom: int = -1
    """So many transactions more before the process dies; less than none: it lives."""
    is_done_first: bool = False
    is_trunk: bool = False
    """Only the beginning of histories, and none itself."""
    _letters: list[Letter] = field(default_factory=list)
    _offered: list[tuple[str, Team]] = field(default_factory=list)
    """What people have clicked *Send* on, and to whom."""
    _untold: dict[str, datetime] = field(default_factory=dict)
    """Channels and people that are not what they were, since when, and the bot has not been told."""
    _scanned: int = 0

    def __post_init__(self) -> None:
        self.slack.workspace.listeners.append(self._heard)

    # -- who is who

    @property
    def workspace(self) -> Workspace:
        return self.slack.workspace

    @property
    def clock(self) -> Clock:
        return self.slack.clock

    def under_way(self) -> Any:
        """What a saved history must know to go on."""
        return self._letters, self._offered, self._untold, self.weather, self.trail

    def go_on_with(self, under_way: Any) -> None:
        self._letters, self._offered, self._untold, self.weather, self.trail = under_way

    def person(self, key: str) -> Person:
        return self.slack.workspace.people[key]

    def actor(self, key: str) -> Actor:
        return Actor(self.slack, self.person(key))

    def channel(self, key: str) -> Channel:
        return self.slack.workspace.channels[key]

    def teams_in(self, channel_id: str) -> set[Team]:
        """The other companies that read along there now."""
        people = (self.person(one) for one in self.channel(channel_id).members)
        return {team_of(one) for one in people if is_foreign(self.slack.workspace, one)}

    def team_of_case(self, number: int) -> Team | None:
        with Session(self.bot.engine) as session:
            customer = session.exec(select(Case.customer_id).where(col(Case.number) == number)).first()
        return next((team for team, one in CUSTOMER_OF.items() if one == customer), None)

    # -- what people may show

    def offers(self, text: str, team: Team | None) -> None:
        """A person sends this to that customer; it is theirs to read once it is approved."""
        if team is not None:
            self._offered.append((text, team))

    def _approve(self) -> None:
        if not self._offered:
            return
        with Session(self.bot.engine) as session:
            given = session.exec(select(Approval.customer_id, Approval.teams, Approval.text)).all()
        for text, team in self._offered:
            words = self.marks.words_in(text)
            for customer, teams, said in given:
                if CUSTOMER_OF[team] == customer and words and words <= self.marks.words_in(said):
                    self.marks.allow(text, set(teams.split(",")))

    # -- Slack's side

    def _heard(self, event: Json, channel: Channel | None) -> None:
        is_here = channel is None or self.slack.workspace.bot_user_id in channel.members
        if is_here and subscription(event) in self.slack.bot_events:
            self._letters.append(Letter(envelope(self.slack, event, channel)))

    def readers_change(self, key: str) -> None:
        """Of a channel; or somebody is another than they were."""
        self._untold.setdefault(key, self.clock())

    async def deliver(self) -> None:
        """What has happened, once or as the weather will have it; what failed comes again later."""
        letters, self._letters = self._letters, []
        if self.weather == "shuffled":
            self.rng.shuffle(letters)
        for letter in letters:
            if self._is_own(letter) and self.rng.random() < ECHOES_LOST:
                continue
            if self.weather == "lost" and not letter.tries:
                self.counts["event lost"] += 1
                continue
            if self.weather == "late":
                self._letters.append(letter)
                continue
            for _ in range(2 if self.weather == "doubled" else 1):
                await self._hand_in(letter)
        self.weather = "" if letters else self.weather

    def _is_own(self, letter: Letter) -> bool:
        return bool(letter.envelope["event"].get("user") == self.workspace.bot_user_id)

    async def _hand_in(self, letter: Letter) -> None:
        assert self.slack.door is not None
        self._mend()
        await self.reborn()
        answer = await self.slack.door.event(letter.envelope, attempt=letter.tries, reason="")
        letter.tries += 1
        event = letter.envelope["event"]
        if not answer.is_ok:
            self.counts["event failed"] += 1
            self._letters += [letter] if letter.tries < TRIES else []
        elif event["type"] == "channel_shared":
            self._untold.pop(event["channel"], None)
        elif event["type"] == "user_change":
            self._untold.pop(event["user"]["id"], None)

    # -- the bot's side

    def fate(self) -> Fate:
        if self.doom < 0:
            return "lives"
        self.doom -= 1
        if self.doom >= 0:
            return "lives"
        self.counts["process died"] += 1
        return "after" if self.is_done_first else "before"

    async def reborn(self) -> None:
        """Another process takes the dead one's place."""
        if self.bot.desk.is_dead:
            await self.bot.born()

    def _mend(self) -> None:
        if self.bot.desk.is_dead:
            self.doom = -1

    async def carry(self, seconds: int = 1) -> None:
        for _ in range(seconds):
            self.clock.push(SECOND)
            await self.bot.carry()
            if self.bot.desk.is_dead:
                self._mend()
                await self.reborn()

    async def settle(self, seconds: int = 2) -> None:
        """What follows from a step: events arrive, messages leave; and all that was shown is looked at."""
        if self.bot.desk.is_dead:
            self._mend()
            await self.reborn()
        self.scan()
        await self.deliver()
        self.scan()
        await self.carry(seconds)
        self.scan()

    async def run(self, habits: tuple[str, ...]) -> None:
        await self.bot.run(habits)

    def fails(self, method: str, fault: Fault) -> None:
        self.slack.faults.next(method, fault)

    # -- the scan

    def scan(self) -> None:
        """Every field of every call since the last look, by who can read it."""
        calls = self.slack.ledger.calls[self._scanned :]
        self._scanned += len(calls)
        seen = [call for call in calls if call["outsiders"]]
        if seen:
            self._approve()
        for call in seen:
            self._look(call)
        self.counts["calls"] += len(calls)

    def _look(self, call: Json) -> None:
        self.counts["calls seen by outsiders"] += 1
        readers = {team_of(self.person(one)) for one in call["outsiders"]}
        for mark in self.marks.within(leaks.seen(call["args"])):
            self.counts["marks seen by whom they are for"] += readers <= mark.allowed
            if not readers <= mark.allowed:
                self._finds(call, mark, readers)

    def _finds(self, call: Json, mark: Mark, readers: set[Team]) -> None:
        if self._nobody_could_know(call):
            self.counts["shown before anybody could know"] += 1
            return
        strangers = tuple(sorted(readers - mark.allowed))
        self.found.append(
            Found(call["method"], mark.kind, mark.word, tuple(sorted(mark.allowed)), strangers, call)
        )

    def _nobody_could_know(self, call: Json) -> bool:
        """Slack has not told yet that others read along, and the last look is as fresh as is promised."""
        channel = str(call["args"].get("channel", ""))
        limit = CHANNEL_FRESH if channel in HOUSE else bindings.FRESH
        return self._is_news(channel, limit, call) or any(
            self._is_news(person, people.FRESH, call) for person in call["outsiders"]
        )

    def _is_news(self, key: str, limit: timedelta, call: Json) -> bool:
        since = self._untold.get(key)
        return since is not None and call["t"] - since.timestamp() <= limit.total_seconds()
