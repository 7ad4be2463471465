"""What customers read: nothing in it calls anybody, and no link leads where its words do not say."""

import html
import random
import re
import unicodedata
from collections.abc import Callable, Iterator

from models.customer_notices import CustomerReply
from models.customer_text import CustomerText
from tests.views.limits import live_texts
from views import outside
from views.text import clean, escape, prose

TEXTS = 20_000
_CALLS = re.compile(r"<(?:!(?!date\^)|@|#)[^>]*>")
_LINKS = re.compile(r"<(https?://[^>|]*)(?:\|([^>]*))?>")
PARTS = [
    *("<!channel>", "<!here>", "<!everyone>", "<!subteam^S0123ABCD>", "<@U0DANAOKAFO>", "<#C0BILLING01>"),
    *("＜!channel＞", "＜！channel＞", "<！channel>", "﹤!channel﹥", "‹!channel›", "≪!here≫"),
    *(
        "&lt;!channel&gt;",
        "&amp;lt;!channel&amp;gt;",
        "&#60;!channel&#62;",
        "&#x3c;@U0DANAOKAFO&#x3e;",
        "&LT;!here>",
    ),
    *(
        "<\u200b!channel>",
        "<!chan\u200bnel>",
        "\u202e>lennahc!<",
        "<\u2060@U0DANAOKAFO>",
        "\u2066<!here>\u2069",
    ),
    *(
        "<https://evil.example|https://bank.example>",
        "<https://evil.example|Log in>",
        "https://fine.example/a?b=1&c=2",
    ),
    *("<mailto:a@evil.example|you>", "[click](https://evil.example)", "http://x.example>|<!channel>"),
    *(
        "@channel",
        "@here",
        "@everyone",
        "@dana",
        "#billing",
        "*",
        "_",
        "`",
        "~",
        "<",
        ">",
        "&",
        "|",
        "!",
        "\n",
        " ",
    ),
    *(
        "Hello",
        "invoice 4711",
        "Grüße",
        "日本",
        "😀",
        "\ufeff",
        "\x00",
        "\r",
        "e\u0301",
        "ſ",
        "\u037e",
        "\uff1c",
    ),
]


def texts(seed: int = 5) -> Iterator[str]:
    """Each made of one to eight parts, glued together or not."""
    dice = random.Random(seed)
    for _ in range(TEXTS):
        yield dice.choice(("", " ")).join(dice.choices(PARTS, k=dice.randint(1, 8)))


def sent(words: str, markup: Callable[[str], str] = prose) -> list[str]:
    """Every text of the message in which Slack obeys markup."""
    drawn = outside.render(CustomerReply(17, CustomerText(markup(words)), name="Dana Okafor"))
    return [drawn.text, *live_texts(drawn.blocks)]


def calls(shown: list[str]) -> list[str]:
    return [call for text in shown for call in _CALLS.findall(text)]


def hidden_links(words: str, shown: list[str]) -> list[str]:
    """Links whose address the author did not write in plain sight."""
    found = [link for text in shown for link in _LINKS.findall(text)]
    return [
        address
        for address, label in found
        if html.unescape(address) not in clean(words)
        or (label and html.unescape(label) != html.unescape(address))
    ]


def test_twenty_thousand_texts_call_nobody_and_hide_no_link() -> None:
    for words in texts():
        shown = sent(words)
        assert not calls(shown), words
        assert not hidden_links(words, shown), words


def escaped_too_early(words: str) -> str:
    """The planted bug: what is normalised after it was escaped has live brackets again."""
    return unicodedata.normalize("NFKC", escape(words))


def test_escaping_before_normalising_would_be_seen() -> None:
    assert any(calls(sent(words, escaped_too_early)) for words in texts())


def test_no_escaping_would_be_seen() -> None:
    assert any(hidden_links(words, sent(words, str)) for words in texts())
