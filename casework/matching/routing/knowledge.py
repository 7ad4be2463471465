"""What the lessons add up to: how much each mark speaks for each department."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from casework.matching.routing.marks import BUCKETS, Buckets, Floats, Marks
from casework.matching.routing.softmax import Vector

_RARE = 0.75
"""Between 0, every mark counts alike, and 1, as much as its rarity (inverse document frequency)."""


class Knowledge:
    """A sum, so that the order of lessons does not matter. A quarter of a megabyte for each department."""

    def __init__(self) -> None:
        self._columns: dict[str, int] = {}
        self._weights: Floats = np.zeros((BUCKETS, 8), np.float32)
        self._texts: NDArray[np.int32] = np.zeros(BUCKETS, np.int32)
        self._count = 0
        self._taught: Counter[str] = Counter()

    def has_been_taught(self, department: str) -> bool:
        return self._taught[department] > 0

    def add(
        self, marks: Marks, department: str, says: Mapping[str, float], *, times: int, is_first: bool
    ) -> None:
        """Take in what a lesson says; ``times=-1`` forgets it. Only the first of a text counts its marks."""
        columns = [self._column(one) for one in says]
        said = times * np.fromiter(says.values(), np.float32, len(says))
        self._weights[marks.buckets[:, None], columns] += marks.shares[:, None] * said
        self._taught[department] += times
        if is_first:
            self._texts[marks.buckets] += times
            self._count += times

    def rarity(self, buckets: Buckets) -> Floats:
        rarity = np.log((self._count + 2) / (self._texts[buckets] + 1)) ** _RARE
        return np.asarray(rarity, np.float32)

    def scores(self, marks: Marks, departments: Sequence[str]) -> Vector:
        """How much the text speaks for each of the departments; 0 for one of which nothing is known."""
        return marks.shares.astype(np.float64) @ self.opinions(marks, departments)

    def opinions(self, marks: Marks, departments: Sequence[str]) -> Floats:
        """By mark and department."""
        columns = [self._columns.get(department, -1) for department in departments]
        padded = np.pad(self._weights[marks.buckets], ((0, 0), (0, 1)))
        opinions: Floats = padded[:, columns]
        return opinions

    def _column(self, department: str) -> int:
        column = self._columns.setdefault(department, len(self._columns))
        if column >= self._weights.shape[1]:
            self._weights = np.pad(self._weights, ((0, 0), (0, column)))
        return column
