"""The places where the crash soak may have the process killed; nothing happens unless it asks."""

import signal
import subprocess
import sys

import pytest

PASS = """
from config.crashpoint import crashpoint
for _ in range(4):
    crashpoint("before_commit")
    print("passed")
"""


@pytest.mark.parametrize(
    ("asked", "passed"), [("", 4), ("after_commit", 4), ("before_commit", 0), ("before_commit:3", 2)]
)
def test_the_process_dies_at_the_place_that_was_asked_for_and_nowhere_else(asked: str, passed: int) -> None:
    environment = {"LIAISON_CRASH_AT": asked} if asked else {}
    done = subprocess.run(
        [sys.executable, "-u", "-c", PASS], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.count("passed") == passed
    assert done.returncode == (0 if passed == 4 else -signal.SIGKILL)
