"""What this deployment was given, read once: its settings, its handbook, and what is wrong with both."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from config.env_file import misfit_of_env_file
from config.handbook import Handbook, HandbookError, load_handbook
from config.settings import Settings, blank_settings, read_settings
from config.strays import strays


@dataclass(frozen=True)
class Deployment:
    settings: Settings
    handbook: Handbook | None
    """None when it cannot be used."""
    wrong: Collection[str] = ()
    """The fields of the settings that cannot be used; they have their defaults."""
    problems: Sequence[str] = ()
    oddities: Sequence[str] = ()


def read_deployment() -> Deployment:
    """A ``.env`` that cannot be read may hold anything, so that nothing else is complained about."""
    unreadable = misfit_of_env_file()
    if unreadable:
        return Deployment(blank_settings(), None, frozenset(Settings.model_fields), [unreadable])
    settings, wrong = read_settings()
    handbook, problems = _read_handbook(settings)
    return Deployment(settings, handbook, frozenset(wrong), [*wrong.values(), *problems], list(strays()))


def _read_handbook(settings: Settings) -> tuple[Handbook | None, list[str]]:
    try:
        return load_handbook(settings.liaison_handbook), []
    except HandbookError as error:
        return None, error.problems
