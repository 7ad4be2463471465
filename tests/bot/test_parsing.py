"""The two pure halves of the door, against whatever bytes there are."""

import json
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing import MalformedError, kind_of, mended, parse
from bot.signature import UnsignedError, verify
from handlers.answer import Kind
from tests.bot import payloads
from tests.bot.conftest import NOON, signed_headers
from tests.bot.far_end import SECRET
from tests.bot.payloads import FORM

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.binary(), st.sampled_from(["application/json", FORM, "text/plain", ""]))
def test_any_bytes_are_an_object_or_malformed(raw: bytes, content_type: str) -> None:
    with suppress(MalformedError):
        assert isinstance(parse(raw, content_type), dict)


@given(st.dictionaries(st.text(), JSON))
def test_json_comes_through_whole_but_for_what_cannot_be_kept(body: dict[str, object]) -> None:
    assert parse(json.dumps(body).encode(), "application/json; charset=utf-8") == mended(body)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_a_commands_text_comes_through_whole(text: str) -> None:
    raw = urlencode(payloads.command(text)).encode()
    assert parse(raw, FORM)["text"] == text


@given(st.dictionaries(st.text(), JSON))
def test_whatever_is_kept_can_be_encoded(body: dict[str, object]) -> None:
    text = json.dumps(mended(body), ensure_ascii=False)
    assert "\x00" not in text.encode().decode()


@given(
    st.lists(st.tuples(st.sampled_from([b"x-slack-signature", b"x-slack-request-timestamp"]), st.binary()))
)
def test_any_headers_are_a_refusal(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(UnsignedError) as raised:
        verify(SECRET, headers, b"{}", NOON)
    assert len(str(raised.value)) < 100


@given(st.binary(), st.binary(min_size=1))
def test_a_signature_is_for_one_body_and_one_secret(body: bytes, more: bytes) -> None:
    headers = signed_headers(body, NOON)
    assert verify(SECRET, headers, body, NOON) == 0
    for secret, other in ((SECRET, body + more), ("another" + SECRET, body)):
        with pytest.raises(UnsignedError):
            verify(secret, headers, other, NOON)


def test_a_message_is_told_from_other_events() -> None:
    assert kind_of(payloads.event("message")) is Kind.MESSAGE
    assert kind_of(payloads.event("app_mention")) is Kind.EVENT
    assert kind_of({"type": ["event_callback"]}) is None
