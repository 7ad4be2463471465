"""What stands in Slack, held against what the oracle expects there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.clock_notices import Nudged, NudgedDesk, Reminders, StallDigest
from models.facts import PromiseFacts
from tests.timelapse import company, known
from tests.timelapse.duties import Duty
from tests.timelapse.slack import Post
from tests.timelapse.wishes import Wishes

SECOND = timedelta(seconds=1)
Item = tuple[tuple[str, int, int | None], str]
"""A promise and the rung that somebody is told of."""


@dataclass
class Listener(Wishes):
    def post(self, post: Post, besides: list[Item] | None = None) -> None:
        """``besides``: all that a message is about which is too long to name everything."""
        notice, at = post.notice, post.at
        match notice:
            case Nudged():
                self.line(_key(notice.facts), notice.rung, at)
            case NudgedDesk():
                self.desk_line(_key(notice.facts.promise), notice.facts.rung, at)
            case Reminders():
                items = [(_key(one.promise), one.rung) for one in notice.facts]
                self.message(post.recipient, besides or items, at)
            case StallDigest():
                self.digest(post.recipient, at)

    def digest(self, reader: str, at: datetime) -> None:
        day = (reader, known.day_of(reader, at))
        if day in self.digests:
            self.complain(f"{reader} got a second digest on {day[1]}")
        if at < known.digest_time(*day):
            self.complain(f"{reader} got the digest too early, at {at:%d %H:%M:%S}")
        if known.is_away(reader, at):
            self.complain(f"{reader} is away, and got a digest at {at:%d %H:%M:%S}")
        self._is_awake(reader, at)
        self.digests[day] = at
        self.counts["digests"] += 1

    def check_digests(self, start: datetime, end: datetime) -> None:
        """Each reader has one for each of their working days on which they were there."""
        for reader in known.READERS:
            day = known.day_of(reader, start)
            while day <= known.day_of(reader, end):
                at = known.digest_time(reader, day)
                self._must_have(reader, day, at, start, end)
                day += timedelta(days=1)

    def _must_have(self, reader: str, day: date, at: datetime, start: datetime, end: datetime) -> None:
        can_at = self._tellable(at)
        is_theirs = known.WAKING[reader].works(can_at) and not known.is_away(reader, at)
        if start <= can_at < end - self.lateness and is_theirs and known.day_of(reader, can_at) == day:
            had = self.digests.get((reader, day))
            if had is None or had - can_at > self.lateness:
                self.complain(f"{reader}'s digest of {day} came at {had}, not at {can_at}")

    def line(self, key: tuple[str, int, int | None], rung: int, at: datetime) -> None:
        duty = self.cases[key[1]].find(key[0], key[2])
        if duty is None or rung not in duty.lines:
            self.complain(f"a line on {duty or key}, rung {rung} at {at:%d %H:%M:%S}: nobody expects it")
            return
        heard_at = duty.heard_at
        self._told(duty, f"line {rung}", duty.lines.pop(rung), at)
        duty.heard_at = heard_at  # a line in passing is no reason to take it from them
        self.counts["lines in threads"] += 1

    def desk_line(self, key: tuple[str, int, int | None], rung: str, at: datetime) -> None:
        duty = self.cases[key[1]].find(key[0], key[2])
        wish = next((one for one in duty.wishes if one.is_desk and one.rung == rung), None) if duty else None
        if duty is None or wish is None:
            self.complain(f"a desk line on {duty or key}, rung {rung}, {at:%d %H:%M:%S}: nobody expects it")
            return
        self._is_awake(wish.person, at)
        told = [one for one in duty.wishes if one.is_desk and one.person == wish.person and one.look_at <= at]
        duty.wishes = [one for one in duty.wishes if one not in told]
        self._told(duty, f"{wish.rung} for {wish.person}", wish.look_at, at)
        self.counts["lines at the desk"] += 1

    def message(self, person: str, items: list[Item], at: datetime) -> None:
        """A direct message."""
        self._is_awake(person, at)
        self._is_together(person, at)
        due = {(duty.key, one.rung): (duty, one) for duty in self.live() for one in duty.wishes
               if one.person == person and not one.is_desk and one.look_at <= at}  # fmt: skip
        if len({key for key, _ in items}) < len(items):
            self.complain(f"{person} was told of the same promise twice in one message at {at:%d %H:%M:%S}")
        if not items:
            self.complain(f"{person} got an empty message at {at:%d %H:%M:%S}")
        for item in items:
            if item not in due:
                self.complain(f"{person} was told of {item} at {at:%d %H:%M:%S}: nobody expects it")
        named = {key for key, _ in items}
        for duty, wish in due.values():
            if duty.key in named:
                duty.wishes.remove(wish)
                self._told(duty, f"{wish.rung} for {wish.person}", wish.look_at, at)
            elif wish.look_at < at - self.lateness:
                self.complain(
                    f"{person} was not told of {duty}, {wish.rung} with the rest at {at:%d %H:%M:%S}"
                )
        self.counts["direct messages"] += 1
        self.counts["reminders in them"] += len(items)

    def _is_awake(self, person: str, at: datetime) -> None:
        if not known.WAKING[person].works(at):
            self.complain(f"{person} was disturbed at {at:%a %d %H:%M:%S} UTC")

    def _is_together(self, person: str, at: datetime) -> None:
        day = (person, known.day_of(person, at))
        self.messages[day] += 1
        if self.messages[day] > company.MOST_A_DAY:
            self.complain(f"{person} got {self.messages[day]} messages on {day[1]}")
        last = self.last_message.get(person)
        if last is not None and at - last < SECOND and self.is_undisturbed:
            self.complain(f"{person} got two messages at once at {at:%d %H:%M:%S}")
        self.last_message[person] = at

    def _told(self, duty: Duty, what: str, since: datetime, at: datetime) -> None:
        late = at - self._tellable(since)
        self.worst_told = max(self.worst_told, late)
        if late > self.lateness:
            self.complain(f"{duty}: {what} told {late} late at {at:%d %H:%M:%S}")
        duty.heard_at = duty.heard_at or at


def _key(promise: PromiseFacts) -> tuple[str, int, int | None]:
    return promise.kind.value, promise.case, promise.handoff
