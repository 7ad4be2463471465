"""A customer gets their own part, all of it, and nothing of the house or of others."""

import csv
import json
import stat
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest

from bot.export import cell, write
from casework.privacy.export import export
from casework.voice import approvals
from casework.work import Work
from models.case import Severity
from models.customer import Contact, CustomerFact
from models.customer_talk import Heard
from models.customer_view import CustomerView
from models.refusal import Refusal
from models.voice_notices import CustomerNotYet
from tests.casework.carrier import Carrier
from tests.casework.room import CARLA, DANA, Room
from tests.casework.voice.conftest import bound

THEIRS, OURS = "The scale shows nothing.", "We sent you a new one."
INTERNAL, OTHERS = "internal-0451", "others-0452"


def lived(room: Room) -> None:
    """C-1 of the first customer, with words of both sides; C-2 of another customer."""
    bound(room)
    room.open_case(f"{INTERNAL} wrong batch", story=f"{INTERNAL} we know it", severity=Severity.HIGH)
    room.open_case(f"{OTHERS}", customer="2")
    room.own(_said)
    room.do(lambda work: approvals.approve(work, work.case(1), OURS, key="a", speaks_as=DANA))
    Carrier(room).carry_everything()
    room.do(
        lambda work: approvals.approve(
            work, work.case(1), f"{INTERNAL} not sent yet", key="b", speaks_as=DANA
        )
    )


def _said(work: Work) -> None:
    common = {"said_at": work.now - timedelta(hours=1), "heard_at": work.now}
    for customer, channel, ts, words in ((1, "C0BRIGHTW01", "1.1", THEIRS), (2, "C0OTHER", "1.2", OTHERS)):
        work.session.add(
            Heard(
                customer_id=customer,
                channel=channel,
                ts=ts,
                author=CARLA,
                author_name="Carla Voss",
                text=words,
                case_number=customer,
                **common,
            )
        )
        work.session.add(Contact(customer_id=customer, name=words, email="=cmd()"))
        work.session.add(
            CustomerFact(
                customer_id=customer,
                text=words,
                said_by="Carla",
                said_at=work.now,
                noted_by=DANA,
                noted_at=work.now,
            )
        )
    work.session.add(CustomerView(case_number=1, title="The scale shows nothing", score=4, score_words="+1"))


def of_them(room: Room, name: str = "brightwater  FOODS") -> str:
    return json.dumps(asdict(room.own(export, name)), default=str)


def test_what_they_said_and_were_told_is_there(room: Room):
    lived(room)
    found = room.own(export, "Brightwater Foods")
    assert [(one.direction, one.case, one.by, one.text) for one in found.messages] == [
        ("from you", "C-1", "Carla Voss", THEIRS),
        ("to you", "C-1", "Dana Okafor", OURS),
    ]
    assert [(one.number, one.title, one.satisfaction) for one in found.cases] == [
        ("C-1", "The scale shows nothing", 4)
    ]
    assert [one.text for one in found.facts] == [THEIRS]


def test_what_they_wrote_behind_not_yet_is_there(room: Room):
    lived(room)
    for case, words in ((1, "The fee is missing."), (2, OTHERS)):
        notice = CustomerNotYet(case, "Carla Voss", words, DANA)
        room.own(
            lambda work, n=notice: work.tell(work.desk_thread(work.case(n.case)), n, key=f"not:{n.case}")
        )
    found = [one for one in room.own(export, "Brightwater Foods").messages if one.text != THEIRS]
    assert [(one.direction, one.case, one.by, one.text) for one in found if one.direction == "from you"] == [
        ("from you", "C-1", "Carla Voss", "The fee is missing.")
    ]


def test_nothing_of_the_house_or_of_others_is_in_it(room: Room):
    lived(room)
    written = of_them(room)
    for word in (INTERNAL, OTHERS, "billing", "Billing", "high"):
        assert word not in written


def test_there_must_be_such_a_customer(room: Room):
    with pytest.raises(Refusal, match="There is no customer “Nobody”"):
        room.own(export, "Nobody")


def test_the_files_are_for_their_owner_and_no_formulas(quick_room: Room, tmp_path: Path):
    lived(quick_room)
    written = write(quick_room.own(export, "Brightwater Foods"), tmp_path / "out")
    assert [path.name for path in written] == [
        "customer.json", "contacts.csv", "facts.csv", "cases.csv", "messages.csv",
    ]  # fmt: skip
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    with (tmp_path / "out" / "contacts.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["email"] == "'=cmd()"
    assert json.loads(written[0].read_text(encoding="utf-8"))["contacts"][0]["email"] == "=cmd()"


def test_a_folder_that_is_there_is_left_alone(quick_room: Room, tmp_path: Path):
    lived(quick_room)
    with pytest.raises(Refusal, match="exists already"):
        write(quick_room.own(export, "Brightwater Foods"), tmp_path)


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=1"])
def test_what_a_spreadsheet_would_compute_is_quoted(text: str):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "C-1", "a=b", "4711"])
def test_other_cells_stay_as_they_are(text: str):
    assert cell(text) == text


def test_who_speaks_as_the_bot_is_not_named(room: Room) -> None:
    bound(room)
    room.open_case()
    room.do(lambda work: approvals.approve(work, work.case(1), OURS, key="a", speaks_as=None))
    Carrier(room).carry_everything()
    assert [one.by for one in room.own(export, "Brightwater Foods").messages] == ["Liaison"]
