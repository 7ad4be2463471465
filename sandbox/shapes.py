"""Small checks on JSON that add up to big ones; each yields complaints in Slack's own manner."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]
"""Given a value and its JSON pointer, yields what is wrong with it."""


def complaint(words: str, pointer: str) -> str:
    return f"{words} [json-pointer:{pointer}]"


def anything(_value: Any, _pointer: str) -> Iterator[str]:
    return iter(())


def flag(value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield complaint("must provide a boolean", pointer)


def whole_number(at_least: int, at_most: int) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield complaint("must provide a number", pointer)
        elif not at_least <= value <= at_most:
            yield complaint(f"must be between {at_least} and {at_most}", pointer)

    return check


def string(at_most: int, *, at_least: int = 1) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield complaint("must provide a string", pointer)
        elif len(value) > at_most:
            yield complaint(f"must be less than {at_most + 1} characters", pointer)
        elif len(value) < at_least:
            yield complaint(f"must be more than {at_least - 1} characters", pointer)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if value not in allowed:
            yield complaint(f"must be one of {', '.join(allowed)}", pointer)

    return check


def items(check_item: Check, at_most: int, *, at_least: int = 1) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield complaint("must be an array", pointer)
            return
        if len(value) > at_most:
            yield complaint(f"no more than {at_most} items allowed", pointer)
        if len(value) < at_least:
            yield complaint(f"no fewer than {at_least} items allowed", pointer)
        for index, item in enumerate(value):
            yield from check_item(item, f"{pointer}/{index}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield complaint("must be an object", pointer)
            return
        for name in required:
            if value.get(name) is None:
                yield complaint(f"missing required field: {name}", pointer)
        for name, part in value.items():
            if name not in known:
                yield complaint(f"invalid additional property: {name}", pointer)
            elif part is not None:
                yield from known[name](part, f"{pointer}/{name}")

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which check it must pass."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            yield complaint(f"unsupported type: {kind}", f"{pointer}/type")
            return
        rest = {name: part for name, part in value.items() if name != "type"}
        yield from kinds[kind](rest, pointer)

    return check


def both(*checks: Check) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        for one in checks:
            yield from one(value, pointer)

    return check
