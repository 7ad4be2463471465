"""What a customer wrote, as it is asked about and once it was decided."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

from models.inbound_notices import CustomerWrote, Decided

ASKED = CustomerWrote(
    7,
    "Brightwater Foods",
    "Carla Voss",
    "Our last invoice is *wrong*.\nIt names the old address.",
    (("4711.pdf", "https://tidewater.slack.com/files/U1/F1/4711.pdf"),),
    "https://tidewater.slack.com/archives/C0EXTBRIGHT/p1763650400000300",
    ((17, "Charged twice for invoice 4711"), (12, "The scale in hall 2 does not start")),
    until=datetime(2026, 5, 12, 13, 34, tzinfo=UTC),
)
NOTICES: tuple[CustomerWrote, ...] = (
    *(replace(ASKED, decided=how, decided_by="Dana Okafor", number=17) for how in get_args(Decided)),
    replace(ASKED, text="", choices=(), link="", until=None),
)


def rewritten(notice: CustomerWrote, long: str) -> CustomerWrote:
    """With everything that people write replaced."""
    return replace(
        notice,
        customer=long[:80],
        author=long[:80],
        decided_by=long[:80],
        text=long,
        files=((long[:80], long),) * 12,
        choices=tuple((number, long[:150]) for number, _ in notice.choices),
    )
