"""Places where a test may have the process killed: ``LIAISON_CRASH_AT=before_commit:3`` dies at the third.

Nothing happens unless the variable is set, which only the crash soak does.
"""

import os
import signal
from collections import Counter
from typing import Literal

Label = Literal["before_commit", "after_commit", "before_request", "after_request"]

_WANTED, _, _COUNT = os.environ.get("LIAISON_CRASH_AT", "").partition(":")
_passed: Counter[str] = Counter()


def crashpoint(label: Label) -> None:
    """Die here, at once and without a word, if this is the place that was asked for."""
    if label != _WANTED:
        return
    _passed[label] += 1
    if _passed[label] == int(_COUNT or 1):
        os.kill(os.getpid(), signal.SIGKILL)
