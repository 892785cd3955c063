"""Connections to the database go from one request to the next, not with the thread that happens to answer.

Sixty threads would hold sixty connections, each with a process of PostgreSQL that has seldom been at work and
knows little; those at work at a time are as few as the turns are (`turns`). The one that was given back last
is the first to go out again (docs/decisions/0027).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from povertyplan.common.turns import AT_WORK, lend_with_turns

REST = 1.0  # seconds; after a longer one a connection is looked at before it is used


class ConnectionPool:
    """The connections of a process that nobody is at work with, at most so many."""

    def __init__(self, size: int) -> None:
        self._size, self._free = size, list[tuple[float, BaseDatabaseWrapper]]()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """What this thread asks the database goes by a connection of the pool."""
        own, mine = connections[DEFAULT_DB_ALIAS], self._taken()
        mine.execute_wrappers = own.execute_wrappers  # who counts a request's statements goes on counting
        connections[DEFAULT_DB_ALIAS] = mine
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = own
            self._keep(mine)

    def _taken(self) -> BaseDatabaseWrapper:
        try:
            since, taken = self._free.pop()
        except IndexError:
            taken = connections.create_connection(DEFAULT_DB_ALIAS)
            taken.inc_thread_sharing()
            return taken
        taken.health_check_done = time.monotonic() - since < REST  # type: ignore[attr-defined]  # of no stub
        return taken

    def _keep(self, connection: BaseDatabaseWrapper) -> None:
        """Unless it is spoilt, old, in a transaction or one too many."""
        connection.close_if_unusable_or_obsolete()
        if connection.in_atomic_block or len(self._free) >= self._size:
            connection.close()
        elif connection.connection is not None:
            self._free.append((time.monotonic(), connection))


def open_pool() -> None:
    """Have the requests of this process hand their connections on; before it answers anybody."""
    lend_with_turns(ConnectionPool(AT_WORK).lent)
