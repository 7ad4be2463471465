"""What a person ought to look at once more before a customer reads it. Each is a sentence."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

ALIKE = 0.6
"""So much of one text in the other is very like it."""
FEWEST = 5
"""Words; what is shorter is said by everybody."""
_SHINGLE = 3
_HOST = re.compile(r"https?://(?:[^\s/@]*@)?\[?([^\s/:\]?#|>]+)[^\s|>]*", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w@./-])(?:[\w-]+\.)+[\w-]{2,}")
"""A host without its scheme, which is no part of an address."""
_CASE = re.compile(r"(?<![\w-])C-(\d{1,9})\b", re.IGNORECASE)
_CALLED = re.compile(r"(?<![\w&])([#@][\w][\w.-]*)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Around:
    """What surrounds a reply: all of it is ours to know, and none of it the customer's."""

    own_cases: frozenset[int]
    """Of this customer."""
    names: tuple[str, ...] = ()
    """Of our people but the one who speaks, and of our departments."""
    other_customers: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    """Patterns of hosts that no customer can open."""
    internal: tuple[str, ...] = ()
    """What was said in the house on this case."""
    proposed: str = ""
    """What the departments propose to tell: that may be told."""
    recent: str = ""
    """The other message they had from us lately, as a sentence."""
    contradiction: str = ""
    """How it differs from what they were told before, as a sentence."""


def about(text: str, around: Around) -> tuple[str, ...]:
    """The sentences, in the order in which they weigh."""
    return tuple(_all(text, around))


def _all(text: str, around: Around) -> Iterator[str]:
    yield from _called(text)
    for name in named(_CALLED.sub(" ", text), around.names):
        yield f"It names {name}: the customer knows one face of ours."
    yield from _links(text, around.hosts)
    for number in sorted(case_numbers(text) - around.own_cases):
        yield f"C-{number} is not a case of this customer's."
    for name in named(text, around.other_customers):
        yield f"It names {name}, another customer."
    if any(very_like(text, one, apart_from=around.proposed) for one in around.internal):
        yield "It is very like something that was said in the house on this case."
    yield from filter(None, (around.contradiction, around.recent))


def _called(text: str) -> Iterator[str]:
    for called in dict.fromkeys(_CALLED.findall(text)):
        what = "a channel" if called.startswith("#") else "a person"
        yield f"It mentions {what}: {called.rstrip('.-')}."


def _links(text: str, hosts: Iterable[str]) -> Iterator[str]:
    patterns = [one.casefold() for one in hosts]
    found = [(one[1].casefold().rstrip("."), one[0]) for one in _HOST.finditer(text)]
    found += [(one[0].casefold(), "") for one in _BARE.finditer(text)]
    told = {}
    for host, link in found:
        is_ours = any(fnmatchcase(host, pattern) for pattern in patterns)
        if is_ours or (host.endswith(".slack.com") and "/archives/" in link):
            told[host] = f"A link leads to {host}, which the customer cannot open."
    yield from told.values()


def case_numbers(text: str) -> frozenset[int]:
    return frozenset(int(number) for number in _CASE.findall(text))


def named(text: str, names: Iterable[str]) -> list[str]:
    """Those of the names that stand in the text, the longest first, each taken out before the next."""
    rest, found = " ".join(text.split()).casefold(), []
    for name in sorted(set(names), key=lambda one: (-len(one), one)):
        wanted = " ".join(name.split()).casefold()
        rest, times = re.subn(rf"(?<!\w){re.escape(wanted)}(?!\w)", "|", rest) if wanted else (rest, 0)
        found += [name] if times else []
    return found


def very_like(text: str, other: str, *, apart_from: str = "") -> bool:
    """Most of the one stands in the other, by three words in a row, beside what both have from elsewhere."""
    ours, theirs = _WORD.findall(text.casefold()), _WORD.findall(other.casefold())
    if min(len(ours), len(theirs)) < FEWEST:
        return False
    allowed = _shingles(_WORD.findall(apart_from.casefold()))
    mine, said = _shingles(ours), _shingles(theirs)
    shared = (mine & said) - allowed
    return len(shared) / min(len(mine), len(said)) >= ALIKE


def _shingles(words: list[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
