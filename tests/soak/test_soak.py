"""The soak in short, and the proof that it can fail. ``make soak`` runs the long one."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.house import ROOT
from tests.soak.mutants import PLANTED

pytestmark = pytest.mark.soak

LONGEST = 600
"""Seconds for one soak, on a machine that is busy with other things."""
SOAKS = 5
"""At most so many, until a planted bug is caught."""


def soak(*arguments: str) -> tuple[int, dict[str, Any], str]:
    """The exit code, the line for machines, and what was told to people."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.soak", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    assert ended.stdout, ended.stderr
    return ended.returncode, json.loads(ended.stdout.splitlines()[-1]), ended.stderr


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_forty_deaths_lose_nothing_and_say_nothing_twice(database: str):
    code, line, told = soak("--kills", "40", "--cases", "25", "--database", database)
    assert (code, line["lost"], line["twice"], line["shown outside"]) == (0, 0, 0, 0), told
    assert (line["cases"], line["kills"], line["restarts"], line["abandoned"]) == (25, 40, 40, 0)
    befallen = sum(count for fault, count in line["faults"].items() if fault.startswith("chat.postMessage"))
    assert befallen > line["posts"] / 5
    assert {"LookFirst", "TryAgain", "absent", "sent"} <= line["outcomes"].keys()


@pytest.mark.parametrize("mutant", PLANTED)
def test_a_planted_bug_is_caught(mutant: str):
    """One soak as short as this may pass it by; five in a row do not."""
    short = ("--kills", "12", "--cases", "12", "--patience", "10", "--mutant", mutant)
    ends = (soak(*short, "--seed", str(seed)) for seed in range(1, SOAKS + 1))
    assert any(code == 1 and line["lost"] + line["twice"] for code, line, _ in ends)
