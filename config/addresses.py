"""The addresses that a deployment gives us, and what a wrong one is told by. None is ever repeated."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SLACKS = frozenset({"slack.com", "slack-gov.com"})
"""Whose Web API is Slack's own (https://docs.slack.dev/govslack)."""

POSTGRESQL = "postgresql+psycopg://"

_STRAY = re.compile(r"""[^!-~]|["'`<>@?#\\]""")
_HOST = re.compile(r"[\w.:%-]*", re.ASCII)


def with_driver(url: str) -> str:
    """The database's address as SQLAlchemy wants it, whatever PostgreSQL is called in it."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return POSTGRESQL + url.removeprefix(plain)
    return url


def misfit_of_database(url: str) -> str | None:
    """Of one ``with_driver``: what is certainly wrong, to be said after its name; None if it may be right."""
    if not url.startswith(("sqlite:", POSTGRESQL)):
        return "must begin with sqlite:/// or postgresql://"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return _UNREADABLE
    if parsed.get_backend_name() == "sqlite":
        return None if _names_a_file(url, parsed) else _NO_FILE
    return None if _is_read_as_meant(url, parsed) else _UNREADABLE


_UNREADABLE = "is not a database's address (write special characters of a password as %40, %2F, …)"
_NO_FILE = "names no file, and a database in memory keeps nothing; write sqlite:///liaison.db, for example"


def _names_a_file(url: str, parsed: URL) -> bool:
    """No name, ``:memory:`` and some of SQLite's ``file:`` names mean a database in memory."""
    name = (parsed.database or "").strip()
    return url.startswith("sqlite:///") and bool(name) and not name.startswith((":memory:", "file:"))


def _is_read_as_meant(url: str, parsed: URL) -> bool:
    """An @ or / that belongs to a password would make its rest the host's or the database's name."""
    of_the_password = 0 if parsed.username is None else 1
    return url.count("@") == of_the_password and bool(_HOST.fullmatch(parsed.host or ""))


def misfit_of_web_api(url: str) -> str | None:
    """What is certainly wrong with it, to be said after its name; None if it may be right."""
    if _STRAY.search(url):
        return "has a blank, a quotation mark or another character in it that does not belong there"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return _NO_ADDRESS
    if parts.scheme not in {"https", "http"} or not host:
        return _NO_ADDRESS
    return _misplaced(parts, host)


_NO_ADDRESS = "is not an address; write it as https://slack.com/api/"


def _misplaced(parts: SplitResult, host: str) -> str | None:
    if parts.scheme == "http" and not _is_loopback(host):
        return "must begin with https://, for the bot token goes there; http:// is for this machine alone"
    if host in SLACKS and parts.path.rstrip("/") != "/api":
        return f"does not lead to Slack's Web API; write https://{host}/api/"
    return None


def misfit_of_heartbeat(url: str) -> str | None:
    """What is certainly wrong with it, to be said after its name; None if it may be right."""
    if _STRAY.search(url.replace("?", "", 1)):
        return "has a blank, a quotation mark or another character in it that does not belong there"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return _NO_WATCHER
    if parts.scheme not in {"https", "http"} or not host or port == 0:
        return _NO_WATCHER
    if parts.scheme == "http" and not _is_loopback(host):
        return "must begin with https://, for it is a secret; http:// is for this machine alone"
    if host in SLACKS or host.endswith(tuple(f".{slack}" for slack in SLACKS)):
        return "leads to Slack, which does not notice when calls stay away; name a monitor's address"
    return None


_NO_WATCHER = "is not an address; write it as your monitor shows it, https://…"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
