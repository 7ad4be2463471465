"""The last look before a message leaves, with a piece of it taken out: a check must notice each."""

from collections.abc import Callable

import pytest

from casework.voice import release
from casework.work import Work
from models.approval import Approval
from models.member import Channel
from models.outgoing import Outgoing
from tests.casework.room import Room
from tests.casework.voice.test_release import (
    a_third_company,
    another_notice,
    another_text,
    bound_anew,
    carried,
    send,
)

Change = Callable[[Work], None]
CHANGES: dict[str, tuple[Change, ...]] = {
    "hash": (another_text, another_notice),
    "binding": (bound_anew,),
    "teams": (a_third_company,),
}


def unlooked_words(patch: pytest.MonkeyPatch) -> None:
    """The hash is not checked."""
    patch.setattr(release, "_of_words", lambda _row, _approval: "")


def unlooked_place(patch: pytest.MonkeyPatch) -> None:
    """The binding is not looked at again."""
    patch.setattr(release, "_of_place", lambda _work, _row, _approval, _channel: "")


def teams_for_ever(patch: pytest.MonkeyPatch) -> None:
    """With whom the channel is shared is taken from when it was approved."""
    look = release._of_place

    def cached(work: Work, row: Outgoing, approval: Approval, channel: Channel | None) -> str:
        then = None if channel is None else Channel(**{**channel.model_dump(), "teams": approval.teams})
        return look(work, row, approval, then)

    patch.setattr(release, "_of_place", cached)


def leaks(room: Room, what: str, change: Change) -> bool:
    """Whether anything arrives although this changed since it was approved."""
    send(room, key=f"{what}:{change.__name__}")
    room.own(change)
    return bool(carried(room))


@pytest.mark.parametrize(
    ("what", "change"), [(what, change) for what, several in CHANGES.items() for change in several]
)
def test_nothing_leaves_as_things_are(spoken: Room, what: str, change: Change):
    assert not leaks(spoken, what, change)


@pytest.mark.parametrize(
    ("what", "change", "plant"),
    [
        ("hash", another_notice, unlooked_words),
        ("binding", bound_anew, unlooked_place),
        ("teams", a_third_company, teams_for_ever),
    ],
)
def test_the_planted_bug_is_noticed(
    spoken: Room,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    change: Change,
    plant: Callable[[pytest.MonkeyPatch], None],
):
    plant(monkeypatch)
    assert leaks(spoken, what, change), "the check would not have noticed it"
