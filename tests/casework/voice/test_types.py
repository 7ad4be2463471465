"""Internal words are no customer's: the type checker says so, and one place alone makes the other kind."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLDERS = ("bot", "casework", "config", "handlers", "models", "scheduler", "views")
MIX = """
from models.customer_notices import CustomerReply
from models.customer_text import CustomerText

def tell(words: {type}) -> CustomerReply:
    return CustomerReply(1, words)
"""


@pytest.mark.parametrize(("type_", "is_right"), [("str", False), ("CustomerText", True)])
def test_mypy_refuses_internal_words_where_a_customer_reads(tmp_path: Path, type_: str, is_right: bool):
    snippet = tmp_path / "mixed.py"
    snippet.write_text(MIX.format(type=type_))
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(snippet)]
    found = subprocess.run(
        [*command, f"--cache-dir={tmp_path}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (found.returncode == 0) is is_right, found.stdout + found.stderr
    if not is_right:
        assert 'expected "CustomerText"' in found.stdout


def test_only_an_approval_makes_customer_text():
    made = {
        str(path.relative_to(ROOT))
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and _name(node.func) == "CustomerText"
    }
    assert made == {"models/approval.py"}


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
