"""What is certainly no secret of that name is told by what it looks like; the rest may be right."""

import pytest

from config.tokens import WANTED, is_like_a_signing_secret, misfit

NAMES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")
HEX = "0123456789abcdef" * 2
RIGHT = {"SLACK_BOT_TOKEN": "xoxb-1-a", "SLACK_APP_TOKEN": "xapp-1-A0-b", "SLACK_SIGNING_SECRET": HEX}
STRAY = "has a blank, a quotation mark or another character in it that no secret has; copy it again"


def test_what_is_right_is_right_in_its_own_place_only() -> None:
    for name in NAMES:
        for other in NAMES:
            is_right = misfit(name, RIGHT[other]) is None
            assert is_right is (name == other), (name, other)


@pytest.mark.parametrize(
    ("name", "secret", "says"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1", "holds an app-level token (xapp-…); it belongs in SLACK_APP_TOKEN"),
        ("SLACK_BOT_TOKEN", "xoxp-1", "holds a user token (xoxp-…); Liaison has no use for it"),
        (
            "SLACK_BOT_TOKEN",
            "xoxe.xoxb-1",
            "holds a token that ends within 12 hours (xoxe…); Liaison needs an app without token rotation",
        ),
        ("SLACK_BOT_TOKEN", HEX, "looks like the signing secret; a bot token begins with xoxb-"),
        ("SLACK_BOT_TOKEN", "secret", "is not a bot token; a bot token begins with xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-", "is not filled in: nothing follows xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1", "holds a bot token (xoxb-…); it belongs in SLACK_BOT_TOKEN"),
        ("SLACK_SIGNING_SECRET", "xoxb-1", "holds a bot token (xoxb-…); it belongs in SLACK_BOT_TOKEN"),
    ],
)
def test_a_misfit_is_told_by_its_look(name: str, secret: str, says: str) -> None:
    assert misfit(name, secret) == says


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spoilt", ['"{}"', "'{}'", "{} ", "{}\n", "{} # ours", "<{}>", "{}…"])
def test_what_was_copied_with_something_around_it_is_told_so(name: str, spoilt: str) -> None:
    assert misfit(name, spoilt.format(RIGHT[name])) == STRAY


@pytest.mark.parametrize("name", NAMES)
def test_blanks_are_no_secret(name: str) -> None:
    assert misfit(name, " \t") == "is blank; write its value"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("secret", [*RIGHT.values(), "xoxe.xoxb-1-a", "nothing-known", '"xoxb-1-a"'])
def test_no_secret_is_repeated(name: str, secret: str) -> None:
    assert secret not in (misfit(name, secret) or "")


def test_a_signing_secret_may_look_otherwise_but_that_is_seen() -> None:
    assert misfit("SLACK_SIGNING_SECRET", "as-somebody-chose") is None
    assert is_like_a_signing_secret(HEX)
    assert not is_like_a_signing_secret("as-somebody-chose")


def test_each_token_has_a_beginning_of_its_own() -> None:
    assert {name: kind.begins for name, kind in WANTED.items()} == {
        "SLACK_BOT_TOKEN": "xoxb-",
        "SLACK_APP_TOKEN": "xapp-",
    }
