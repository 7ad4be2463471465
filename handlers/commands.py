"""`/case` and what may follow it, and the pages of its lists."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from casework import lists, tending
from casework.access import Operation
from casework.digests import asking
from config.values import LIST_WORDS
from handlers import customers, digests, opening, problems, talk
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row
from models.refusal import Refusal
from views import hints
from views.blocks import VALUE
from views.drawn import Drawn
from views.lists import case_details, did_you_mean, help_text, page

SUBCOMMANDS = ("list", "show", "find", "digest", "problem", "customer", "help")
_NUMBER = re.compile(r"(?:c-?)?(\d{1,9})", re.IGNORECASE)
_LABEL = re.compile(r"c-\d{1,9}", re.IGNORECASE)
_LIKE = 0.8


@dataclass(frozen=True)
class Reading:
    """What a subcommand answers. ``is_doubtful``: what follows the word does not fit it."""

    answer: Drawn
    is_doubtful: bool = False


async def case(call: Call) -> Answer | None:
    """One of the subcommands, or a case in the words that follow.

    A sentence may begin with a subcommand's word: in doubt, there is a button that opens a case with it.
    """
    await call.only_once()
    text = await talk.plain_text(call, str(call.body.get("text", "")))
    if text.casefold() == "problem":
        await problems.open_form(call)
        return None
    verb, _, rest = text.partition(" ")
    if verb.casefold() == "customer" and await _is_a_customer(call, rest):
        await customers.open_form(call, rest.strip())
        return None
    reading = await _read(call, text)
    if reading is None or (reading.is_doubtful and len(text) > VALUE):
        await opening.open_form(call, opening.from_words(text))
        return None
    if reading.is_doubtful and await call.read(lists.may_open):
        return _privately(hints.or_open(reading.answer, text))
    if reading.answer.plainer is not None:
        await digests.say(call, reading.answer)
        return None
    return _privately(reading.answer)


async def _is_a_customer(call: Call, name: str) -> bool:
    """Whether somebody is called so; a sentence that begins with the word opens a case."""
    return not name.strip() or await call.read(tending.is_known, name)


async def _read(call: Call, text: str) -> Reading | None:  # noqa: PLR0911 -- a branch per subcommand
    """The answer of the subcommand that the text begins with, if it does."""
    verb, rest = ("show", text) if _LABEL.fullmatch(text) else (*text.split(maxsplit=1), "", "")[:2]
    match verb.casefold():
        case "list":
            return await _list(call, rest or "mine")
        case "find":
            return await _find(call, rest)
        case "show":
            return await _show(call, rest)
        case "digest":
            return await _digest(call, rest)
        case "help":
            drawn = help_text(may_open=await call.read(lists.may_open))
            return Reading(drawn, is_doubtful=bool(rest))
        case word if like := meant(word, rest):
            return Reading(hints.line(did_you_mean(word, like)), is_doubtful=True)
    return None


def meant(verb: str, rest: str) -> str | None:
    """The subcommand that a word looks like, when what follows would fit it too; else it opens a case."""
    rest = rest.strip()
    close = get_close_matches(verb.casefold(), SUBCOMMANDS, n=1, cutoff=_LIKE)
    fits = {
        "list": not rest or rest.split(maxsplit=1)[0].casefold() in LIST_WORDS,
        "show": bool(_NUMBER.fullmatch(rest)),
        "find": bool(rest),
        "digest": not rest or rest.split()[-1].casefold() in asking.SPANS,
        "problem": not rest,
        "customer": not rest,
        "help": not rest,
    }
    return close[0] if close and fits[close[0]] else None


async def _list(call: Call, query: str) -> Reading:
    try:
        return Reading(await _page(call, query, 1))
    except lists.NotListed as refusal:
        return Reading(hints.refusal(refusal.sentence), is_doubtful=True)


async def _find(call: Call, words: str) -> Reading:
    if not words:
        raise Refusal("Write what to look for, such as `/case find credit note`.")
    found = await call.read(lists.page, f"find {words}", 1)
    return Reading(page(found, call.office.letterhead), is_doubtful=not found.lines)


async def _show(call: Call, wanted: str) -> Reading:
    if not wanted:
        raise Refusal("Write which case to show, such as `/case show C-17`.")
    match = _NUMBER.fullmatch(wanted)
    if match is None:
        sentence = f"“{wanted}” is no case number; they look like C-17."
        return Reading(hints.refusal(sentence), is_doubtful=True)
    facts = await call.read(lists.details, int(match[1]))
    return Reading(case_details(facts, call.office.letterhead))


async def _digest(call: Call, words: str) -> Reading:
    try:
        return Reading(await digests.on_demand(call, words))
    except asking.NoDigest as refusal:
        return Reading(hints.refusal(refusal.sentence), is_doubtful=True)


async def _page(call: Call, query: str, number: int) -> Drawn:
    return page(await call.read(lists.page, query, number), call.office.letterhead)


async def turn_page(call: Call) -> Answer | None:
    """*Previous* or *Next* under a list: the list itself turns."""
    number, _, query = call.action["value"].partition("|")
    await call.respond(await _page(call, query, int(number)), replaces=True)
    return None


def _privately(drawn: Drawn) -> Answer:
    return Answer(body={"response_type": "ephemeral", "text": drawn.text, "blocks": drawn.blocks})


ROWS = (
    Row(Kind.COMMAND, "/case", case, Operation.READ),
    Row(Kind.ACTION, "cases.page.back", turn_page, Operation.READ),
    Row(Kind.ACTION, "cases.page.next", turn_page, Operation.READ),
)
