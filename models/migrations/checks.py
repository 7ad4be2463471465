"""Constraints that a later revision changes, on either database."""

import sqlalchemy as sa
from alembic import op


def replace_check(table: str, name: str, before: str, after: str) -> None:
    """The condition of a named check.

    SQLite cannot change a constraint, and a table that is pointed at cannot be copied. What it keeps of
    the table's text is changed: https://www.sqlite.org/lang_altertable.html#otheralter
    """
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, sa.text(after))
    else:
        rewrite(table, f"CHECK ({before})", f"CHECK ({after})")


def allow_values(table: str, column: str, name: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Of a column whose values are listed in a check."""
    old, new = (f"{column} IN ({_written(values)})" for values in (before, after))
    replace_check(table, name, old, new)


def rewrite(table: str, before: str, after: str) -> None:
    """SQLite's own text of a table."""
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) "
        "WHERE type = 'table' AND name = ? AND instr(sql, ?) > 0",
        (before, after, table, before),
    )
    if not changed.rowcount:
        message = f"the text of the table {table} is not as expected"
        raise LookupError(message)
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def _written(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
