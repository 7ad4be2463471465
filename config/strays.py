"""Variables that look like settings and are none: mostly names that were mistyped."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from config.settings import Settings
from config.suggestions import did_you_mean, fold

OURS = ("LIAISON_",)
OURS_IN_THE_FILE = ("LIAISON_", "SLACK_")
"""The environment is shared with others, who talk to Slack too."""

FOR_TESTS = frozenset({"LIAISON_CRASH_AT"})
"""See config/crashpoint.py."""

KNOWN = [field.upper() for field in Settings.model_fields]
_FOLDED = {fold(known): known for known in KNOWN}

_SLIP = 0.9
"""How like one of ours a name is that slipped: DATABSE_URL is (0.95), SLACK_TOKEN (0.87) may be another's."""


def strays() -> list[str]:
    """A sentence each. They stop nothing, for others use our prefix too: Kubernetes tells of a service
    called ``liaison`` by LIAISON_SERVICE_HOST (https://kubernetes.io/docs/concepts/services-networking/service).
    """
    return [
        *_among(EnvSettingsSource(Settings).env_vars, "in the environment", OURS),
        *_among(DotEnvSettingsSource(Settings).env_vars, "in .env", OURS_IN_THE_FILE),
    ]


def _among(variables: Iterable[str], place: str, ours: tuple[str, ...]) -> Iterator[str]:
    unknown = set(map(str.upper, variables)) - FOR_TESTS - set(KNOWN)
    for name in sorted(unknown):
        if name.startswith(ours) or _is_a_slip(name):
            meant = did_you_mean(name, _FOLDED)
            yield f"{name} {place} is no setting and counts for nothing{meant or '.'}"


def _is_a_slip(name: str) -> bool:
    return bool(get_close_matches(fold(name), _FOLDED, n=1, cutoff=_SLIP))
