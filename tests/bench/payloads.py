"""What Slack sends in the benchmark: drawn once by the sandbox, numbered and signed for each request."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from sandbox import events, forms, interactions
from sandbox.company import DANA
from sandbox.server import SIGNING_SECRET
from sandbox.slack import Slack
from sandbox.workspace import Json, Message, View
from tests.bench.far_end import small_slack
from tests.house import DESK, HANDBOOK
from views.forms.customer import CustomerChoice
from views.forms.open_case import OpenCaseForm, OpenCasePrefill

NUMBER = "NUMBER"
"""Stands for the six digits by which one request differs from the next."""

JSON, FORM = b"application/json", b"application/x-www-form-urlencoded"


class Place(NamedTuple):
    """A thread of a case, and somebody who writes there."""

    channel: str
    thread_ts: str
    author: str


@dataclass(frozen=True)
class Template:
    body: bytes
    content_type: bytes

    def request(self, number: int) -> bytes:
        """A whole HTTP request, signed now."""
        body = self.body.replace(NUMBER.encode(), b"%06d" % number)
        stamp = b"%d" % time.time()
        signed = hmac.new(SIGNING_SECRET.encode(), b"v0:%b:%b" % (stamp, body), hashlib.sha256).hexdigest()
        return (
            b"POST /slack/events HTTP/1.1\r\nhost: liaison\r\naccept: */*\r\nuser-agent: Slackbot 1.0\r\n"
            b"content-type: %b\r\ncontent-length: %d\r\nx-slack-request-timestamp: %b\r\n"
            b"x-slack-signature: v0=%b\r\n\r\n%b"
        ) % (self.content_type, len(body), stamp, signed.encode(), body)


def numbered(templates: Sequence[Template]) -> Iterator[bytes]:
    """Requests without end, no two alike, one template after the other."""
    for number, template in zip(itertools.count(), itertools.cycle(templates)):
        yield template.request(number)


def replies(places: Sequence[Place]) -> list[Template]:
    """A message in each of these threads."""
    slack = small_slack()
    return [_reply(slack, place) for place in places]


def _reply(slack: Slack, place: Place) -> Template:
    workspace = slack.workspace
    channel = workspace.channels[place.channel]
    root = Message(channel.id, place.thread_ts, workspace.bot_user_id, bot_id=workspace.bot_id)
    said = Message(channel.id, f"{workspace.clock.epoch()}.{NUMBER}", place.author)
    said.text = "The bank says the second payment goes back on Friday; the credit note is 4711-B."
    said.thread_ts, said.client_msg_id = place.thread_ts, f"5b2a3c1e-7d1f-4a57-9c55-0a6b1c{NUMBER}"
    channel.messages = [root, said]
    body = events.envelope(slack, events.message(workspace, channel, said), channel)
    return _as_json(body | {"event_id": f"Ev0BENCH{NUMBER}"})


def list_of_mine(_places: Sequence[Place]) -> list[Template]:
    """`/case list mine`, typed by a CSM with many cases."""
    slack = small_slack()
    channel = slack.workspace.channels[DESK]
    typed = interactions.command(slack, slack.workspace.people[DANA.id], channel, "/case list mine", "")
    return [_as_form(typed | {"trigger_id": f"1.{NUMBER}.bench"})]


def submissions(_places: Sequence[Place]) -> list[Template]:
    """The form that opens a case, filled in and sent."""
    slack = small_slack()
    sent = interactions.submission(slack, slack.workspace.people[DANA.id], _filled_form(), [])
    return [_as_form({"payload": json.dumps(sent)})]


def _filled_form() -> View:
    name = HANDBOOK.customers[0].name
    prefill = OpenCasePrefill(CustomerChoice(f"new:{name}", name), "Charged twice for invoice 4711")
    departments = [(key, department.name) for key, department in HANDBOOK.departments.items()]
    body = OpenCaseForm.draw(prefill, departments)
    view = View(f"V0BENCH{NUMBER}", "1.bench", DANA.id, body, f"V0BENCH{NUMBER}")
    view.values = forms.fresh_values(view.blocks)
    forms.fill(
        view,
        {
            "story": "They paid invoice 4711 twice on Monday, by card and by transfer.",
            "expected": "Refund one of the payments, and send me the credit note's number.",
        },
    )
    return view


def _as_json(body: Json) -> Template:
    return Template(json.dumps(body).encode(), JSON)


def _as_form(fields: Json) -> Template:
    return Template(urlencode(fields).encode(), FORM)
