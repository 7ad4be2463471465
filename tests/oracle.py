"""Slack's own reference as a judge of what the bot sends, where the project's neighbour folder has it."""

import importlib.util
import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
JUDGE = ROOT.parent / "shared" / "slack" / "validate_slack_calls.py"
NEWER_THAN_IT = "type 'data_visualization'"
"""The charts came in June 2026 (docs.slack.dev/changelog/2026), after the typings that it judges by."""
ABSENT = f"NOT CHECKED AGAINST SLACK'S REFERENCE: {JUDGE} is not there"


def is_here() -> bool:
    return JUDGE.exists()


@cache
def _judge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("validate_slack_calls", JUDGE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def _scopes() -> frozenset[str]:
    manifest = json.loads((ROOT / "manifest.json").read_text())
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])


def errors(calls: Iterable[dict[str, Any]]) -> list[str]:
    """What Slack would refuse in these calls of a ledger; nothing where the judge is not here."""
    if not is_here():
        return []
    found = [(call, said) for call in calls for said in _judge().validate(call, _scopes())]
    return [
        f"{call['method']} {said['where']}: {said['message']}"
        for call, said in found
        if said["level"] == "error" and NEWER_THAN_IT not in said["message"]
    ]
