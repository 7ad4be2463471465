"""Every mistake in the handbook is a sentence: where it stands, what is wrong, what to write."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from config.allowances import Promises, Times
from config.durations import Duration
from config.handbook import Absence, Department, Desk, DigestTime, Handbook, KnownCustomer
from config.ladder import Ladder, Rung
from config.matching import Matching
from config.mistakes import EXAMPLES, mistake_of, told
from config.values import LIST_WORDS
from config.voice import SecondPair, Voice
from config.working_hours import Hours
from tests.config.handbooks import GOOD, problems

CHANNEL_ID = "in Slack: channel details → About → Channel ID at the bottom"
PERSON_ID = "in Slack: the person's profile → ⋮ → Copy member ID"
A_CHANNEL = f'channel = "C0123ABCDEF", its id ({CHANNEL_ID})'
OTHER_KEY = "Choose another: what people see is not the key but the name"
PHRASE = (
    "cannot speak for a department. Write 2 to 80 characters, at least two of them together, "
    'and at most two *, such as "refund*"'
)
SHARED = "Each has a channel of its own; write another"

SHAPE = {
    "an unknown key": (
        *("company =", 'compnay = "x"\ncompany ='),
        "compnay: this key is not known here; did you mean company?",
    ),
    "an unknown key of a department": (
        *('name = "Legal"', 'name = "Legal"\nchanel = "x"'),
        "[departments.legal] chanel: this key is not known here; did you mean channel?",
    ),
    "a key like no other": (
        *('name = "Fjordlab"', 'name = "Fjordlab"\nsize = 4'),
        '[[customers]] "Fjordlab" size: this key is not known here; there are name, tier and intake.',
    ),
    "a key in the wrong section": (
        *('name = "Legal"', 'name = "Legal"\nmanagers = []'),
        (
            "[departments.legal] managers: it does not belong to this section. "
            "Move it to the top, before the first line in [brackets]."
        ),
    ),
    "a missing key": (
        *('default_department = "billing"', ""),
        (
            'default_department: it is missing. Write default_department = "billing", '
            "the key of the department for all other cases."
        ),
    ),
    "a missing desk": (
        *('[desk]\nchannel = "C0CSDESK001"', ""),
        f"[desk]: it is missing. Write a line [desk] and, below it, {A_CHANNEL}.",
    ),
    "a desk without a channel": (
        *('channel = "C0CSDESK001"', ""),
        f"[desk] channel: it is missing. Write {A_CHANNEL}.",
    ),
    "a department without a channel": (
        *('channel = "G0LEGAL0001"', ""),
        f"[departments.legal] channel: it is missing. Write {A_CHANNEL}.",
    ),
    "a customer without a name": (
        *('[[customers]]\nname = "Fjordlab"', '[[customers]]\nname = "Fjordlab"\n[[customers]]'),
        '[[customers]] number 2 name: it is missing. Write name = "Fjordlab".',
    ),
    "a channel's name": (
        *("C0BILLING01", "#billing"),
        f'[departments.billing] channel: "#billing" is not a channel\'s id. Write the id (C…); {CHANNEL_ID}.',
    ),
    "a person's name": (
        *("U0RUTHABARA", "@ruth"),
        f'managers: "@ruth" is not a person\'s id. Write the id (U… or W…); {PERSON_ID}.',
    ),
    "a channel for a person": (
        *("W0OLANOWAK0", "C0OLANOWAK0"),
        f'admins: "C0OLANOWAK0" is not a person\'s id. Write the id (U… or W…); {PERSON_ID}.',
    ),
    "a person without a list": (
        *('["U0RUTHABARA"]', '"U0RUTHABARA"'),
        (
            'managers: "U0RUTHABARA" does not fit here. '
            f'Write managers = ["U0123ABCDEF"], their ids ({PERSON_ID}).'
        ),
    ),
    "no company": (
        *('"Tidewater Instruments"', '" "'),
        'company: it is empty. Write company = "Tidewater Instruments".',
    ),
    "no name": ('"Legal"', '""', '[departments.legal] name: it is empty. Write name = "Billing".'),
    "a number for a name": (
        *('"Legal"', "7"),
        '[departments.legal] name: 7 does not fit here. Write name = "Billing".',
    ),
    "a name that is too long": (
        *('"Legal"', f'"{"x" * 70}"'),
        f'[departments.legal] name: "{"x" * 59}… is too long; 40 characters are allowed.',
    ),
    "a word for words": (
        *('["invoice*", "charged twice"]', '"invoice"'),
        '[departments.billing] words: "invoice" does not fit here. Write words = ["invoice", "refund*"].',
    ),
    "a number for a word": (
        *('"invoice*"', "42"),
        '[departments.billing] words: 42 does not fit here. Write words = ["invoice", "refund*"].',
    ),
    "a word of stars alone": ('"invoice*"', '"**"', f'[departments.billing] words: "**" {PHRASE}.'),
    "a word of one letter": ('"invoice*"', '" i "', f'[departments.billing] words: "i" {PHRASE}.'),
    "a word of three stars": ('"invoice*"', '"ab*c*d*"', f'[departments.billing] words: "ab*c*d*" {PHRASE}.'),
    "an unknown severity": (
        *('["critical"]', '["terrible"]'),
        (
            '[departments.billing] severities: "terrible" does not fit here. '
            'Write severities = ["critical"]; there are critical, high, normal and low.'
        ),
    ),
    "a department's bad key": (
        *("departments.legal", "departments.Legal"),
        (
            '[departments.Legal]: "Legal" cannot be a department\'s key. '
            f"Write at most 31 small letters, digits, - and _, a letter first. {OTHER_KEY}."
        ),
    ),
    "a department that is no section": (
        *("[departments.legal]", 'departments.sales = "C0SALES0001"\n[departments.legal]'),
        (
            "[departments.billing] departments: it does not belong to this section. "
            "Move it to the top, before the first line in [brackets]."
        ),
    ),
    "a section for a list of customers": (
        *('[[customers]]\nname = "Fjordlab"', '[customers]\nname = "Fjordlab"'),
        (
            '[customers]: {"name": "Fjordlab"} does not fit here. '
            'Write a line [[customers]] and, below it, name = "Fjordlab".'
        ),
    ),
    "no tiers": (
        *('tiers = ["gold", "standard"]', "tiers = []"),
        'tiers: it is empty. Write tiers = ["gold", "standard"].',
    ),
}
AGREEMENT = {
    "an unknown default": (
        *('default_department = "billing"', 'default_department = "sales"'),
        'default_department: "sales" is no department of this handbook; there are billing and legal.',
    ),
    "a default by its name": (
        *('default_department = "billing"', 'default_department = "Billing"'),
        'default_department: "Billing" is no department of this handbook; did you mean billing?',
    ),
    "an unknown tier of a customer": (
        *('name = "Fjordlab"', 'name = "Fjordlab"\ntier = "silver"'),
        '[[customers]] "Fjordlab" tier: "silver" is no tier of this handbook; there are gold and standard.',
    ),
    "a customer without a tier where none is usual": (
        *('tiers = ["gold", "standard"]', 'tiers = ["gold", "silver"]'),
        '[[customers]] "Fjordlab" tier: it is missing. Write one of gold and silver.',
    ),
    "an unknown tier of a department": (
        *('tiers = ["gold"]\n', 'tiers = ["silver"]\n'),
        '[departments.billing] tiers: "silver" is no tier of this handbook; there are gold and standard.',
    ),
    "an unknown customer of a department": (
        *('customers = ["Fjordlab"]', 'customers = ["Nobody"]'),
        '[departments.billing] customers: "Nobody" is no customer of this handbook; there is only Fjordlab.',
    ),
    "a department's customer where there are none": (
        *('[[customers]]\nname = "Fjordlab"', ""),
        '[departments.billing] customers: "Fjordlab" is no customer of this handbook; it has no customers.',
    ),
    "one channel twice": (
        *("G0LEGAL0001", "C0BILLING01"),
        (
            "[departments.legal] channel: C0BILLING01 is the channel of [departments.billing] already. "
            f"{SHARED}."
        ),
    ),
    "the desk's channel": (
        *("G0LEGAL0001", "C0CSDESK001"),
        f"[departments.legal] channel: C0CSDESK001 is the channel of [desk] already. {SHARED}.",
    ),
    "a customer twice": (
        *('name = "Fjordlab"', 'name = "Fjordlab"\n[[customers]]\nname = " FJORDLAB"'),
        '[[customers]] " FJORDLAB": this customer stands in the file already. Keep one of the two.',
    ),
}
MISTAKES = SHAPE | AGREEMENT


@pytest.mark.parametrize(("good", "bad", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_to_write(
    tmp_path: Path, good: str, bad: str, sentence: str
) -> None:
    assert good in GOOD
    assert f"handbook.toml: {sentence}" in problems(tmp_path, GOOD.replace(good, bad, 1))


@pytest.mark.parametrize("word", LIST_WORDS)
def test_a_word_of_the_list_command_cannot_be_a_departments_key(tmp_path: Path, word: str) -> None:
    reserved = GOOD.replace("departments.legal", f"departments.{word}")
    assert problems(tmp_path, reserved) == [
        (
            f'handbook.toml: [departments.{word}]: "{word}" cannot be a department\'s key: '
            f"“/case list {word}” means something else. {OTHER_KEY}."
        )
    ]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Those of shape, and those that two places make together."""
    text = GOOD
    for good, bad, _ in (SHAPE["a channel's name"], SHAPE["a person's name"], *AGREEMENT.values()):
        text = text.replace(good, bad, 1)
    told = problems(tmp_path, text)
    for place in ("[departments.billing] channel", "managers", "default_department"):
        assert len([line for line in told if line.startswith(f"handbook.toml: {place}: ")]) == 1


