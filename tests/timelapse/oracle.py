"""The judge: which nudge is due to whom, and whether it was told then, once, and nothing else was.

It knows the ledger, the words of the handbook and the walls that people look at. What the product did it
sees in Slack, and in the rows of rungs reached and of hand-offs gone back.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from models.facts import PromiseFacts, WaitSplit
from models.notices import Nudged, NudgedDesk, Reminders, StallDigest
from tests.timelapse import company
from tests.timelapse.ledger import CSMS_OWN, RUNGS, TOP, CaseBook, Duty, Wish
from tests.timelapse.slack import Post

SECOND = timedelta(seconds=1)
LOOKED_AT_AGAIN = timedelta(minutes=15)
"""So much later than its moment may a lapse be noticed."""
ENOUGH = 40
"""A message names no more promises; it says how many there are besides."""
TELLS = {75: ("thread",), 100: ("owner",), 150: ("lead",), 200: ("managers", "csm")}


@dataclass
class Oracle:
    lateness: timedelta
    """How late anything may be told."""
    cases: dict[int, CaseBook] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    excused_until: datetime | None = None
    """Until then nothing could be done or told: the bot was down, or Slack."""
    counts: Counter[str] = field(default_factory=Counter)
    worst: timedelta = timedelta(0)
    worst_told: timedelta = timedelta(0)
    messages: dict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))
    """Direct messages by person and their own date."""
    last_message: dict[str, datetime] = field(default_factory=dict)
    slack_is_back_at: datetime | None = None
    """Until then nothing could be told."""
    digests: dict[tuple[str, date], datetime] = field(default_factory=dict)
    is_strict: bool = True
    """What is due together must be one message; not so when Slack was in trouble."""

    def complain(self, sentence: str) -> None:
        if len(self.complaints) < 200:
            self.complaints.append(sentence)

    def live(self) -> Iterator[Duty]:
        for case in self.cases.values():
            yield from case.duties

    def _since(self, moment: datetime) -> datetime:
        """When it could be done at the earliest."""
        return max(moment, self.excused_until) if self.excused_until else moment

    # -- rungs

    def rung(self, key: tuple[str, int, int | None], rung: int, at: datetime) -> None:
        """The product says that a promise has reached a rung."""
        kind, number, handoff = key
        duty = self.cases[number].find(kind, handoff)
        name = f"{duty or key}, rung {rung} at {at:%d %H:%M:%S}"
        if duty is None or (duty.is_paused and rung):
            self.complain(f"{name}: nobody owes that")
        elif rung in duty.reached:
            self.complain(f"{name}: a second time")
        elif rung == 0:
            self._comes_back(duty, at, name)
        else:
            self._climbs(duty, rung, at, name)

    def _comes_back(self, duty: Duty, at: datetime, name: str) -> None:
        if duty.kind != "resume" or duty.since > at:
            self.complain(f"{name}: the pause is not over")
        self._note(duty, 0, at, duty.since)
        case = self.cases[duty.case]
        turn = next(one for one in case.turns.values() if one.handoff == duty.handoff)
        case.pause_is_over(at, turn.department)
        if duty.person:
            self._wish(duty, "0", duty.person, at)

    def _climbs(self, duty: Duty, rung: int, at: datetime, name: str) -> None:
        passed = [one for one in RUNGS if one > duty.rung and duty.moment(one) <= at]
        expected, moment = (passed[-1], duty.moment(passed[-1])) if passed else duty.next_rung()
        if moment > at:
            self.complain(f"{name}: too early, it comes at {moment:%d %H:%M:%S}")
        if rung != expected:
            self.complain(f"{name}: {expected} is the right one")
        self._note(duty, rung, at, moment)
        duty.rung, duty.told_at = rung, at
        tells = [one for passed_rung in passed for one in TELLS[passed_rung]] or TELLS[TOP]
        self._tell(duty, rung, tells, at)

    def _note(self, duty: Duty, rung: int, at: datetime, moment: datetime) -> None:
        late = at - self._since(moment)
        self.worst = max(self.worst, late)
        if late > self.lateness:
            self.complain(f"{duty}, rung {rung}: {late} late")
        duty.reached[rung] = at
        self.counts[f"rung {rung if rung <= TOP else 'again'}"] += 1

    def _tell(self, duty: Duty, rung: int, tells: Iterable[str], at: datetime) -> None:
        tells = list(tells)
        duty.lines.clear()
        is_nobodys = duty.person is None and {"thread", "owner"} & set(tells)
        if tells[-1] == "thread" or is_nobodys:
            duty.lines[rung] = at
        ears: dict[str, bool] = {}
        for audience in tells:
            for person, is_desk in self._ears(duty, audience):
                ears.setdefault(person, is_desk)
        if duty.kind == "update" and not ears:
            ears[self.cases[duty.case].csm] = False
        duty.wishes = [one for one in duty.wishes if one.person not in ears or one.rung.startswith("later")]
        for person, is_desk in ears.items():
            self._wish(duty, str(rung), person, at, is_desk=is_desk)

    def _ears(self, duty: Duty, audience: str) -> list[tuple[str, bool]]:
        csm = self.cases[duty.case].csm
        match audience:
            case "owner":
                return [(duty.person, False)] if duty.person else []
            case "lead" if duty.department:
                return [(one, False) for one in company.LEADS[duty.department] or company.MANAGERS]
            case "managers":
                return [(one, False) for one in company.MANAGERS]
            case "csm":
                return [(csm, duty.kind not in CSMS_OWN)]
        return []

    # -- wishes

    def _wish(self, duty: Duty, rung: str, person: str, at: datetime, *, is_desk: bool = False) -> None:
        if (rung, person) in duty.asked:
            return
        duty.asked.add((rung, person))
        look_at = max(at, duty.snoozed.get(person, at))
        duty.wishes.append(Wish(rung, person, at, look_at, is_desk))

    def snooze(self, duty: Duty, person: str, until: datetime, at: datetime) -> None:
        duty.snoozed[person] = until
        duty.wishes = [one for one in duty.wishes if one.person != person]
        self._wish(duty, f"later:{int(until.timestamp())}", person, at)

    def nudge_now(self, duty: Duty, by: str, at: datetime) -> None:
        """Somebody wants them to be reminded now: whoever has it, or who leads the department."""
        persons = [duty.person] if duty.person else company.LEADS[duty.department or ""]
        for person in persons:
            if person != by:
                self._wish(duty, f"now:{int(at.timestamp())}", person, at)
        if duty.rung:
            duty.told_at = at

    def look(self, now: datetime) -> None:
        """Whoever is away is passed over; who sleeps, or was told enough today, is told later."""
        while due := [(duty, one) for duty in self.live() for one in duty.wishes if one.look_at <= now]:
            waits = [self._look(duty, wish, now) for duty, wish in due]
            if all(waits):
                return

    def _look(self, duty: Duty, wish: Wish, now: datetime) -> bool:
        """True when it is to be told now."""
        if not wish.is_desk and company.is_away(wish.person, now):
            duty.wishes.remove(wish)
            for person, is_desk in self._behind(duty, wish.person):
                self._wish(duty, wish.rung, person, now, is_desk=is_desk)
            return False
        free = self._free_from(wish.person, now)
        wish.look_at = free if free > now else wish.look_at
        return free <= now

    def _behind(self, duty: Duty, person: str) -> list[tuple[str, bool]]:
        """The next further up who is not the same person; the CSM at the desk in the end."""
        is_lead = duty.department is not None and person in company.LEADS[duty.department]
        above = ("lead", "managers") if person == duty.person else ("managers",) if is_lead else ()
        for audience in above:
            others = [ear for ear in self._ears(duty, audience) if ear[0] != person]
            if others:
                return others
        return [(self.cases[duty.case].csm, True)]

    def _free_from(self, person: str, now: datetime) -> datetime:
        waking = company.WAKING[person]
        free = waking.next(now)
        if free > now or self.messages[person, waking.date(now)] < company.MOST_A_DAY:
            return free
        return self._free_on_the_next_day(person, now)

    def _free_on_the_next_day(self, person: str, now: datetime) -> datetime:
        waking = company.WAKING[person]
        today, at = waking.date(now), now
        while waking.date(at) == today:
            at += timedelta(minutes=1)
        return waking.next(at.replace(second=0))

    # -- what stands in Slack

    def post(self, post: Post) -> None:
        notice, at = post.notice, post.at
        match notice:
            case Nudged():
                self.line(_key(notice.facts), notice.rung, at)
            case NudgedDesk():
                self.desk_line(_key(notice.facts.promise), notice.facts.rung, at)
            case Reminders():
                items = [(_key(one.promise), one.rung) for one in notice.facts]
                self.message(post.recipient, items, at)
            case StallDigest():
                self.digest(post.recipient, at)

    def digest(self, reader: str, at: datetime) -> None:
        day = (reader, company.day_of(reader, at))
        if day in self.digests:
            self.complain(f"{reader} got a second digest on {day[1]}")
        if at < company.digest_time(*day):
            self.complain(f"{reader} got the digest too early, at {at:%d %H:%M:%S}")
        if company.is_away(reader, at):
            self.complain(f"{reader} is away, and got a digest at {at:%d %H:%M:%S}")
        self._is_awake(reader, at)
        self.digests[day] = at
        self.counts["digests"] += 1

    def check_digests(self, start: datetime, end: datetime) -> None:
        """Each reader has one for each of their working days on which they were there."""
        for reader in company.READERS:
            day = company.day_of(reader, start)
            while day <= company.day_of(reader, end):
                at = company.digest_time(reader, day)
                self._must_have(reader, day, at, start, end)
                day += timedelta(days=1)

    def _must_have(self, reader: str, day: date, at: datetime, start: datetime, end: datetime) -> None:
        can_at = self._tellable(at)
        is_theirs = company.WAKING[reader].works(can_at) and not company.is_away(reader, at)
        if start <= can_at < end - self.lateness and is_theirs and company.day_of(reader, can_at) == day:
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
        duty.wishes.remove(wish)
        self._told(duty, f"{wish.rung} for {wish.person}", wish.look_at, at)
        self.counts["lines at the desk"] += 1

    def message(
        self, person: str, items: list[tuple[tuple[str, int, int | None], str]], at: datetime
    ) -> None:
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
            if duty.key in named or len(items) >= ENOUGH:
                duty.wishes.remove(wish)
                self._told(duty, f"{wish.rung} for {wish.person}", wish.look_at, at)
            elif wish.look_at < at - self.lateness and self.is_strict:
                self.complain(
                    f"{person} was not told of {duty}, {wish.rung} with the rest at {at:%d %H:%M:%S}"
                )
        self.counts["direct messages"] += 1
        self.counts["reminders in them"] += len(items)

    def _is_awake(self, person: str, at: datetime) -> None:
        if not company.WAKING[person].works(at):
            self.complain(f"{person} was disturbed at {at:%a %d %H:%M:%S} UTC")

    def _is_together(self, person: str, at: datetime) -> None:
        day = (person, company.day_of(person, at))
        self.messages[day] += 1
        if self.messages[day] > company.MOST_A_DAY and self.is_strict:
            self.complain(f"{person} got {self.messages[day]} messages on {day[1]}")
        last = self.last_message.get(person)
        if last is not None and at - last < SECOND and self.is_strict:
            self.complain(f"{person} got two messages at once at {at:%d %H:%M:%S}")
        self.last_message[person] = at

    def _tellable(self, since: datetime) -> datetime:
        since = self._since(since)
        return max(since, self.slack_is_back_at) if self.slack_is_back_at else since

    def _told(self, duty: Duty, what: str, since: datetime, at: datetime) -> None:
        late = at - self._tellable(since)
        self.worst_told = max(self.worst_told, late)
        if late > self.lateness:
            self.complain(f"{duty}: {what} told {late} late at {at:%d %H:%M:%S}")
        duty.heard_at = duty.heard_at or at

    # -- what goes back

    def gone_back(self, handoff: int, number: int, what: str, at: datetime) -> None:
        """``lapsed``: to the CSM. ``went_back``: to the department."""
        case = self.cases[number]
        turn = next((one for one in case.turns.values() if one.handoff == handoff), None)
        kinds = ("accept",) if what == "lapsed" else ("progress", "resume")
        found = [duty for kind in kinds if (duty := case.find(kind, handoff)) and not duty.is_paused]
        if turn is None or not found:
            self.complain(f"C-{number} {what} at {at:%d %H:%M:%S}: nobody owes that")
            return
        self._is_time_to_go_back(found[0], at)
        self.counts[what] += 1
        if what == "lapsed":
            case.end_turn(at, turn.department)
        else:
            case.give_back(at, turn.department)

    def _is_time_to_go_back(self, duty: Duty, at: datetime) -> None:
        moment = duty.lapses_at()
        if moment is None or moment > at:
            self.complain(f"{duty} lapsed at {at:%d %H:%M:%S}, too early: {moment}")
        elif duty.heard_at is None:
            self.complain(f"{duty} lapsed at {at:%d %H:%M:%S}, and nobody had been told")

    # -- what is missing

    def check(self, now: datetime) -> None:
        """Complain, once, of what should have been done or told by now."""
        if self.excused_until and self.excused_until > now:
            return
        for duty in list(self.live()):
            for what, since in self._missing(duty):
                at_best = self._since(since) if what.startswith("rung ") else self._tellable(since)
                if now - at_best > self.lateness:
                    self.complain(
                        f"{duty}: {what} is missing at {now:%d %H:%M:%S}, since {since:%d %H:%M:%S}"
                    )
                    duty.end()
                    self.cases[duty.case].duties.remove(duty)
                    break

    def _missing(self, duty: Duty) -> Iterator[tuple[str, datetime]]:
        if not duty.is_paused and duty.has_card:
            rung, moment = duty.next_rung()
            if duty.kind == "resume" and 0 not in duty.reached:
                yield "the end of the pause", duty.since
            yield f"rung {rung}", moment
            lapse = duty.lapses_at()
            if lapse is not None and duty.heard_at is not None:
                yield "its lapse", max(lapse, duty.heard_at) + LOOKED_AT_AGAIN
        yield from ((f"the line of rung {rung}", since) for rung, since in duty.lines.items())
        for wish in duty.wishes:
            yield f"{wish.rung} for {wish.person}", wish.look_at

    def check_split(self, case: CaseBook, split: WaitSplit, now: datetime) -> None:
        """Where the wait went, to the second."""
        spent: dict[tuple[str, str | None], Fraction] = defaultdict(Fraction)
        for (since, who), (until, _) in pairwise([*case.ball, (now, [])]):
            for one in who:
                spent[one] += Fraction((until - since) // SECOND, len(who))
        told = {(str(part.holder), part.department): part.length // SECOND for part in split.parts}
        total = sum(spent.values())
        if split.total // SECOND != total or sum(told.values()) != total:
            self.complain(f"C-{case.number} waited {total} s, and the split says {split.total}")
        for who in told.keys() | spent.keys():
            if abs(told.get(who, 0) - spent.get(who, 0)) >= 1:
                self.complain(f"C-{case.number}: {who} had it for {spent.get(who)} s, not {told.get(who)}")
        self.counts["splits"] += 1

    def moments(self) -> Iterator[datetime]:
        """When something is to be expected next."""
        for duty in self.live():
            if not duty.is_paused and duty.has_card:
                yield duty.next_rung()[1]
                lapse = duty.lapses_at()
                if lapse is not None:
                    yield lapse
                if duty.kind == "resume":
                    yield duty.since
            yield from (one.look_at for one in duty.wishes)


def _key(promise: PromiseFacts) -> tuple[str, int, int | None]:
    return promise.kind.value, promise.case, promise.handoff
