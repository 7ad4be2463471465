"""The courier between a real desk and the sandbox's Slack; and a room without either."""

from tests.casework.conftest import furnished_file, quick_room

__all__ = ["furnished_file", "quick_room"]
