"""What a person wrote, taken out of other texts wherever those repeat it. Pure.

A run of a few words in a row repeats it, and so does a whole short sentence; a single common word does not.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from casework.inbound.small_talk import is_small_talk
from casework.search import bare

REMOVED = "(words removed at the person's request)"
NAMELESS = "somebody who asked to be forgotten"
RUN, RUN_ELSEWHERE = 5, 8
"""So many words in a row: in the rows of the person's own customer, and in everybody else's."""
LETTERS = 12
"""A whole sentence of fewer words counts from so many letters on, in the rows of their own customer."""
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")

_Words = tuple[str, ...]
_Runs = defaultdict[_Words, set[str]]
"""With the words that follow each."""


def words_of(text: str) -> list[tuple[str, int, int]]:
    """(the word as it is compared, where it begins, where it ends) each; scripts without spaces by letter."""
    return [(bare(one.group().casefold()), one.start(), one.end()) for one in _WORD.finditer(text)]


@dataclass
class Redaction:
    """Of one person. ``names`` are blotted out as they stand, ``texts`` wherever a run of them is found."""

    names: tuple[str, ...]
    """Full name, address, telephone, Slack id, and parts of the name that nobody else has."""
    everywhere: tuple[str, ...]
    """Those of them that mean nobody else anywhere."""
    pseudonym: str
    user_id: str = ""
    texts: Iterable[str] = ()
    titles: frozenset[str] = frozenset()
    """Whole texts of theirs, that are blotted out however short they are."""
    _runs: dict[int, _Runs] = field(init=False)
    """By their length."""
    _runs_elsewhere: dict[int, _Runs] = field(init=False)

    def __post_init__(self) -> None:
        self._runs, self._runs_elsewhere = defaultdict(_run), defaultdict(_run)
        for text in self.texts:
            words = [word for word, _, _ in words_of(text)]
            _note(self._runs[RUN], words, RUN)
            _note(self._runs_elsewhere[RUN_ELSEWHERE], words, RUN_ELSEWHERE)
            for sentence in {text, *_SENTENCE.split(text)}:
                short = [word for word, _, _ in words_of(sentence)]
                if len(short) < RUN and sum(map(len, short)) >= LETTERS and not is_small_talk(sentence):
                    _note(self._runs[len(short)], short, len(short))
        self._named = _pattern(self.names)
        self._named_everywhere = _pattern(self.everywhere)

    def text(self, text: str, *, is_near: bool) -> str:
        """The text without what is theirs. ``is_near``: it belongs to the customer whose person they are."""
        if not text or text == REMOVED:
            return text
        if self.user_id and text == self.user_id:
            return self.pseudonym
        if is_near and (text.strip() in self.titles or self._begins_with_their_words(text)):
            return REMOVED
        named = self._named if is_near else self._named_everywhere
        text = named.sub(NAMELESS, text) if named else text
        return self._without_runs(text, is_near=is_near)

    def json(self, value: Any, *, is_near: bool) -> Any:
        match value:
            case str():
                return self.text(value, is_near=is_near)
            case dict():
                return {key: self.json(each, is_near=is_near) for key, each in value.items()}
            case list():
                return [self.json(each, is_near=is_near) for each in value]
        return value

    def _begins_with_their_words(self, text: str) -> bool:
        return any(text.startswith(f"{name} also wrote:") for name in self.names)

    def _without_runs(self, text: str, *, is_near: bool) -> str:
        words = words_of(text)
        theirs = [False] * len(words)
        self._mark(theirs, words, self._runs if is_near else self._runs_elsewhere)
        return _blotted(text, words, theirs)

    @staticmethod
    def _mark(theirs: list[bool], words: list[tuple[str, int, int]], runs: dict[int, _Runs]) -> None:
        bare_ = [word for word, _, _ in words]
        for length, those in runs.items():
            for at in range(len(words) - length + 1):
                follow = those.get(tuple(bare_[at : at + length]))
                if follow is None:
                    continue
                theirs[at : at + length] = [True] * length
                after = at + length
                # A text that was cut short ends within a word.
                if after < len(words) and any(one.startswith(bare_[after]) for one in follow):
                    theirs[after] = True


def _run() -> _Runs:
    return defaultdict(set)


def _note(runs: _Runs, words: list[str], length: int) -> None:
    for at in range(len(words) - length + 1):
        runs[tuple(words[at : at + length])].update(words[at + length : at + length + 1])


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    either = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:<@)?(?:{either})>?(?!\w)") if either else None


def _blotted(text: str, words: list[tuple[str, int, int]], theirs: list[bool]) -> str:
    if not any(theirs):
        return text
    if all(theirs):
        return REMOVED
    parts, at, is_blot = [], 0, False
    for (_, begin, end), is_theirs in zip(words, theirs, strict=True):
        if is_theirs:
            parts += [] if is_blot else [text[at:begin], REMOVED]
        else:
            parts.append(text[at:end])
        is_blot, at = is_theirs, end
    return "".join([*parts, text[at:]])