def test_every_key_of_every_section_has_an_example_of_how_it_is_written() -> None:
    sections = {
        "": Handbook,
        "desk": Desk,
        "departments": Department,
        "departments.hours": Hours,
        "departments.promises": Times,
        "customers": KnownCustomer,
        "hours": Hours,
        "promises": Promises,
        "promises.tiers": Times,
        "ladder": Ladder,
        "ladder.rungs": Rung,
        "away": Absence,
        "digest": DigestTime,
        "matching": Matching,
        "voice": Voice,
        "voice.second_pair": SecondPair,
    }
    assert {name: set(keys) for name, keys in EXAMPLES.items()} == {
        name: set(section.model_fields) for name, section in sections.items()
    }


@pytest.mark.parametrize("value", ["{}", "[]", "[{}]", "[[]]", '""', '"x"', "7", "1.5", "true", "2026-11-23"])
@pytest.mark.parametrize("line", GOOD.strip().splitlines())
def test_any_value_in_any_place_is_taken_or_told(tmp_path: Path, line: str, value: str) -> None:
    key = line.strip("[]").partition(" =")[0]
    written = f"{key} = {value}"
    before = GOOD.partition("[desk]")[0]
    told = problems(tmp_path, f"{written}\n{before}" if line[0] == "[" else GOOD.replace(line, written, 1))
    assert [sentence for sentence in told if re.search(r"[Ii]nput|pattern|error|valid", sentence)] == []


@pytest.mark.parametrize("text", ["15 minutes", "", "1h30m"])
def test_a_bad_duration_is_told_as_any_other_mistake(text: str) -> None:
    class Promises(BaseModel):
        accept: Duration

    with pytest.raises(ValidationError) as raised:
        Promises.model_validate({"accept": text})
    assert [told(mistake_of(error), {}) for error in raised.value.errors()] == [
        f"accept: {text!r} is not a duration; write 90s, 15m, 4h or 2d."
    ]
