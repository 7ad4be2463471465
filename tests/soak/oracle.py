"""The judge: what people did against what stands in Slack. The bot's own database is not asked.

*Lost* is also an edit that a mirror never showed, a deletion that left it standing, and a card that was
not brought up to date. *Twice* is also a number given to two cases.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests import leaks
from tests.soak import town
from tests.soak.board import NUMBER, TOKEN, Board, Post
from tests.soak.diary import Act, CaseDiary, Diary, Reply, Turn
from tests.soak.witness import Witness

DESK = town.DESK.id
LOOP = re.compile("everybody (?:is|was) done", re.IGNORECASE)
"""What to tell the customer; it was, when the case was closed before this could be sent."""
NOBODY = Act("nothing", "nobody", refused="it was never wanted")


@dataclass(frozen=True)
class Finding:
    what: str
    case: CaseDiary | None = None


@dataclass
class Verdict:
    lost: list[Finding] = field(default_factory=list)
    twice: list[Finding] = field(default_factory=list)
    shown: list[Finding] = field(default_factory=list)
    """In front of somebody of another company."""

    @property
    def is_clean(self) -> bool:
        return not self.lost and not self.twice and not self.shown


@dataclass
class Oracle:
    board: Board
    diary: Diary
    witness: Witness

    def judge(self) -> Verdict:
        """As things stand now; what is still on its way counts as lost."""
        self.board.catch_up()
        self.verdict = Verdict()
        self._markers()
        self._given_up()
        self._numbers()
        self._outsiders()
        for case in self.diary.cases:
            self._case(case)
        return self.verdict

    def _expect(self, case: CaseDiary, what: str, found: int, least: int, most: int) -> None:
        if found < least:
            self.verdict.lost.append(Finding(f"{what}: {found} of {least}", case))
        if found > most:
            self.verdict.twice.append(Finding(f"{what}: {found} instead of {most}", case))

    def _must(self, case: CaseDiary, what: str, *, holds: bool) -> None:
        self._expect(case, what, int(holds), 1, 1)

    # -- the whole

    def _markers(self) -> None:
        """No message was sent again, and the bot says nothing that it could not find again."""
        for marker, count in Counter(post.marker for post in self.board.posts).items():
            if not marker:
                self.verdict.lost.append(Finding(f"{count} posts without a marker"))
            elif count > 1:
                words = next(post.message.text for post in self.board.posts if post.marker == marker)
                self.verdict.twice.append(Finding(f"posted {count} times: {words}"))

    def _given_up(self) -> None:
        for post in self.board.posts:
            if "did not reach" in post.words:
                self.verdict.lost.append(Finding(f"given up by the bot itself: {post.message.text}"))

    def _numbers(self) -> None:
        """Consecutive from 1, each given once."""
        cards = [post for post in self.board.posts if post.is_card and post.message.channel_id == DESK]
        given = Counter(int(found[1]) for post in cards if (found := NUMBER.search(post.words)))
        for number in range(1, max(given, default=0) + 1):
            if given[number] > 1:
                self.verdict.twice.append(Finding(f"C-{number} is on {given[number]} cards of the desk"))
            elif not given[number]:
                self.verdict.lost.append(Finding(f"C-{number} is on no card of the desk"))

    def _outsiders(self) -> None:
        """Every text of the house bears a token; nobody of another company reads one, in no field."""
        calls = self.board.sandbox.ledger.calls
        for call in (one for one in calls if one["outsiders"]):
            tokens = set(TOKEN.findall(leaks.seen(call["args"])))
            self.verdict.shown += [Finding(f"{call['method']} showed {one} outside") for one in tokens]

    # -- a case

    def _case(self, case: CaseDiary) -> None:
        cards = self.board.cards.get((DESK, case.token), [])
        self._expect(case, "desk card", len(cards), case.opened.least, case.opened.most)
        thread = self.board.threads.get(cards[0].place, []) if cards else []
        for turn in case.turns:
            self._turn(case, turn, thread)
        for act in (*case.asked, *case.finished, *case.handed_on, *case.closed):
            self._announced(case, act, _with(thread, act.token))
        brought = [post for post in thread if "📎" in post.words]
        along = case.opened if case.is_from_a_message else NOBODY
        self._expect(case, "news of what came along", len(brought), along.least, along.most)
        loops = [post for post in thread if LOOP.search(post.words)]
        self._expect(case, "loop to close", len(loops), *_bounds(case.finished))
        for reply in case.replies:
            self._reply(case, reply, cards)
        if cards and any(act.least for act in case.closed):
            self._must(case, "the desk card shows that it is closed", holds=self._shows(cards, "case.reopen"))

    def _announced(self, case: CaseDiary, act: Act, found: Sequence[Post]) -> None:
        self._expect(case, f"{act.kind} {act.token}", len(found), act.least, act.most)

    def _turn(self, case: CaseDiary, turn: Turn, desk: Sequence[Post]) -> None:
        cards = self.board.cards.get((turn.channel, case.token), [])
        self._expect(case, f"{turn.name}'s card", len(cards), turn.offered.least, turn.offered.most)
        takes = [post for post in desk if f"({turn.name}) has it." in post.message.text]
        self._expect(case, f"taken for {turn.name}", len(takes), *_bounds(turn.takes))
        back = [post for post in desk if "put it back" in post.words and f"*{turn.name}*" in post.words]
        self._expect(case, f"put back for {turn.name}", len(back), *_bounds(turn.releases))
        if turn.ended is None or not cards:
            return
        if turn.ended in case.closed:
            for where, posts in (("desk", desk), (turn.name, self.board.threads.get(cards[0].place, []))):
                found = [one for one in posts if f"withdrew it from *{turn.name}*" in one.words]
                self._expect(case, f"withdrawn, told {where}", len(found), turn.ended.least, turn.ended.most)
        if turn.ended.least:
            ended = not self._shows(cards, "handoff.hand_on")
            self._must(case, f"{turn.name}'s card shows that it is over", holds=ended)

    def _shows(self, cards: Sequence[Post], control: str) -> bool:
        live = self.board.live(cards[0])
        return live is not None and control in str(live.blocks)

    # -- a reply

    def _reply(self, case: CaseDiary, reply: Reply, desk_cards: Sequence[Post]) -> None:
        heard_at = self.witness.heard.get((reply.channel, reply.ts))
        if heard_at is None:
            self.verdict.lost.append(Finding(f"{reply.token} was never heard", case))
            return
        self._quotes(case, reply)
        if reply.turn is not None:
            self._mirrors(case, reply, desk_cards, 1, 1)
            return
        for turn in case.turns:
            least = int(turn.was_surely_open(reply.said_at, heard_at))
            most = int(turn.may_have_been_open(reply.said_at, heard_at))
            cards = self.board.cards.get((turn.channel, case.token), [])
            self._mirrors(case, reply, cards, least, most)

    def _quotes(self, case: CaseDiary, reply: Reply) -> None:
        """A card that quotes a reply quotes its last wording, and none that was taken back."""
        for turn in case.turns:
            for card in self.board.cards.get((turn.channel, case.token), []):
                live = self.board.live(card)
                if live is not None and reply.token in (words := str(live.blocks)):
                    is_right = reply.wording in words and not reply.is_deleted
                    self._must(case, f"{turn.name}'s card quotes {reply.token} as it is now", holds=is_right)

    def _mirrors(self, case: CaseDiary, reply: Reply, cards: Sequence[Post], least: int, most: int) -> None:
        thread = self.board.threads.get(cards[0].place, []) if cards else []
        found = _with(thread, reply.token)
        what = f"mirror of {reply.token} in {cards[0].message.channel_id if cards else 'a thread'}"
        self._expect(case, what, len(found), 0 if reply.is_deleted else least, most)
        for post in found:
            live = self.board.live(post)
            if reply.is_deleted:
                self._must(case, f"{what} is gone", holds=live is None)
            else:
                is_current = live is not None and reply.wording in live.text
                self._must(case, f"{what} reads “{reply.wording}”", holds=is_current)


def _with(posts: Sequence[Post], token: str) -> list[Post]:
    return [post for post in posts if token in post.tokens]


def _bounds(acts: Sequence[Act]) -> tuple[int, int]:
    return sum(act.least for act in acts), sum(act.most for act in acts)
