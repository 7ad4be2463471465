"""``python -m bot export customer NAME``: their part as JSON and CSV, in a folder of its own."""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from casework.privacy.export import Export, TheirCase, TheirContact, TheirFact, TheirMessage
from models.refusal import Refusal

_TABLES: dict[str, type[Any]] = {
    "contacts": TheirContact,
    "facts": TheirFact,
    "cases": TheirCase,
    "messages": TheirMessage,
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a cell a formula in a spreadsheet: https://owasp.org/www-community/attacks/CSV_Injection."""


def write(export: Export, folder: Path) -> list[Path]:
    """The files, which nobody but their owner can read. Refusal for a folder that is there already."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise Refusal(f"{folder} exists already. Name a folder that does not.") from None
    whole = folder / "customer.json"
    _keep(whole, json.dumps(asdict(export), default=_plain, ensure_ascii=False, indent=2) + "\n")
    tables = [_table(folder / f"{name}.csv", kind, getattr(export, name)) for name, kind in _TABLES.items()]
    return [whole, *tables]


def _table(path: Path, kind: type[Any], rows: Sequence[Any]) -> Path:
    """With its header, also where there are no rows."""
    _keep(path, "")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(field.name for field in fields(kind))
        for row in rows:
            writer.writerow(cell(value) for value in asdict(row).values())
    return path


def cell(value: object) -> str:
    """As text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(_plain(value)) if isinstance(value, date) else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _keep(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _plain(value: object) -> str:
    assert isinstance(value, date | datetime)
    return value.isoformat()
