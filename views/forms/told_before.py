"""*Remember this*, and what becomes of it: it changed, or it is no longer true."""

from dataclasses import dataclass

from models.customer import FACT_LIMIT
from models.facts import KnownFact
from models.refusal import Refusal
from models.remembered import Remembered, Source
from views import told_before
from views.blocks import Block, context, label, section
from views.forms.fields import Words, check, chosen, field
from views.forms.modal import View, ids, modal
from views.text import Mrkdwn, dotted, say

FACT = Words(
    "fact",
    "What did they tell us?",
    "text",
    missing="Write what they told us.",
    placeholder="They run twelve floor scales in Antwerp.",
    hint="Short, and so that it is understood without the conversation around it.",
    limit=FACT_LIMIT,
)
SAID_BY = Words(
    "said_by",
    "Who said it?",
    "name",
    missing="Write who said it: a name that colleagues know.",
    placeholder="Carla Voss",
    limit=80,
    is_long=False,
)


class RememberForm:
    callback_id = "fact.note"

    @classmethod
    def draw(cls, source: Source) -> View:
        blocks = [*_whose(source), FACT.draw(source.text), SAID_BY.draw(source.said_by)]
        carried = {
            "customer": source.customer,
            "case": source.case,
            "channel": source.channel,
            "ts": source.ts,
        }
        stands = Mrkdwn("It stands on every card of theirs; the customer does not see it.")
        return modal(
            cls.callback_id, "Remember this", [*blocks, *context(stands)], submit="Remember", ids=carried
        )

    @classmethod
    def read(cls, view: View) -> Remembered:
        check(view, FACT, SAID_BY)
        carried = ids(view)
        customer = carried["customer"] or chosen(view, "customer")
        if not customer:
            raise Refusal("Choose the customer who told us.", field="customer")
        return Remembered(
            str(customer),
            carried["case"],
            carried["channel"],
            carried["ts"],
            FACT.read(view),
            " ".join(SAID_BY.read(view).split()),
        )


def _whose(source: Source) -> list[Block]:
    """The case's customer, or the channel's; to be chosen where neither is known."""
    if source.customer is not None:
        label_ = say("C-{number}", number=source.case) if source.case else None
        return [section(dotted(say("*{name}*", name=source.customer_name), label_))]
    element: Block = {"type": "external_select", "action_id": "fact.customer", "min_query_length": 0}
    return [field("customer", "Customer", element | {"placeholder": label("Type a name", 150)})]


@dataclass(frozen=True)
class Changed:
    fact: int
    text: str
    customer: int
    seen: str
    """As in the customer's form."""
    above: str
    """The id of the view of the customer's form."""


class ChangeForm:
    callback_id = "fact.change"

    @classmethod
    def draw(cls, fact: KnownFact, *, customer: int, seen: str, above: str) -> View:
        blocks = [*context(told_before.told_on(fact)), FACT.draw(fact.text)]
        blocks += context(Mrkdwn("What stood before is kept and can be read below their facts."))
        carried = {"fact": fact.id, "customer": customer, "seen": seen, "above": above}
        return modal(cls.callback_id, "It changed", blocks, submit="Change", ids=carried)

    @classmethod
    def read(cls, view: View) -> Changed:
        return Changed(text=FACT.read(view), **ids(view))
