"""The README says what is so, and all of it."""

import json
import re
from enum import StrEnum
from pathlib import Path

import pytest

from casework.access import ALLOWED, Kind, Operation
from config.handbook import Handbook, load_handbook
from config.settings import SAMPLE_HANDBOOK, Settings
from handlers.commands import SUBCOMMANDS
from models.case import CaseStatus
from models.handoff import STEPS, HandoffStatus
from models.outgoing import Delivery

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
FLOORS = ("bot", "handlers", "scheduler", "casework", "views", "models", "config", "sandbox", "tests")


def test_every_setting_stands_in_the_readme_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*) \|$", README, re.MULTILINE))
    assert rows == {
        name.upper(): f"{_default(field.default)} | {field.description}".strip()
        for name, field in Settings.model_fields.items()
    }


def _default(value: object) -> str:
    if value == SAMPLE_HANDBOOK:
        return "the sample"
    is_given = isinstance(value, str | int | float)
    return f"`{value}`" if is_given else ""


def test_every_scope_of_the_manifest_has_its_reason_in_the_readme() -> None:
    scopes = json.loads((ROOT / "manifest.json").read_text())["oauth_config"]["scopes"]["bot"]
    table = README.split("### Scopes")[1].split("###")[0]
    named = [
        scope for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for scope in row.split("`")[1::2]
    ]
    assert sorted(named) == sorted(scopes)


COLUMNS = (Kind.CSM, Kind.OTHER_CSM, Kind.DEPARTMENT, Kind.LEAD, Kind.STAFF, Kind.MANAGER)
LINES = {
    "open a case": {Operation.OPEN_CASE},
    "list, show, find, talk in the threads": {Operation.READ, Operation.TALK},
    "take, finish, hand on, decline, pause, put back, ask": {Operation.TAKE, Operation.WORK},
    "add a department, withdraw, close, reopen": {Operation.STEER},
    "re-assign": {Operation.REASSIGN},
    "become the case's CSM": {Operation.TAKE_OVER},
    "open a Problem, join a case to one": {Operation.JOIN},
    "speak to the customer, decide what did not reach them": {Operation.SPEAK},
    "be the second pair of eyes": {Operation.SECOND},
    "look after customers: channel, contacts, facts": {Operation.TEND},
    "read the department's digest": {Operation.DIGEST},
}


def test_who_may_do_what_is_as_the_readme_says() -> None:
    table = README.split("### Who may do what")[1].split("###")[0]
    rows = dict(re.findall(r"^\| ([a-z].*?) \| (.*) \|$", table, re.MULTILINE))
    said = {line: tuple("✓" in cell for cell in cells.split("|")) for line, cells in rows.items()}
    assert said.keys() == LINES.keys()
    assert set().union(*LINES.values()) == set(Operation) - {Operation.RESPOND}
    for line, operations in LINES.items():
        for operation in operations:
            assert tuple(kind in ALLOWED[operation] for kind in COLUMNS) == said[line], operation
            assert (Kind.ADMIN in ALLOWED[operation]) == (Kind.MANAGER in ALLOWED[operation])


def drawn(first: str) -> list[tuple[str, str, str]]:
    """The arrows of the diagram that begins with this state: from, to, and what stands at it."""
    diagram = README.split(f"[*] --> {first}")[1].split("```")[0]
    return re.findall(r"^ +(\w+) --> (\w+)(?:: (.+))?$", diagram, re.MULTILINE)


@pytest.mark.parametrize("states", [CaseStatus, HandoffStatus, Delivery])
def test_every_state_is_drawn(states: type[StrEnum]) -> None:
    named = [state for arrow in drawn(next(iter(states)).value) for state in arrow[:2]]
    assert set(named) == set(states)


def test_the_diagram_of_a_handoff_is_its_table_of_steps() -> None:
    steps = [
        (source.value, step.target.value, verb) for verb, step in STEPS.items() for source in step.sources
    ]
    assert sorted(drawn("offered")) == sorted(steps)


@pytest.mark.parametrize("target", re.findall(r"make ([a-z-]+)", README))
def test_every_make_target_of_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("word", SUBCOMMANDS)
def test_every_subcommand_stands_in_the_readme(word: str) -> None:
    assert f"`/case {word}" in README


@pytest.mark.parametrize("folder", FLOORS)
def test_every_floor_of_the_house_is_in_the_picture(folder: str) -> None:
    assert f"\n{folder}/" in README
    assert (ROOT / folder).is_dir()


def test_every_file_that_the_readme_points_at_exists() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    paths = re.findall(r"`((?:[a-z]+/)+[a-z_]+\.(?:py|toml|json))`", README)
    assert [path for path in [*links, *paths] if not (ROOT / path).exists()] == []


def test_what_is_commented_out_in_the_sample_handbook_can_be_used(tmp_path: Path) -> None:
    whole = tmp_path / "handbook.toml"
    whole.write_text(re.sub(r"^#(?=\S| {2})", "", SAMPLE_HANDBOOK.read_text(), flags=re.MULTILINE))
    assert load_handbook(whole).model_fields_set == set(Handbook.model_fields)


def test_the_locks_name_no_place_to_download_from() -> None:
    for lock in ROOT.glob("*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8")
