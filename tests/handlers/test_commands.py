"""`/case` and whatever may follow it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.answer import Answer, Kind
from handlers.commands import SUBCOMMANDS, meant
from handlers.opening import from_words
from models.case import STORY_LIMIT, TITLE_LIMIT
from tests.floor import DANA
from tests.handlers.desk_life import MEI, Life

MEANT = [
    ("lst", "", "list"),
    ("lists", "mine", "list"),
    ("LISTT", "all", "list"),
    ("lists", "customer Brightwater", "list"),
    ("showw", "c17", "show"),
    ("shows", "17", "show"),
    ("finds", "invoice", "find"),
    ("helpp", "", "help"),
    ("listen", "to the customer", None),
    ("lists", "of spare parts are wrong", None),
    ("shows", "an error at start", None),
    ("help", "with the invoice", None),
    ("helps", "nobody", None),
    ("finds", "", None),
    ("charged", "twice", None),
    ("", "", None),
    ("l", "", None),
]


@pytest.mark.parametrize(("verb", "rest", "means"), MEANT)
def test_a_misspelt_word_is_recognised_where_what_follows_fits(
    verb: str, rest: str, means: str | None
) -> None:
    assert meant(verb, rest) == means


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_words_mean_a_subcommand_or_none(verb: str, rest: str) -> None:
    assert meant(verb, rest) in (*SUBCOMMANDS, None)


# -- the form for some words


def test_a_line_is_the_title() -> None:
    form = from_words("  Charged   twice\tfor 4711 ")
    assert (form.title, form.story) == ("Charged twice for 4711", "")


def test_more_lines_are_the_story_as_well() -> None:
    text = "Charged twice\n\nfor invoice 4711"
    form = from_words(text)
    assert (form.title, form.story) == ("Charged twice", text)


LENGTHS = [TITLE_LIMIT - 1, TITLE_LIMIT, TITLE_LIMIT + 1, STORY_LIMIT, STORY_LIMIT + 1]


@pytest.mark.parametrize("length", LENGTHS)
def test_a_long_line_is_cut_for_the_title_and_whole_in_the_story(length: int) -> None:
    form = from_words("x" * length)
    assert len(form.title) == min(length, TITLE_LIMIT)
    assert form.title.endswith("…") is (length > TITLE_LIMIT)
    assert form.story == ("" if length <= TITLE_LIMIT else "x" * min(length, STORY_LIMIT))


@given(st.text(max_size=400))
def test_any_words_fit_into_the_form(text: str) -> None:
    form = from_words(text)
    assert len(form.title) <= TITLE_LIMIT
    assert len(form.story) <= STORY_LIMIT
    assert "\n" not in form.title
    assert form.title.rstrip("…") in " ".join(text.split())


# -- the command itself


async def said(life: Life, text: str, by: str = DANA) -> str:
    """What only the person sees."""
    answer = await life.answer(Kind.COMMAND, life.command(text, by=by))
    assert isinstance(answer.body, dict), "an answer in words"
    assert answer.body["response_type"] == "ephemeral"
    assert answer.body["text"], "something for the notification"
    return json.dumps(answer.body, ensure_ascii=False)


async def test_each_subcommand_is_answered_to_the_person_alone(life: Life) -> None:
    await life.floor.open_case("Charged twice")
    assert "Charged twice" in await said(life, "list")
    assert "Charged twice" in await said(life, "list billing")
    assert "Charged twice" in await said(life, "LIST all")
    assert "They paid invoice 4711 twice." in await said(life, "show C-1")
    assert "They paid invoice 4711 twice." in await said(life, "C-1")
    assert "customer Brightwater" in await said(life, "list customer")
    assert "They paid invoice 4711 twice." in await said(life, "show 1")
    assert "Charged twice" in await said(life, "find invoice", by=MEI)
    assert "/case list" in await said(life, "help")
    assert life.made() == [], "nothing is posted anywhere"


REFUSED = {
    "show": "Write which case to show, such as `/case show C-17`.",
    "show me": "“me” is no case number; they look like C-17.",
    "show C-17 please": "“C-17 please” is no case number; they look like C-17.",
    "show C-99": "There is no C-99. `/case list` shows the cases there are.",
    "show 9999999999": "“9999999999” is no case number; they look like C-17.",
    "find": "Write what to look for, such as `/case find credit note`.",
    "find   ": "Write what to look for, such as `/case find credit note`.",
    "list everything": "I cannot list “everything”. Try `mine`, `all`, `customer` and a name",
    "list customer nobody": "I know no customer called “nobody”.",
}


async def test_what_cannot_be_done_is_answered_in_a_sentence(life: Life) -> None:
    for text, sentence in REFUSED.items():
        answer = await life.answer(Kind.COMMAND, life.command(text))
        assert isinstance(answer.body, dict), text
        assert answer.body["text"].startswith(sentence), text
        assert answer.body["response_type"] == "ephemeral"


async def test_a_misspelt_word_is_asked_back_and_opens_nothing(life: Life) -> None:
    assert "Did you mean `/case list`?" in await said(life, "lists")
    assert life.made("views.open") == []


DOUBTFUL = {
    "list of parts is wrong": "I cannot list “of parts is wrong”.",
    "list customer complaints are rising": "I know no customer called “complaints are rising”.",
    "show us the invoice of May": "“us the invoice of May” is no case number",
    "find a way to refund them": "nothing here",
    "help them with the invoice": "This is what I understand",
    "Lists customer Brightwater": "Did you mean `/case list`?",
}


@pytest.mark.parametrize(("text", "answer"), DOUBTFUL.items(), ids=DOUBTFUL)
async def test_a_sentence_that_begins_like_a_subcommand_can_still_open_a_case(
    life: Life, text: str, answer: str
) -> None:
    shown = await said(life, text)
    assert answer in shown
    assert "Open a case with these words" in shown
    await life.answer(Kind.ACTION, life.pressed("case.open_with_words", text, by=DANA))
    (opened,) = life.made("views.open")
    assert f'"initial_value": "{text}"' in json.dumps(opened)
    assert "case.open_with_words" not in await said(life, text, by=MEI), "she may not open cases"


async def test_a_subcommand_that_was_understood_offers_nothing_else(life: Life) -> None:
    await life.floor.open_case("Charged twice")
    for text in ("list", "list billing", "find invoice", "show C-1", "c-1", "help"):
        assert "case.open_with_words" not in await said(life, text), text


async def test_words_that_are_too_many_for_a_button_open_the_form_at_once(life: Life) -> None:
    answer = await life.answer(Kind.COMMAND, life.command("list " + "of parts " * 250))
    assert answer == Answer()
    assert len(life.made("views.open")) == 1


async def test_help_tells_each_reader_what_they_can_do(life: Life) -> None:
    assert "Open a case" in await said(life, "help")
    assert "Open a case" not in await said(life, "help", by=MEI)


async def test_outsiders_are_not_helped(life: Life) -> None:
    for text in ("help", "show us", "list of parts", "find it", "lists"):
        assert "own staff" in await said(life, text, by="U0GILFOSTER"), text


async def test_the_customer_whom_the_words_name_is_chosen_already(life: Life) -> None:
    await life.answer(Kind.COMMAND, life.command("brightwater  FOODS was charged twice"))
    (opened,) = life.made("views.open")
    customer = next(block for block in opened["view"]["blocks"] if block["block_id"] == "customer")
    assert customer["element"]["initial_option"]["text"]["text"] == "Brightwater Foods"


WORDS = [
    "",
    "Charged twice",
    "the payload of the truck is off",
    'payload={"type":"view_submission"}',
    "payload",
    "<@U0MEITANAKA> says it hums &amp; <https://tidewater.example|smokes>",
]

SHOWN = {WORDS[5]: "@Mei Tanaka says it hums & smokes (https://tidewater.example)"}


async def test_any_other_words_open_the_form_with_them(life: Life) -> None:
    await life.floor.open_case()
    for text in WORDS:
        answer = await life.answer(Kind.COMMAND, life.command(text))
        assert answer == Answer(), text
        (opened,) = life.made("views.open")
        title = next(block for block in opened["view"]["blocks"] if block["block_id"] == "title")
        shown = title["element"].get("initial_value", "")
        assert shown == SHOWN.get(text, text)


async def test_pages_turn_where_they_stand(life: Life) -> None:
    for n in range(12):
        await life.floor.open_case(f"case number {n}")
    assert "cases.page.next" in await said(life, "list mine")
    answer = await life.answer(Kind.ACTION, life.pressed("cases.page.next", "2|mine", by=DANA))
    assert answer == Answer()
    (turned,) = life.made("__response_url__")
    assert turned["replace_original"] is True
    assert "case number 0" in json.dumps(turned)
    assert "cases.page.back" in json.dumps(turned)


async def test_a_command_that_is_replayed_answers_nobody_twice(life: Life) -> None:
    """Its answer goes to whoever sent the request: who caught one on the way reads nothing by sending it."""
    body = life.command("list all")
    first, second = await life.answer(Kind.COMMAND, body), await life.answer(Kind.COMMAND, body)
    assert first.body
    assert second.body == ""
