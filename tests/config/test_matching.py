"""The handbook's [matching]: what is taken, and what is refused with which sentence."""

from pathlib import Path

import pytest

from config.handbook import Handbook, HandbookError, load_handbook
from tests.config.handbooks import GOOD


def load(tmp_path: Path, more: str) -> Handbook:
    path = tmp_path / "handbook.toml"
    path.write_text(f"{GOOD}\n{more}", encoding="utf-8")
    return load_handbook(path)


def offers_from(tmp_path: Path, value: str) -> float | None:
    return load(tmp_path, f"[matching]\noffer_from = {value}").matching.offer_from


@pytest.mark.parametrize(
    ("value", "percent"),
    [('"never"', None), ('" Never "', None), ('"90%"', 0.9), ('"90 %"', 0.9), ('"100%"', 1), ("0.9", 0.9)],
)
def test_a_confidence_is_a_share_or_never(tmp_path: Path, value: str, percent: float | None) -> None:
    assert offers_from(tmp_path, value) == percent


@pytest.mark.parametrize("key", ["show_above", "suggest_above"])
def test_what_is_only_shown_may_be_unlikely(tmp_path: Path, key: str) -> None:
    assert getattr(load(tmp_path, f'[matching]\n{key} = "0.5%"').matching, key) == pytest.approx(0.005)


def test_left_out_nothing_is_offered_unconfirmed(tmp_path: Path) -> None:
    assert not load(tmp_path, "").matching.offers_at(1.0)


def test_it_is_offered_from_that_confidence_on(tmp_path: Path) -> None:
    matching = load(tmp_path, '[matching]\noffer_from = "90%"').matching
    assert [matching.offers_at(sure) for sure in (0.899, 0.9, 0.95)] == [False, True, True]


REMEDY = 'Write "90%", at most 100%, or "never"'


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('offer_from = "often"', f'[matching] offer_from: "often" is no chance. {REMEDY}.'),
        ('offer_from = "nevr"', '[matching] offer_from: "nevr" is no chance; did you mean never?'),
        ('offer_from = "49%"', '"49%" is too unsure to go by. Write "90%", from 50%, or "never".'),
        ('offer_from = "101%"', f'"101%" is no chance. {REMEDY}.'),
        ("offer_from = 1.9", f"1.9 is no chance. {REMEDY}."),
        ("offer_from = true", f"true is no chance. {REMEDY}."),
        ('offer_frm = "90%"', "[matching] offer_frm: this key is not known here; did you mean offer_from?"),
    ],
)
def test_a_mistake_is_a_sentence_with_its_place(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(HandbookError) as refused:
        load(tmp_path, f"[matching]\n{line}")
    assert any(sentence in problem for problem in refused.value.problems), refused.value.problems


def test_a_section_of_another_name_is_led_to_this_one(tmp_path: Path) -> None:
    with pytest.raises(HandbookError) as refused:
        load(tmp_path, '[maching]\noffer_from = "90%"')
    assert refused.value.problems == [
        "handbook.toml: maching: this key is not known here; did you mean matching?"
    ]
