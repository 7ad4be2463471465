"""The handbook's hours, promises, ladder, absences and digest: what is taken, and what is refused how."""

from datetime import timedelta
from pathlib import Path

import pytest

from config.handbook import Handbook, HandbookError, load_handbook
from tests.config.handbooks import GOOD
from tests.house import HANDBOOK

BILLING = "[departments.billing]"


def load(tmp_path: Path, more: str, *, billing: str = "") -> Handbook:
    path = tmp_path / "handbook.toml"
    path.write_text(GOOD.replace(BILLING, f"{BILLING}\n{billing}") + "\n" + more, encoding="utf-8")
    return load_handbook(path)


def test_a_department_works_by_its_own_hours_and_the_others_by_the_companys(tmp_path: Path) -> None:
    company = '[hours]\ntime_zone = "Europe/Berlin"\nweekdays = "09:00-17:00"\n'
    own = '[departments.billing.hours]\ntime_zone = "Asia/Tokyo"\n'
    handbook = load(tmp_path, company + own)
    assert handbook.hours_of("billing").zone.key == "Asia/Tokyo"
    assert handbook.hours_of("legal").zone.key == handbook.hours_of(None).zone.key == "Europe/Berlin"
    assert handbook.hours_of("billing").week == handbook.hours_of("legal").week


def test_the_narrowest_word_on_a_promise_counts(tmp_path: Path) -> None:
    text = (
        '[promises]\naccept = { low = "3d" }\n[promises.tiers.gold]\naccept = "30m"\n'
        '[departments.billing.promises]\naccept = { high = "10m" }\n'
    )
    handbook = load(tmp_path, text)
    minutes = {
        (severity, tier, department): handbook.allowance("accept", severity, tier, department)
        for severity, tier, department in (
            ("high", "gold", "billing"),
            ("normal", "gold", "billing"),
            ("low", "standard", "billing"),
            ("normal", "standard", None),
        )
    }
    assert [(length.days, length.time) for length in minutes.values()] == [
        (0, timedelta(minutes=10)),
        (0, timedelta(minutes=30)),
        (3, timedelta(0)),
        (0, timedelta(hours=4)),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[promises]\naccept = "soon"', '"soon" is not a length of working time. Write 90s, 15m, 4h or 2d'),
        ('[promises]\naccept = "400d"', '"400d" is more than a year'),
        ('[promises.tiers.golden]\naccept = "1h"', '[promises.tiers]: "golden" is no tier'),
        ('[ladder]\nlapse = "90%"', "lapse must lie above the last rung, which is at 200%"),
        (
            '[ladder]\nrungs = [{ at = "80%", tell = ["owner"] }, { at = "50%", tell = ["lead"] }]',
            "the rungs must climb, but",
        ),
        (
            '[ladder]\nrungs = [{ at = "80%", tell = ["boss"] }]',
            '[ladder] rungs number 1 tell: "boss" does not fit here',
        ),
        ('[ladder]\nnight = "evening"', '"evening" is not a period of a day'),
        ('[ladder]\nnight = "00:00-24:00"', '[ladder] night: "00:00-24:00" leaves less than an hour a day'),
        ('[ladder]\nnight = "08:00-07:01"', '[ladder] night: "08:00-07:01" leaves less than an hour a day'),
        ('[ladder]\nlongest_pause = "forever"', "[ladder] longest_pause: 'forever' is not a duration"),
        ("[ladder]\nmost_a_day = 0", "most_a_day"),
        ('[[away]]\nperson = "U0DANAOKAFO"\nfirst = 2026-12-24\nlast = 2026-12-01', "before it begins"),
        ('[digest]\nat = "25:00"', '"25:00" is no time of day. Write "08:30"'),
        (
            '[digest]\nat = "19:00"',
            "[digest] at: 19:00 lies in the night, when nobody is disturbed: [ladder] night is 19:00-08:00",
        ),
        ('[digest]\nat = "07:59"', "[digest] at: 07:59 lies in the night"),
        ('[ladder]\nnight = "22:00-09:00"', "[digest] at: 08:30 lies in the night"),
        ('[ladder]\nnight = "00:00-09:00"', "[ladder] night is 00:00-09:00"),
        (
            '[hours]\ntime_zone = "Europe/Berlin"\nweekdays = ["9-13", "12:30-17"]',
            "[hours]: monday 09:00-13:00 and monday 12:30-17:00 overlap.",
        ),
        (
            '[departments.legal.hours]\ntime_zone = "Europe/Berlin"\nmonday = "22-6"\ntuesday = "5-9"',
            "[departments.legal.hours]: monday 22:00-06:00 and tuesday 05:00-09:00 overlap.",
        ),
        ('[hours]\ntime_zone = "Europe/Berln"', '[hours] time_zone: "Europe/Berln" is not a time zone'),
        ('[hours]\nholidays = "Germny"', '[hours] holidays: "Germny" is not a country'),
        ('[hours]\nholidays = "DE-XX"', "has no region"),
        (
            '[departments.legal.promises]\naccept = "4 hours"',
            '[departments.legal.promises] accept: "4 hours"',
        ),
        ('[hours]\nweekdays = "09:00-17:00"', "[hours]: the time zone is missing"),
        (
            '[hours]\ntime_zone = "Europe/Berlin"\nweekdays = "9-17"\nclosed = "2020-01-01 to 2999-12-31"',
            "[hours]: nobody works in the coming year",
        ),
    ],
)
def test_a_mistake_is_a_sentence_with_its_place(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(HandbookError) as refused:
        load(tmp_path, text)
    assert any(sentence in problem for problem in refused.value.problems), refused.value.problems


@pytest.mark.parametrize(
    ("night", "at"), [("19:00-08:00", "18:59"), ("19:00-08:00", "08:00"), ("1-23", "23:00")]
)
def test_the_digest_may_come_at_any_hour_that_is_not_night(tmp_path: Path, night: str, at: str) -> None:
    handbook = load(tmp_path, f'[ladder]\nnight = "{night}"\n[digest]\nat = "{at}"')
    assert f"{handbook.digest.at:%H:%M}" == at


def test_what_was_read_can_be_read_again() -> None:
    assert Handbook.model_validate(HANDBOOK.model_dump(exclude_unset=True)) == HANDBOOK
