"""The README says what is so, and all of it."""

import json
import re
from pathlib import Path

import pytest

from config.settings import SAMPLE_HANDBOOK, Settings
from handlers.commands import SUBCOMMANDS
from models.handoff import STEPS

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


def test_the_diagram_of_a_handoff_is_its_table_of_steps() -> None:
    drawn = set(
        re.findall(r"^    (\w+) --> (\w+): ([a-z ]+)$", README.split("[*] --> offered")[1], re.MULTILINE)
    )
    steps = {
        (source.value, step.target.value, verb) for verb, step in STEPS.items() for source in step.sources
    }
    assert steps <= drawn
    states = {state for source, target, _ in steps for state in (source, target)}
    assert {arrow for arrow in drawn if {arrow[0], arrow[1]} <= states} == steps


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


def test_the_locks_name_no_place_to_download_from() -> None:
    for lock in ROOT.glob("*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8")
