"""Full-text search in the same transaction as the words, and a history that cannot be rewritten."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBERS = "INSERT INTO counter (name, value) VALUES ('case', 0)"

SQLITE = [
    """CREATE VIRTUAL TABLE search_index
       USING fts5(body, content='search_text', content_rowid='id', tokenize='porter unicode61')""",
    """CREATE TRIGGER search_text_inserted AFTER INSERT ON search_text BEGIN
         INSERT INTO search_index(rowid, body) VALUES (new.id, new.body); END""",
    """CREATE TRIGGER search_text_deleted AFTER DELETE ON search_text BEGIN
         INSERT INTO search_index(search_index, rowid, body) VALUES ('delete', old.id, old.body); END""",
    """CREATE TRIGGER search_text_updated AFTER UPDATE ON search_text BEGIN
         INSERT INTO search_index(search_index, rowid, body) VALUES ('delete', old.id, old.body);
         INSERT INTO search_index(rowid, body) VALUES (new.id, new.body); END""",
    """CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry BEGIN
         SELECT RAISE(ABORT, 'history is append-only'); END""",
    """CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry BEGIN
         SELECT RAISE(ABORT, 'history is append-only'); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER entry_is_never_deleted",
    "DROP TRIGGER entry_is_never_changed",
    "DROP TRIGGER search_text_updated",
    "DROP TRIGGER search_text_deleted",
    "DROP TRIGGER search_text_inserted",
    "DROP TABLE search_index",
]
POSTGRESQL = [
    """ALTER TABLE search_text ADD COLUMN found tsvector
       GENERATED ALWAYS AS (to_tsvector('english', body)) STORED""",
    "CREATE INDEX search_text_found ON search_text USING gin(found)",
    """CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql
       AS $$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$""",
    """CREATE TRIGGER entry_is_append_only BEFORE UPDATE OR DELETE ON entry
       FOR EACH ROW EXECUTE FUNCTION history_is_append_only()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER entry_is_append_only ON entry",
    "DROP FUNCTION history_is_append_only",
    "ALTER TABLE search_text DROP COLUMN found",
]


def upgrade() -> None:
    op.execute(NUMBERS)
    _run(SQLITE, POSTGRESQL)


def downgrade() -> None:
    op.execute("DELETE FROM counter WHERE name = 'case'")
    _run(SQLITE_BACK, POSTGRESQL_BACK)


def _run(sqlite: list[str], postgresql: list[str]) -> None:
    for statement in sqlite if op.get_bind().dialect.name == "sqlite" else postgresql:
        op.execute(statement)
