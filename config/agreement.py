"""What the handbook's sections must agree on, asked of the raw file: it may be wrong elsewhere as well."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.mistakes import Mistake, Place, name_of
from config.values import USUAL_TIER
from config.wording import instead, listed, written

Table = Mapping[str, Any]
Customers = list[tuple[int, Table]]
"""Each with its position in the file."""


def disagreements(data: Table) -> Iterator[Mistake]:
    """Every mistake that two places make together; what is of the wrong type is passed over in silence."""
    departments = {key: table for key, table in _table(data, "departments").items() if _is_table(table)}
    customers = [(n, table) for n, table in enumerate(_list(data, "customers")) if _is_table(table)]
    tiers = _texts(data, "tiers") if "tiers" in data else [USUAL_TIER]
    yield from _default(data, departments)
    yield from _channels(data, departments)
    if _is_list(data.get("customers", [])):
        yield from _owned(departments, customers)
    if tiers:
        yield from _tiers(departments, customers, tiers)
        named = list(_table(_table(data, "promises"), "tiers"))
        yield from _unknown(("promises", "tiers"), named, tiers, "tier")
    yield from _repeated(customers)


def _default(data: Table, departments: Table) -> Iterator[Mistake]:
    key = _text(data, "default_department")
    if key and departments:
        yield from _unknown(("default_department",), [key], list(departments), "department")


def _owned(departments: Table, customers: Customers) -> Iterator[Mistake]:
    names = [_text(customer, "name") for _, customer in customers]
    for key, table in departments.items():
        yield from _unknown(("departments", key, "customers"), _texts(table, "customers"), names, "customer")


def _tiers(departments: Table, customers: Customers, tiers: list[str]) -> Iterator[Mistake]:
    for key, table in departments.items():
        yield from _unknown(("departments", key, "tiers"), _texts(table, "tiers"), tiers, "tier")
    for n, table in customers:
        if "tier" in table:
            yield from _unknown(("customers", n, "tier"), [_text(table, "tier")], tiers, "tier")
        elif USUAL_TIER not in tiers:
            yield Mistake(("customers", n, "tier"), f"it is missing. Write one of {listed(tiers)}")


def _unknown(place: Place, wanted: list[str], known: list[str], what: str) -> Iterator[Mistake]:
    for word in wanted:
        if word and word not in known:
            remedy = instead(word, known) if known else f"; it has no {what}s"
            yield Mistake(place, f"{written(word)} is no {what} of this handbook{remedy}")


def _channels(data: Table, departments: Table) -> Iterator[Mistake]:
    """A person's rights come from the channels they sit in, so no two may share one."""
    sections: dict[Place, Any] = {("desk",): _table(data, "desk")}
    sections |= {("departments", key): table for key, table in departments.items()}
    first: dict[str, Place] = {}
    for place, table in sections.items():
        channel = _text(table, "channel")
        holder = first.setdefault(channel, place)
        if channel and holder != place:
            taken = f"{channel} is the channel of {name_of(holder, data)} already"
            yield Mistake((*place, "channel"), f"{taken}. Each has a channel of its own; write another")


def _repeated(customers: Customers) -> Iterator[Mistake]:
    seen: set[str] = set()
    for n, table in customers:
        name = " ".join(_text(table, "name").split()).casefold()
        if name in seen:
            yield Mistake(("customers", n), "this customer stands in the file already. Keep one of the two")
        seen |= {name} - {""}


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _table(table: Table, key: str) -> Table:
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _list(table: Table, key: str) -> list[Any]:
    found = table.get(key)
    return found if isinstance(found, list) else []


def _text(table: Table, key: str) -> str:
    found = table.get(key)
    return found.strip() if isinstance(found, str) else ""


def _texts(table: Table, key: str) -> list[str]:
    return [one.strip() for one in _list(table, key) if isinstance(one, str)]
