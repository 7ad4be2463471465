"""Every way to open a case: `/case`, the shortcuts, 🎫, a mention, the home; all lead to one form."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from casework import cases, customers, forms
from casework.access import Operation
from casework.additions import Addition
from casework.cases import NewCase, Said
from casework.inbound import marked
from casework.work import Work
from handlers import alike, talk
from handlers.answer import Answer, Kind
from handlers.office import SLACK_TROUBLE, Call, code_of
from handlers.rows import Row
from models.case import STORY_LIMIT, TITLE_LIMIT
from models.facts import Suggestion
from views import hints
from views.forms.customer import CustomerChoice, customer_options
from views.forms.open_case import OpenCaseForm, OpenCasePrefill, Origin
from views.text import permalink

log = structlog.get_logger("opening")

PAGE, PAGES = 200, 5
PATIENCE = 1.5
"""Seconds for reading a thread: Slack waits three for the whole answer."""


async def open_form(call: Call, prefill: OpenCasePrefill) -> None:
    """Draw the form for what is known so far; the customer whom the words name is chosen already."""
    if prefill.customer is None and (
        customer := await call.read(forms.customer_in, f"{prefill.title}\n{prefill.story}")
    ):
        number, name = customer
        prefill = replace(prefill, customer=CustomerChoice(str(number), name))
    await call.open_modal(await _drawn(call, prefill))


async def _drawn(call: Call, prefill: OpenCasePrefill) -> dict[str, Any]:
    suggestions: Sequence[Suggestion] = await call.read(
        forms.to_open,
        title=prefill.title,
        story=prefill.story,
        customer=prefill.customer.value if prefill.customer else "",
        severity=prefill.severity,
    )
    found = await call.read(
        forms.looks_like,
        title=prefill.title,
        story=prefill.story,
        customer=prefill.customer.value if prefill.customer else "",
    )
    return OpenCaseForm.draw(prefill, call.office.departments, suggestions, found, call.office.letterhead)


def from_words(text: str, origin: Origin | None = None) -> OpenCasePrefill:
    """The form for some words: the first line is the title; all of it the story, if it is more."""
    first, _, rest = text.strip().partition("\n")
    title = " ".join(first.split())
    is_whole = not rest.strip() and len(title) <= TITLE_LIMIT
    return OpenCasePrefill(
        cut=max(0, len(text.strip()) - STORY_LIMIT),
        title=title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1] + "…",
        story="" if is_whole and origin is None else text.strip()[:STORY_LIMIT],
        origin=origin,
    )


async def from_anywhere(call: Call) -> Answer | None:
    """The global shortcut, and the button of the home."""
    await open_form(call, OpenCasePrefill())
    return None


async def with_words(call: Call) -> Answer | None:
    """The button under the answer to a subcommand that was none."""
    await open_form(call, from_words(call.action["value"]))
    return None


async def from_message(call: Call) -> Answer | None:
    """The message shortcut."""
    message, channel = call.body["message"], call.body["channel"]["id"]
    origin = Origin(channel, message["ts"], message.get("thread_ts"))
    if earlier := await call.read(forms.opened_from, address(call, origin)):
        await call.respond(hints.opened_already(*earlier, call.office.letterhead), replaces=False)
        return None
    words = await talk.plain_text(call, message.get("text", ""))
    await open_form(call, await _split_or_opened(call, words, origin))
    return None


async def _split_or_opened(call: Call, words: str, origin: Origin) -> OpenCasePrefill:
    """A message that stands in a case is another matter of the same customer."""
    stands_in = await call.read(forms.stands_in, origin.channel, origin.ts)
    if stands_in is None:
        return from_words(words, origin)
    case, customer, name = stands_in
    prefill = from_words(words, origin._replace(splits_from=case))
    return replace(prefill, customer=CustomerChoice(str(customer), name))


async def from_hint(call: Call) -> Answer | None:
    """The button under the hint that 🎫 or a mention brought."""
    origin = hints.origin_of(call.action["value"])
    if earlier := await call.read(forms.opened_from, address(call, origin)):
        await call.respond(hints.opened_already(*earlier, call.office.letterhead), replaces=True)
        return None
    said = await _read_around(call, origin)
    own = next((one.text for one in said[0] if one.ts == origin.ts), "")
    await open_form(call, await _split_or_opened(call, own, origin))
    return None


async def suggest_again(call: Call) -> Answer | None:
    """The customer was chosen, the title written or what it is: what is proposed may be another now."""
    view = call.body["view"]
    drawn = await _drawn(call, OpenCaseForm.peek(view))
    try:
        await call.office.client.views_update(view_id=view["id"], hash=view["hash"], view=drawn)
    except SlackApiError as error:
        # Closed or changed meanwhile: a proposal that comes too late is no loss.
        log.info("proposal_too_late", error=code_of(error))
    return None


async def suggest_customers(call: Call) -> Answer | None:
    typed = str(call.body.get("value", ""))
    return Answer(body=customer_options(await call.read(customers_like, typed), typed))


def customers_like(work: Work, typed: str) -> list[tuple[int, str]]:
    return [(found.id, found.name) for found in customers.matching(work, typed) if found.id is not None]


async def submitted(call: Call) -> Answer | None:
    await call.admitted()
    form = OpenCaseForm.read(call.body["view"])
    origin = await _with_its_thread(call, form.origin) if form.origin else None
    if form.more_about is not None:
        more = Addition(form.customer, form.title, form.story, origin)
        return await alike.add(call, form.more_about, more)
    new = NewCase(
        form.customer,
        form.title,
        form.story,
        form.severity,
        form.expected,
        form.department,
        origin,
        form.is_own_choice,
        form.problem,
    )
    await call.do(marked.open_case, new)
    return None


async def _with_its_thread(call: Call, origin: Origin) -> cases.Origin:
    said, problem = await _read_around(call, origin)
    await talk.names_in(call, {one.author for one in said})
    return cases.Origin(address(call, origin), said, problem, origin.ts)


def address(call: Call, origin: Origin) -> str:
    """The message's permalink: what a case remembers of where it came from."""
    return permalink(call.office.letterhead.workspace_url, (origin.channel, origin.ts))


