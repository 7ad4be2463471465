"""The form in which a department asks the CSM, and reads first what the customer told us already."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.facts import CaseFacts, HandoffFacts, KnownFact
from views import told_before
from views.blocks import Block, context, paragraphs
from views.forms.fields import Words
from views.forms.handoffs import about
from views.forms.modal import View, ids, modal
from views.text import Mrkdwn, say


@dataclass(frozen=True)
class Ask:
    handoff: int
    question: str
    shown: tuple[int, ...] = ()
    """The ids of the facts that who asks has seen."""


class AskForm:
    callback_id = "handoff.ask"
    question = Words(
        "question",
        "What do you need to know?",
        "question",
        missing="Write your question.",
        placeholder="Which of the two payments do they want back?",
        hint="The answer appears in this card's thread.",
    )

    @classmethod
    def draw(
        cls, case: CaseFacts, handoff: HandoffFacts, question: str = "", told: Sequence[KnownFact] = ()
    ) -> View:
        """``told``: what may answer it; then closing the form says that it does, and nothing is sent."""
        blocks = [*about(case, handoff), *_told(told), cls.question.draw(question)]
        return modal(
            cls.callback_id,
            "Ask the CSM",
            blocks,
            submit="Ask all the same" if told else "Ask",
            close="That answers it" if told else "Cancel",
            ids={"handoff": handoff.id, "shown": [one.id for one in told]},
        )

    @classmethod
    def read(cls, view: View) -> Ask:
        carried = ids(view)
        return Ask(carried["handoff"], cls.question.read(view), tuple(carried.get("shown", ())))


def _told(told: Sequence[KnownFact]) -> list[Block]:
    if not told:
        return []
    says = [say("💬 {fact}", fact=told_before.told_on(one)) for one in told]
    return [*paragraphs(says), *context(Mrkdwn("Nothing was sent yet. Does that answer it?"))]
