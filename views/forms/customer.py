"""The field for who the customer is: the known ones, and the name of one to be added."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from models.refusal import Refusal
from views.blocks import Block, label, option
from views.forms.fields import answer, chosen, field
from views.forms.modal import View
from views.text import one_line

NEW_CUSTOMER = "new:"
NEW_NAME_LIMIT = 70
"""With its prefix it fits into an option's value of 75 characters."""


class CustomerChoice(NamedTuple):
    """``value`` is a customer's id in digits, or ``new:`` and the name of one to be added."""

    value: str
    name: str


class CustomerField:
    """The menu of known customers, which the handler fills."""

    def draw(self, choice: CustomerChoice | None) -> Block:
        element: Block = {"type": "external_select", "action_id": "case.customer", "min_query_length": 0}
        element["placeholder"] = label("Type a name", 150)
        if choice:
            element["initial_option"] = _customer_option(choice)
        return field("customer", "Customer", element) | {"dispatch_action": True}

    def read(self, view: View) -> str:
        """As in ``CustomerChoice.value``. Raises Refusal when none is chosen."""
        value = chosen(view, "customer")
        if not value:
            raise Refusal("Choose the customer; type a new name to add one.", field="customer")
        return value

    def peek(self, view: View) -> CustomerChoice | None:
        picked = answer(view, "customer").get("selected_option")
        if not picked:
            return None
        value = picked["value"]
        is_new = value.startswith(NEW_CUSTOMER)
        return CustomerChoice(value, value.removeprefix(NEW_CUSTOMER) if is_new else picked["text"]["text"])


def customer_options(found: Iterable[tuple[int, str]], typed: str = "") -> dict[str, Any]:
    """The answer to what is typed into the customer's field: those found, and to add the name typed."""
    choices = [CustomerChoice(str(number), name) for number, name in found]
    name = one_line(typed)[:NEW_NAME_LIMIT].strip()
    if name and all(name.casefold() != one_line(choice.name).casefold() for choice in choices):
        choices = [*choices[:99], CustomerChoice(f"{NEW_CUSTOMER}{name}", name)]
    return {"options": [_customer_option(choice) for choice in choices[:100]]}


def known_customers(found: Iterable[tuple[int, str]]) -> dict[str, Any]:
    """The answer where nobody new can be added."""
    return {"options": [_customer_option(CustomerChoice(str(number), name)) for number, name in found][:100]}


def _customer_option(choice: CustomerChoice) -> Block:
    is_new = choice.value.startswith(NEW_CUSTOMER)
    return option(f"New customer: {choice.name}" if is_new else choice.name, choice.value)
