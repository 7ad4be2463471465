"""A fresh word for every text, and whose eyes it is for."""

import random
import re
from dataclasses import dataclass, field

from tests.leaks import plain

PREFIX = "zq"
_LETTERS = "abcdefghijklmnoprstuvwxy"
_LENGTH = 9
_MARK = re.compile(rf"(?=({PREFIX}[{_LETTERS}]{{{_LENGTH}}}))")
_OTHER = re.compile(r"[^a-z]+")

Team = str
"""A company, by the id of its workspace."""


@dataclass
class Mark:
    """``allowed`` are the other companies whose people may read it; none for what is internal."""

    word: str
    kind: str
    allowed: set[Team] = field(default_factory=set)


@dataclass
class Marks:
    rng: random.Random
    planted: dict[str, Mark] = field(default_factory=dict)

    def fresh(self, kind: str, allowed: set[Team] | frozenset[Team] = frozenset()) -> str:
        """A word that no text has had."""
        word = PREFIX + "".join(self.rng.choices(_LETTERS, k=_LENGTH))
        self.planted[word] = Mark(word, kind, set(allowed))
        return word

    def allow(self, text: str, teams: set[Team]) -> None:
        """A person has decided that these may read it."""
        for mark in self.within(text):
            mark.allowed |= teams

    def within(self, text: str) -> list[Mark]:
        """The marks that stand in the text, however they are dressed."""
        bare = _OTHER.sub("", plain(text)) if PREFIX[0] in plain(text) else ""
        return [self.planted[word] for word in set(_MARK.findall(bare)) if word in self.planted]

    def words_in(self, text: str) -> set[str]:
        return {one.word for one in self.within(text)}
