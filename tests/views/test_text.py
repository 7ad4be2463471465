import ast
import re
import unicodedata
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from views import text
from views.heard import decoded, mentioned

PIECES = (
    *("<!channel>", "<@U0DANAOKAFO>", "<https://e.example|bank>", "&", "&lt;", "＜!here＞", "<!"),
    *("\u202e", "\u200b", "\U000e0041", "\x00", "\x85", "\ud800", "👩‍🔧", "é", "e\u0301", "\ufe0f", "\u200d"),
    *("*", "_", "`", "~", "\n", " ", "word ", "https://x.example/a?b=1&c", "http://"),
)
anything = st.text(max_size=400) | st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
TOKEN = re.compile(r"<[^<>]*>")


@given(anything)
def test_nothing_that_people_write_is_obeyed(written: str) -> None:
    for said in (text.escape(written), text.plain(written), text.brief(written, 50)):
        assert "<" not in said
        assert ">" not in said
        assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt);)*", said)


@given(anything)
def test_escaping_loses_nothing_that_can_be_seen(written: str) -> None:
    assert decoded(text.escape(written)) == text.clean(written).strip()


@given(anything)
def test_only_bare_web_addresses_become_links(written: str) -> None:
    said = text.prose(written)
    assert all(re.fullmatch(r"<https?://[^\s<>|]+>", token) for token in TOKEN.findall(said))
    assert TOKEN.sub(lambda found: found[0][1:-1], said) == text.escape(written)


@given(anything)
def test_no_control_bidi_zero_width_or_tag_character_survives(written: str) -> None:
    joiners_removed = re.sub("[\u200c\u200d\n]", "", text.clean(written))
    assert not {unicodedata.category(char) for char in joiners_removed} & {"Cc", "Cf", "Cs"}


@given(anything)
def test_cleaning_twice_changes_nothing_more(written: str) -> None:
    once = text.clean(written)
    assert text.clean(once) == once
    assert once == unicodedata.normalize("NFC", once)


@given(anything)
def test_plain_text_is_one_line_without_formatting(written: str) -> None:
    said = text.plain(written)
    assert not set("\n*~`") & set(said)
    assert not re.search(r"(?<!\w)_\w", said)


@given(anything, st.integers(1, 80))
def test_shortening_keeps_the_limit_and_halves_no_entity_or_link(written: str, limit: int) -> None:
    whole = text.prose(written)
    short = text.shorten(whole, limit)
    assert len(short) <= limit
    assert "<" not in TOKEN.sub("", short)
    assert not re.search(r"&(?!amp;|lt;|gt;)", TOKEN.sub("", short))
    assert short == whole or limit < len(text.MORE) or short.endswith("… more")


@given(anything, st.integers(1, 80))
def test_a_label_keeps_its_limit(written: str, limit: int) -> None:
    assert len(text.cut(written, limit)) <= limit


@given(anything)
def test_pieces_make_the_whole(written: str) -> None:
    whole = text.escape(written)
    pieces = text.split(whole, 40)
    assert all(len(piece) <= 40 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(whole.split())


@given(anything)
def test_every_line_of_a_quote_is_quoted(written: str) -> None:
    assert all(line.startswith("> ") for line in text.quote(text.prose(written)).split("\n"))


@given(anything, anything)
@example("https://x.example/a|b>c", "la|bel")
def test_a_link_cannot_be_broken_out_of(url: str, label: str) -> None:
    said = text.link(url, label)
    assert TOKEN.sub("", said) == ("" if said.startswith("<") else said)
    assert "<" not in TOKEN.sub("", said)


def test_long_text_ends_on_a_word_with_a_way_to_the_rest() -> None:
    assert (
        text.shorten(text.escape("The scale in hall 4 drifts every night."), 30)
        == "The scale in hall 4 … more"
    )


def test_people_keep_their_own_formatting_in_long_text_only() -> None:
    assert text.prose("It is *not* `me` & co.") == "It is *not* `me` &amp; co."
    assert text.plain("It is *not*\n`me`, snake_case _x_") == "It is ∗not∗ 'me', snake_case ˍxˍ"


def test_an_address_is_linked_without_the_full_stop_behind_it() -> None:
    assert text.prose("See https://a.example/?x=1&y=2.") == "See <https://a.example/?x=1&amp;y=2>."


def test_emoji_and_scripts_keep_their_joiners() -> None:
    for kept in ("👩‍🔧 ❤️‍🔥 🏳️‍🌈 👍🏽 1️⃣", "می‌خواهم", "क्‍ष"):
        assert text.clean(kept) == kept
    assert text.clean("a\u200db\u200c \ufe0f") == "ab "


def test_full_width_brackets_stay_full_width() -> None:
    assert text.escape("＜!channel＞") == "＜!channel＞"


def test_a_mention_is_built_from_nothing_but_a_users_id() -> None:
    assert text.mention("U0DANAOKAFO") == "<@U0DANAOKAFO>"
    for wrong in ("dana", "!channel", "U0DANA|x", "C0BILLING01", "U0DANAOKAFO>", ""):
        with pytest.raises(ValueError, match="not the id of a user"):
            text.mention(wrong)


def test_a_moment_says_utc_where_slack_cannot_say_better() -> None:
    at = datetime(2026, 3, 1, 9, 5, tzinfo=timezone(timedelta(hours=-5)))
    assert text.moment(at) == "<!date^1772373900^{date_short_pretty} {time}|2026-03-01 14:05 UTC>"


def test_a_message_has_an_address() -> None:
    expected = "https://tidewater.slack.com/archives/C0BILLING01/p1763650000000100"
    for workspace in ("https://tidewater.slack.com/", "https://tidewater.slack.com"):
        assert text.permalink(workspace, ("C0BILLING01", "1763650000.000100")) == expected


def test_our_own_sentences_keep_bold_and_the_mention_of_a_user() -> None:
    sentence = "C-17 is with <@U0BENLINDQV>; press *Take it*. <!channel> <https://e.example|x>"
    said = text.own(sentence)
    assert said.startswith("C-17 is with <@U0BENLINDQV>; press *Take it*.")
    assert TOKEN.findall(said) == ["<@U0BENLINDQV>"]
    assert text.plain_words("Press *Take it* or `/case help`.") == "Press Take it or /case help."


def test_what_slack_delivers_is_decoded_once() -> None:
    said = "<@U0DANAOKAFO> &amp;lt; <https://a.example?x=1&amp;y=2|here> <#C0BILLING01|billing> <!here>"
    names = {"U0DANAOKAFO": "Dana Okafor"}
    assert decoded(said, names) == "@Dana Okafor &lt; here (https://a.example?x=1&y=2) #billing @here"
    assert decoded("<https://a.example|a.example> <mailto:a@b.example|a@b.example> <!date^1^x|noon>") == (
        "https://a.example a@b.example noon"
    )
    assert mentioned(said) == {"U0DANAOKAFO"}


def test_every_template_of_ours_is_a_literal() -> None:
    """What is put into a template is escaped; a template that is put together would not be."""
    allowed = {"_BECAUSE[suggestion.kind]", "_SETTLED[settled.how]", "words", "words_"}
    for path in sorted(Path(text.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                assert isinstance(node.args[0], ast.Constant) or ast.unparse(node.args[0]) in allowed, path
