"""The door against a hostile corpus: what is not Slack's is answered 401, once, shortly, and does nothing."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO

import pytest
from slack_sdk.signature import SignatureVerifier

from handlers.answer import Answer, Kind
from tests.bot import payloads
from tests.bot.conftest import NOON, Front, signed_headers
from tests.bot.far_end import SECRET
from tests.bot.payloads import FORM

BODY = json.dumps(payloads.event()).encode()
STAMP = str(int(NOON.timestamp())).encode()
GOOD = dict(signed_headers(BODY, NOON))[b"x-slack-signature"]
T, S = b"x-slack-request-timestamp", b"x-slack-signature"

FORGED = {
    "no headers": [],
    "no signature": [(T, STAMP)],
    "no timestamp": [(S, GOOD)],
    "a wrong signature": [(T, STAMP), (S, b"v0=" + b"0" * 64)],
    "an empty signature": [(T, STAMP), (S, b"")],
    "another version": [(T, STAMP), (S, b"v1" + GOOD[2:])],
    "capitals": [(T, STAMP), (S, GOOD.upper())],
    "a longer signature": [(T, STAMP), (S, GOOD + b"0")],
    "a signature that is not ASCII": [(T, STAMP), (S, "v0=é".encode())],
    "a signature with bytes that are no text": [(T, STAMP), (S, b"v0=\xff\xfe")],
    "a signature of 5,000 digits": [(T, STAMP), (S, b"v0=" + b"7" * 5000)],
    "the signature twice": [(T, STAMP), (S, GOOD), (S, GOOD)],
    "the timestamp twice": [(T, STAMP), (T, STAMP), (S, GOOD)],
    "another timestamp": [(T, b"%d" % (int(STAMP) + 1)), (S, GOOD)],
    "a timestamp of 5,000 digits": [(T, b"9" * 5000), (S, GOOD)],
    "a timestamp that is no number": [(T, b"soon"), (S, GOOD)],
    "a negative timestamp": [(T, b"-1"), (S, GOOD)],
    "a timestamp in other digits": [(T, "١٢٣".encode()), (S, GOOD)],
    "a fractional timestamp": [(T, STAMP + b".0"), (S, GOOD)],
    "an infinite timestamp": [(T, b"inf"), (S, GOOD)],
}

MALFORMED = {
    "nothing": (b"", "application/json"),
    "broken JSON": (b'{"type":', "application/json"),
    "invalid UTF-8": (b'{"type": "\xff\xfe"}', "application/json"),
    "UTF-16": ('{"type": "x"}'.encode("utf-16"), "application/json"),
    "a list": (b"[1]", "application/json"),
    "a number": (b"7", "application/json"),
    "not a number": (b'{"a": NaN}', "application/json"),
    "a number of 5,000 digits": (b'{"a": ' + b"9" * 5000 + b"}", "application/json"),
    "JSON nested 100,000 deep": (b'{"a":' + b"[" * 100_000, "application/json"),
    "no content type": (BODY, ""),
    "XML": (b"<a/>", "text/xml"),
    "a form whose payload is no JSON": (b"payload=%7Bbroken", FORM),
    "a form whose payload is a list": (b"payload=%5B%5D", FORM),
    "a form in invalid UTF-8": (b"command=%FF%FE", FORM),
    "a form with a field twice": (b"command=%2Fcase&command=%2Fcase", FORM),
    "a form of 1,000 fields": (b"&".join(b"a%d=1" % n for n in range(1000)), FORM),
    "a form without fields": (b"hello", FORM),
    "a challenge that is a list": (b'{"type": "url_verification", "challenge": ["x"]}', "application/json"),
    "a challenge to fill a page": (
        json.dumps({"type": "url_verification", "challenge": "x" * 201}).encode(),
        "application/json",
    ),
}


def assert_refused(front: Front, status: int, written: StringIO) -> None:
    lines = written.getvalue().splitlines()
    assert (status, front.heard) == (401, [])
    assert len(lines) == 1
    assert len(lines[0]) <= 300
    assert "U0ANNA00001" not in lines[0]


@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED.keys())
async def test_what_slack_has_not_signed_is_refused(
    front: Front, headers: list[tuple[bytes, bytes]], written: StringIO
) -> None:
    response = await front.post(BODY, headers=headers)
    assert_refused(front, response.status_code, written)


@pytest.mark.parametrize(("body", "content_type"), MALFORMED.values(), ids=MALFORMED.keys())
async def test_what_cannot_be_read_is_refused_although_it_is_signed(
    front: Front, body: bytes, content_type: str, written: StringIO
) -> None:
    response = await front.post(body, content_type)
    assert_refused(front, response.status_code, written)


@pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-6), timedelta(seconds=301)])
async def test_an_old_or_future_request_is_refused_and_tells_that_the_clocks_differ(
    front: Front, late: timedelta, written: StringIO
) -> None:
    response = await front.post(BODY, late=late)
    assert_refused(front, response.status_code, written)
    assert front.skew.seconds == late.total_seconds()


def test_our_tests_sign_as_the_sdk_does() -> None:
    assert SignatureVerifier(SECRET).generate_signature(timestamp=STAMP.decode(), body=BODY) == GOOD.decode()


async def test_a_request_within_five_minutes_is_taken(front: Front) -> None:
    assert (await front.post(BODY, late=timedelta(minutes=5))).status_code == 200
    assert (await front.post(BODY, late=timedelta(minutes=-5))).status_code == 200
    assert len(front.heard) == 2


async def test_a_replayed_old_request_does_not_hide_that_the_clocks_agree(front: Front) -> None:
    await front.post(BODY)
    await front.post(BODY, late=timedelta(hours=3))
    assert front.skew.seconds == 0


@pytest.mark.parametrize("honest", [True, False], ids=["with Content-Length", "in chunks"])
async def test_a_body_above_one_mebibyte_is_refused(front: Front, honest: bool, written: StringIO) -> None:
    body = b" " * (1024 * 1024) + BODY

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    response = await front.http.post(
        "/slack/events", content=body if honest else chunks(), headers=signed_headers(body, front.now)
    )
    assert_refused(front, response.status_code, written)


async def test_a_body_of_exactly_one_mebibyte_is_read(front: Front) -> None:
    body = BODY + b" " * (1024 * 1024 - len(BODY))
    assert (await front.post(body)).status_code == 200


async def test_slacks_challenge_is_echoed_as_plain_text_once_it_is_signed(front: Front) -> None:
    body = b'{"type": "url_verification", "challenge": "abc123", "token": "x"}'
    response = await front.post(body)
    assert (response.status_code, response.text) == (200, "abc123")
    assert response.headers["content-type"].startswith("text/plain")
    assert (await front.post(body, headers=[])).status_code == 401


async def test_slacks_certificate_check_is_answered_once_it_is_signed(front: Front) -> None:
    body = b"ssl_check=1&token=x"
    assert (await front.post(body, FORM)).status_code == 200
    assert (await front.post(body, FORM, headers=[])).status_code == 401
    assert front.heard == []


@pytest.mark.parametrize("text", ["fix the webhook payload bug", "payload={}", "payload", "a & b = c % d"])
async def test_a_command_whose_text_speaks_of_a_payload_arrives_whole(front: Front, text: str) -> None:
    body, content_type = payloads.as_form(payloads.command(text))
    assert (await front.post(body, content_type)).status_code == 200
    [(kind, heard)] = front.heard
    assert (kind, heard["text"]) == (Kind.COMMAND, text)


async def test_characters_that_no_database_keeps_are_replaced_on_the_way_in(front: Front) -> None:
    body = json.dumps(payloads.event(text="a\x00b\ud800c 👋")).encode()
    await front.post(body)
    await front.post(b"command=%2Fcase&text=a%00b&team_id=T0HOME00001", FORM)
    assert front.heard[0][1]["event"]["text"] == "a\ufffdb\ufffdc 👋"
    assert front.heard[1][1]["text"] == "a\ufffdb"


async def test_slacks_count_of_tries_changes_nothing(front: Front) -> None:
    for tries in ("1", "3", "999999", "x" * 5000):
        response = await front.post(BODY, extra={"x-slack-retry-num": tries})
        assert response.status_code == 200
    assert len(front.heard) == 4


async def test_the_answer_from_below_goes_back_as_it_is(front: Front) -> None:
    body, content_type = payloads.as_form(payloads.view())
    front.answer = Answer(body={"response_action": "errors", "errors": {"what": "Please say what happened."}})
    response = await front.post(body, content_type)
    assert response.json() == front.answer.body
    assert response.headers["content-type"].startswith("application/json")
    front.answer = Answer(body="C-17 is yours.")
    assert (await front.post(body, content_type)).text == "C-17 is yours."


async def test_until_we_know_who_we_are_and_while_leaving_slack_is_asked_to_come_again(front: Front) -> None:
    front.reception.close()
    assert (await front.post(BODY)).status_code == 503
    assert (await front.post(b'{"type": "url_verification", "challenge": "abc"}')).status_code == 200
    assert front.heard == []
