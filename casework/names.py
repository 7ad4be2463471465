"""What several people are called, by one question."""

from collections.abc import Iterable

from sqlmodel import Session

from casework import people

LIAISON = "liaison"
"""Who writes the lines of history that nobody asked for."""


class Names(dict[str, str]):
    """Display names by user id; whoever was never met is called by the id, and the bot by its name."""

    def __missing__(self, user_id: str) -> str:
        return user_id.capitalize() if user_id == LIAISON else user_id


def of(session: Session, user_ids: Iterable[str | None]) -> Names:
    wanted = {user_id for user_id in user_ids if user_id}
    return Names(people.names_of(session, wanted) if wanted else {})