async def _read_around(call: Call, origin: Origin) -> tuple[tuple[Said, ...], str]:
    """The message and its thread, or why they cannot be read."""
    root = origin.thread_ts or origin.ts
    messages: list[dict[str, Any]] = []
    problem = ""
    try:
        async with asyncio.timeout(PATIENCE):
            problem = await _read_pages(call, origin.channel, root, messages)
    except SLACK_TROUBLE as error:
        problem = code_of(error)
        log.warning("thread_not_read", error=problem)
    people = [one for one in messages if one.get("user") and not one.get("bot_id")]
    return tuple([await _said(call, origin.channel, message) for message in people]), problem


async def _read_pages(call: Call, channel: str, root: str, messages: list[dict[str, Any]]) -> str:
    """Add the thread to ``messages``, page by page; returns ``too_long`` for what is longer than that."""
    cursor = ""
    for _ in range(PAGES):
        answer = await call.office.client.conversations_replies(
            channel=channel, ts=root, limit=PAGE, cursor=cursor
        )
        messages += answer["messages"]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return ""
    return "too_long"


async def _said(call: Call, channel: str, message: dict[str, Any]) -> Said:
    return Said(
        channel=channel,
        ts=message["ts"],
        author=message["user"],
        text=await talk.plain_text(call, message.get("text", "")),
        said_at=talk.moment(message["ts"]),
        files=talk.files_of(message),
    )


ROWS = (
    Row(Kind.SHORTCUT, "case.open_anywhere", from_anywhere, Operation.OPEN_CASE),
    Row(Kind.SHORTCUT, "case.open_from_message", from_message, Operation.OPEN_CASE),
    Row(Kind.ACTION, "home.open_case", from_anywhere, Operation.OPEN_CASE),
    Row(Kind.ACTION, "case.open_from_message", from_hint, Operation.OPEN_CASE),
    Row(Kind.ACTION, "case.open_with_words", with_words, Operation.OPEN_CASE),
    Row(Kind.ACTION, "case.customer", suggest_again, Operation.OPEN_CASE),
    Row(Kind.ACTION, "case.title", suggest_again, Operation.OPEN_CASE),
    Row(Kind.ACTION, "case.same", suggest_again, Operation.OPEN_CASE),
    Row(Kind.OPTIONS, "case.customer", suggest_customers, Operation.OPEN_CASE),
    Row(Kind.VIEW, OpenCaseForm.callback_id, submitted, Operation.OPEN_CASE),
)
