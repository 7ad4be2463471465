"""`/case` and what may follow it, and the pages of its lists."""

import re
from difflib import get_close_matches

from casework import lists
from casework.access import Operation
from handlers import opening, talk
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row
from models.refusal import Refusal
from views.drawn import Drawn
from views.lists import case_details, did_you_mean, help_text, page

SUBCOMMANDS = ("list", "show", "find", "help")
_NUMBER = re.compile(r"(?:c-?)?(\d{1,9})", re.IGNORECASE)
_LIKE = 0.8


async def case(call: Call) -> Answer | None:
    """One of the subcommands, or a case in the words that follow."""
    text = await talk.plain_text(call, str(call.body.get("text", "")))
    verb, _, rest = text.partition(" ")
    match verb.casefold():
        case "list":
            return await _page(call, rest or "mine", 1)
        case "find":
            return await _page(call, f"find {_must(rest, 'find', 'words')}", 1)
        case "show":
            return await _show(call, _must(rest, "show", "a number, such as C-17"))
        case "help":
            return _privately(help_text())
        case word if meant(word, rest):
            return Answer(body={"response_type": "ephemeral", "text": did_you_mean(word)})
    await opening.open_form(call, opening.from_words(text))
    return None


def meant(verb: str, rest: str) -> str | None:
    """The subcommand that a word looks like, when what follows would fit it too; else it opens a case."""
    rest = rest.strip()
    close = get_close_matches(verb.casefold(), SUBCOMMANDS, n=1, cutoff=_LIKE)
    fits = {
        "list": not rest or rest.split(maxsplit=1)[0].casefold() in ("mine", "all", "customer"),
        "show": bool(_NUMBER.fullmatch(rest)),
        "find": bool(rest),
        "help": not rest,
    }
    return close[0] if close and fits[close[0]] else None


def _must(rest: str, verb: str, what: str) -> str:
    if not rest.strip():
        raise Refusal(f"`/case {verb}` needs {what}.")
    return rest.strip()


async def _show(call: Call, wanted: str) -> Answer:
    match = _NUMBER.fullmatch(wanted)
    if match is None:
        raise Refusal(f"“{wanted}” is no case number; they look like C-17.")
    facts = await call.read(lists.details, int(match[1]))
    return _privately(case_details(facts, call.office.letterhead))


async def _page(call: Call, query: str, number: int) -> Answer:
    return _privately(page(await call.read(lists.page, query, number), call.office.letterhead))


async def turn_page(call: Call) -> Answer | None:
    """*Previous* or *Next* under a list: the list itself turns."""
    number, _, query = call.action["value"].partition("|")
    found = await call.read(lists.page, query, int(number))
    await call.respond(page(found, call.office.letterhead), replaces=True)
    return None


def _privately(drawn: Drawn) -> Answer:
    return Answer(body={"response_type": "ephemeral", "text": drawn.text, "blocks": drawn.blocks})


ROWS = (
    Row(Kind.COMMAND, "/case", case, Operation.READ),
    Row(Kind.ACTION, "cases.page.back", turn_page, Operation.READ),
    Row(Kind.ACTION, "cases.page.next", turn_page, Operation.READ),
)
