"""Titles that say the same though no word in them is rare."""

import pytest

from casework.matching.titles import say_the_same

PAIRS = [
    ("Charged twice for invoice 4711", "Charged twice for invoice 4711", True, True),
    ("Charged twice for invoice 4711", "INVOICE 4711: they were charging twice!", True, True),
    ("Charged twice for invoice 4711", "Invoice 4711 was charged two times", True, False),
    ("Charged twice for invoice 4711", "Charged twice for invoice 4655", False, False),
    ("Charged twice", "Charged twice", True, False),
    ("Charged twice for an invoice", "Charged twice for invoice 4711", True, True),
    ("Export fails", "Export to SAP fails after the update of the connector", False, False),
    ("Help", "Help", False, False),
    ("", "", False, False),
    ("🔥", "🔥", False, False),
    ("发票 4711 重复扣款", "发票 4711 重复扣款", True, True),
]


@pytest.mark.parametrize(("one", "other", "is_for_the_same", "is_for_others"), PAIRS)
def test_titles_say_the_same(one: str, other: str, is_for_the_same: bool, is_for_others: bool) -> None:
    for first, second in ((one, other), (other, one)):
        assert say_the_same(first, second, may_be_the_same=True) is is_for_the_same
        assert say_the_same(first, second, may_be_the_same=False) is is_for_others
