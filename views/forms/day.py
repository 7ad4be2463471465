"""The field for a day that may stay empty."""

from dataclasses import dataclass
from datetime import date

from models.refusal import Refusal
from views.blocks import Block
from views.forms.fields import answer, field
from views.forms.modal import View


@dataclass(frozen=True)
class Day:
    block: str
    label: str
    hint: str = ""

    def draw(self, initial: date | None = None) -> Block:
        element: Block = {"type": "datepicker", "action_id": self.block}
        element |= {"initial_date": initial.isoformat()} if initial else {}
        return field(self.block, self.label, element, is_optional=True, hint=self.hint)

    def read(self, view: View) -> date | None:
        """Raises Refusal for what no calendar has."""
        picked = answer(view, self.block).get("selected_date")
        try:
            return date.fromisoformat(picked) if picked else None
        except ValueError:
            raise Refusal("No calendar has that day; pick another.", field=self.block) from None
