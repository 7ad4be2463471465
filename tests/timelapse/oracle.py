"""The judge: which nudge is due to whom, and whether it was told then, once, and nothing else was.

It knows the ledger, the words of the handbook and the walls that people look at. What the product did it
sees in Slack, and in the rows of rungs reached and of hand-offs gone back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from models.facts import WaitSplit
from tests.timelapse.duties import RUNGS, TOP, Duty
from tests.timelapse.ledger import CaseBook
from tests.timelapse.listener import Listener

SECOND = timedelta(seconds=1)
LOOKED_AT_AGAIN = timedelta(minutes=15)
"""So much later than its moment may a lapse be noticed."""
TELLS = {75: ("thread",), 100: ("owner",), 150: ("lead",), 200: ("managers", "csm")}


@dataclass
class Oracle(Listener):
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
        late = at - self._since(duty.not_before(moment))
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
            yield f"rung {rung}", duty.not_before(moment)
            lapse = duty.lapses_at()
            if lapse is not None and duty.heard_at is not None:
                known_at = duty.heard_at + self.lateness  # that Slack has it may be learnt later
                yield "its lapse", duty.not_before(max(lapse, known_at)) + LOOKED_AT_AGAIN
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
