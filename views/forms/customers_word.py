"""The two small forms that a customer's people can get: what is not solved, and why so many points."""

from dataclasses import dataclass

from views.forms.fields import Words
from views.forms.modal import View, ids, modal

LIMIT = 2000


@dataclass(frozen=True)
class TheirAnswer:
    """``channel`` is the customer's, where the button was pressed."""

    case: int
    channel: str
    words: str


class NotYetForm:
    callback_id = "customer.not_yet"
    words = Words(
        "words",
        "What is still missing?",
        "text",
        missing="Say in a few words what is still missing.",
        hint="It goes to the people who look after you.",
        limit=LIMIT,
    )

    @classmethod
    def draw(cls, case: int, channel: str) -> View:
        carried = {"case": case, "channel": channel}
        return modal(
            cls.callback_id, f"C-{case} is not solved", [cls.words.draw()], submit="Send", ids=carried
        )

    @classmethod
    def read(cls, view: View) -> TheirAnswer:
        carried = ids(view)
        return TheirAnswer(carried["case"], carried["channel"], cls.words.read(view))


class WhyForm:
    callback_id = "customer.words"
    words = Words(
        "words",
        "What should we keep, or do better?",
        "text",
        hint="Your points are kept already; leave this empty if you have nothing to add.",
        limit=LIMIT,
    )

    @classmethod
    def draw(cls, case: int, channel: str) -> View:
        carried = {"case": case, "channel": channel}
        return modal(cls.callback_id, "Thank you!", [cls.words.draw()], submit="Send", ids=carried)

    @classmethod
    def read(cls, view: View) -> TheirAnswer:
        carried = ids(view)
        return TheirAnswer(carried["case"], carried["channel"], cls.words.read(view))
