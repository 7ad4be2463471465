"""Thanks, greetings and emoji: said to be friendly, with nothing to be done about it. Pure."""

import re
import unicodedata
from collections.abc import Iterable

MOST_WORDS = 6
_SHORTCODE = re.compile(r":[a-z0-9_+'-]+:")
_WORD = re.compile(r"[^\W\d_]+")
_POLITE = """
    thanks thank you thx ty cheers much very so a lot many again all both team everyone everybody folks
    hi hello hey hiya good morning afternoon evening day night bye goodbye great perfect super nice wonderful
    awesome excellent lovely brilliant ok okay alright fine welcome appreciated kind regards best greetings
    got noted understood for the your that this weekend have enjoy
    danke dank vielen herzlichen schön schon sehr dir euch ihnen hallo guten gute morgen tag abend moin
    servus tschüss tschuss viele liebe beste grüße gruesse grüsse gruß alles klar prima toll wunderbar bitte
    gern gerne
    merci beaucoup bien bonjour bonsoir salut parfait cordialement bonne journée soirée à vous tous
    gracias muchas mil hola buenos buenas días dias tardes noches saludos perfecto genial vale
    grazie mille molte ciao buongiorno buonasera salve perfetto
    obrigado obrigada muito olá ola bom boa dia tarde noite
    dank je wel bedankt hoi goedemorgen goedemiddag
    tack så mycket hej dziękuję dziekuje dzięki dzieki dzień dobry cześć czesc
    ありがとう ありがとうございます こんにちは 谢谢 你好 감사합니다 спасибо привет
"""
_WORDS = frozenset(_POLITE.split())
_FOR_HELP = re.compile(r"\b(?:for|your) help\b", re.IGNORECASE)
"""Whoever gives thanks for it; alone it is asked for."""
_SALUTED_IN = 4
_SALUTATION = re.compile(
    r"(?:hi|hello|hey|hiya|dear|hallo|moin|servus|liebe[rs]?|sehr geehrte[rs]?"
    r"|bonjour|salut|hola|buongiorno|olá|ciao"
    r"|good (?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend))\b[^?\d]*",
    re.IGNORECASE,
)


def is_small_talk(text: str, names: Iterable[str] = ()) -> bool:
    """Nothing but polite words and emoji, six words at most. ``names`` are of people who may be addressed;
    they are looked at only where they matter.

    A question, a number, or any other word makes it more than that.
    """
    bare = _FOR_HELP.sub("for", _SHORTCODE.sub(" ", unicodedata.normalize("NFC", text)))
    if not text.strip() or "?" in bare or any(char.isdigit() for char in bare):
        return False
    said = [word.casefold() for word in _WORD.findall(bare)]
    if len(said) > MOST_WORDS:
        return False
    others = {word for word in said if word not in _WORDS}
    return not others or others <= {part.casefold() for name in names for part in name.split()}


def is_salutation(sentence: str) -> bool:
    """Whether it only addresses somebody: *Hello!*, *Hi Dana,*, *Good morning everybody,*."""
    return len(sentence.split()) <= _SALUTED_IN and bool(_SALUTATION.fullmatch(sentence))
