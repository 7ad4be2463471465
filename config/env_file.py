"""The file beside the process that settings may stand in."""

from pathlib import Path

ENV_FILE = ".env"
ENCODING = "utf-8-sig"
"""UTF-8, with the mark at its beginning that Windows likes to put there, or without."""


def misfit_of_env_file(path: Path = Path(ENV_FILE)) -> str | None:
    """A sentence when nothing in it can be read; None when it can be, or is not there."""
    try:
        text = path.read_text(ENCODING) if path.is_file() else ""
    except UnicodeDecodeError:
        return _not_text(path)
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}."
    return _not_text(path) if "\0" in text else None


def _not_text(path: Path) -> str:
    return f"{path} is not UTF-8 (PowerShell's > writes UTF-16, for example); save it as UTF-8."
