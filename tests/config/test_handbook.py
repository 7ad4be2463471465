"""The handbook: what it decides, and what is no handbook at all."""

from pathlib import Path

import pytest

from config.handbook import HandbookError, load_handbook
from config.settings import SAMPLE_HANDBOOK
from tests.config.handbooks import GOOD, load, problems


def test_what_it_decides_can_be_asked(tmp_path: Path) -> None:
    handbook = load(tmp_path, GOOD)
    assert handbook.channels == {"C0CSDESK001": "", "C0BILLING01": "billing", "G0LEGAL0001": "legal"}
    assert [handbook.department_of(one) for one in ("C0BILLING01", "C0CSDESK001", "C0ELSEWHERE")] == [
        *("billing", None, None),
    ]
    assert (handbook.name_of("legal"), handbook.name_of("sales")) == ("Legal", "sales")
    assert [(one.name, one.tier) for one in handbook.customers] == [("Fjordlab", "standard")]


def test_the_sample_is_without_a_mistake() -> None:
    assert load_handbook(SAMPLE_HANDBOOK).company == "Tidewater Instruments"


def test_the_least_handbook_is_a_desk_and_a_department(tmp_path: Path) -> None:
    least = """
company = "T"
default_department = "us"
desk = { channel = "C0CSDESK001" }
departments.us = { name = "All", channel = "C0ALL000001" }
"""
    assert load(tmp_path, least).tiers == ["standard"]


def test_what_is_no_toml_says_where(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, "company = Tidewater")
    assert line.startswith("The handbook handbook.toml is not valid TOML: ")
    assert "(at line 1, column 11). Text stands in" in line


def test_the_mark_that_some_editors_write_first_is_no_mistake(tmp_path: Path) -> None:
    assert load(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()).company == "Tidewater Instruments"


def test_what_is_not_there_or_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(HandbookError, match=r"^There is no handbook at .*nowhere\.toml\.$"):
        load_handbook(tmp_path / "nowhere.toml")
    with pytest.raises(HandbookError, match=r"^The handbook .* cannot be read: Is a directory\.$"):
        load_handbook(tmp_path)
    (line,) = problems(tmp_path, b"company = \xff\xfe")
    assert line == "The handbook handbook.toml cannot be read: save it as plain text in UTF-8."


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_handbook_lacks_everything(tmp_path: Path, text: str) -> None:
    needed = ("company", "default_department", "[desk]", "[departments]")
    told = [line.partition(". Write ")[0] for line in problems(tmp_path, text)]
    assert told == [f"handbook.toml: {key}: it is missing" for key in needed]


def test_what_was_read_cannot_be_changed(tmp_path: Path) -> None:
    handbook = load(tmp_path, GOOD)
    with pytest.raises(ValueError, match="frozen"):
        handbook.company = "Somebody else"
