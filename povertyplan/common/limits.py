"""The limits that settings give PostgreSQL for a web request, and longer work, for which they do not hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

STATEMENTS = ("statement_timeout", "idle_in_transaction_session_timeout")


@contextmanager
def without_limits(alias: str = DEFAULT_DB_ALIAS, *, waits: bool = False) -> Iterator[None]:
    """Let statements and pauses in transactions take as long as they need; with `waits` also what waits for a
    lock, which somebody who was killed may hold for a while yet. SQLite has none of these limits.
    """
    if connections[alias].vendor != "postgresql":
        yield
        return
    names = [*STATEMENTS, *(["lock_timeout"] if waits else [])]
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
        before = cursor.fetchall()
        give = "SELECT set_config(%s, %s, false)"
        cursor.executemany(give, [(name, "0") for name in names])
        try:
            yield
        finally:
            cursor.executemany(give, before)
