"""The product behind the harness's protocol, on labelled cases where there are some beside the project."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.matching import labelled
from tests.matching.harness import ProductMatcher

CASES = 700


def test_the_protocol_is_spoken(database_url: str, request: pytest.FixtureRequest) -> None:
    matcher = ProductMatcher(database_url)
    matcher.add("A", "Charged twice", "Invoice 4711 by direct debit", "2026-11-23T12:00:00Z")
    matcher.add("B", "Scale drifts", "After an hour", "2026-11-23T13:00:00Z")
    (first, *_) = matcher.search("Charged two times", "invoice 4711", 5, now="2026-11-23T14:00:00Z")
    assert first[0] == "A"
    matcher.add("C", "Charged two times", "invoice 4711", "2026-11-23T14:00:00Z")
    matcher.link("C", "A")
    found = matcher.search("Charged", "", 5, now="2026-11-23T14:00:00Z")
    assert len(found) == 1
    matcher.close()


@pytest.fixture(scope="module")
def evaluate() -> ModuleType:
    folder = next((one for one in _places() if (one / "harness").is_dir()), None)
    if folder is None:
        pytest.skip("NOT MEASURED: there is no ../shared/matching with labelled cases beside this project")
    sys.path.insert(0, str(folder / "harness"))
    spec = importlib.util.spec_from_file_location("evaluate", folder / "harness" / "evaluate_duplicates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(str(folder / "harness"))
    module.data = folder / "open"  # type: ignore[attr-defined]
    return module


def _places() -> list[Path]:
    return [parent / "shared" / "matching" for parent in Path(__file__).resolve().parents]


@pytest.mark.parametrize("tracker", ["titanium", "rust"])
def test_labelled_duplicates_are_found_from_the_first_day(evaluate: ModuleType, tracker: str) -> None:
    found = evaluate.run(ProductMatcher(), _thinned(evaluate.data / tracker), sample=100)
    assert found["queries_with_earlier_duplicate"] >= 30
    assert found["recall@1"] >= 0.4
    assert found["recall@10"] >= 0.65


def _thinned(folder: Path) -> list[tuple[Any, Any]]:
    """The first CASES of those that have a double and of every eighth other, all of them scored."""
    kept = labelled.thinned(labelled.read(folder), 8)[:CASES]
    return [(one.case, {**one.truth, "split": "test"}) for one in kept]
