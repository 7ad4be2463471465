"""What a delivery changes: triggers of SQLite write down every row that is added, changed or taken away."""

from dataclasses import dataclass

from sqlalchemy import Engine, Table, event, text

from models.tables import METADATA

NO_EFFECT = frozenset({"receipt", "member", "channel", "channelmember"})
"""A receipt says that a delivery came, the others what Slack told when it was asked."""


@dataclass(frozen=True)
class Effects:
    engine: Engine

    def of_late(self) -> list[str]:
        """``insert heard``, ``update case`` …: since it was asked last, in order."""
        with self.engine.begin() as connection:
            found = [what for (what,) in connection.execute(text("SELECT what FROM effect ORDER BY id"))]
            connection.execute(text("DELETE FROM effect"))
        return found


def watch(engine: Engine) -> Effects:
    """From now on. Nothing waits for the disk any more: who reads this kills no machine."""
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    engine.dispose()
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE effect (id INTEGER PRIMARY KEY, what TEXT NOT NULL)"))
        for table in METADATA.tables.values():
            if table.name not in NO_EFFECT:
                for trigger in _triggers(table):
                    connection.execute(text(trigger))
    return Effects(engine)


def _triggers(table: Table) -> list[str]:
    """An update that leaves everything as it is changes nothing."""
    changed = " OR ".join(f'OLD."{one.name}" IS NOT NEW."{one.name}"' for one in table.columns)
    conditions = {"insert": "", "update": f"WHEN {changed}", "delete": ""}
    return [
        f'CREATE TRIGGER "seen_{how}_{table.name}" AFTER {how.upper()} ON "{table.name}" {when} '
        f"BEGIN INSERT INTO effect (what) VALUES ('{how} {table.name}'); END"
        for how, when in conditions.items()
    ]
