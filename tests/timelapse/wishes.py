"""Who is to be told of what, by the oracle's account: in their day, while they are there, not too often."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.timelapse import company, known
from tests.timelapse.duties import CSMS_OWN, Duty, Wish
from tests.timelapse.ledger import CaseBook


@dataclass
class Wishes:
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
    is_undisturbed: bool = True
    """Nothing dies and Slack is well: no message waits for another one to catch up."""
    digests: dict[tuple[str, date], datetime] = field(default_factory=dict)

    def complain(self, sentence: str) -> None:
        if len(self.complaints) < 200:
            self.complaints.append(sentence)

    def live(self) -> Iterator[Duty]:
        for case in self.cases.values():
            yield from case.duties

    def _since(self, moment: datetime) -> datetime:
        """When it could be done at the earliest."""
        return max(moment, self.excused_until) if self.excused_until else moment

    def _tellable(self, since: datetime) -> datetime:
        since = self._since(since)
        return max(since, self.slack_is_back_at) if self.slack_is_back_at else since

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
        at_last = is_desk and (rung, person) in duty.in_vain
        key = (rung, f"{person} at the desk" if at_last else person)
        if key in duty.asked:
            return
        duty.asked.add(key)
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

    def look(self, now: datetime) -> bool:
        """Whoever is away is passed over; who sleeps, or was told enough today, is told later.

        True if something was passed on: that is told at the next look.
        """
        has_passed_on = False
        while due := [(duty, one) for duty in self.live() for one in duty.wishes if one.look_at <= now]:
            waits = [self._look(duty, wish, now) for duty, wish in due]
            if all(waits):
                break
            has_passed_on = True
        return has_passed_on

    def _look(self, duty: Duty, wish: Wish, now: datetime) -> bool:
        """True when it is to be told now."""
        if not wish.is_desk and known.is_away(wish.person, now):
            duty.wishes.remove(wish)
            duty.in_vain.add((wish.rung, wish.person))
            if _has_newer(duty, wish, now):
                return False
            for person, is_desk in self._behind(duty, wish.rung, wish.person):
                self._wish(duty, wish.rung, person, now, is_desk=is_desk)
            return False
        free = self._free_from(wish, now)
        wish.look_at = free if free > now else wish.look_at
        return free <= now

    def _behind(self, duty: Duty, rung: str, person: str) -> list[tuple[str, bool]]:
        """The next further up who is not the same person; the CSM at the desk in the end."""
        is_lead = duty.department is not None and person in company.LEADS[duty.department]
        above = ("lead", "managers") if person == duty.person else ("managers",) if is_lead else ()
        for audience in above:
            ears = [ear for ear in self._ears(duty, audience) if ear[0] != person]
            others = [ear for ear in ears if (rung, ear[0]) not in duty.in_vain]
            if others:
                return others
        return [(self.cases[duty.case].csm, True)]

    def _free_from(self, wish: Wish, now: datetime) -> datetime:
        """Lines on the desk are no direct messages, of which there are so many a day at most."""
        person, waking = wish.person, known.WAKING[wish.person]
        free = waking.next(now)
        if wish.is_desk or free > now or self.messages[person, waking.date(now)] < company.MOST_A_DAY:
            return free
        return self._free_on_the_next_day(person, now)

    def _free_on_the_next_day(self, person: str, now: datetime) -> datetime:
        waking = known.WAKING[person]
        today, at = waking.date(now), now
        while waking.date(at) == today:
            at += timedelta(minutes=1)
        return waking.next(at.replace(second=0))


def _has_newer(duty: Duty, wish: Wish, now: datetime) -> bool:
    """Of what one person would be told of a promise at the same time only the newest is."""
    ahead = (one for one in duty.wishes if one.person == wish.person and not one.is_desk)
    return any(one.look_at <= now and one.since >= wish.since for one in ahead)
