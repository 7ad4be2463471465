"""Variables that look like settings and are none: mostly names that were mistyped."""

from collections.abc import Iterable, Iterator

from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from config.settings import Settings
from config.suggestions import did_you_mean, fold

OURS = "LIAISON_"

FOR_TESTS = frozenset({"LIAISON_CRASH_AT"})
"""See config/crashpoint.py."""

KNOWN = [field.upper() for field in Settings.model_fields if field.upper().startswith(OURS)]


def strays() -> list[str]:
    """A sentence each. They stop nothing, for others use our prefix too: Kubernetes tells of a service
    called ``liaison`` by LIAISON_SERVICE_HOST (https://kubernetes.io/docs/concepts/services-networking/service).
    """
    return [
        *_among(EnvSettingsSource(Settings).env_vars, "in the environment"),
        *_among(DotEnvSettingsSource(Settings).env_vars, "in .env"),
    ]


def _among(variables: Iterable[str], place: str) -> Iterator[str]:
    ours = {name for name in map(str.upper, variables) if name.startswith(OURS)}
    for name in sorted(ours - FOR_TESTS - set(KNOWN)):
        meant = did_you_mean(name, {fold(known): known for known in KNOWN})
        yield f"{name} {place} is no setting and counts for nothing{meant or '.'}"
