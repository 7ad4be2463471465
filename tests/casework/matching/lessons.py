"""Cases of the sample company's departments, told in words of their own and in words that everybody uses."""

from collections.abc import Iterator
from random import Random

from casework.matching import departments
from casework.matching.departments import Suggested
from casework.matching.routing import memory
from tests.casework.room import Room

WORDS = {
    "billing": "invoice refund charged payment twice credit card receipt amount overpaid",
    "engineering": "error crash login timeout export screen button loading browser password",
    "legal": "contract clause liability signature privacy agreement terms termination consent lawyer",
    "logistics": "parcel delivery address courier damaged tracking warehouse pallet customs lorry",
}
COMMON = "the customer says that they have a problem with this since yesterday please help soon again"


def case_of(department: str, random: Random) -> tuple[str, str]:
    """Title and body."""
    own, common = random.sample(WORDS[department].split(), 5), random.sample(COMMON.split(), 8)
    return " ".join(common[:2] + own[:2]), " ".join(common[2:] + own[2:])


def cases_of(names: list[str], times: int, seed: int = 1) -> Iterator[tuple[str, str, str]]:
    random = Random(seed)
    for _ in range(times):
        for name in names:
            yield *case_of(name, random), name


def teach(room: Room, names: list[str], times: int, seed: int = 1) -> None:
    for title, body, name in cases_of(names, times, seed):
        room.own(departments.learn, title, body, name)


def suggested(
    room: Room, title: str, body: str = "", k: int = 3, *, silent_below: float = 0
) -> list[Suggested]:
    """Whatever it would say, however unsure."""
    return room.own(departments.suggest, title, body, k, silent_below=silent_below)


def best(room: Room, title: str, body: str = "") -> str | None:
    """The department that is said aloud."""
    found = room.own(departments.suggest, title, body, 1)
    return found[0].department if found else None


def after_a_restart(room: Room, title: str, body: str = "") -> list[Suggested]:
    memory._memory.cache_clear()
    return suggested(room, title, body)


def same(some: list[Suggested], others: list[Suggested]) -> bool:
    """But for the rounding of sums that were made in another order."""
    return [(one.department, one.because) for one in some] == [
        (one.department, one.because) for one in others
    ] and all(abs(one.confidence - two.confidence) < 1e-3 for one, two in zip(some, others, strict=True))
