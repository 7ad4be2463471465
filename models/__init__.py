"""The memory: tables, and what must always be true of each record."""
