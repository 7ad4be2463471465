"""Two titles that say the same, word by word: while few cases are known, no word is rare yet."""

from casework.matching import words

FEWEST, SHARE = 3, 0.75
"""So many words must be in both, and so much of the longer one."""
FEWEST_OF_THE_SAME, SHARE_OF_THE_SAME = 2, 0.5
"""Of what may be the same customer's."""


def say_the_same(one: str, other: str, *, may_be_the_same: bool) -> bool:
    """Not when both name numbers and have none in common: invoice 4711 is not invoice 4655."""
    both = [set(words.terms_of(title)) for title in (one, other)]
    shared = both[0] & both[1]
    numbers = [{term for term in terms if term[0].isdigit()} for terms in both]
    if all(numbers) and not numbers[0] & numbers[1]:
        return False
    fewest = FEWEST_OF_THE_SAME if may_be_the_same else FEWEST
    share = SHARE_OF_THE_SAME if may_be_the_same else SHARE
    return len(shared) >= max(fewest, share * max(map(len, both)))
