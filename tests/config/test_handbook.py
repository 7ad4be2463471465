"""The handbook: what it decides, and a sentence for every mistake in it."""

from pathlib import Path

import pytest

from config.handbook import Handbook, HandbookError, load_handbook
from config.settings import SAMPLE_HANDBOOK

GOOD = """
company = "Tidewater Instruments"
default_department = "billing"
tiers = ["gold", "standard"]
managers = ["U0RUTHABARA"]
admins = ["W0OLANOWAK0"]
[desk]
channel = "C0CSDESK001"
[departments.billing]
name = "Billing"
channel = "C0BILLING01"
words = ["invoice*", "charged twice"]
customers = ["Fjordlab"]
tiers = ["gold"]
severities = ["critical"]
[departments.legal]
name = "Legal"
channel = "G0LEGAL0001"
[[customers]]
name = "Fjordlab"
"""


def load(folder: Path, text: str | bytes) -> Handbook:
    path = folder / "handbook.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_handbook(path)


def problems(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(HandbookError) as raised:
        load(folder, text)
    assert str(raised.value) == "\n".join(raised.value.problems)
    return [line.replace(f"{folder}/", "") for line in raised.value.problems]


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
default_department = "all"
desk = { channel = "C0CSDESK001" }
departments.all = { name = "All", channel = "C0ALL000001" }
"""
    assert load(tmp_path, least).tiers == ["standard"]


PATTERN = "String should match pattern"
BILLING = "departments.billing"
MISTAKES = {
    "an unknown key": ("company =", 'compnay = "x"\ncompany =', "compnay: unknown key"),
    "an unknown key of a department": (
        *('name = "Legal"', 'name = "Legal"\nlead = "x"', "departments.legal.lead: unknown key"),
    ),
    "a missing key": ('default_department = "billing"', "", "default_department: Field required"),
    "a missing desk": ('[desk]\nchannel = "C0CSDESK001"', "", "desk: Field required"),
    "an unknown default": (
        'default_department = "billing"',
        'default_department = "sales"',
        "default_department: there is no department 'sales'",
    ),
    "an unknown tier of a customer": (
        'name = "Fjordlab"',
        'name = "Fjordlab"\ntier = "silver"',
        "customers: Fjordlab's tier 'silver' is not one of the tiers",
    ),
    "an unknown tier of a department": (
        'tiers = ["gold"]\n',
        'tiers = ["silver"]\n',
        f"{BILLING}.tiers: 'silver' is not one of the tiers",
    ),
    "an unknown customer of a department": (
        'customers = ["Fjordlab"]',
        'customers = ["Nobody"]',
        f"{BILLING}.customers: 'Nobody' is not among the customers",
    ),
    "one channel twice": ("G0LEGAL0001", "C0BILLING01", "C0BILLING01 is used 2 times; each has its own"),
    "the desk's channel": ("G0LEGAL0001", "C0CSDESK001", "C0CSDESK001 is used 2 times; each has its own"),
    "a customer twice": (
        'name = "Fjordlab"',
        'name = "Fjordlab"\n[[customers]]\nname = " FJORDLAB"',
        "customers: 'fjordlab' stands there 2 times",
    ),
    "a bad channel": ("C0BILLING01", "#billing", f"{BILLING}.channel: {PATTERN}"),
    "a bad user": ("U0RUTHABARA", "ruth", f"managers.0: {PATTERN}"),
    "a channel for a user": ("W0OLANOWAK0", "C0OLANOWAK0", f"admins.0: {PATTERN}"),
    "an unknown severity": ('["critical"]', '["terrible"]', f"{BILLING}.severities.0: Input should be"),
    "a department's bad key": ("departments.legal", "departments.Legal", f"departments.Legal: {PATTERN}"),
    "a word of stars alone": ('"invoice*"', '"**"', f"{BILLING}.words.0: {PATTERN}"),
    "a word of one letter": ('"invoice*"', '"i"', f"{BILLING}.words.0: {PATTERN}"),
    "a word of three stars": ('"invoice*"', '"ab*c*d*"', f"{BILLING}.words.0: {PATTERN}"),
    "a name that is too long": (
        *('"Legal"', f'"{"x" * 41}"', "departments.legal.name: String should have at most 40"),
    ),
    "no name": ('"Legal"', '""', "departments.legal.name: String should have at least 1 character"),
    "a number for a name": ('"Legal"', "7", "departments.legal.name: Input should be a valid string"),
    "no tiers": ('tiers = ["gold", "standard"]', "tiers = []", "tiers: List should have at least 1 item"),
}


@pytest.mark.parametrize(("good", "bad", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, good: str, bad: str, sentence: str) -> None:
    assert good in GOOD
    found = problems(tmp_path, GOOD.replace(good, bad, 1))
    assert any(line.startswith(f"handbook.toml: {sentence}") for line in found), found
    assert all(line.endswith(".") for line in found)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("C0BILLING01", "#billing").replace("U0RUTHABARA", "ruth").replace("[desk]", "[dsk]")
    assert len(problems(tmp_path, text)) == 4
    text = GOOD.replace("G0LEGAL0001", "C0BILLING01").replace('= "billing"', '= "sales"', 1)
    assert problems(tmp_path, text.replace('["Fjordlab"]', '["Nobody"]')) == [
        "handbook.toml: default_department: there is no department 'sales'.",
        "handbook.toml: departments.billing.customers: 'Nobody' is not among the customers.",
        "handbook.toml: C0BILLING01 is used 2 times; each has its own.",
    ]


def test_what_is_no_toml_says_where(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, "company = Tidewater")
    assert line.startswith("The handbook handbook.toml is not valid TOML: ")
    assert "line 1" in line


def test_what_is_not_there_or_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(HandbookError, match=r"^There is no handbook at .*nowhere\.toml\.$"):
        load_handbook(tmp_path / "nowhere.toml")
    with pytest.raises(HandbookError, match=r"^The handbook .* cannot be read: .*directory"):
        load_handbook(tmp_path)
    (line,) = problems(tmp_path, b"company = \xff\xfe")
    assert "cannot be read" in line


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_handbook_lacks_everything(tmp_path: Path, text: str) -> None:
    needed = ("company", "default_department", "desk", "departments")
    assert problems(tmp_path, text) == [f"handbook.toml: {key}: Field required." for key in needed]


def test_what_was_read_cannot_be_changed(tmp_path: Path) -> None:
    handbook = load(tmp_path, GOOD)
    with pytest.raises(ValueError, match="frozen"):
        handbook.company = "Somebody else"
